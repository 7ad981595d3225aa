"""Files that come with a question: known at once, fetched when its turn begins, kept over a crash."""

from dataclasses import replace

import pytest

from bridge.bridge import Bridge
from bridge.errors import BadQuestion, FileUnread, PlatformError, Undeliverable
from bridge.events import Failed, Status, Text, Waiting
from bridge.texts import Phrase
from bridge.types import Attachment, File, Question, State
from storage.store import SqlStore
from tests.bridge.world import HERE, World, question
from tests.fakes import FakeBackend, FakePlatform, same_rules_everywhere

PDF, PNG = Attachment("a.pdf", "F1"), Attachment("b.png", "F2")


def asked(*attachments: Attachment, text: str = "What is this?") -> Question:
    return replace(question(text), attachments=attachments)


async def test_files_are_fetched_before_the_question_is_asked(store: SqlStore) -> None:
    """In their order, behind those that came with it."""
    world = World(store, FakeBackend(Text("A page.")))
    world.platform.files = {"F1": [b"%PDF"], "F2": [b"PNG"]}
    await world.settle(replace(asked(PDF, PNG), files=(File("own", b"o"),)))
    [turn] = world.backend.asked
    assert turn.question.files == (File("own", b"o"), File("a.pdf", b"%PDF"), File("b.png", b"PNG"))
    assert turn.unfetched == ()
    assert await world.states() == [State.DELIVERED]


async def test_a_platforms_trouble_is_waited_for(store: SqlStore) -> None:
    """The asker sees why, and that it goes on."""
    world = World(store, FakeBackend(Text("A page.")))
    trouble = PlatformError(what="Slack is down.")
    world.platform.files = {"F1": [trouble, trouble, b"%PDF"]}
    await world.settle(asked(PDF))
    assert world.shown() == [[Waiting(trouble), Waiting(trouble), Status(""), Text("A page.")]]
    assert world.pauses.taken == [1.0, 2.0]


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (BadQuestion(what=Phrase("not_fetchable")), "gives Threadbridge no files"),
        (FileUnread(name="a.pdf", what="it is a web page"), "it is a web page"),
        (Undeliverable(what="files:read is missing"), "files:read is missing"),
    ],
)
async def test_a_file_that_can_not_be_read_is_named(store: SqlStore, error: Exception, why: str) -> None:
    """Nothing is asked, and the sentence says which file and what to do."""
    world = World(store, FakeBackend(Text("A page.")))
    world.platform.files = {"F1": [error], "F2": [b"PNG"]}
    turn = await world.settle(asked(PNG, PDF))
    assert turn.state is State.FAILED
    assert f"The file a.pdf can't be read: {why}" in turn.reason.replace("this platform ", "")
    assert "Send the question again without it" in turn.reason
    assert world.asked == []
    [[failed]] = world.shown()
    assert isinstance(failed, Failed)


async def test_a_platform_without_files_says_so(store: SqlStore) -> None:
    """Its attachments can't have come from it, but nobody waits for them either."""

    class Plain(FakePlatform):
        fetch = None  # type: ignore[assignment]

    world = World(store, FakeBackend(Text("A page.")))
    bridge = Bridge(store, {"fake": world.backend}, {"fake": Plain()}, same_rules_everywhere)
    await bridge.accept(asked(PDF))
    await bridge.idle()
    assert "gives Threadbridge no files" in (await world.turns())[0].reason


async def test_what_was_fetched_is_not_fetched_again(store: SqlStore) -> None:
    """After a crash between fetching and asking the ledger has it."""
    world = World(store, FakeBackend(Text("A page.")))
    turn = await store.accept(asked(PDF), "fake")
    assert turn
    await store.fetched(turn.id, (File("a.pdf", b"%PDF"),))
    await world.bridge.resume()
    await world.bridge.idle()
    assert world.platform.fetched == []
    assert world.backend.asked[0].question.files == (File("a.pdf", b"%PDF"),)


async def test_a_file_alone_is_a_question(store: SqlStore) -> None:
    """ChatGPT is asked to look at it; without one an empty message is none."""
    world = World(store, FakeBackend(Text("A page.")))
    world.platform.files = {"F1": [b"%PDF"]}
    await world.settle(asked(PDF, text=" "))
    assert world.asked == ["Please look at what is attached."]
    with pytest.raises(BadQuestion):
        await world.accept(replace(question(" ", "2"), thread=HERE))
