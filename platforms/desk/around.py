"""What is around whoever handles something that came from a platform, and how its sender is answered."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

from bridge.bridge import Bridge
from bridge.commands.words import Answered
from bridge.errors import BridgeError, PlatformError
from bridge.protocols import Site
from bridge.texts import say
from bridge.types import Language, Question, Thread
from platforms.errands import Errands
from platforms.ids import done_with
from platforms.receiving.hearing import Hearing
from platforms.trouble import NotNow, NotThere

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sender:
    """Somebody who gave a command, pressed a button, edited a message or chose something from its menu."""

    person: str
    thread: Thread
    """Where; its own name is empty outside of a thread."""
    answer: Callable[[Answered], Awaitable[None]] = field(compare=False, repr=False)
    """So that only they see it. Raises NotNow, NotThere or PlatformError."""
    direct: bool = False
    """In a direct message."""
    roles: frozenset[str] = frozenset()
    """Ids of the groups that they belong to, where the platform tells them."""
    writes: bool = True
    """They may write there themselves; who may not has nothing asked or changed there in their name either."""
    reads: bool = True
    """They may read what was said there before; who may not is not shown it by us either."""


@dataclass(frozen=True, slots=True)
class Around:
    """In one workspace."""

    bridge: Bridge
    site: Site
    hearing: Hearing
    errands: Errands

    def language(self, thread: Thread) -> Language:
        return self.site.rules(thread.place).language

    def off(self, thread: Thread) -> bool:
        """Nothing is asked in its channel."""
        return self.site.rules(thread.place).mode == "off"

    def say(self, sender: Sender, key: str, **values: object) -> str:
        return say(key, self.language(sender.thread), **values)

    def refuses(self, sender: Sender, question: Question, once: str) -> str | None:
        """Why they may not ask it now, empty where they know by now; None: they may.

        What is done again has the id that it had, so that it counts once. The doors get another one each time, made
        of `once`: who was asked to wait may come again.
        """
        door = replace(question, message=done_with(question.message, once))
        return self.hearing.refused(door, sender.roles, direct=sender.direct, asks=True)

    async def ask(self, sender: Sender, question: Question, once: str) -> bool:
        """True when it is a new question; who may not ask it has been told why when this returns."""
        why = self.refuses(sender, question, once)
        if why is None:
            return await self.hearing.accept(question)
        await self.answer(sender, why)
        return False

    async def answer(self, sender: Sender, said: Answered | str) -> None:
        """Only the sender sees it. A courtesy, so it may fail; empty where there is nothing to say."""
        said = Answered(said) if isinstance(said, str) else said
        if not said.text:
            return
        try:
            await sender.answer(said)
        except (NotNow, NotThere, PlatformError) as error:
            logger.info("%s could not be answered: %s", sender.person, error)

    def tell(self, sender: Sender, said: Answered | str) -> None:
        """The same, and nobody waits for it."""
        self.errands.begin(self.answer(sender, said))

    def begin(self, sender: Sender, errand: Awaitable[None]) -> None:
        """Do it behind the acknowledgement; the sender is told what goes wrong."""
        self.errands.begin(self.told(sender, errand))

    async def told(self, sender: Sender, errand: Awaitable[None]) -> None:
        """Do it; the sender is told what goes wrong."""
        try:
            await errand
        except BridgeError as error:
            self.tell(sender, error.say(self.language(sender.thread)))
        except (NotNow, NotThere) as error:
            logger.warning("not done for %s: %s", sender.person, error)
            self.tell(sender, self.say(sender, "not_done_now"))
        except Exception:
            logger.exception("not done for %s", sender.person)
            self.tell(sender, self.say(sender, "went_wrong"))
