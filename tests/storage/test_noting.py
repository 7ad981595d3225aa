"""The contract of every Store: turns that it hears of when they are over."""

from dataclasses import replace

from bridge.protocols import Store
from bridge.types import Anchor, File, Image, MessageId, State, Turn, TurnId
from tests.storage.ledgers import ELSEWHERE, HERE, accepted, question


def over(message: str = "1", state: State = State.DELIVERED, **more: object) -> Turn:
    turn = Turn(TurnId(0), question(message), "api", state, answer="Yes.", answered_by="m-1", held=True)
    return replace(turn, anchor=Anchor(f"req_{message}"), accepted_at=5.0, asking_since=5.0, **more)  # type: ignore[arg-type]


async def test_what_is_noted_is_what_was_answered(store: Store) -> None:
    """In the order in which it is told, with ids of the ledger's own."""
    given = [over("1"), over("2", State.FAILED, reason="no", stopped=True, cut=True), over("3")]
    await store.note(given)
    kept = await store.history(HERE)
    assert [replace(turn, id=TurnId(0)) for turn in kept] == given
    assert [turn.id for turn in kept] == sorted({turn.id for turn in kept})


async def test_what_is_noted_is_at_its_end(store: Store) -> None:
    """Nothing of it is asked or told at the next start."""
    await store.note([over("1"), over("2", State.FAILED)])
    assert await store.unfinished() == []
    assert await store.next(HERE) is None


async def test_noting_twice_is_noting_once(store: Store) -> None:
    """Its caller does not know whether a step that was broken off was done."""
    await store.note([over("1", question=replace(question("1"), files=(File("a.txt", b"a"),)))])
    await store.note([over("1", question=replace(question("1"), files=(File("a.txt", b"a"),))), over("2")])
    turns = await store.history(HERE)
    assert [turn.question.message for turn in turns] == ["1", "2"]
    assert await store.files(HERE, TurnId(turns[-1].id + 1)) == {turns[0].id: (File("a.txt", b"a"),)}


async def test_a_known_message_stays_as_it_is(store: Store) -> None:
    """Also one that is still to be answered."""
    turn = await accepted(store, question("1"))
    await store.note([over("1")])
    assert await store.next(HERE) == turn


async def test_files_are_noted(store: Store) -> None:
    """Those that came with the question and those that the answer made."""
    asked = replace(question("1"), files=(File("a.txt", b"a"), File("b.txt", b"b")))
    await store.note([over("1", question=asked, files=(Image("c.png", b"c"), File("d.txt", b"d")))])
    (turn,) = await store.history(HERE)
    assert await store.files(HERE, TurnId(turn.id + 1)) == {turn.id: asked.files}


async def test_a_joined_thread_is_noted_in_its_conversation(store: Store) -> None:
    """Its turns are found from every Thread of it."""
    await accepted(store, question("0"))
    await store.join(ELSEWHERE, HERE)
    await store.note([over("1", question=question("1", ELSEWHERE))])
    assert [turn.question.message for turn in await store.history(HERE)] == [MessageId("0"), MessageId("1")]


async def test_nothing_is_noted(store: Store) -> None:
    """An empty batch is none."""
    await store.note([])
    assert await store.history(HERE) == []
