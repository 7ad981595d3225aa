"""Waiting for something to become true, without sleeping and looking again."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Changes:
    """Rings whenever anything in the stand-in has changed."""

    def __init__(self) -> None:
        self._next = asyncio.Event()

    def ring(self) -> None:
        rung, self._next = self._next, asyncio.Event()
        rung.set()

    async def until(self, condition: Callable[[], T], within: float, story: Callable[[], str]) -> T:
        """What the condition returns once it is true; looked at again after every change.

        A LookupError means not yet, so that `general.thread(ts)[1].text == "…"` can be waited for.
        The story is told when the (real) time is up, so that a failed test says what did happen.
        """
        try:
            async with asyncio.timeout(within):
                while not (found := _asked(condition)):
                    await self._next.wait()
                return found
        except TimeoutError:
            raise AssertionError(f"still not true after {within:g} s.\n{story()}") from None


def _asked(condition: Callable[[], T]) -> T | None:
    try:
        return condition()
    except LookupError:
        return None
