"""Codes of what was asked are made behind the ledger, and behind the index of words: a few at a time."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, select

from bridge.errors import BackendError, StorageError
from bridge.protocols import Encoder
from bridge.types import Query, Seen, State
from storage.engines import Database
from storage.ledger import Entered
from storage.models import changes, turns
from storage.queries import KEPT
from storage.search import matching
from storage.search.following import CHANGES, Following
from storage.vectors.saying import LONGEST, SAID, digest, encoded

if TYPE_CHECKING:
    from storage.vectors.file import Code
    from storage.vectors.vectors import Vectors

logger = logging.getLogger(__name__)

AGAIN = 60.0
"""Seconds until an encoder that failed is tried again."""

PATIENCE = 1.0
"""Seconds that somebody who looks for something waits for one; then words have to do."""

NEAREST = 200
"""Turns that mean about the same; the rest is not looked at."""


class Making(Following):
    """Of one ledger; with no encoder, or no place for a file, nothing is made."""

    def __init__(self, database: Database, clock: Callable[[], float], entered: Entered | None = None) -> None:
        super().__init__(database, clock, entered)
        self._encoder: Encoder | None = None
        self._vectors: Vectors | None = None
        self._fits = False
        self._not_before = 0.0
        self._place = database.index and file_of(database.index)

    def understand(self, encoder: Encoder) -> None:
        """From now on."""
        if self._place is not None:
            from storage.vectors.vectors import Vectors  # with numpy, which is not there without the extra

            self._encoder, self._vectors = encoder, Vectors(self._place)

    async def index(self) -> bool:
        return await super().index() or await self._made_some()

    async def close(self) -> None:
        await super().close()
        if self._vectors is not None:
            await asyncio.to_thread(self._vectors.close)

    async def unmeant(self) -> int | None:
        """How many turns, about, are not found by what they mean yet; None: none ever will be."""
        if self._vectors is None:
            return None
        state = await self._vectors(lambda opened: opened.file.state)
        last = (await self._beginning()).newest
        return (last - state.newest) + max(0, state.oldest - 1) if state and self._fits else last

    async def _nearest(self, query: Query, seen: Seen) -> dict[int, float]:
        """What means about the same, of what is theirs to find as far as the index knows; the nearest first."""
        text = " ".join(term.text for term in query.terms)
        if self._vectors is None or self._encoder is None or not text or self._now() < self._not_before:
            return {}
        try:
            async with asyncio.timeout(PATIENCE):
                (vector,) = await self._encoder.encode([text[:LONGEST]])
            name, found = self._encoder.name, dict[int, float]()
            within = [*matching.narrowed(query, self._now()), matching.scope(seen)]
            if match := " AND ".join(f"({one})" for one in within if one):
                among = await self._shelf(lambda index: index.turns(match, index.size))
                found = await self._vectors.nearest(name, vector, NEAREST, among)
            if not match or seen.person is not None:  # in a Thread of theirs others' questions are theirs to find
                found |= await self._vectors.nearest(name, vector, NEAREST)
            return found
        except TimeoutError:
            return {}
        except (BackendError, StorageError) as error:
            self._pause(error)
            return {}

    async def _forgotten(self) -> None:
        """Of what was erased no code is kept either, though its encoder may not be here."""
        await super()._forgotten()
        if self._place is None or not self._place.exists():
            return
        from storage.vectors.forgetting import forget

        gone = select(turns.c.id).where(~KEPT, turns.c.id.in_(select(changes.c.turn)))
        async with self._reading() as read:
            these = [turn for (turn,) in await read(gone)]
        try:
            await asyncio.to_thread(forget, self._place, these)
        except (sqlite3.Error, OSError) as error:
            logger.warning("what was forgotten is still among what is found by its meaning: %s", error)

    async def _made_some(self) -> bool:
        """False when there was nothing to be done, or it can't be done now."""
        if self._vectors is None or self._encoder is None or self._now() < self._not_before:
            return False
        try:
            if not self._fits and not await self._is_ours(self._encoder, self._vectors):
                await self._begin_anew(self._encoder, self._vectors)
                return True
            self._fits = True
            return await self._step_of_codes(self._encoder, self._vectors)
        except BackendError as error:
            self._pause(error)
            return False

    async def _is_ours(self, encoder: Encoder, vectors: "Vectors") -> bool:
        """What is in the file was made by this encoder, from a ledger as large, and has missed nothing."""
        made, state = await vectors(lambda opened: (opened.file.made, opened.file.state))
        now = await self._beginning()
        if made is None or state is None or made.encoder != encoder.name or now.seen > state.seen + CHANGES:
            return False
        return not (made.basis.outgrown and now.newest >= made.basis.outgrown)

    async def _begin_anew(self, encoder: Encoder, vectors: "Vectors") -> None:
        from storage.vectors import basis

        begin = await self._beginning()
        some = SAID.where(KEPT).order_by(turns.c.id.desc()).limit(basis.MOST)
        async with self._reading() as read:
            rows = (await read(some)).all()
        asked, answered = await encoded(encoder, rows)
        if not asked:
            asked, answered = list(await encoder.encode(["?"])), [None]
        width = len(asked[0])
        both = basis.floats(asked, width), basis.floats(answered, width)
        learned = await asyncio.to_thread(basis.learned, *both)
        await vectors(lambda opened: opened.file.begin(encoder.name, learned, begin))

    async def _step_of_codes(self, encoder: Encoder, vectors: "Vectors") -> bool:
        made, state = await vectors(lambda opened: (opened.file.made, opened.file.state))
        behind = await self._behind(state, SAID, encoder.at_once) if made and state else None
        if made is None or state is None or behind is None:
            self._fits = False
            await self._begin_anew(encoder, vectors)
            return True
        rows, after = behind
        if after == state:
            return False
        codes = await self._codes(encoder, vectors, rows)
        await vectors(lambda opened: opened.file.put(codes, state, after))
        self._fits = not (made.basis.outgrown and after.newest >= made.basis.outgrown)
        return True

    async def _codes(self, encoder: Encoder, vectors: "Vectors", rows: Sequence[Row[Any]]) -> dict[int, "Code"]:
        """Of those that say something else than when they were made last."""
        from storage.vectors import basis

        known = await vectors(lambda opened: opened.file.known([row.id for row in rows]))
        digests = {row.id: b"" if row.state == State.WITHDRAWN else digest(row) for row in rows}
        gone: dict[int, Code] = {turn: (b"", None, 0.0) for turn, of in digests.items() if not of and turn in known}
        news = [row for row in rows if digests[row.id] and known.get(row.id) != digests[row.id]]
        asked, answered = await encoded(encoder, news)
        file = await vectors(lambda opened: opened.file.made)
        if not asked or file is None:
            return gone
        codes = file.basis.coded(*(basis.floats(some, len(asked[0])) for some in (asked, answered)))
        made = {row.id: (digests[row.id], *code) for row, code in zip(news, codes, strict=True)}
        return gone | made

    def _pause(self, error: Exception) -> None:
        logger.warning("nothing is found by its meaning for a while: %s", error)
        self._not_before = self._now() + AGAIN


def file_of(index: Path) -> Path:
    """Beside that of the words."""
    return index.with_name(f"{index.name.removesuffix('.search.db')}.vectors.db")
