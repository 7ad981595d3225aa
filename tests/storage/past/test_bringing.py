"""Old chats are brought into the ledger once each, with what is new in every later export."""

from dataclasses import replace

import pytest

from bridge.events import Opened, Sent
from bridge.types import (
    Anchor,
    Attachment,
    Brought,
    Chat,
    Conversation,
    ConversationId,
    Exchange,
    File,
    Image,
    MessageId,
    State,
    Thread,
)
from storage.store import SqlStore
from tests.storage.ledgers import HERE, NOW, accepted, question

ON_SQLITE = pytest.mark.parametrize("ledger_url", ["sqlite"], indirect=True)
"""What has nothing to do with the kind of database."""

PEARS = Thread("chatgpt", "", "2025-06", "c1")


def exchange(number: int, answer: str = "", *, branch: str = "", again: str = "") -> Exchange:
    return Exchange(
        MessageId(f"m{number}{again}"),
        Anchor(f"m{number}"),
        f"question {number}",
        answer or f"answer {number}",
        branch,
        asked_at=100.0 + number,
        answered_at=101.0 + number,
        answered_by="gpt-4o",
    )


def chat(*exchanges: Exchange, id: str = "c1", title: str = "Pears", channel: str = "2025-06") -> Chat:
    return Chat(ConversationId(id), title, channel, exchanges)


async def bring(store: SqlStore, *chats: Chat, files: dict[str, bytes] | None = None) -> Brought:
    return await store.bring(chats, files or {}, backend="chatgpt", author="kim")


async def told(store: SqlStore, thread: Thread = PEARS) -> list[tuple[str, str]]:
    return [(turn.question.text, turn.answer) for turn in await store.history(thread)]


async def test_a_chat_is_a_thread(store: SqlStore) -> None:
    """Its questions are turns that are at their end, asked when they were asked."""
    assert await bring(store, chat(exchange(1), exchange(2))) == Brought(new=1, exchanges=2)
    one, other = await store.history(PEARS)
    assert (one.question.text, one.answer, one.question.author, one.answered_by) == (
        "question 1",
        "answer 1",
        "kim",
        "gpt-4o",
    )
    assert (one.state, one.accepted_at, one.anchor, one.conversation) == (State.DELIVERED, 101.0, "m1", "c1")
    assert one.id < other.id
    assert await store.conversation(PEARS) == Conversation("chatgpt", ConversationId("c1"), "Pears")
    assert await store.unfinished() == []
    assert await store.waiting(PEARS) == 0


@ON_SQLITE
async def test_the_same_again_is_no_news(store: SqlStore) -> None:
    """It is known without a look at its turns, and brings nothing where somebody looks."""
    same = chat(exchange(1), exchange(2))
    assert await store.unchanged([same]) == set()
    await bring(store, same)
    assert await store.unchanged([same, chat(exchange(1)), chat(id="c2")]) == {"c1"}
    assert await bring(store, same) == Brought(known=1)
    assert len(await told(store)) == 2


async def test_a_later_export_brings_what_is_new(store: SqlStore) -> None:
    """A question, a longer answer, a title; the chat stays where it was first, also when it moved to a project."""
    await bring(store, chat(exchange(1, "half an")))
    later = chat(exchange(1, "half an answer"), exchange(2), title="Apples", channel="Orchard")
    assert await bring(store, later) == Brought(grown=1, exchanges=1)
    assert await told(store) == [("question 1", "half an answer"), ("question 2", "answer 2")]
    assert await store.history(replace(PEARS, channel="Orchard")) == []
    assert (await store.conversation(PEARS) or Conversation("", ConversationId(""))).title == "Apples"


@ON_SQLITE
async def test_a_branch_is_a_thread_of_its_own(store: SqlStore) -> None:
    """It is found, and is no part of what was said in the chat; whoever deletes it on ChatGPT deletes nothing."""
    await bring(store, chat(exchange(1), exchange(2, branch="x"), exchange(3)))
    beside = replace(PEARS, thread="c1#x")
    assert await told(store) == [("question 1", "answer 1"), ("question 3", "answer 3")]
    assert await told(store, beside) == [("question 2", "answer 2")]
    assert await store.title(beside) == "Pears"
    assert await store.conversation(beside) is None
    assert [turn.conversation for turn in await store.history(beside)] == [None]


@ON_SQLITE
async def test_what_is_shown_may_be_another_branch_later(store: SqlStore) -> None:
    """Nothing is lost by that, and nothing comes twice."""
    await bring(store, chat(exchange(1), exchange(2)))
    again = exchange(2, "other answer", again="~b")
    later = chat(exchange(1), replace(exchange(2), branch="a"), again)
    assert await bring(store, later) == Brought(grown=1, exchanges=1)
    assert await told(store) == [("question 1", "answer 1"), ("question 2", "other answer")]
    assert await told(store, replace(PEARS, thread="c1#a")) == [("question 2", "answer 2")]
    back = chat(exchange(1), exchange(2), replace(again, branch="b"))
    assert await bring(store, back) == Brought(grown=1)
    assert await told(store) == [("question 1", "answer 1"), ("question 2", "answer 2")]
    assert await told(store, replace(PEARS, thread="c1#b")) == [("question 2", "other answer")]


@ON_SQLITE
async def test_many_chats_are_one_step(store: SqlStore) -> None:
    """Of which all that can't be written leaves nothing."""
    assert await bring(store, *(chat(exchange(n), id=f"c{n}") for n in range(50))) == Brought(new=50, exchanges=50)
    assert await told(store, replace(PEARS, thread="c49")) == [("question 49", "answer 49")]


async def test_what_was_asked_here_does_not_come_a_second_time(store: SqlStore) -> None:
    """What was asked on ChatGPT's own page in the same conversation becomes the Thread's history."""
    turn = await accepted(store, question("1"))
    await store.asking(turn.id)
    await store.record(turn.id, Opened(ConversationId("c1")))
    await store.record(turn.id, Sent(Anchor("m1")))
    await store.answered(turn.id, "our answer")
    mine = replace(chat(exchange(1), exchange(2)))
    assert await store.bring([mine], {}, backend="fake") == Brought(grown=1, exchanges=1)
    assert [answer for _, answer in await told(store, HERE)] == ["our answer", "answer 2"]
    assert await store.joined(HERE) == [PEARS]
    assert await store.bring([mine], {}, backend="fake") == Brought(known=1)


async def test_what_was_forgotten_stays_so(store: SqlStore) -> None:
    """With its branches, and also when it has grown since."""
    await bring(store, chat(exchange(1), exchange(2, branch="x")))
    assert await store.erase(PEARS) == 2
    later = chat(exchange(1), exchange(2, branch="x"), exchange(3))
    assert await store.unchanged([later]) == set()
    assert await bring(store, later) == Brought(forgotten=1)
    assert await told(store) == await told(store, replace(PEARS, thread="c1#x")) == []
    assert await store.unchanged([later]) == {"c1"}


async def test_files_come_along(store: SqlStore) -> None:
    """Of those that the archive does not have, only the names."""
    came = (Attachment("a.txt", "f1", 1, "text/plain"), Attachment("b.txt", "", 2, "text/plain"))
    made = (Attachment("c.png", "f2", 1, "image"),)
    with_files = replace(exchange(1), came=came, made=made)
    done = await bring(store, chat(with_files, exchange(2)), files={"f1": b"A", "f2": b"C"})
    assert done == Brought(new=1, exchanges=2, files=2)
    [turn, last] = await store.history(PEARS)
    assert [one.name for one in turn.question.attachments] == ["a.txt", "b.txt"]
    assert turn.unfetched == ()
    assert await store.made(turn.id) == (Image("c.png", b"C"),)
    assert await store.files(PEARS, last.id) == {turn.id: (File("a.txt", b"A"),)}


@ON_SQLITE
async def test_files_may_come_later(store: SqlStore) -> None:
    """In a next step, or with another export; once each."""
    made = replace(exchange(1), made=(Attachment("c.png", "f2", 1, "image"),))
    assert await store.bring([chat(made)], {}, backend="chatgpt", whole=False) == Brought(new=1, exchanges=1)
    assert await store.unchanged([chat(made)]) == set()
    assert await bring(store, chat(made), files={"f2": b"C"}) == Brought(grown=1, files=1)
    assert await bring(store, chat(made), files={"f2": b"C"}) == Brought(known=1)


@ON_SQLITE
async def test_a_clock_that_was_wrong_makes_no_turn_of_tomorrow(store: SqlStore) -> None:
    """Nor does an answer come before its question."""
    await bring(store, chat(replace(exchange(1), asked_at=NOW + 99, answered_at=5.0)))
    [turn] = await store.history(PEARS)
    assert turn.accepted_at == NOW
