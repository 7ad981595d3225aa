"""The contract of every Store: Threads that are one conversation, wherever they are."""

from dataclasses import replace
from pathlib import Path

import pytest

from bridge.events import Opened, Sent, Titled
from bridge.protocols import Store
from bridge.types import (
    Anchor,
    Channel,
    ConversationId,
    File,
    MessageId,
    Part,
    Person,
    Query,
    Question,
    Seen,
    Term,
    Thread,
    Turn,
)
from storage.home import key, thread_of
from tests.storage.ledgers import ELSEWHERE, HERE, NOW, Opener, accepted, question

FAR = Thread("discord", "G1", "D1", "d1")
THIRD = Thread("discord", "G1", "D1", "d3")


async def answered(store: Store, message: str, thread: Thread = HERE, anchor: str = "a1") -> Turn:
    """A turn in the conversation c1, to its end."""
    turn = await accepted(store, question(message, thread))
    await store.record(turn.id, Opened(ConversationId("c1")))
    await store.record(turn.id, Sent(Anchor(anchor)))
    await store.answered(turn.id, f"answer to {message}")
    await store.delivered(turn.id)
    return turn


async def test_joined_threads_are_one_conversation(opener: Opener, tmp_path: Path) -> None:
    """History, conversation, title, model and anchor, from both sides and over a restart."""
    async with opener(tmp_path) as store:
        first = await answered(store, "1")
        await store.choose(HERE, "sol")
        assert await store.join(FAR, HERE)
    async with opener(tmp_path) as store:
        second = await accepted(store, question("2", FAR))
        assert (second.thread, await store.chosen(FAR)) == (FAR, "sol")
        await store.record(second.id, Titled("Fruit"))
        for thread in (HERE, FAR):
            assert [turn.id for turn in await store.history(thread)] == [first.id, second.id]
            assert [turn.id for turn in await store.history(thread, second.id, whole=False)] == [first.id]
            conversation = await store.conversation(thread)
            assert conversation
            assert (conversation.id, conversation.title) == ("c1", "Fruit")
            last = await store.last(thread)
            assert last
            assert (last.id, await store.waiting(thread)) == (second.id, 1)
            assert await store.knows(thread)
        assert await store.next(HERE) is None
        following = await store.next(FAR)
        assert following
        assert (following.conversation, following.last, following.behind) == ("c1", "a1", ())
        assert await store.joined(FAR) == [HERE]
        assert await store.joined(HERE) == [FAR]


async def test_what_was_asked_before_elsewhere_comes_first(store: Store) -> None:
    """Until it is answered; that it could not be shown yet holds up nobody in another place."""
    assert await store.join(FAR, HERE)
    first = await accepted(store, question("1"))
    await accepted(store, question("2", FAR))
    await accepted(store, question("3"))

    async def behind(thread: Thread) -> tuple[Thread, ...]:
        turn = await store.next(thread)
        assert turn
        return turn.behind

    assert (await behind(HERE), await behind(FAR)) == ((), (HERE,))
    await store.asking(first.id)
    assert await behind(FAR) == (HERE,)
    await store.answered(first.id, "so")
    assert await behind(FAR) == ()
    await store.delivered(first.id)
    assert await behind(HERE) == (FAR,)
    assert await store.unfinished() == [FAR, HERE]


async def test_a_thread_in_which_something_was_asked_is_its_own(store: Store) -> None:
    """As is one that belongs to another already, or to which another belongs; and none goes on with itself."""
    await answered(store, "1")
    await accepted(store, question("2", ELSEWHERE))
    assert not await store.join(ELSEWHERE, HERE)
    assert not await store.join(HERE, HERE)
    assert await store.join(FAR, HERE)
    assert not await store.join(FAR, ELSEWHERE)
    assert not await store.join(HERE, FAR)
    assert await store.joined(ELSEWHERE) == []


async def test_a_third_one_comes_to_both(store: Store) -> None:
    """Whichever of the two it goes on with."""
    await answered(store, "1")
    assert await store.join(FAR, HERE)
    assert await store.join(THIRD, FAR)
    assert await store.joined(THIRD) == [HERE, FAR]
    assert await store.joined(FAR) == [HERE, THIRD]
    await accepted(store, question("2", THIRD))
    assert len(await store.history(HERE)) == 2
    assert not await store.join(ELSEWHERE, ELSEWHERE)


async def test_what_was_taken_over_before_gives_way(store: Store) -> None:
    """A conversation that was adopted there is free again for others, and a model of its own is gone."""
    await answered(store, "1")
    await store.adopt(FAR, "fake", ConversationId("c7"))
    await store.choose(FAR, "luna")
    assert await store.join(FAR, HERE)
    assert await store.chosen(FAR) == ""
    await store.adopt(ELSEWHERE, "fake", ConversationId("c7"))


async def test_a_new_beginning_is_one_for_both(store: Store) -> None:
    """What was said before is in neither's conversation."""
    await answered(store, "1")
    assert await store.join(FAR, HERE)
    await store.forget(FAR)
    new = await accepted(store, question("2"))
    assert await store.conversation(HERE) is None
    assert [turn.id for turn in await store.history(FAR, whole=False)] == [new.id]


async def test_the_account_and_the_files_are_the_conversations(store: Store) -> None:
    """A Thread stays with the account that the other one began with."""
    asked = replace(question("1"), files=(File("a", b"a"),))
    first = await store.accept(asked, "chatgpt/kim")
    assert first
    assert await store.join(FAR, HERE)
    second = await store.accept(question("2", FAR), "chatgpt")
    assert second
    assert second.backend == "chatgpt/kim"
    assert await store.files(FAR, second.id) == {first.id: (File("a", b"a"),)}


async def test_the_messages_of_an_answer_are_looked_for_in_its_own_channel(store: Store) -> None:
    """Another platform may have a message of the same id."""
    first = await answered(store, "1")
    assert await store.join(FAR, HERE)
    second = await accepted(store, question("2", FAR))
    await store.posted(first.id, Part(1, MessageId("m"), 1))
    await store.posted(second.id, Part(1, MessageId("n"), 1))
    assert (await store.messages(HERE), await store.messages(FAR)) == ({"m"}, {"n"})
    assert await store.turn_of(FAR, MessageId("m")) is None
    assert not await store.withdraw(FAR, MessageId("1"))
    assert await store.withdraw(FAR, MessageId("2"))


async def test_what_is_forgotten_is_forgotten_in_both(store: Store) -> None:
    """It is one conversation; afterwards each Thread is on its own."""
    await answered(store, "1")
    assert await store.join(FAR, HERE)
    await accepted(store, question("2", FAR))
    assert await store.erase(FAR) == 2
    for thread in (HERE, FAR):
        assert await store.history(thread) == []
        assert not await store.knows(thread)
        assert await store.joined(thread) == []
    await accepted(store, question("3", FAR))
    assert await store.history(HERE) == []
    assert await store.join(HERE, FAR)


async def test_who_wrote_in_the_conversation_finds_all_of_it(store: Store) -> None:
    """Up to their last word, also what was asked on the other platform; nobody else does, whatever their name."""
    await answered(store, "1")
    assert await store.join(FAR, HERE)
    await accepted(store, replace(question("2", FAR), author="D7"))
    await accepted(store, question("3"))

    async def found(place: Channel, author: str) -> list[str]:
        seen = Seen((place,), Person(place.platform, place.workspace, author))
        return [one.turn.question.message for one in (await store.find(Query((Term("monad"),)), seen)).found]

    assert await found(FAR.place, "D7") == ["2", "1"]
    assert await found(FAR.place, "U1") == ["2"]
    assert await found(Channel("discord", "G1", "D9"), "D7") == ["2", "1"]
    assert await found(Channel("discord", "G1", "D9"), "U1") == []


async def test_what_a_member_finds_goes_on_where_they_are(store: Store) -> None:
    """In these channels everything; of elsewhere what they read in one of them, nothing where they once were."""
    await answered(store, "1")
    assert await store.join(FAR, HERE)
    await accepted(store, replace(question("2", FAR), author="D7"))
    await accepted(store, question("3"))

    async def found(*places: Channel, author: str = "D7") -> set[str]:
        seen = Seen(places, Person("discord", "G1", author), member=True)
        return {one.turn.question.message for one in (await store.find(Query((Term("monad"),)), seen)).found}

    many = [Channel("discord", "G1", f"E{number}") for number in range(2_000)]
    assert await found(FAR.place) == await found(FAR.place, *many) == {"1", "2"}
    assert await found(HERE.place) == {"1", "3"}
    assert await found(FAR.place, author="D8") == {"2"}
    assert await found(*many) == await found() == set()


async def test_a_thread_that_was_joined_lately_is_lively(store: Store) -> None:
    """Something may have been said there while nobody listened, before anything was asked in it."""
    await answered(store, "1")
    assert await store.join(FAR, HERE)
    assert await store.recent("discord", "G1", NOW) == [FAR]
    assert await store.recent("discord", "G1", NOW + 1) == []
    assert await store.recent("slack", "T1", NOW) == [HERE]


async def test_where_a_conversation_began_is_known_when_a_question_is_written(store: Store) -> None:
    """As is the model that was chosen for it, in the same step; else nobody is asked."""

    def never(home: Thread, model: str) -> tuple[Question, str]:
        raise AssertionError(home, model)

    def prepare(home: Thread, model: str) -> tuple[Question, str]:
        return replace(asked, model=f"{home.channel} {model}"), "other"

    asked = question("2", FAR)
    assert await store.accept(question("1"), "fake", prepare=never)
    assert await store.join(FAR, HERE)
    assert (await store.home(FAR), await store.home(HERE)) == (HERE, HERE)
    second = await store.accept(asked, "fake", prepare=prepare)
    assert second
    assert (second.question.model, second.backend) == ("C1 ", "other")
    await store.choose(FAR, "sol")
    asked = question("3")
    third = await store.accept(asked, "fake", prepare=prepare)
    assert third
    assert third.question.model == "C1 sol"
    assert [turn.question.model for turn in await store.history(HERE)] == ["gpt-x", "C1 ", "C1 sol"]


@pytest.mark.parametrize("name", ["", "a/b", "%2F", "100%", "한글", "//%25"])
def test_a_key_tells_its_thread(name: str) -> None:
    """And no other: whatever a platform calls its channels."""
    thread = Thread("slack", name, "C", name)
    assert thread_of(key(thread)) == thread
    assert key(thread).count("/") == 3
