"""Everything that can go wrong on purpose.

``str(error)`` may be shown to the person who asked; it says what happened and what to do next. The sentence is in
bridge/texts under the class's name, ``error.say("ko")`` is the Korean one. Anything that is not a BridgeError is a
bug: logged with the turn's id and answered with an Apology.

BridgeError
├── BadConfig            the file, a variable or a token is wrong; names the place and the cure
├── BadQuestion          empty, or more than the backend can take
├── Occupied             another process works in the data folder
├── StorageError         the database can't be opened or written
├── BackendError         the answer could not be had
│   ├── NotReady         nothing was typed, the question may be asked again
│   │   ├── LoginRequired, HumanCheck, RateLimited, PageChanged
│   │   ├── BrowserMissing, BrowserBusy, BrowserFailed
│   │   └── NotConfigured, Unavailable
│   ├── ConversationGone
│   ├── ConversationTaken   another Thread has it already
│   ├── Refused          the backend said no in its own words
│   ├── Interrupted      it was asked, the end of the answer is not proven
│   ├── BrokenOff        the same where asking leaves no trace, so that it may be asked again
│   └── Uncertain        whether it was asked can't be known; never sent a second time
├── PlatformError        the answer exists but could not be shown now
│   └── Undeliverable    … and never can be
├── CallerLeft           whoever held the stream went away before it was asked
├── DemoFailed           the demo's practice site did not start
├── Apology              a bug of ours, in words for a person
└── Remembered           a failure of an earlier run, as the ledger has it
"""

from bridge.texts import say
from bridge.types import Language


class BridgeError(Exception):
    """Something that a person can be told. The keywords fill the blanks of its sentence."""

    def __init__(self, **values: object) -> None:
        self.values = values
        super().__init__(self.say())

    def say(self, language: Language = "en") -> str:
        return say(type(self).__name__, language, **self.values)


class BadConfig(BridgeError):
    """The configuration is wrong: ``what``."""


class BadQuestion(BridgeError):
    """The question can't be asked as it is: ``what``."""


class Occupied(BridgeError):
    """Another process works in this ``folder``."""


class StorageError(BridgeError):
    """The database can't be used: ``what``."""


class BackendError(BridgeError):
    """The backend gave no answer."""


class NotReady(BackendError):
    """The backend can't answer now; nothing was typed."""


class LoginRequired(NotReady):
    """The account is signed out."""


class HumanCheck(NotReady):
    """The site wants to see a person."""


class RateLimited(NotReady):
    """The account's limit is reached."""


class PageChanged(NotReady):
    """The page is not one that we know: ``what``."""


class BrowserMissing(NotReady):
    """No browser is installed."""


class BrowserBusy(NotReady):
    """The ``profile`` is in use by another process."""


class BrowserFailed(NotReady):
    """The browser did not start: ``what``."""


class NotConfigured(NotReady):
    """The ``backend`` has no section in the configuration."""


class Unavailable(NotReady):
    """An API can't answer now: ``what``, and what to do."""


class ConversationGone(BackendError):
    """The Thread's conversation can't be opened any more."""


class ConversationTaken(BackendError):
    """The question was found in a conversation that belongs to another Thread."""


class Refused(BackendError):
    """The backend said no: ``what``."""


class Interrupted(BackendError):
    """The question was sent; the end of the answer is not proven: ``what``, to be looked up at ``link``."""


class BrokenOff(BackendError):
    """An API's answer ended before its end: ``what``."""


class Uncertain(BackendError):
    """Whether the question was sent can't be known; to be looked up at ``link``."""


class PlatformError(BridgeError):
    """The platform did not take the answer now: ``what``."""


class Undeliverable(PlatformError):
    """The platform will never take the answer: ``what``."""


class CallerLeft(BridgeError):
    """Nobody waits for this answer any more."""


class DemoFailed(BridgeError):
    """The practice site did not start: ``what``."""


class Apology(BridgeError):
    """A bug; names the ``turn`` under which it was logged."""


class Remembered(BridgeError):
    """What an earlier run could not do: ``reason``."""
