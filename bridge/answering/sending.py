"""One question on its way: through the gate to its backend; what that tells goes into the ledger, then the feed."""

import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import TypeVar

from bridge.answering.feed import Feed
from bridge.answering.holding import Hold
from bridge.answering.means import Means
from bridge.answering.recap import recap
from bridge.answering.standing_in import StandIn, caught_up
from bridge.errors import BridgeError, ConversationFull, NotConfigured, Walled, Withdrawn
from bridge.events import Cut, Event, Held, Notice, Opened, ReadBy, Rewritten, Sent, Titled
from bridge.merging import Merging
from bridge.protocols import Backend, LeavesNoTrace
from bridge.texts import say
from bridge.types import Language, State, Turn, Used
from bridge.waiting.gate import Gate, Ticket
from bridge.waiting.patience import until_stored

logger = logging.getLogger(__name__)

T = TypeVar("T")


class Sending:
    """Of one turn; tried again for as long as a wall stands in the way."""

    def __init__(
        self,
        turn: Turn,
        feed: Feed,
        means: Means,
        *,
        merging: Merging,
        language: Language,
        stand_in: StandIn | None,
        waits: bool,
    ) -> None:
        self.cut = False
        """Somebody stopped the answer on the backend's own page."""
        self.waited: float | None = None
        """Seconds from its acceptance until it was asked; None where that was in an earlier run, or never."""
        self.way = ""
        """How the answer was read."""
        self.title = ""
        """What the backend calls the conversation, if it said so."""
        self.used: Used | None = None
        """What the answer took, if that was counted."""
        self.stood_in = ""
        """The backend that answers for the turn's own."""
        self._turn = turn
        self._feed = feed
        self._means = means
        self._store = means.store
        self._line = means.lines.get(turn.backend)
        self._merging = merging
        self._language = language
        self._stand_in = None if turn.resumed else stand_in
        """Who answers while a wall stands; nobody where it may have been asked before."""
        self._anew = False
        """It went on in a new conversation."""
        self.waiting = True
        """Nothing is asked or read just now."""
        self._late: BridgeError | None = None
        """Why it waits no more, once what is being done now is over."""
        self._waits = waits
        """Nobody holds the stream, so nobody is kept waiting for it."""
        self._hold = Hold(turn.backend, means.owner, feed.put, means.pause)

    @property
    def begun(self) -> bool:
        """Something may have been asked."""
        return self._turn.state is not State.ACCEPTED or not self.waiting

    def ends_late(self, why: BridgeError) -> bool:
        """It has waited for long enough: True when it still does; else it will not begin to wait again."""
        self._late = why
        return self.waiting

    async def run(self) -> None:
        """Until the answer is whole; raises why it is not."""
        backend, gate = self._means.backends.get(self._turn.backend), self._means.gates.get(self._turn.backend)
        if backend is None or gate is None:
            raise NotConfigured(backend=self._turn.backend)
        await self._merging.heard_out(self._turn)
        while True:
            self._turn = await self._means.fetching.complete(self._turn, self._feed.put)
            if self._late is not None:
                raise self._late
            known = gate.wall  # perhaps met by others: it says nothing of a question that the page took
            if known is not None and self._turn.state is State.ACCEPTED and await self._stood_in(known):
                return
            self.waiting = True
            self._refuse_if_shut(gate)
            held: Walled | None = None
            try:
                if await self._send(backend, gate):
                    return
            except Walled as wall:
                if not wall.here:
                    gate.shut(wall)
                    if await self._stood_in(wall):
                        return
                if wall.unanswered or not self._waits:
                    raise
                held = wall if wall.here else None
            except ConversationFull:
                if not self._can_go_on:
                    raise
                await self._go_on_in_new()
            finally:
                self.waiting = True
                gate.left(self._turn.id)
            if held is not None:
                await self._hold.wait(held)
            if self._feed.text:
                self._feed.put(Rewritten(""))  # it is told from its beginning again

    def _refuse_if_shut(self, gate: Gate) -> None:
        """Nothing is learnt of a wall by whoever is turned away before it."""
        if gate.wall is not None and not self._waits:
            raise gate.wall.with_traceback(None)  # else it would keep every question that it was raised for

    async def _send(self, backend: Backend, gate: Gate) -> bool:
        """Returns when the answer is whole; False, and nothing was asked, where more has to be fetched before."""
        async with self._passage(gate) as ticket:
            self._turn = await self._merging.whole(self._turn)
            if self._turn.unfetched:
                return False  # first its files, without anybody waiting for that
            self.waiting = False
            await self._catch_up(backend)
            if self._turn.state is State.ACCEPTED:
                if not await self._stored(lambda: self._store.asking(self._turn.id)):
                    raise Withdrawn
                self._turn = replace(self._turn, asking_since=self._turn.asking_since or time.time())
                self.waited = self._turn.asking_since - self._turn.accepted_at
            async with backend.send(self._turn.as_asked) as events:
                await gate.opened(ticket)
                async for event in events:
                    await self._take(event)
            return True

    @asynccontextmanager
    async def _passage(self, gate: Gate) -> AsyncIterator[Ticket]:
        """Past what stands in the way, and past the line, while which somebody may meet a wall again."""
        while True:
            ticket = await gate.passage(self._turn, self._feed.put)
            if self._line is None:
                yield ticket
                return
            begun = self._turn.asking_since > 0
            async with self._line.page(self._turn, self._feed.put, begun=begun):
                if not gate.shut_since(ticket):
                    yield ticket
                    return
            self._refuse_if_shut(gate)

    async def _stood_in(self, wall: Walled) -> bool:
        """Another backend has answered, for this one can't be asked, or took the question and said no to it."""
        other, turn = self._stand_in, self._turn
        if other is None or not (wall.unanswered or turn.state is State.ACCEPTED):
            return False
        if self._anew:  # only this question has the account of what was said in the conversation that is full
            return False
        self.waiting = False
        async with AsyncExitStack() as stack:
            if turn.state is State.ACCEPTED and not await self._stored(lambda: self._store.asking(turn.id)):
                raise Withdrawn
            events = await other.begun(turn, stack, self._feed.put)
            if events is None:
                return False
            self.waiting = False
            logger.info("%s stands in for %s", other.name, turn.backend)
            await self._stored(lambda: self._store.stands_in(turn.id, other.name, other.model))
            if self._feed.text:
                self._feed.put(Rewritten(""))
            self._feed.put(Notice(say("stood_in", self._language, walled=turn.backend, backend=other.name)))
            self._turn, self.stood_in = other.instead(turn), other.name
            async for event in events:
                await self._take(event)
        return True

    async def _catch_up(self, backend: Backend) -> None:
        """Whoever keeps the conversation is told what others have said in it."""
        turn = self._turn
        if (
            not turn.missed
            or turn.resumed
            or turn.preface
            or (isinstance(backend, LeavesNoTrace) and backend.leaves_no_trace)
        ):
            return
        missed = await self._stored(lambda: self._store.missed(turn.id))
        if missed:
            history = await self._stored(lambda: self._store.history(turn.thread, before=turn.id, whole=False))
            preface = caught_up(turn, missed, history)
            await self._stored(lambda: self._store.catch_up(turn.id, preface))
            self._turn = replace(turn, preface=preface)

    async def _take(self, event: Event) -> None:
        await self._stored(partial(self._store.record, self._turn.id, event))
        if not isinstance(event, Held):
            self._hold.over()
        self._feed.put(event)
        match event:
            case Held(wall):
                self._hold.begin(wall)
            case Sent(anchor):  # from here on it is not sent again, only read
                self._turn = replace(self._turn, state=State.ASKED, anchor=anchor)
            case Opened(conversation):  # behind a wall there it is read on, however long the wall stands
                self._turn = replace(self._turn, conversation=conversation)
                self._feed.link(self._turn, self._means.backends[self._turn.backend])
            case Cut():
                self.cut = True
            case ReadBy(way):
                self.way = way
                if way == "page":
                    self._feed.put(Notice(say("read_from_page", self._language)))
            case Titled(title):
                self.title = title
            case Used():
                self.used = event
            case _:
                pass

    @property
    def _can_go_on(self) -> bool:
        """Once, and only with a question that means something in a new conversation."""
        asks = self._turn.question.action in ("ask", "edit")
        return asks and not self._anew and not self._feed.text

    async def _go_on_in_new(self) -> None:
        turn = self._turn
        logger.info("the conversation is full, going on in a new one")
        history = await self._stored(lambda: self._store.history(turn.thread, before=turn.id, whole=False))
        old = await self._stored(lambda: self._store.conversation(turn.thread))
        preface = recap(history, turn.question.text, old.title if old else "")
        await self._stored(lambda: self._store.go_on_in_new(turn.id, preface))
        self._turn = replace(turn, conversation=None, anchor=None, last=None, preface=preface, state=State.ACCEPTED)
        self._anew = True
        self._feed.put(Notice(say("went_on_in_new", self._language)))

    async def _stored(self, step: Callable[[], Awaitable[T]]) -> T:
        return await until_stored(step, self._means.pause)
