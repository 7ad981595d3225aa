"""Bringing the index forward behind the ledger: what is new, what changed, and what was there before it."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Row, Select, delete, func, select

from bridge.errors import StorageError
from storage.engines import Database
from storage.ledger import Entered, Ledger
from storage.models import EVERYTHING, changes, turns
from storage.search.entering import ENTERED, entered
from storage.search.index import Index, State
from storage.search.shelf import Shelf

NEWEST = select(func.coalesce(func.max(turns.c.id), 0))

CHANGED = select(func.coalesce(func.max(changes.c.id), 0))

STANDS = select(NEWEST.scalar_subquery().label("last"), CHANGED.scalar_subquery().label("changed"))

BEYOND = 2**63
"""No turn has this id."""

logger = logging.getLogger(__name__)

STEP = 50
"""Turns that are entered at once: other threads wait for as long as that takes."""

FEW = 200
"""So many are entered before it is looked; more would be waited for."""

CHANGES = 100_000
"""That are kept for indexes that are behind."""


class Following(Ledger):
    """One ledger, whatever it is in; the index is a file of this machine."""

    def __init__(self, database: Database, clock: Callable[[], float], entered: Entered | None = None) -> None:
        super().__init__(database, clock, entered)
        self._shelf = Shelf(database.index)

    async def index(self) -> bool:
        return await self._step(STEP) or await self._shelf(Index.tidy)

    async def close(self) -> None:
        await super().close()
        await asyncio.to_thread(self._shelf.close)

    async def _forgotten(self) -> None:
        """In the index, too, where there is one; what can't be done now is done when somebody looks next."""
        try:
            while self._shelf.there and await self._step(STEP, 0):
                pass
        except StorageError as error:
            logger.warning("what was forgotten is still in the index: %s", error)

    async def _catch_up(self) -> int:
        """Whoever asked a moment ago finds it; much is left to whoever brings the index forward. How many are."""
        state, (last, changed) = await self._shelf(Index.stands), await self._stands()
        if state is None or state.newest != last or state.seen < changed or 0 < state.oldest <= FEW:
            for _ in range(FEW // STEP):
                if not await self._step(STEP, FEW):
                    break
            state, (last, _) = await self._shelf(Index.stands), await self._stands()
        return (last - state.newest) + max(0, state.oldest - 1) if state else last

    async def _step(self, most: int, old_ones: int | None = None) -> bool:
        """False when there was nothing to be done. ``old_ones``: earlier turns only where there are no more."""
        state = await self._shelf(Index.stands)
        behind = await self._behind(state, ENTERED, most, old_ones) if state else None
        if state is None or behind is None:
            begin = await self._beginning()
            await self._shelf(lambda index: index.begin(begin))
            return True
        rows, after = behind
        if after == state:
            return False
        await self._shelf(lambda index: index.put(entered(rows), state, after))
        if after.seen // CHANGES > state.seen // CHANGES:
            old_news = delete(changes).where(changes.c.id <= after.seen - CHANGES)
            await self._together(lambda connection: connection.execute(old_news))
        return True

    async def _behind(
        self, state: State, what: Select[Any], most: int, old_ones: int | None = None
    ) -> tuple[Sequence[Row[Any]], State] | None:
        """What comes next for whoever has followed so far, and how far they are then; None: begin anew."""
        async with self._reading() as read:
            changed = select(changes).where(changes.c.id > state.seen).order_by(changes.c.id).limit(most)
            said = (await read(changed)).all()
            these = {row.turn for row in said}
            if EVERYTHING in these or state.newest > (await read(NEWEST)).scalar_one():
                return None
            rows = (await read(what.where(turns.c.id.in_(these)))).all() if these else []
            new = what.where(turns.c.id > state.newest).order_by(turns.c.id).limit(most)
            newer = (await read(new)).all()
            looks_back = not said and not newer and 0 < state.oldest <= (BEYOND if old_ones is None else old_ones)
            old = what.where(turns.c.id < state.oldest).order_by(turns.c.id.desc()).limit(most)
            older = (await read(old)).all() if looks_back else []
        after = State(
            newer[-1].id if newer else state.newest,
            (older[-1].id if len(older) == most else 0) if looks_back else state.oldest,
            said[-1].id if said else state.seen,
        )
        return [*rows, *newer, *older], after

    async def _beginning(self) -> State:
        """All of the ledger is yet to be entered, the newest first."""
        newest, seen = await self._stands()
        return State(newest, newest + 1, seen)

    async def _stands(self) -> tuple[int, int]:
        """The last turn of the ledger, and the last change."""
        async with self._reading() as read:
            stands = (await read(STANDS)).one()
            return stands.last, stands.changed
