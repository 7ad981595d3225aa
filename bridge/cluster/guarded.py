"""A backend of an account: one node at a time uses it, the others ask that one."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Protocol, cast

from bridge.errors import HeldElsewhere
from bridge.events import Event
from bridge.protocols import Adopts, AtOnce, Backend, Deletes, Leaves, LeavesNoTrace, Links, Renames
from bridge.types import ConversationId, Health, Model, Turn

Opener = Callable[[], AbstractAsyncContextManager[Backend]]
"""Opens it anew. Nothing of the account is used before something is asked."""


class Elsewhere(Protocol):
    """The node that holds a backend, asked from here. Raises HeldElsewhere where it doesn't answer."""

    async def models(self, backend: str) -> Sequence[Model]: ...

    async def check(self, backend: str) -> Health: ...

    async def rename(self, backend: str, conversation: ConversationId, title: str) -> None: ...

    async def delete(self, backend: str, conversation: ConversationId) -> None: ...

    async def adopt(self, backend: str, link: str) -> ConversationId: ...


class Nowhere:
    """Nobody can be asked."""

    async def models(self, backend: str) -> Sequence[Model]:
        return ()

    async def check(self, backend: str) -> Health:
        error = HeldElsewhere(backend=backend)
        return Health(False, str(error), error)

    async def rename(self, backend: str, conversation: ConversationId, title: str) -> None:
        raise HeldElsewhere(backend=backend)

    async def delete(self, backend: str, conversation: ConversationId) -> None:
        raise HeldElsewhere(backend=backend)

    async def adopt(self, backend: str, link: str) -> ConversationId:
        raise HeldElsewhere(backend=backend)


_nowhere: type[Elsewhere] = Nowhere


class Guarded:
    """Open from the start, so that it is known what it can do, but not used; see `guarded` for the abilities."""

    def __init__(self, name: str, open: Opener, real: Backend, stack: AsyncExitStack) -> None:
        self.name = name
        self.held = False
        """This node may use it."""
        self.elsewhere: Elsewhere = Nowhere()
        self.real = real
        self._open = open
        self._stack = stack

    def leave_off(self) -> None:
        """From now on what is being answered goes on without us, where it can."""
        real: object = self.real
        if isinstance(real, Leaves):
            real.leave()

    async def give_back(self) -> None:
        """Somebody else may have it from here on: nothing of the account is open any more."""
        self.held = False
        await self._stack.aclose()
        self.real = await self._stack.enter_async_context(self._open())

    async def close(self) -> None:
        await self._stack.aclose()

    @asynccontextmanager
    async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
        if not self.held:
            raise HeldElsewhere(backend=self.name)
        async with self.real.send(turn) as events:
            yield events

    async def models(self) -> Sequence[Model]:
        return await self.real.models() if self.held else await self.elsewhere.models(self.name)

    async def check(self) -> Health:
        return await self.real.check() if self.held else await self.elsewhere.check(self.name)


class _Links(Guarded):
    def link(self, conversation: ConversationId) -> str:
        return cast(Links, self.real).link(conversation)


class _Leaves(Guarded):
    def leave(self) -> None:
        cast(Leaves, self.real).leave()


class _Renames(Guarded):
    @property
    def renames(self) -> bool:
        return cast(Renames, self.real).renames

    async def rename(self, conversation: ConversationId, title: str) -> None:
        if not self.held:
            return await self.elsewhere.rename(self.name, conversation, title)
        return await cast(Renames, self.real).rename(conversation, title)


class _Deletes(Guarded):
    async def delete(self, conversation: ConversationId) -> None:
        if not self.held:
            return await self.elsewhere.delete(self.name, conversation)
        return await cast(Deletes, self.real).delete(conversation)


class _Adopts(Guarded):
    async def adopt(self, link: str) -> ConversationId:
        if not self.held:
            return await self.elsewhere.adopt(self.name, link)
        return await cast(Adopts, self.real).adopt(link)


class _AtOnce(Guarded):
    @property
    def at_once(self) -> int:
        return cast(AtOnce, self.real).at_once


ABILITIES: tuple[tuple[type, type[Guarded]], ...] = (
    (Links, _Links),
    (Leaves, _Leaves),
    (Renames, _Renames),
    (Deletes, _Deletes),
    (Adopts, _Adopts),
    (AtOnce, _AtOnce),
)


@asynccontextmanager
async def guarded(name: str, open: Opener) -> AsyncIterator[Backend]:
    """The backend with a guard before it that can do the same; without one where it keeps nothing."""
    stack = AsyncExitStack()
    real: object = await stack.enter_async_context(open())
    if isinstance(real, LeavesNoTrace) and real.leaves_no_trace:
        async with stack:
            yield cast(Backend, real)
        return
    can = tuple(guard for ability, guard in ABILITIES if isinstance(real, ability))
    guard = cast(type[Guarded], type("Guarded", can or (Guarded,), {}))(name, open, cast(Backend, real), stack)
    try:
        yield guard
    finally:
        await guard.close()


_backend: type[Backend] = Guarded
