"""Pacing: an answer that grows is written as often as the platform allows, and no oftener.

Latest text wins, never faster than allowed, always the last state; and the last state does not wait.
"""

import asyncio
import math
from collections import deque
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self

Step = Callable[[], Awaitable[float | None]]


class Budget:
    """Calls that share one limit: at most `calls` within any `seconds`.

    Ordinary turns leave `reserve` of them alone, and are spread out when the budget gets short; first come, first
    served. Last words take from the reserve, too, and overtake whoever waits. With ``seconds`` 0 there is no limit.
    """

    def __init__(self, calls: int, seconds: float, reserve: int = 0) -> None:
        self._calls = calls
        self._seconds = seconds
        self._ordinary = max(calls - reserve, 1)
        self._made: deque[float] = deque()
        self._held = self._spread = -math.inf
        self._line: list[object] = []
        self._last_words = asyncio.Lock()

    @property
    def room(self) -> bool:
        """Whether an ordinary turn would come at once."""
        return not self._line and self._until_ordinary() <= 0

    @property
    def made(self) -> int:
        """How many turns were taken within the last `seconds`."""
        self._forget()
        return len(self._made)

    async def turn(self, last: asyncio.Event | None = None) -> None:
        """Wait for a turn; it counts from where this returns. Without `last`, or when that is set: last words."""
        if last is not None and not last.is_set():
            await self._in_line(last)
        if last is not None and not last.is_set():
            self._made.append(_now())
            return
        async with self._last_words:
            while (wait := self._until(self._calls)) > 0:
                await asyncio.sleep(wait)
            self._made.append(_now())

    def hold(self, seconds: float) -> None:
        """No turn for the next `seconds`, not even for those already waiting."""
        self._held = max(self._held, _now() + seconds)

    async def _in_line(self, last: asyncio.Event) -> None:
        """Returns when it is an ordinary turn's time, and at once when it has become one for last words."""
        me = object()
        self._line.append(me)
        try:
            while not last.is_set() and (wait := self._until_ordinary(self._line.index(me))) > 0:
                await until(last, wait)
        finally:
            self._line.remove(me)
        if not last.is_set():
            self._spread = _now() + self._gap

    @property
    def _gap(self) -> float:
        """Between two ordinary turns: when half of them are used, the rest lasts until the first comes back."""
        self._forget()
        used, left = len(self._made), self._ordinary - len(self._made) - 1
        return (self._made[0] + self._seconds - _now()) / left if left > 0 and 2 * used >= self._ordinary else 0.0

    def _until_ordinary(self, place: int = 0) -> float:
        """Seconds; those behind the first in line look again about when it is their time."""
        first = max(self._until(self._ordinary), self._spread - _now())
        return first + place * max(self._seconds / self._ordinary, 1e-3) if place else first

    def _until(self, most: int) -> float:
        """Seconds until a call would be one of at most so many."""
        self._forget()
        made = self._made
        free = made[len(made) - most] + self._seconds - _now() if self._seconds and len(made) >= most else 0.0
        return max(free, self._held - _now())

    def _forget(self) -> None:
        while self._made and self._made[0] <= _now() - self._seconds:
            self._made.popleft()


class Draft:
    """The newest state of one answer, written out no faster than allowed.

        async with Draft(step, pause=1.2) as draft:
            async for event in answer:
                draft.news()

    `step` brings what stands there one call nearer to the newest state. It returns None when there is nothing left
    to be done, else the seconds after which it wants to be called again. The first news are written at once, steps
    that did something are at least `pause` seconds apart, and there is one at a time. An exception from `step` ends
    the draft; it is raised by the next `news`, or else where the block is left.

    Leaving the block sets `last` and waits until nothing is left to be done, without pauses but those that `step`
    asks for. Leaving it by an exception or a cancellation stops at once, even in the middle of a step. Neither
    leaves a task behind.
    """

    def __init__(self, step: Step, pause: float) -> None:
        self.last = asyncio.Event()
        """Nothing more comes."""
        self._step = step
        self._pause = pause
        self._news = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def news(self) -> None:
        """There is something to be written; never waits.

        Raises what `step` has raised, and RuntimeError outside of the block.
        """
        if self._task is None or self.last.is_set():
            raise RuntimeError("A draft has news inside its block.")
        if self._task.done():
            self._task.result()
        self._news.set()

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._task is not None
        self.last.set()
        if error is None:
            self._news.set()
            await self._task  # cancelled here, it takes the task along
            return
        self._task.cancel()
        [failure] = await asyncio.gather(self._task, return_exceptions=True)
        if isinstance(failure, Exception) and failure is not error:
            error.add_note(f"The draft had failed before: {failure!r}")

    async def _run(self) -> None:
        while not (self.last.is_set() and not self._news.is_set()):
            await self._news.wait()
            self._news.clear()
            await self._write()

    async def _write(self) -> None:
        """Step by step until nothing is left to be done."""
        began = _now()
        while (seconds := await self._step()) is not None:
            await asyncio.sleep(seconds)
            await until(self.last, began + self._pause - _now())
            began = _now()


async def until(event: asyncio.Event, seconds: float) -> None:
    """Wait for it, but no longer than that."""
    if seconds > 0 and not event.is_set():
        try:
            async with asyncio.timeout(seconds):
                await event.wait()
        except TimeoutError:
            return


def _now() -> float:
    return asyncio.get_running_loop().time()
