"""A Thread goes on with an old chat, and what was said in that is its history."""

from dataclasses import replace

import pytest

from bridge.errors import ConversationTaken
from bridge.types import Brought, Channel, Conversation, ConversationId, MessageId, Query, Seen, Term
from storage.store import SqlStore
from tests.storage.ledgers import ELSEWHERE, HERE, accepted, question
from tests.storage.past.test_bringing import ON_SQLITE, PEARS, bring, chat, exchange, told

OLD = [("question 1", "answer 1"), ("question 2", "answer 2")]
C1 = ConversationId("c1")


async def taken(store: SqlStore) -> None:
    await bring(store, chat(exchange(1), exchange(2), exchange(3, branch="x")))
    await store.adopt(HERE, "chatgpt/kim", C1)


async def test_what_was_said_in_it_is_the_threads_history(store: SqlStore) -> None:
    """With its title and its last question, and under the account that took it."""
    await taken(store)
    assert await told(store, HERE) == await told(store) == OLD
    assert await store.conversation(HERE) == Conversation("chatgpt/kim", C1, "Pears")
    assert await store.home(PEARS) == HERE
    assert await store.accept(question("9"), "chatgpt") is not None
    turn = await store.next(HERE)
    assert turn
    assert (turn.backend, turn.conversation, turn.last) == ("chatgpt/kim", "c1", "m2")
    assert [turn.answer for turn in await store.history(HERE, before=turn.id, whole=False)] == [
        "answer 1",
        "answer 2",
    ]


async def test_it_is_called_as_before(store: SqlStore) -> None:
    """By people, who may have called the Thread itself something."""
    await bring(store, chat(exchange(1)), chat(exchange(2), id="c2"))
    for thread in (PEARS, replace(PEARS, thread="c2")):
        await store.call(thread, "Garden")
        await store.tag(thread, ["fruit"])
    await store.call(ELSEWHERE, "Ours")
    await store.adopt(HERE, "chatgpt", C1)
    await store.adopt(ELSEWHERE, "chatgpt", ConversationId("c2"))
    assert (await store.title(HERE), await store.title(ELSEWHERE)) == ("Garden", "Ours")
    assert await store.tags(HERE) == await store.tags(ELSEWHERE) == ["fruit"]


async def test_it_is_found_where_it_goes_on(store: SqlStore) -> None:
    """By whoever may find what was asked in that channel, and by nobody before."""
    await bring(store, chat(exchange(1)))
    here, query = Seen((Channel("slack", "T1", "C1"),)), Query((Term("answer"),))
    assert (await store.find(query, here)).found == ()
    await store.adopt(HERE, "chatgpt", C1)
    [found] = (await store.find(query, here)).found
    assert found.turn.thread == PEARS
    for other in ("C11", "c1", "C"):
        assert (await store.find(query, Seen((Channel("slack", "T1", other),)))).found == ()


@ON_SQLITE
async def test_a_thread_in_which_something_was_asked_can_take_it_too(store: SqlStore) -> None:
    """Its own words are no part of that conversation; nor is the chat, where it came before them."""
    await accepted(store, question("1"))
    await taken(store)
    assert len(await told(store, HERE)) == 3
    assert await store.conversation(HERE) == Conversation("chatgpt/kim", C1, "Pears")
    assert [turn.answer for turn in await store.history(HERE, whole=False)] == ["answer 1", "answer 2"]
    await bring(store, chat(exchange(7), id="c7"))
    await accepted(store, question("8", ELSEWHERE))
    await store.adopt(ELSEWHERE, "chatgpt", ConversationId("c7"))
    assert len(await told(store, ELSEWHERE)) == 2
    assert await store.history(ELSEWHERE, whole=False) == []


@ON_SQLITE
async def test_nobody_else_can_take_it_then(store: SqlStore) -> None:
    """Until it is forgotten; the same again changes nothing."""
    await taken(store)
    await store.adopt(HERE, "chatgpt/kim", C1)
    for backend in ("chatgpt", "chatgpt/kim"):
        with pytest.raises(ConversationTaken):
            await store.adopt(ELSEWHERE, backend, C1)
    assert await told(store, HERE) == OLD


@ON_SQLITE
async def test_a_later_export_brings_what_is_new_there(store: SqlStore) -> None:
    """And not what was asked in the Thread itself, which is in the export by then."""
    await taken(store)
    turn = await accepted(store, replace(question("9"), message=MessageId("9")))
    later = chat(exchange(1), exchange(2), exchange(4))
    assert await bring(store, later) == Brought(grown=1, exchanges=1)
    assert [text for text, _ in await told(store, HERE)] == [
        "question 1",
        "question 2",
        turn.question.text,
        "question 4",
    ]


async def test_what_is_forgotten_there_is_forgotten_whole(store: SqlStore) -> None:
    """With its branches, and for every later export."""
    await taken(store)
    assert await store.erase(HERE) == 3
    assert await told(store) == await told(store, HERE) == await told(store, replace(PEARS, thread="c1#x")) == []
    assert await bring(store, chat(exchange(1), exchange(4))) == Brought(forgotten=1)
    await store.adopt(HERE, "chatgpt", C1)
    assert await store.conversation(HERE) == Conversation("chatgpt", C1)
