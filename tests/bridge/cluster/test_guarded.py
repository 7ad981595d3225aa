"""A backend of an account is used by the node that holds its slot; the others ask that one."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from bridge.cluster.guarded import Guarded, guarded
from bridge.errors import HeldElsewhere
from bridge.events import Text
from bridge.protocols import Adopts, Backend, Deletes, Leaves, Links, Renames
from bridge.types import ConversationId, Health, Model, State, Turn, TurnId
from tests.bridge.world import question
from tests.fakes import FakeBackend

TURN = Turn(TurnId(1), question(), "fake", State.ACCEPTED)
C = ConversationId("c")


class Page(FakeBackend):
    """All that a backend can do."""

    renames = True

    def __init__(self) -> None:
        super().__init__(Text("yes"), offers=(Model("here", "o"),))
        self.did: list[str] = []

    def link(self, conversation: ConversationId) -> str:
        return f"https://there/{conversation}"

    def leave(self) -> None:
        self.did.append("left")

    async def rename(self, conversation: ConversationId, title: str) -> None:
        self.did.append(title)

    async def delete(self, conversation: ConversationId) -> None:
        self.did.append(f"deleted {conversation}")

    async def adopt(self, link: str) -> ConversationId:
        return ConversationId(link)


class Api(FakeBackend):
    leaves_no_trace = True


class There:
    """The node that holds it."""

    async def models(self, backend: str) -> Sequence[Model]:
        return (Model("there", "o"),)

    async def check(self, backend: str) -> Health:
        return Health(True, "there")

    async def rename(self, backend: str, conversation: ConversationId, title: str) -> None:
        raise HeldElsewhere(backend=backend)

    async def delete(self, backend: str, conversation: ConversationId) -> None:
        raise HeldElsewhere(backend=backend)

    async def adopt(self, backend: str, link: str) -> ConversationId:
        return ConversationId(f"there {link}")


class Opening:
    """Counts what is open."""

    def __init__(self, *backends: Backend) -> None:
        self.backends = list(backends)
        self.open = 0

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[Backend]:
        self.open += 1
        try:
            yield self.backends.pop(0)
        finally:
            self.open -= 1


async def test_a_spare_asks_nothing_itself() -> None:
    """What is the same everywhere it knows all the same."""
    opening = Opening(Page())
    async with guarded("chatgpt", opening) as backend:
        assert isinstance(backend, Guarded)
        with pytest.raises(HeldElsewhere, match="chatgpt"):
            async with backend.send(TURN):
                pass
        assert not (await backend.check()).ready
        assert await backend.models() == ()
        backend.elsewhere = There()
        assert [model.id for model in await backend.models()] == ["there"]
        assert (await backend.check()).note == "there"
        assert isinstance(backend, Links)
        assert isinstance(backend, Adopts)
        assert isinstance(backend, Renames)
        assert backend.link(C) == "https://there/c"
        assert await backend.adopt("x") == "there x"
        assert isinstance(backend, Deletes)
        with pytest.raises(HeldElsewhere):
            await backend.rename(C, "t")
        with pytest.raises(HeldElsewhere):
            await backend.delete(C)
    assert opening.open == 0


async def test_the_holder_uses_it_and_gives_it_back_whole() -> None:
    """What is being answered goes on without us, and nothing of the account is open afterwards."""
    first, second = Page(), Page()
    opening = Opening(first, second)
    async with guarded("chatgpt", opening) as backend:
        assert isinstance(backend, Guarded)
        backend.held = True
        async with backend.send(TURN) as events:
            assert [event async for event in events] == [Text("yes")]
        assert [model.id for model in await backend.models()] == ["here"]
        assert isinstance(backend, Renames)
        await backend.rename(C, "t")
        backend.leave_off()
        await backend.give_back()
        assert first.did == ["t", "left"]
        assert (opening.open, backend.held, backend.real) == (1, False, second)
    assert opening.open == 0


async def test_a_guard_can_do_what_its_backend_can_and_no_more() -> None:
    """Who looks what a backend can do is told the truth."""
    async with guarded("fake", Opening(FakeBackend())) as backend:
        assert not isinstance(backend, Links | Leaves | Renames | Adopts)
    async with guarded("chatgpt", Opening(Page())) as backend:
        assert isinstance(backend, Links)
        assert isinstance(backend, Leaves)


async def test_what_keeps_nothing_needs_no_guard() -> None:
    """Every node may ask an API."""
    api = Api()
    async with guarded("openai", Opening(api)) as backend:
        assert backend is api
