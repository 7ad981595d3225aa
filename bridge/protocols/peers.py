"""The seam to the other processes that work with the same ledger: what has to reach the one that answers."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Protocol, TypeVar

from bridge.types import MessageId, Question, Thread, Turn, TurnId

if TYPE_CHECKING:
    from bridge.answering.feed import Feed
    from bridge.commands.codes import Given
    from bridge.waiting.gate import Standing

T = TypeVar("T")


class Caller(Protocol):
    """Somebody who holds a turn's stream at another of them."""

    @property
    def alone(self) -> bool:
        """They may be answered by the backend that was asked, and by none that stands in for it."""

    async def show(self, feed: "Feed") -> None:
        """Tell them; returns when everything was told."""


class Peers(Protocol):
    """All but this one. A process that is alone has none."""

    @property
    def alone(self) -> bool:
        """There are none."""

    async def stop(self, thread: Thread, message: MessageId | None) -> bool:
        """Stop the answer that one of them gets in this Thread, or that to this message; False when none does."""

    async def withdraw(self, thread: Thread, message: MessageId) -> bool:
        """Take the question of this message out of the line in which it waits there; False: it waits in none."""

    def withdrawn(self, thread: Thread, message: MessageId) -> None:
        """The ledger has it as taken back; whoever waits with it, or behind it, looks again."""

    async def caller(self, turn: Turn) -> Caller | None:
        """Whoever holds the turn's stream at one of them; None: nobody does."""

    def looking_on(self, turn: TurnId) -> "AbstractAsyncContextManager[Feed | None]":
        """What one of them tells of the answer that it writes, until its end or until the block is left.

        None: none of them does just now. Some of it may be missing; the ledger has the whole.
        """

    def left(self, question: Question) -> None:
        """Whoever held its stream here does so no more."""

    async def standing(self, backend: str) -> "Standing | None":
        """How it is with a backend that one of them answers for; None where this one does itself."""

    async def given(self, code: str) -> bool:
        """Whether one of them gave out this code, and it is still good."""

    async def take(self, code: str) -> "Given | None":
        """What it is good for; there it is good for nothing from now on."""

    async def first(self, what: str) -> bool:
        """Whether this is done here before any of them has begun it; nobody does it a second time."""

    async def only(self, what: str, work: Callable[[], Awaitable[T]]) -> T:
        """Done by one process at a time: waits until that is this one.

        Where it is not any more, the work is cancelled, and begun again when it is.
        """
