"""What whoever handles something that came from Slack finds around it, and how the one who sent it is answered."""

import logging
from collections.abc import Awaitable
from dataclasses import dataclass, replace

from bridge.bridge import Bridge
from bridge.errors import BridgeError, PlatformError
from bridge.protocols import Site
from bridge.texts import say
from bridge.types import Language, Question, Thread
from platforms.errands import Errands
from platforms.hearing import Hearing
from platforms.slack.ids import done_with
from platforms.slack.workspace import DIRECT, Blocks, Us, Workspace
from platforms.trouble import NotNow, NotThere

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sender:
    """Somebody who typed a command, pressed a button or chose a shortcut."""

    person: str
    thread: Thread
    """Where; its own name is empty outside of a thread, as Slack has commands only there."""
    response_url: str = ""
    """Where an answer is to go, unless it goes into the thread."""
    whispered: bool = False
    """It was pressed in a message that only they see; the answer takes that one's place."""

    @property
    def direct(self) -> bool:
        return self.thread.channel.startswith(DIRECT)


@dataclass(frozen=True, slots=True)
class Around:
    """In one workspace."""

    bridge: Bridge
    site: Site
    workspace: Workspace
    us: Us
    hearing: Hearing
    errands: Errands

    def language(self, thread: Thread) -> Language:
        return self.site.rules(thread.place).language

    def say(self, sender: Sender, key: str, **values: object) -> str:
        return say(key, self.language(sender.thread), **values)

    async def ask(self, sender: Sender, question: Question, once: str) -> bool:
        """True when it is a new question; its sender is told why it is none.

        What is done again has the id that it had, so that it counts once. The doors get another one each time, made
        of `once`: who was asked to wait may come again.
        """
        message = done_with(question.message, once)
        why = self.hearing.refused(replace(question, message=message), direct=sender.direct, asks=True)
        if why is not None:
            self.tell(sender, why)
            return False
        return await self.hearing.accept(question)

    async def answer(self, sender: Sender, text: str, blocks: Blocks = ()) -> None:
        """Only the sender sees it. A courtesy, so it may fail; empty where there is nothing to say."""
        if not text:
            return
        try:
            if sender.response_url:
                await self.workspace.respond(sender.response_url, text, blocks, replace=sender.whispered)
            else:
                thread = sender.thread
                await self.workspace.whisper_to(sender.person, thread.channel, thread.thread, text, blocks)
        except (NotNow, NotThere, PlatformError) as error:
            logger.info("%s could not be answered: %s", sender.person, error)

    def tell(self, sender: Sender, text: str, blocks: Blocks = ()) -> None:
        """The same, and nobody waits for it."""
        self.errands.begin(self.answer(sender, text, blocks))

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
            self.tell(sender, self.say(sender, "slack_did_not_take_it"))
        except Exception:
            logger.exception("not done for %s", sender.person)
            self.tell(sender, self.say(sender, "went_wrong"))
