"""Pacing: an answer that grows is written as often as the platform allows, and no oftener.

Latest text wins, never faster than allowed, always the last state.
"""

import asyncio
import math
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self

Write = Callable[[str], Awaitable[float | None]]


class Pace:
    """Turns for all writes that share one limit, `pause` seconds apart, in the order they were asked for."""

    def __init__(self, pause: float) -> None:
        self._pause = pause
        self._next = -math.inf
        self._line = asyncio.Lock()  # first come, first served; who gives up leaves the line without a turn

    async def turn(self) -> None:
        """Wait for a turn; the pause counts from where this returns."""
        async with self._line:
            # Asked again after each sleep: hold() may have moved it.
            while (wait := self._next - _now()) > 0:
                await asyncio.sleep(wait)
            self._next = _now() + self._pause

    def hold(self, seconds: float) -> None:
        """No turn for the next `seconds`, not even for those already waiting."""
        self._next = max(self._next, _now() + seconds)


class Draft:
    """The newest state of one answer, written out no faster than allowed.

        async with Draft(edit, pause=1.2, pace=workspace) as draft:
            async for text in answer:
                draft.set(text)

    The first state is written at once, every later one at least `pause` seconds after the start of the write
    before it, and there is one write at a time. With a `pace`, shared by several drafts, each write also waits for
    its turn.

    `write` returns None when the text has been written, or the seconds to stay away when it was refused for coming
    too soon (Retry-After): then the newest state is written after that, and the shared pace is held as well. An
    exception from `write` ends the draft; it is raised by the next `set`, or else where the block is left.

    Leaving the block waits until the last state has been written. Leaving it by an exception or a cancellation
    stops at once, even in the middle of a write. Neither leaves a task behind.
    """

    def __init__(self, write: Write, pause: float, pace: Pace | None = None) -> None:
        self._write = write
        self._pause = pause
        self._pace = pace
        self._next = -math.inf
        self._text: str | None = None
        self._written: str | None = None
        self._news = asyncio.Event()
        self._complete = False
        self._task: asyncio.Task[None] | None = None

    def set(self, text: str) -> None:
        """Replace what has not been written yet; never waits.

        Raises what `write` has raised, and RuntimeError outside of the block.
        """
        if self._task is None or self._complete:
            raise RuntimeError("A draft is set inside its block.")
        if self._task.done():
            self._task.result()
        self._text = text
        self._news.set()

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._task is not None
        self._complete = True
        if error is None:
            self._news.set()
            await self._task  # cancelled here, it takes the task along
            return
        self._task.cancel()
        [failure] = await asyncio.gather(self._task, return_exceptions=True)
        if isinstance(failure, Exception) and failure is not error:
            error.add_note(f"The draft had failed before: {failure!r}")

    async def _run(self) -> None:
        while True:
            while self._text != self._written:
                await self._write_newest()
            if self._complete:
                return
            await self._news.wait()
            self._news.clear()

    async def _write_newest(self) -> None:
        await asyncio.sleep(max(0, self._next - _now()))
        if self._pace:
            await self._pace.turn()
        text = self._text
        if text is None or text == self._written:  # set back while it waited
            return
        self._next = _now() + self._pause
        seconds = await self._write(text)
        if seconds is None:
            self._written = text
            return
        self._next = max(self._next, _now() + seconds)
        if self._pace:
            self._pace.hold(seconds)


def _now() -> float:
    return asyncio.get_running_loop().time()
