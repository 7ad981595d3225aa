"""Everything that can go wrong on purpose.

``str(error)`` may be shown to the person who asked; it says what happened and what to do next. The sentence is in
bridge/texts under the class's name, ``error.say("ko")`` is the Korean one. Anything that is not a BridgeError is a
bug: logged with the turn's id and answered with an Apology.

BridgeError
├── BadConfig            the file, a variable or a token is wrong; names the place and the cure
├── BadQuestion          empty, or more than the backend can take
│   ├── ModelNotOffered  … or for a model that it does not have
│   ├── ModelUnpriced    … or whose price nobody knows
│   ├── FileUnread       … or with a file that can't be read
│   └── NothingToBranch  … or about a last answer that is not the last one any more
├── Occupied             another process works in the data folder
├── StorageError         the database can't be opened or written
│   └── StorageAway      … because its server can't be reached just now
├── ArchiveUnread        a file of old chats is damaged, or none
├── BackendError         the answer could not be had
│   ├── NotReady         nothing was typed, the question may be asked again
│   │   ├── Walled       something stands in the way of every question, and goes away: they wait
│   │   │   ├── LoginRequired: GuestPage, SessionExpired
│   │   │   ├── HumanCheck, AccountLocked, WorkMode, PageChanged                    a person has to act
│   │   │   ├── ChoiceWanted, PermissionWanted, DraftLeft                           … in one conversation
│   │   │   ├── RateLimited, UsageCap, Maintenance                                  time does
│   │   │   └── BrowserMissing, BrowserBusy, BrowserFailed
│   │   ├── InLine       others are asked first
│   │   ├── UploadFailed
│   │   └── NotConfigured, Unavailable, BudgetSpent, Ending, HeldElsewhere
│   ├── ConversationGone: TemporaryGone
│   ├── ConversationFull    it takes no more questions; a new one has to go on
│   ├── ConversationTaken   another Thread has it already
│   ├── Refused          the backend said no in its own words
│   │   └── AnswerFailed, PolicyNotice
│   ├── Interrupted      it was asked, the end of the answer is not proven
│   ├── BrokenOff        the same where asking leaves no trace, so that it may be asked again
│   │   └── TookTooLong
│   └── Uncertain        whether it was asked can't be known; never sent a second time
├── PlatformError        the answer exists but could not be shown now
│   ├── ShutOut          … because the platform lets us in no more, until a person acts
│   └── Undeliverable    … and never can be
├── GivenUp              it was tried for long enough, or its owner wants no more of it
│   ├── WaitedTooLong    before it was asked
│   ├── ReadTooLate      after it may have been asked
│   ├── ShownTooLate     its answer is there
│   └── TriedTooOften    the program ended with it in hand, again and again
├── Withdrawn            the asker took the question back before it was asked
├── CallerLeft           whoever held the stream went away before it was asked
├── DemoFailed           the demo's practice site did not start
├── Apology              a bug of ours, in words for a person
└── Remembered           a failure of an earlier run, as the ledger has it
"""

from pathlib import Path

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


class ModelNotOffered(BadQuestion):
    """The account has no ``model`` of this name; ``offered`` are those that it has."""


class ModelUnpriced(BadQuestion):
    """There is a budget, and nobody knows what the ``model`` costs."""


class FileUnread(BadQuestion):
    """The file ``name`` that came with the question can't be read: ``what``, as the end of a sentence."""


class NothingToBranch(BadQuestion):
    """The conversation has gone on elsewhere, so its last answer is not the Thread's: ``what``."""


class Occupied(BridgeError):
    """Another process works in this ``folder``."""


class StorageError(BridgeError):
    """The database can't be used: ``what``."""


class StorageAway(StorageError):
    """Its server can't be reached just now: ``what``."""


class ArchiveUnread(BridgeError):
    """Nothing of the ``file`` was imported: ``what``."""


class BackendError(BridgeError):
    """The backend gave no answer."""


class NotReady(BackendError):
    """The backend can't answer now; nothing was typed."""


class Walled(NotReady):
    """Something stands in the way of every question of the account; they wait until it is gone."""

    here: str = ""
    """A link, where it stands in the way of that conversation alone; the others go on."""
    over_at: float | None = None
    """Unix seconds when it goes away by itself, where the site says so."""
    unanswered: bool = False
    """The site took the question and said this instead of an answer: nothing is left to wait for."""
    report: Path | None = None
    """A folder on this machine that shows what stood in the way, with no conversation's text in it."""

    def say_to_owner(self, language: Language = "en") -> str:
        """What the owner has to do."""
        return say(f"owner_{type(self).__name__}", language, **self.values)


class LoginRequired(Walled):
    """The account is signed out."""


class GuestPage(LoginRequired):
    """The page offers its chat for guests: nobody is signed in."""


class SessionExpired(LoginRequired):
    """The page says that the session is over."""


class HumanCheck(Walled):
    """The site wants to see a person."""


class AccountLocked(Walled):
    """The site suspects the account and lets nobody in."""


class ChoiceWanted(Walled):
    """The page shows two answers and takes no question before one is chosen."""


class PermissionWanted(Walled):
    """A tool asks for leave in the middle of an answer."""


class DraftLeft(Walled):
    """Somebody's own words or files stand unsent in the composer."""


class WorkMode(Walled):
    """The page is switched to another product than Chat."""


class PageChanged(Walled):
    """The page is not one that we know: ``what``."""


class RateLimited(Walled):
    """Too many requests in a short time."""


class UsageCap(Walled):
    """The plan's limit is reached; ``until``: when it is over, in the site's words or as a time."""


class Maintenance(Walled):
    """The site is down."""


class BrowserMissing(Walled):
    """No browser is installed."""


class BrowserBusy(Walled):
    """The ``profile`` is in use by another process: ``by``."""


class BrowserFailed(Walled):
    """The browser did not start, or does not do what it is told: ``what``."""


class InLine(NotReady):
    """The backend answers as many as it can, and others are asked first."""


class UploadFailed(NotReady):
    """The page did not take the file ``name``: ``what``."""


class NotConfigured(NotReady):
    """The ``backend`` has no section in the configuration."""


class Unavailable(NotReady):
    """An API can't answer now: ``what``, and what to do."""


class BudgetSpent(NotReady):
    """What the ``backend`` may cost in a month is spent: ``budget`` US dollars."""


class HeldElsewhere(NotReady):
    """Another node of the cluster has the ``backend`` and doesn't answer now, or none has it."""


class Ending(NotReady):
    """The program is being ended."""


class ConversationGone(BackendError):
    """The Thread's conversation can't be opened any more."""


class TemporaryGone(ConversationGone):
    """The Thread's chat was a temporary one, and its page is closed."""


class ConversationFull(BackendError):
    """The conversation is at its maximum length and takes no more questions."""


class ConversationTaken(BackendError):
    """The question was found in a conversation that belongs to another Thread."""


class Refused(BackendError):
    """The backend said no: ``what``."""


class AnswerFailed(Refused):
    """ChatGPT broke off with an error of its own: ``what``."""


class PolicyNotice(Refused):
    """ChatGPT won't answer this because of its policies."""


class Interrupted(BackendError):
    """The question was sent; the end of the answer is not proven: ``what``, to be looked up at ``link``."""


class BrokenOff(BackendError):
    """An API's answer ended before its end: ``what``."""


class TookTooLong(BrokenOff):
    """An API was silent for as long as the settings allow."""


class Uncertain(BackendError):
    """Whether the question was sent can't be known; to be looked up at ``link``."""


class PlatformError(BridgeError):
    """The platform did not take the answer now: ``what``."""


class ShutOut(PlatformError):
    """The platform takes nothing of ours until a person acts: ``what``. Everything waits for that."""


class Undeliverable(PlatformError):
    """The platform will never take the answer: ``what``."""

    code: str = ""
    """The platform's own word for it."""
    needs: str = ""
    """The platform's own word for what would have to be granted."""


class GivenUp(BridgeError):
    """The owner wants no more of it."""


class WaitedTooLong(GivenUp):
    """It waited for so many ``hours`` and was not asked."""


class ReadTooLate(GivenUp):
    """It may have been asked, and for so many ``hours`` nothing could be read."""


class ShownTooLate(GivenUp):
    """The platform did not take it for so many ``hours``."""


class TriedTooOften(GivenUp):
    """The program ended ``tries`` times while it was at work on this."""


class Withdrawn(BridgeError):
    """The question was taken back before it was asked."""


class CallerLeft(BridgeError):
    """Nobody waits for this answer any more."""


class DemoFailed(BridgeError):
    """The practice site did not start: ``what``."""


class Apology(BridgeError):
    """A bug; names the ``turn`` under which it was logged."""


class Remembered(BridgeError):
    """What an earlier run could not do: ``reason``."""
