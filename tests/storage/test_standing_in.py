"""The contract of every Store: several backends in one Thread, and what each of them knows of it."""

import pytest

from bridge.events import Opened, Sent
from bridge.protocols import Store
from bridge.types import Anchor, ConversationId, File, Image, State, Thread, Turn, Used
from tests.storage.ledgers import ELSEWHERE, HERE, NOW, question


async def answered(store: Store, message: str, backend: str, thread: Thread = HERE, *, anchor: str = "") -> Turn:
    turn = await store.accept(question(message, thread), backend)
    assert turn is not None
    if anchor:
        await store.record(turn.id, Sent(Anchor(anchor)))
    await store.answered(turn.id, f"to {message}")
    await store.delivered(turn.id)
    return turn


async def missed(store: Store, message: str, backend: str) -> list[str]:
    """The questions that this one's backend knows nothing of."""
    turn = await store.accept(question(message), backend)
    assert turn is not None
    return [one.question.message for one in await store.missed(turn.id)]


async def test_what_others_answered_since(store: Store) -> None:
    """In the order of the Thread; what it answered itself it knows, and of other Threads nobody speaks."""
    await answered(store, "1", "api", anchor="r1")
    await answered(store, "2", "chat", anchor="a2")
    await answered(store, "3", "api", anchor="r3")
    await answered(store, "4", "other")
    await answered(store, "5", "api", ELSEWHERE)
    assert await missed(store, "6", "chat") == ["3", "4"]
    assert await missed(store, "7", "new") == ["1", "2", "3", "4"]
    assert await missed(store, "8", "other") == []


async def test_what_was_never_asked_there_is_not_known_there(store: Store) -> None:
    """A turn that failed before it was sent: what came before it is still to be told."""
    await answered(store, "1", "api")
    failed = await store.accept(question("2"), "chat")
    assert failed is not None
    await store.failed(failed.id, "signed out")
    assert await missed(store, "3", "chat") == ["1"]


async def test_without_an_answer_there_is_nothing_to_tell(store: Store) -> None:
    """Neither of what failed, nor of what is still being answered."""
    failed = await store.accept(question("1"), "api")
    assert failed is not None
    await store.failed(failed.id, "no", "Half a")
    await store.accept(question("2"), "api")
    assert await missed(store, "3", "chat") == []


async def test_a_conversation_begun_anew_knows_nothing_before(store: Store) -> None:
    """And is to know nothing."""
    await answered(store, "1", "api")
    await store.forget(HERE)
    await answered(store, "2", "api")
    assert await missed(store, "3", "chat") == ["2"]


async def test_another_backend_stands_in(store: Store) -> None:
    """The turn is its own from then on, and the Thread's conversation stays where it was."""
    first = await answered(store, "1", "chat", anchor="a1")
    await store.record(first.id, Opened(ConversationId("c1")))
    turn = await store.accept(question("2"), "chat")
    assert turn is not None
    await store.catch_up(turn.id, "Meanwhile …")
    await store.asking(turn.id)
    await store.stands_in(turn.id, "api", "m")
    now = await store.next(HERE)
    assert now is not None
    assert (now.backend, now.question.model, now.question.effort, now.state) == ("api", "m", "", State.ASKING)
    assert (now.conversation, now.last, now.preface) == (None, None, "")
    await store.answered(turn.id, "yes")
    await store.delivered(turn.id)
    third = await store.accept(question("3"), "chat")
    assert third is not None
    await store.catch_up(third.id, "Meanwhile …")
    now = await store.next(HERE)
    assert now is not None
    assert (now.backend, now.conversation, now.last, now.preface) == ("chat", "c1", "a1", "Meanwhile …")


async def test_what_an_answer_made(store: Store) -> None:
    """Pictures and files, in their order; not what came with the question."""
    asked = await store.accept(question(), "api")
    assert asked is not None
    await store.fetched(asked.id, [File("q.txt", b"q")])
    for made in (Image("a.png", b"png"), File("b.csv", b"1")):
        await store.record(asked.id, made)
    assert await store.made(asked.id) == (Image("a.png", b"png"), File("b.csv", b"1"))


async def test_what_was_spent(store: Store) -> None:
    """By one backend, since a time; accounts are backends of their own."""
    for message, backend, cost in (("1", "api", 0.5), ("2", "api", 0.25), ("3", "api/b", 4.0)):
        turn = await store.accept(question(message), backend, free={backend})
        assert turn is not None
        await store.record(turn.id, Used(1, 1, cost=cost))
    assert await store.spent("api", 0.0) == pytest.approx(0.75)
    assert await store.spent("api", NOW + 1) == 0.0
    assert await store.spent("nobody", 0.0) == 0.0
