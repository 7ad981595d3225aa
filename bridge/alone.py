"""A process that shares its ledger with no other: whatever is not here is nowhere."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from bridge.answering.feed import Feed
from bridge.commands.codes import Given
from bridge.protocols import Caller, Peers
from bridge.types import MessageId, Question, Thread, Turn, TurnId
from bridge.waiting.gate import Standing

T = TypeVar("T")


class Alone:
    """Has no Peers."""

    alone = True

    async def stop(self, thread: Thread, message: MessageId | None) -> bool:
        return False

    async def withdraw(self, thread: Thread, message: MessageId) -> bool:
        return False

    def withdrawn(self, thread: Thread, message: MessageId) -> None:
        """Nobody has to know."""

    async def caller(self, turn: Turn) -> Caller | None:
        return None

    @asynccontextmanager
    async def looking_on(self, turn: TurnId) -> AsyncIterator[Feed | None]:
        yield None

    def left(self, question: Question) -> None:
        """Nobody answers it elsewhere."""

    async def standing(self, backend: str) -> Standing | None:
        return None

    async def given(self, code: str) -> bool:
        return False

    async def take(self, code: str) -> Given | None:
        return None

    async def first(self, what: str) -> bool:
        return True

    async def only(self, what: str, work: Callable[[], Awaitable[T]]) -> T:
        return await work()


_peers: type[Peers] = Alone
