"""What may be spent in a month; the ledger knows what was."""

import time
from collections.abc import Callable

from bridge.errors import BudgetSpent
from bridge.protocols import Store
from bridge.spent import month_began

FRESH = 1.0
"""Seconds for which a look at the ledger is believed, with what was noted since."""


class Budget:
    """Of one API. A month is UTC's, as on OpenAI's bills; what is under way may still go beyond."""

    def __init__(self, store: Store, backend: str, dollars: float, clock: Callable[[], float] = time.time) -> None:
        self._store, self._backend, self._dollars, self._now = store, backend, dollars, clock
        self._spent, self._seen = 0.0, -FRESH

    async def check(self) -> None:
        """Raises BudgetSpent when nothing is left."""
        now = self._now()
        if not 0 <= now - self._seen < FRESH:
            self._spent, self._seen = await self._store.spent(self._backend, month_began(now)), now
        if self._spent >= self._dollars:
            raise BudgetSpent(backend=self._backend, budget=f"{self._dollars:g}")

    def note(self, cost: float | None) -> None:
        """So much was spent just now; the ledger knows it a moment later."""
        self._spent += cost or 0.0
