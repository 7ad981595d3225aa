"""The seam `Peers` over the wire: what this node asks the others."""

import asyncio
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import TypeVar

from bridge.answering.feed import Feed
from bridge.bridge import Bridge
from bridge.cluster.guarded import Elsewhere, Guarded
from bridge.cluster.holding import Timing
from bridge.cluster.node import Node
from bridge.cluster.peers import words
from bridge.cluster.peers.asking import SLOW, Asking
from bridge.cluster.peers.here import Here
from bridge.cluster.peers.only import Firsts, Only
from bridge.cluster.peers.telling import Telling
from bridge.cluster.peers.wire import USUAL, Spans, Wire
from bridge.commands.codes import Given, hashed
from bridge.errors import HeldElsewhere
from bridge.protocols import Caller, Peers
from bridge.tasks import ended
from bridge.types import ConversationId, Health, MessageId, Model, Question, Thread, Turn, TurnId
from bridge.waiting.gate import Standing

T = TypeVar("T")


class Nodes:
    """The others, for the bridge of this one."""

    alone = False

    def __init__(self, conninfo: str, node: Node, timing: Timing, spans: Spans = USUAL) -> None:
        self.wire = Wire(conninfo, spans)
        self._asking = Asking(self.wire)
        self._only = Only(conninfo, node, timing)
        self._firsts = Firsts(self.wire)
        self._bridge: Bridge | None = None
        self._here: Here | None = None

    @asynccontextmanager
    async def at_work(self, bridge: Bridge) -> AsyncIterator[None]:
        """Hear the others and do what they ask, until the end."""
        self._bridge, self._here = bridge, Here(bridge, self.wire, self._asking)
        self.wire.open(self._here.hear, self._here.back)
        watching = asyncio.create_task(self._here.watch(), name="watching nodes")
        try:
            yield
        finally:
            await ended(watching)
            await self._asking.close()
            await self._here.close()
            await self.wire.close()

    async def stop(self, thread: Thread, message: MessageId | None) -> bool:
        _, said = await self._asking.ask(words.Stop(thread, message))
        return said is True

    async def withdraw(self, thread: Thread, message: MessageId) -> bool:
        _, said = await self._asking.ask(words.Withdraw(thread, message))
        return said is True

    def withdrawn(self, thread: Thread, message: MessageId) -> None:
        self.wire.tell(None, words.Withdrawn(thread, message))

    async def caller(self, turn: Turn) -> Caller | None:
        place, message = key = turn.question.key
        stream = uuid.uuid4().hex
        node, said = await self._asking.ask(words.WhoHolds(place, message, stream))
        if self._here is None or self._bridge is None or not isinstance(said, words.Holds):
            return None
        hung_up = partial(self._bridge.hung_up, key)
        return Telling(self._here.streams, stream, node, hung_up, alone=said.alone)

    @asynccontextmanager
    async def looking_on(self, turn: TurnId) -> AsyncIterator[Feed | None]:
        if self._here is None:
            yield None
            return
        stream, lookers = uuid.uuid4().hex, self._here.lookers
        feed = lookers.begin(stream)  # before anything can come
        try:
            _, said = await self._asking.ask(words.LookOn(turn, stream))
            yield feed if said is True else None
        finally:
            lookers.end(stream)

    def left(self, question: Question) -> None:
        if self._here is not None:
            self._here.callers.left(question.key)

    async def standing(self, backend: str) -> Standing | None:
        known: object = self._bridge.backends.get(backend) if self._bridge else None
        if not isinstance(known, Guarded) or known.held:
            return None
        _, said = await self._asking.ask(words.Stands(backend))
        return said if isinstance(said, Standing) else Standing(HeldElsewhere(backend=backend), time.time(), ())

    async def given(self, code: str) -> bool:
        _, said = await self._asking.ask(words.Opens(hashed(code)))
        return said is True

    async def take(self, code: str) -> Given | None:
        _, said = await self._asking.ask(words.Take(hashed(code)))
        return said if isinstance(said, Given) else None

    async def first(self, what: str) -> bool:
        return await self._firsts.first(what)

    async def only(self, what: str, work: Callable[[], Awaitable[T]]) -> T:
        return await self._only.do(what, work)

    async def models(self, backend: str) -> Sequence[Model]:
        _, said = await self._asking.ask(words.Models(backend), SLOW)
        if not isinstance(said, tuple):
            raise HeldElsewhere(backend=backend)
        return [one for one in said if isinstance(one, Model)]

    async def check(self, backend: str) -> Health:
        _, said = await self._asking.ask(words.Check(backend), SLOW)
        if isinstance(said, Health):
            return said
        nobody = HeldElsewhere(backend=backend)
        return Health(False, str(nobody), nobody)

    async def rename(self, backend: str, conversation: ConversationId, title: str) -> None:
        _, said = await self._asking.ask(words.Rename(backend, conversation, title), SLOW)
        if said is not True:
            raise HeldElsewhere(backend=backend)

    async def delete(self, backend: str, conversation: ConversationId) -> None:
        _, said = await self._asking.ask(words.Delete(backend, conversation), SLOW)
        if said is not True:
            raise HeldElsewhere(backend=backend)

    async def adopt(self, backend: str, link: str) -> ConversationId:
        _, said = await self._asking.ask(words.Adopt(backend, link), SLOW)
        if not isinstance(said, str):
            raise HeldElsewhere(backend=backend)
        return ConversationId(said)


_peers: type[Peers] = Nodes
_elsewhere: type[Elsewhere] = Nodes
