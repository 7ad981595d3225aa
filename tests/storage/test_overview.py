"""The contract of every Store: what there is in it, for whoever browses."""

from dataclasses import replace

from bridge.events import AnsweredBy, Opened, Titled
from bridge.protocols import Store
from bridge.types import Asked, Channel, ConversationId, Enclosed, File, Image, Inhabited, Talk, Thread
from storage.store import open_store
from tests.storage.ledgers import accepted, question

HERE = Thread("slack", "T1", "C1", "100.1")
DAY = 86_400.0


class Clock:
    """A day passes with every look at it, so that everything has a time of its own."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += DAY
        return self.now


async def test_nothing_is_there(store: Store) -> None:
    """In an empty ledger."""
    assert list(await store.inhabited()) == []
    assert list(await store.talks()) == []
    assert list(await store.asked(0.0, 10)) == []
    assert list(await store.enclosed([])) == []


async def test_channels_are_found_by_their_last_question(ledger_url: str) -> None:
    """In every workspace of every platform, the liveliest first; of what was erased nothing is left."""
    places = [("slack", "T1", "C1"), ("slack", "T1", "C2"), ("slack", "T2", "C1"), ("web", "", "general")]
    async with open_store(ledger_url, clock=Clock()) as store:
        for number, place in enumerate([*places, places[1]]):
            thread = Thread(*place, str(number))
            turn = await accepted(store, question(str(number), thread))
            await store.failed(turn.id, "no")
        gone = Thread("discord", "G", "1", "1")
        await accepted(store, question("9", gone))
        await store.erase(gone)
        found = await store.inhabited()
    assert [one.place for one in found] == [Channel(*places[number]) for number in (1, 3, 2, 0)]
    assert all(isinstance(one, Inhabited) for one in found)
    assert sorted((one.last_at for one in found), reverse=True) == [one.last_at for one in found]


async def test_threads_are_listed_by_their_last_question(ledger_url: str) -> None:
    """With how they began and what their conversation is called; page after page, each once."""
    other = replace(HERE, thread="200.2")
    async with open_store(ledger_url, clock=Clock()) as store:
        first = await accepted(store, question("1", HERE, "가나다" * 100))
        await store.record(first.id, Opened(ConversationId("c1")))
        await store.record(first.id, Titled("Letters"))
        await accepted(store, question("2", other, "second"))
        last = await accepted(store, question("3", HERE, "third"))
        talks = await store.talks(HERE.place)
        [newer] = await store.talks(HERE.place, most=1)
        [older] = await store.talks(HERE.place, (newer.last_at, newer.last), most=1)
        everywhere = await store.talks()
        assert list(await store.talks(HERE.place, (older.last_at, older.last))) == []
        assert list(await store.talks(Channel("slack", "T1", "C9"))) == []
        await store.call(other, "Ours")
        [_, named] = await store.talks()
    assert named.title == "Ours"
    assert newer == Talk(HERE, "Letters", ("가나다" * 100)[:200], 2, last.id, last.accepted_at)
    assert (older.thread, older.title, older.asked, older.turns) == (other, "", "second", 1)
    assert talks == everywhere == [newer, older]


async def test_joined_threads_are_one_conversation(ledger_url: str) -> None:
    """Each channel lists its own Thread; among all it is there once, where somebody asked last."""
    there = Thread("web", "", "general", "w1")
    async with open_store(ledger_url, clock=Clock()) as store:
        await accepted(store, question("1", HERE, "first"))
        assert await store.join(there, HERE)
        await accepted(store, question("2", there, "second"))
        [everywhere] = await store.talks()
        [in_web], [in_slack] = await store.talks(there.place), await store.talks(HERE.place)
    assert everywhere.thread == in_web.thread == there
    assert in_slack.thread == HERE
    assert {one.turns for one in (everywhere, in_web, in_slack)} == {2}
    assert {one.asked for one in (everywhere, in_web, in_slack)} == {"first"}


async def test_how_much_was_asked(ledger_url: str) -> None:
    """By day, channel, backend and the model that answered."""
    clock = Clock()
    async with open_store(ledger_url, clock=clock) as store:
        turn = await accepted(store, question("1"))
        await store.record(turn.id, AnsweredBy("gpt-5"))
        since = turn.accepted_at - 10
        clock.now -= DAY / 2
        await accepted(store, question("2"))
        await accepted(store, question("3"))
        found = await store.asked(since, 2)
        assert list(await store.asked(since + 10 * DAY, 30)) == []
    place = HERE.place
    assert sorted(found, key=lambda one: (one.day, one.model)) == [
        Asked(0, place, "fake", "", 1),
        Asked(0, place, "fake", "gpt-5", 1),
        Asked(1, place, "fake", "", 1),
    ]


async def test_files_are_known_without_their_bytes(store: Store) -> None:
    """Those of a question before those of its answer; and each can be had."""
    asked = replace(question(), files=(File("메모.txt", b"memo"), File("b.txt", b"bb")))
    turn, other = await accepted(store, asked), await accepted(store, question("2"))
    await store.record(turn.id, Image("cat.png", b"cat"))
    found = await store.enclosed([turn.id, other.id])
    assert list(found) == [
        Enclosed(turn.id, True, 1, "메모.txt", 4, False),
        Enclosed(turn.id, True, 2, "b.txt", 2, False),
        Enclosed(turn.id, False, 1, "cat.png", 3, True),
    ]
    assert await store.enclosure(turn.id, 2, asked=True) == File("b.txt", b"bb")
    assert await store.enclosure(turn.id, 1, asked=False) == File("cat.png", b"cat")
    assert await store.enclosure(turn.id, 2, asked=False) is None
    await store.erase(turn.thread)
    assert list(await store.enclosed([turn.id])) == []
