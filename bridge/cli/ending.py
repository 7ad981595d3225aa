"""How the program ends when it is told to: first in good order, then as it stands, then at once."""

import asyncio
import os
import signal
from collections.abc import Callable, Coroutine
from typing import Any

from bridge.exit_codes import DIED_OF

SIGNALS = tuple(
    number for name in ("SIGTERM", "SIGINT", "SIGBREAK") if (number := getattr(signal, name, None)) is not None
)
"""SIGBREAK is Windows' Ctrl-Break, the one signal that another program can send there."""


async def until_told(run: Coroutine[Any, Any, None], end: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run until a signal comes, then ``end`` while it still runs.

    The second signal is for whoever can't wait for that, the third for whoever can't wait for anything.
    """
    whole, told, count = asyncio.current_task(), asyncio.Event(), 0
    assert whole is not None

    def tell(number: int) -> None:
        nonlocal count
        count += 1
        if count == 1:
            told.set()
        elif count == 2:
            whole.cancel()
        else:
            os._exit(DIED_OF + number)

    for number in SIGNALS:
        _listen(number, tell)
    running, waiting = asyncio.create_task(run), asyncio.create_task(_told(told))
    ending: list[asyncio.Task[None]] = []
    try:
        await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if not running.done():
            ending = [asyncio.create_task(end())]
            await asyncio.wait({running, *ending}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        tasks = [running, waiting, *ending]
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
    for task in tasks:
        if not task.cancelled():
            await task  # what went wrong


async def _told(told: asyncio.Event) -> None:
    await told.wait()


def _listen(number: int, tell: Callable[[int], None]) -> None:
    loop = asyncio.get_running_loop()
    try:
        loop.add_signal_handler(number, tell, number)
    except NotImplementedError:  # Windows
        signal.signal(number, lambda *_: loop.call_soon_threadsafe(tell, number))
