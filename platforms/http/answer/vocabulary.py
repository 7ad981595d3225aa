"""Exact counts, by the vocabulary of OpenAI's newer models (o200k), where it is on this machine.

It is 3.6 MB that tiktoken would load from the web. Here it is used only from a folder where its file
is already, under the name by which tiktoken keeps it, and nothing is ever loaded.
"""

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from bridge.types import Counted
from platforms.http.answer.tokens import Counting, Estimating

FOLDER = "TIKTOKEN_CACHE_DIR"
"""The environment variable by which tiktoken knows the folder."""
NAME = "fb374d419588a4632f3f557e76b4b70aebbca790"
HASH = "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d"

SLICE = 100_000
"""Characters that are counted together; a cut between two may make one token more."""

logger = logging.getLogger(__name__)


class Encoding(Protocol):
    """What of tiktoken's Encoding is used."""

    def encode_ordinary(self, text: str) -> list[int]: ...

    def decode_bytes(self, tokens: list[int]) -> bytes: ...


class Exact:
    """As the model itself."""

    how: Counted = "exact"

    def __init__(self, encoding: Encoding) -> None:
        self._encoding = encoding

    def count(self, text: str) -> int:
        slices = (text[begin : begin + SLICE] for begin in range(0, len(text), SLICE))
        return max(1, sum(len(self._encoding.encode_ordinary(one)) for one in slices))

    def most(self, text: str) -> int:
        return len(text.encode("utf-8", "replace"))  # a token is a byte at least

    def beginning(self, text: str, most: int) -> str:
        """Without the half of a character that a token may end with."""
        first = self._encoding.encode_ordinary(text)[:most]
        return self._encoding.decode_bytes(first).decode("utf-8", "ignore")


class Vocabulary:
    """Counts as well as it can by now: by estimate, until the vocabulary is loaded."""

    def __init__(self, folder: Path | None) -> None:
        self.counting: Counting = Estimating()
        self._folder = folder

    async def loading(self, app: object = None) -> AsyncIterator[None]:
        """Loads it beside everything else, as part of a server's life."""
        loading = asyncio.create_task(self.load())
        yield
        loading.cancel()
        await asyncio.wait({loading})

    async def load(self) -> None:
        if found := await asyncio.to_thread(_load, self._folder or _by_environment()):
            self.counting = Exact(found)


def _by_environment() -> Path | None:
    folder = os.environ.get(FOLDER)
    return Path(folder) if folder else None


def _load(folder: Path | None) -> Encoding | None:
    if folder is None or not _is_whole(folder / NAME):
        return None
    os.environ[FOLDER] = str(folder)
    try:
        from tiktoken import get_encoding
    except ImportError:
        logger.warning("tokens are estimated: tiktoken is not installed (threadbridge[tokens])")
        return None
    try:
        encoding = get_encoding("o200k_base")
    except (ValueError, OSError) as error:
        logger.warning("tokens are estimated: the vocabulary can't be used: %s", error)
        return None
    logger.info("tokens are counted by the vocabulary in %s", folder)
    return encoding


def _is_whole(file: Path) -> bool:
    """One that is not would make tiktoken load another."""
    try:
        whole = sha256(file.read_bytes()).hexdigest() == HASH
    except OSError as error:
        logger.warning("tokens are estimated: the vocabulary can't be read: %s", error)
        return False
    if not whole:
        logger.warning("tokens are estimated: %s is not the vocabulary that it should be", file)
    return whole


_counting: type[Counting] = Exact
