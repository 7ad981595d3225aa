"""What the commands of the command line have in common."""

import asyncio
import signal
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bridge.errors import BridgeError

if TYPE_CHECKING:
    from bridge.config import Config
    from bridge.naming.names import Names

ConfigFile = Annotated[Path | None, typer.Option("--config", help="config.toml, if it is not in this folder.")]


def finish(work: Coroutine[Any, Any, Any]) -> Any:
    """What it gives; None when Ctrl-C or SIGTERM ended it, in order."""

    async def until_stopped() -> Any:
        task = asyncio.ensure_future(work)
        with suppress(NotImplementedError):  # Windows has no signal handlers in the loop; Ctrl-C works there too
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        return await task

    with suppress(KeyboardInterrupt, asyncio.CancelledError):
        try:
            return asyncio.run(until_stopped())
        except* BridgeError as errors:
            raise _first(errors) from None
    return None


def names(settings: "Config") -> "Names":
    """What people and channels are called, as far as a Threadbridge at work has learned it."""
    from bridge.naming.kept import FILE
    from bridge.naming.names import Names

    return Names({}, settings.folder / FILE)


def _first(errors: BaseExceptionGroup[BaseException]) -> BaseException:
    error: BaseException = errors
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
