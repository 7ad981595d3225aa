"""When a turn is given up, and who hears of it; it stays in the ledger, for ``threadbridge turns`` to try again."""

import asyncio
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from bridge.errors import GivenUp, ShownTooLate, StorageError, TriedTooOften
from bridge.protocols import Platform, Store, TellsAskers
from bridge.types import State, Turn, TurnId
from bridge.waiting.ages import Ages
from bridge.waiting.limits import Limits, Term, hours
from bridge.waiting.patience import Pause, until_stored

logger = logging.getLogger(__name__)

SHOWING = (State.ANSWERED, State.FAILED)
"""Nothing but showing it is left."""

TELLING = 30.0
"""Seconds that a word to whoever asked may take, where nothing can be shown."""


class GivingUp:
    """Of one bridge."""

    def __init__(
        self, store: Store, platforms: Mapping[str, Platform], limits: Limits, ages: Ages, pause: Pause
    ) -> None:
        self._store = store
        self._platforms = platforms
        self._limits = limits
        self._ages = ages
        self._pause = pause
        self._terms: dict[TurnId, Term] = {}
        self._in_hand: set[TurnId] = set()
        """Turns at work with which an earlier life has ended."""

    @contextmanager
    def at_work(self, turn: Turn) -> Iterator[None]:
        """It is being brought to its end; who leaves it in the middle ends this life with it in hand."""
        self._terms[turn.id] = Term()
        try:
            yield
            self._in_hand.discard(turn.id)
            self._ages.ended(turn.id)
        finally:
            del self._terms[turn.id]

    def term(self, turn: Turn) -> Term:
        return self._terms.get(turn.id) or Term()

    def called(self, turn: TurnId, *, unwanted: bool) -> None:
        """Somebody has changed it in the ledger: it is to be given up, or tried again."""
        term = self._terms.get(turn)
        if term is None:
            self._ages.begins_anew(turn)
        elif unwanted:
            term.end(GivenUp())

    async def too_often(self, turn: Turn) -> TriedTooOften | None:
        """When so many lives have ended with it in hand that this one does better without."""
        if turn.state is State.ACCEPTED or turn.id in self._in_hand:
            return None
        tries = await until_stored(lambda: self._store.taken_up(turn.id), self._pause)
        self._in_hand.add(turn.id)
        return TriedTooOften(tries=tries - 1) if 0 < self._limits.tries < tries else None

    async def shown(self, turn: Turn, showing: asyncio.Task[None], term: Term) -> None:
        """Wait for it. Raises what it raises, and GivenUp when that is tried no longer."""
        limits = self._limits
        before = max(self._ages.of(turn) - limits.wait, 0.0) if turn.state in SHOWING else 0.0
        left = term.left("showing", limits.show, before)
        why = await term.wait(showing, left) if left != 0 else None
        if left == 0 or not showing.done():
            raise why or ShownTooLate(hours=hours(limits.show))
        await showing

    async def tell(self, turn: Turn, why: GivenUp) -> None:
        """Its asker, privately: the platform may still be able to do that. A courtesy."""
        platform: object = self._platforms.get(turn.thread.platform)
        if turn.held or not isinstance(platform, TellsAskers):
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(TELLING):
                await platform.tell_asker(turn, why)

    async def close(self) -> None:
        """This life ends in order: that it had them in hand does not count against them."""
        if self._in_hand:
            with suppress(StorageError):
                await self._store.laid_down(self._in_hand)
