"""Events on their way to the app: tried, tried again, lost. The caller who caused one never waits.

Source: docs.slack.dev "The Events API", "Error handling": after a failed attempt again at once, after one
minute and after five; seen 2026-08: nothing is kept for an app that has no socket open.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from tests.standins.clock import Clock

from .payloads import Payload

RETRIES = (0.0, 60.0, 300.0)
PATIENCE = (1.0, 5.0)  # assumed: how often a socket is looked for when none is open


class Unheard(Exception):
    """An attempt failed; `hopeless` when the app asked not to be tried again."""

    def __init__(self, reason: str, *, hopeless: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.hopeless = hopeless


class NobodyThere(Unheard):
    """There was no connection to try on."""


@dataclass(slots=True)
class Attempt:
    """One try: the first has number 0 and no reason; `failure` says why it was not heard.

    From `sent` on the clock runs for the answer: moving it from then on makes the attempt time out.
    """

    number: int
    reason: str
    at: float
    sent: bool = False
    failure: str | None = None


@dataclass(slots=True, eq=False)
class Delivery:
    payload: Payload
    attempts: list[Attempt] = field(default_factory=list)
    state: Literal["under way", "heard", "lost"] = "under way"

    @property
    def event_id(self) -> str:
        return str(self.payload.get("event_id", ""))

    @property
    def waiting(self) -> bool:
        """An attempt is out, and its answer is waited for."""
        return self.state == "under way" and bool(self.attempts) and self.attempts[-1].sent and not self.resting

    @property
    def resting(self) -> bool:
        """An attempt has failed, and the clock runs for the next."""
        return self.state == "under way" and bool(self.attempts) and self.attempts[-1].failure is not None

    @property
    def event(self) -> Payload:
        """What happened; app_rate_limited comes without a wrapper."""
        event: Payload = self.payload.get("event", self.payload)
        return event


Kind = Literal["events_api", "interactive", "slash_commands"]


class Carrier(Protocol):
    """Socket Mode or signed HTTP."""

    late: str  # its word for "no answer in time"

    async def carry(self, payload: Payload, attempt: Attempt, kind: Kind = "events_api") -> Payload | None:
        """What the app answered with, if anything, once it has acknowledged; raises Unheard."""


class Postman:
    def __init__(
        self,
        clock: Clock,
        ring: Callable[[], None],
        retries: Sequence[float] = RETRIES,
        patience: Sequence[float] = PATIENCE,
    ) -> None:
        self.deliveries: list[Delivery] = []
        self.loses_all = False
        """Nothing arrives, however often it would be tried."""
        self._clock = clock
        self._ring = ring
        self._retries = retries
        self._patience = patience
        self._tasks: set[asyncio.Task[None]] = set()

    def send(self, payload: Payload, by: Carrier, *, number: int = 0, reason: str = "") -> Delivery:
        delivery = Delivery(payload)
        self.deliveries.append(delivery)
        if self.loses_all:
            self._end(delivery, "lost")
            return delivery
        task = asyncio.create_task(self._deliver(delivery, by, number, reason))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self._ring()
        return delivery

    async def _deliver(self, delivery: Delivery, by: Carrier, number: int, reason: str) -> None:
        retries, patience = iter(self._retries), iter(self._patience)
        while True:
            attempt = Attempt(number, reason, self._clock.now())
            delivery.attempts.append(attempt)
            try:
                await by.carry(delivery.payload, attempt)
                return self._end(delivery, "heard")
            except NobodyThere as nobody:
                attempt.failure, wait = nobody.reason, next(patience, None)
            except Unheard as unheard:
                attempt.failure = reason = unheard.reason
                wait = None if unheard.hopeless else next(retries, None)
                number += 1
            if wait is None:
                return self._end(delivery, "lost")
            self._ring()  # no await before the sleep begins: whoever sees the failure may move the clock
            await self._clock.sleep(wait)

    def _end(self, delivery: Delivery, state: Literal["heard", "lost"]) -> None:
        delivery.state = state
        self._ring()

    async def close(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
