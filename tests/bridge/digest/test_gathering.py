"""What a channel is told: who and what was most asked about, and nothing that not all there see."""

import time
from dataclasses import replace

from bridge.digest.gathering import MOST, gathered
from bridge.protocols import Store
from bridge.types import Channel, Digest, MessageId, Thread
from platforms.desk.digest import lines, text
from platforms.discord.found import LONGEST
from platforms.discord.showing.digest import content
from platforms.discord.text import size
from tests.fakes import FakePlatform, rules_for
from tests.storage.ledgers import HERE, accepted, question

WEEKLY = replace(rules_for(), digest="monday", time_zone="UTC")


class Town(FakePlatform):
    """With threads that are nobody's."""

    async def hides(self, thread: Thread, person: str) -> bool:
        return thread.thread == "secret" and not person

    async def permalink(self, thread: Thread, message: MessageId) -> str:
        return f"https://town/{message}"


async def digest(store: Store, place: Channel = HERE.place) -> Digest | None:
    return await gathered(store, Town(), place, WEEKLY, 0.0, time.time() + 1)


async def test_most_goes_first(store: Store) -> None:
    """Of threads, of tags and of people; what is hidden counts nowhere."""
    said = [("a", "U1"), ("b", "U2"), ("b", "U2"), ("secret", "U3"), ("secret", "U3"), ("secret", "U3")]
    for number, (thread, author) in enumerate(said):
        there = replace(HERE, thread=thread)
        await accepted(store, replace(question(str(number), there, f"{thread}?"), author=author))
        await store.tag(there, ["all", thread])
    told = await digest(store)
    assert told is not None
    assert [(one.text, one.questions) for one in told.named] == [("b?", 2), ("a?", 1)]
    assert told.links == ("https://town/1", "https://town/0")
    assert (told.threads, told.questions) == (2, 3)
    assert list(told.tags.items()) == [("all", 3), ("b", 2), ("a", 1)]
    assert list(told.people.items()) == [("U2", 2), ("U1", 1)]
    shown = list(lines(told, "ko", MOST))
    assert [run.person for run in shown[-1] if run.person] == ["U2", "U1"]
    assert "질문 3개 · 스레드 2개" in text(shown)


async def test_nothing_is_told_of_nothing(store: Store) -> None:
    """Also where all of it is hidden."""
    assert await digest(store) is None
    await accepted(store, question(thread=replace(HERE, thread="secret")))
    assert await digest(store) is None


async def test_it_is_one_message_however_much_was_asked(store: Store) -> None:
    """The threads with most questions, and how many others there are."""
    for number in range(30):
        await accepted(store, question(str(number), replace(HERE, thread=str(number)), "*과일* " * 60))
    told = await digest(store)
    assert told is not None
    assert len(told.named) == MOST
    assert "… and in other threads: 20" in text(list(lines(told, "en", MOST)))
    shown = content(told, "en")
    assert size(shown) <= LONGEST
    named = shown.count("• ")
    assert 0 < named <= MOST
    assert f"… and in other threads: {30 - named}" in shown
