"""The Stores that keep the contract, and what their tests ask. conftest.py has a line for each."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path

from bridge.protocols import Store
from bridge.types import MessageId, Question, Thread, Turn
from storage.store import open_store

NOW = 1000.0

Opener = Callable[[Path], AbstractAsyncContextManager[Store]]


def at(url: str) -> AbstractAsyncContextManager[Store]:
    return open_store(url, clock=lambda: NOW)


HERE = Thread("slack", "T1", "C1", "100.1")
ELSEWHERE = replace(HERE, thread="200.2")


def question(message: str = "100.1", thread: Thread = HERE, text: str = "What is a monad?") -> Question:
    return Question(thread, MessageId(message), "U1", text, "Be brief.", "gpt-x")


async def accepted(store: Store, question: Question, *, held: bool = False) -> Turn:
    turn = await store.accept(question, "fake", held=held)
    assert turn is not None
    return turn
