"""The wire: what one node says arrives at another, or at all of them, for as long as the database is there.

What is said is kept until the database has it, and goes out with whatever else is to be said at that moment. It
arrives at whoever listens then; who did not may have missed something, and is told so (``back``). A node is there
as long as the session is in which it listens, and for a while after that, since sessions are cut and come back.
"""

import asyncio
import logging
import secrets
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from typing import LiteralString

from bridge.cluster.line import GONE, Line
from bridge.cluster.peers.ear import Ear
from bridge.cluster.peers.packing import packed, unpacked
from bridge.cluster.peers.words import Number
from bridge.log import first_line
from bridge.tasks import ended
from bridge.waiting.patience import Patience, Pause

logger = logging.getLogger(__name__)

LARGEST = 7_000
"""Bytes that a notification carries (PostgreSQL 15: 7,999); what is larger lies in a table meanwhile."""

STEP = 5.0
"""Seconds that one word with the database may take."""

LONGEST = 5.0
"""Seconds between two tries to say something."""

MOST = 500
"""Words at once."""

EVERYBODY = "threadbridge"
ONE, ALL = "#", "*"
"""Before the number of what lies in the table: who takes it away, and who leaves it for the others."""

CLASS = 0x54687264
"""Of the locks that say who is there."""

PRESENT = """
SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objsubid = 2 AND granted
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
SAY = "SELECT pg_notify(said.channel, said.text) FROM unnest(%s::text[], %s::text[]) AS said (channel, text)"
LAY = "INSERT INTO parcels (content, at) VALUES (%s, extract(epoch FROM now())) RETURNING id"
FETCH = "SELECT content FROM parcels WHERE id = %s"
TAKE = "DELETE FROM parcels WHERE id = %s RETURNING content"
TIDY = "DELETE FROM parcels WHERE at < extract(epoch FROM now()) - 60 RETURNING id"
"""Nobody comes for these any more."""

TIDIES = 60
"""Looks between two times that this is done."""


@dataclass(frozen=True, slots=True)
class Spans:
    """Seconds."""

    looks: float = 1.0
    """Between two looks at who is there, and who still waits."""
    comes_back: float = 5.0
    """After which a node that is not there any more is gone."""
    quiet: float = 5.0
    """Without a word of an answer, until the ledger is looked at."""
    again: float = 2.0
    """Until a question is asked again."""


USUAL = Spans()

Hear = Callable[[Number, object], None]


class Wire:
    """Of one node."""

    def __init__(self, conninfo: str, spans: Spans = USUAL, pause: Pause = asyncio.sleep) -> None:
        self.spans = spans
        self.number = Number(1 + secrets.randbelow(2**31 - 2))
        self.listens = asyncio.Event()
        """What is said now is heard here."""
        self._hear: Hear = lambda sender, word: None
        self._back: Callable[[], None] = lambda: None
        self._pause = pause
        self._line = Line(conninfo, STEP)
        channels = (_channel(None), _channel(self.number))
        self._came: asyncio.Queue[str] = asyncio.Queue()
        self._ear = Ear(conninfo, channels, (CLASS, self.number), self._came.put_nowait, self._listening)
        self._outbox: list[tuple[str, bytes, asyncio.Future[None] | None]] = []
        self._wanted = asyncio.Event()
        self._seen: dict[Number, float] = {}
        """When the others were there last."""
        self._tasks: list[asyncio.Task[None]] = []
        self._closed = False

    def open(self, hear: Hear, back: Callable[[], None]) -> None:
        """Work in the background until closed. `hear` gets who said something, and what."""
        self._hear, self._back = hear, back
        self._ear.open()
        loops = {"nodes' words": self._read, "telling nodes": self._write, "looking for nodes": self._look}
        self._tasks = [asyncio.create_task(loop(), name=name) for name, loop in loops.items()]

    async def close(self) -> None:
        for task in self._tasks:
            await ended(task)
        self._closed = True
        for _, _, sent in self._outbox:
            _over(sent)
        await self._ear.close()
        self._line.hang_up()

    def tell(self, to: Number | None, word: object) -> None:
        """Say it to one, or to all; nobody waits for it."""
        self._put(to, word, None)

    async def send(self, to: Number, word: object) -> None:
        """Returns when the database has it, or when there is no way to it any more."""
        sent = asyncio.get_running_loop().create_future()
        self._put(to, word, sent)
        if not self._closed:
            await sent

    @property
    def others(self) -> Collection[Number]:
        """Who is there, or was a moment ago."""
        now = time.monotonic()
        return [number for number, at in self._seen.items() if now - at < self.spans.comes_back]

    async def look(self) -> None:
        """Who is there now. Nobody is given up where the database can't be asked."""
        there: Collection[Number] = self.others
        try:
            there = [Number(int(str(row[0]))) for row in await self.run(PRESENT, (CLASS,))]
        except GONE as trouble:
            logger.debug("who is there is not known: %s", first_line(trouble))
        now = time.monotonic()
        self._seen |= dict.fromkeys(there, now)
        self._seen = {
            one: at for one, at in self._seen.items() if one != self.number and now - at < self.spans.comes_back
        }

    async def run(self, statement: LiteralString, values: Sequence[object]) -> Sequence[Sequence[object]]:
        """The rows that it gives. Raises what is in `GONE`."""
        return await self._line(lambda there: there.execute(statement, values).fetchall())

    def _put(self, to: Number | None, word: object, sent: asyncio.Future[None] | None) -> None:
        self._outbox.append((_channel(to), packed(word), sent))
        self._wanted.set()

    def _listening(self, listens: bool) -> None:
        if not listens:
            return self.listens.clear()
        self.listens.set()
        return self._back()

    async def _look(self) -> None:
        for number in count():
            await self.look()
            if number % TIDIES == 0:
                with suppress(*GONE):
                    await self.run(TIDY, ())
            await self._pause(self.spans.looks)

    async def _write(self) -> None:
        patience = Patience(0.1, LONGEST, self._pause)
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            while some := self._outbox[:MOST]:
                try:
                    await self._say(some)
                except GONE as trouble:
                    logger.warning("the other nodes can't be told now: %s", first_line(trouble))
                    await patience.wait()
                    continue
                patience = Patience(0.1, LONGEST, self._pause)
                del self._outbox[: len(some)]
                for _, _, sent in some:
                    _over(sent)

    async def _say(self, some: Sequence[tuple[str, bytes, object]]) -> None:
        texts = [await self._within(channel, text) for channel, text, _ in some]
        await self.run(SAY, ([channel for channel, _, _ in some], texts))

    async def _within(self, channel: str, text: bytes) -> str:
        """As a notification carries it: who says it, and what, or where that lies, for one to take or for all."""
        if len(text) <= LARGEST:
            return f"{self.number} {text.decode()}"
        [row] = await self.run(LAY, (text,))
        return f"{self.number} {ALL if channel == EVERYBODY else ONE}{row[0]}"

    async def _read(self) -> None:
        while True:
            sender, _, text = (await self._came.get()).partition(" ")
            if sender == str(self.number):
                continue
            try:
                whole = await self._fetched(text) if text[:1] in (ONE, ALL) else text
                if whole is not None:
                    self._seen.setdefault(number := Number(int(sender)), time.monotonic())
                    self._hear(number, unpacked(whole))
            except GONE as trouble:  # it is missed, as if this node had not listened
                logger.warning("what another node said can't be read now: %s", first_line(trouble))
            except Exception:
                logger.exception("what another node said can't be understood")

    async def _fetched(self, parcel: str) -> bytes | None:
        rows = await self.run(TAKE if parcel[0] == ONE else FETCH, (int(parcel[1:]),))
        content = rows[0][0] if rows else None
        return bytes(content) if isinstance(content, bytes | memoryview) else None


def _over(sent: asyncio.Future[None] | None) -> None:
    if sent is not None and not sent.done():
        sent.set_result(None)


def _channel(to: Number | None) -> str:
    return EVERYBODY if to is None else f"{EVERYBODY}_{to}"
