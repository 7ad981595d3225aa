"""What people say where we can hear it, and which of it is a question to us."""

import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bridge import commands
from bridge.bridge import Bridge
from bridge.commands import Command
from bridge.errors import BadQuestion, BridgeError, StorageError, Undeliverable
from bridge.protocols import Site
from bridge.types import MessageId, Mode, Question, Rules
from platforms.trouble import NotNow

logger = logging.getLogger(__name__)

DECLINED = 100
"""How many messages are remembered that were told something about, so that their author is told once."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a person said, where we could hear it."""

    question: Question
    mentioned: bool
    """Our mention is in it."""
    direct: bool
    """In a direct message, where there is nobody else to mean."""
    reply: bool

    def asks(self, mode: Mode) -> bool:
        """Whether it is a question to us, whatever was said before."""
        return mode != "off" and (mode == "every" or self.mentioned or self.direct)

    def follows(self, mode: Mode) -> bool:
        """Whether it is one when we were asked in its thread before: no mention is needed there."""
        return mode == "mention" and self.reply


class Hearing:
    """From what was said to the bridge, by the rules of its channel."""

    def __init__(self, bridge: Bridge, site: Site, decline: Callable[[Question, str], Awaitable[None]]) -> None:
        self._bridge = bridge
        self._site = site
        self._decline = decline
        """How an asker is told why nothing was asked."""
        self._declined: deque[MessageId] = deque(maxlen=DECLINED)
        self._obeyed: deque[MessageId] = deque(maxlen=DECLINED)

    async def hear(self, heard: Said) -> None:
        """Returns when a question is in the ledger, and at once when it is none."""
        if not await self._is_for_us(heard):
            return None
        command = commands.parse(heard.question.text)
        if command is not None:
            return await self._obey(command, heard)
        try:
            await self._bridge.accept(heard.question)
        except BadQuestion as error:
            await self._tell(heard.question, error.say(self._rules(heard).language))
        return None

    async def _obey(self, command: Command, heard: Said) -> None:
        """Only its asker hears of it; what is asked again is answered in the thread."""
        if (message := heard.question.message) in self._obeyed:
            return  # delivered again, or as the mention that it is, too
        self._obeyed.append(message)
        try:
            said = await commands.handle(self._bridge, command, heard.question)
        except StorageError:
            self._obeyed.remove(message)
            raise
        except BridgeError as error:
            said = error.say(self._rules(heard).language)
        if said:
            await self._tell(heard.question, said)

    async def _is_for_us(self, heard: Said) -> bool:
        mode = self._rules(heard).mode
        return heard.asks(mode) or (heard.follows(mode) and await self._site.store.knows(heard.question.thread))

    async def _tell(self, question: Question, why: str) -> None:
        """Once; a courtesy, so it may fail."""
        if question.message in self._declined:
            return
        self._declined.append(question.message)
        try:
            await self._decline(question, why)
        except (NotNow, Undeliverable) as error:
            logger.info("the author of a message could not be told: %s", error)

    def _rules(self, heard: Said) -> Rules:
        return self._site.rules(heard.question.thread.place)
