"""What people say where we can hear it, and which of it is a question to us."""

import logging
from collections import deque
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field

from bridge.bridge import Bridge
from bridge.commands import words
from bridge.commands.obeying import handle
from bridge.commands.order import Order
from bridge.commands.words import Answered, Command
from bridge.errors import BadQuestion, BridgeError, PlatformError, StorageError
from bridge.protocols import Site
from bridge.texts import say
from bridge.types import Language, MessageId, Mode, Question, Rules, Turn
from platforms.errands import Errands
from platforms.receiving.doors import Doors, Refusal
from platforms.trouble import NotNow, NotThere

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
    at: float | None = field(default=None, compare=False)
    """Unix seconds when it was said; None: just now."""
    roles: frozenset[str] = field(default=frozenset(), compare=False)
    """Ids of the groups that the author belongs to, where the platform tells them."""
    reads: bool = field(default=True, compare=False)
    """Its author may read what was said there before."""
    admitted: bool = field(default=False, compare=False)
    """A command put it there for its author, who was let in before that."""

    def asks(self, mode: Mode) -> bool:
        """Whether it is a question to us, whatever was said before."""
        return mode != "off" and (mode == "every" or self.mentioned or self.direct)

    def follows(self, mode: Mode) -> bool:
        """Whether it is one when we were asked in its thread before: no mention is needed there."""
        return mode == "mention" and self.reply


class Hearing:
    """From what was said to the bridge, by the rules of its channel."""

    def __init__(
        self,
        bridge: Bridge,
        site: Site,
        answer: Callable[[Question, Answered], Awaitable[None]],
        errands: Errands,
        doors: Doors,
        *,
        queued: Callable[[Question, Answered], Awaitable[None]] | None = None,
    ) -> None:
        self._bridge = bridge
        self._site = site
        self._doors = doors
        self._answer = answer
        """How an asker is told why nothing was asked, or what is said to a command."""
        self._errands = errands
        self._tell_queued = queued
        """How an asker is told that an answer is being written before theirs, where that disturbs nobody else."""
        self._declined: deque[MessageId] = deque(maxlen=DECLINED)
        self._obeyed: deque[MessageId] = deque(maxlen=DECLINED)

    async def hear(self, heard: Said) -> bool:
        """Returns when a question is in the ledger, and at once when it is none; True when it was not there yet."""
        command = words.parse(heard.question.text)
        if not await self._is_for_us(heard) or not self._may(heard, command):
            return False
        if command is not None and command.looks_back and not heard.reads:
            self._tell(heard.question, say("you_read_nothing_back", self._language(heard.question)))
            return False
        if command is not None:
            await self._obey(command, heard.question)
            return False
        if heard.admitted:
            return await self.accept(heard.question)
        return await self.ask(heard.question, direct=heard.direct)

    async def ask(self, question: Question, *, direct: bool = False) -> bool:
        """Returns when it is in the ledger, or when its asker is being told why not; True when it is a new one."""
        if not self._let_in(question, self._doors.open(question, direct=direct)):
            return False
        return await self.accept(question)

    async def accept(self, question: Question) -> bool:
        """The same without the doors, for what was let in before its message was there."""
        try:
            turn = await self._bridge.accept(question)
        except BadQuestion as error:
            self._tell(question, error.say(self._language(question)))
            return False
        follows = question.thread.thread != question.message  # nothing stands before what begins a thread
        if turn is not None and follows and self._tell_queued:
            self._errands.begin(self._queued(turn, self._tell_queued))
        return turn is not None

    async def obeyed(
        self, command: Command, question: Question, roles: Collection[str] = (), *, direct: bool = False
    ) -> Answered:
        """What is said to a command that came in another way than as a message. Raises BridgeError."""
        refused = self.refused(question, roles, direct=direct, asks=command.asks)
        if refused is not None:
            return Answered(refused)
        return await handle(self._bridge, command, question, owner=self._doors.owns(question.author))

    def order(self, command: Command, question: Question) -> Order:
        """As whoever gave it may have it."""
        owner = self._doors.owns(question.author)
        return Order(self._bridge, question, command, self._language(question), owner)

    async def pass_over(self, heard: Said, sentence: str, **values: object) -> bool:
        """A question that is not asked: said in its place, once for all times; True when it was not said yet."""
        question, command = heard.question, words.parse(heard.question.text)
        if not await self._is_for_us(heard) or not (asks(command) and self._may(heard, command)):
            return False
        return await self._bridge.decline(question, say(sentence, self._language(question), **values)) is not None

    def turn_away(self, heard: Said, sentence: str) -> None:
        """Meant for us where nothing can be answered: its author is told, once, and nothing is kept of it."""
        if heard.asks(self._rules(heard).mode) and self._may(heard, None):
            self._tell(heard.question, say(sentence, self._language(heard.question)))

    async def _obey(self, command: Command, question: Question) -> None:
        """Only its asker hears of it; what is asked again is answered in the thread."""
        if (message := question.message) in self._obeyed:
            return None  # delivered again, or as the mention that it is, too
        self._obeyed.append(message)
        if not command.asks:
            return self._errands.begin(self._do_once(command, question))
        try:
            await self._do(command, question)
        except StorageError:
            self._obeyed.remove(message)
            raise

    async def _do_once(self, command: Command, question: Question) -> None:
        """Another process may have got it as well, as the mention that it is, too."""
        if await self._bridge.peers.first(f"obey {_name(question)}"):
            await self._do(command, question)

    async def _do(self, command: Command, question: Question) -> None:
        try:
            owner = self._doors.owns(question.author)
            said = await handle(self._bridge, command, question, owner=owner)
        except StorageError as error:
            if command.asks:
                raise  # it is not in the ledger, so the message was not heard
            said = Answered(error.say(self._language(question)))
        except BridgeError as error:
            said = Answered(error.say(self._language(question)))
        if said.text:
            self._errands.begin(self._told(question, said))

    def refused(self, question: Question, roles: Collection[str] = (), *, direct: bool, asks: bool) -> str | None:
        """Why it may not come in, in words for its author; empty where they know by now; None: it may."""
        refusal = self._doors.open(question, roles, direct=direct, asks=asks)
        if refusal is None:
            return None
        self._note(refusal, question)
        return refusal.why.say(self._language(question)) if refusal.why else ""

    def welcomes(self, question: Question, roles: Collection[str] = (), *, direct: bool) -> bool:
        """Whether its author may ask there at all; nobody is told, and nothing is counted."""
        return self._doors.lists(question, roles, direct=direct)

    def _may(self, heard: Said, command: Command | None) -> bool:
        if heard.admitted:
            return True
        refusal = self._doors.open(
            heard.question, heard.roles, direct=heard.direct, asks=asks(command), at=heard.at
        )
        return self._let_in(heard.question, refusal)

    def _let_in(self, question: Question, refusal: Refusal | None) -> bool:
        """Nothing is kept of who is not let in; the owner hears of what looks like a loop."""
        if refusal is None:
            return True
        self._note(refusal, question)
        if refusal.why:
            self._tell(question, refusal.why.say(self._language(question)))
        return False

    def _note(self, refusal: Refusal, question: Question) -> None:
        if refusal.loop:
            self._bridge.owner.loop(str(question.thread), question.author)

    async def _is_for_us(self, heard: Said) -> bool:
        mode = self._rules(heard).mode
        return heard.asks(mode) or (heard.follows(mode) and await self._site.store.knows(heard.question.thread))

    async def _queued(self, turn: Turn, tell: Callable[[Question, Answered], Awaitable[None]]) -> None:
        """Its asker hears of it when another one is before it. A courtesy, so it may fail."""
        question = turn.question
        try:
            if await self._bridge.follows(turn):
                return
            if before := await self._bridge.queued(question.thread):
                await tell(question, Answered(say("queued", self._language(question), place=before)))
        except (StorageError, NotNow, NotThere, PlatformError) as error:
            logger.info("nobody is told what waits in %s: %s", question.thread, error)

    def _tell(self, question: Question, why: str) -> None:
        """Once, and nobody waits for it."""
        if question.message not in self._declined:
            self._declined.append(question.message)
            self._errands.begin(self._told_once(question, Answered(why)))

    async def _told_once(self, question: Question, said: Answered) -> None:
        if await self._bridge.peers.first(f"tell {_name(question)}"):
            await self._told(question, said)

    async def _told(self, question: Question, said: Answered) -> None:
        """A courtesy, so it may fail."""
        try:
            await self._answer(question, said)
        except (NotNow, PlatformError) as error:
            logger.info("the author of a message could not be told: %s", error)

    def _rules(self, heard: Said) -> Rules:
        return self._site.rules(heard.question.thread.place)

    def _language(self, question: Question) -> Language:
        return self._site.rules(question.thread.place).language


def _name(question: Question) -> str:
    place = question.thread.place
    return "/".join((place.platform, place.workspace, place.channel, question.message))


def asks(command: Command | None) -> bool:
    """Whether a message is a question, with or without a command before it."""
    return command is None or command.asks
