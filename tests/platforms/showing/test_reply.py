"""One answer, written by what any platform can do."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bridge.errors import PlatformError, Undeliverable
from bridge.events import Paused, Shown, Status, Text
from bridge.texts import say
from bridge.types import File, Image, MessageId, Part, Question, Thread, Turn
from platforms.showing.answer import Answer, Form, Wanted
from platforms.showing.draft import Budget
from platforms.showing.reply import TRIES, WHOLE, Pauses, Reply
from platforms.trouble import NotNow, NotThere, TooLong
from storage.store import SqlStore, open_store

FORM = Form(limit=1_000, size=len)
LONG = "A sentence of seven words stands here. " * 100


@dataclass
class Wall:
    """Where messages are pinned up; `troubles` come before the next calls are done, in this order."""

    texts: dict[MessageId, str] = field(default_factory=dict)
    uploads: list[str] = field(default_factory=list)
    troubles: list[Exception] = field(default_factory=list)
    longest: int = 10_000
    says_busy: bool = False
    busy_with: list[str] = field(default_factory=list)
    limit: Budget = field(default_factory=lambda: Budget(1, 0))
    lasts: list[bool] = field(default_factory=list)

    def busy(self, note: str) -> bool:
        self.busy_with.append(note)
        return self.says_busy

    def seen(self, wanted: Wanted) -> str:
        return wanted.markdown

    def budget(self, wanted: Wanted, message: MessageId | None) -> Budget:
        return self.limit

    async def post(self, turn: Turn, wanted: Wanted) -> MessageId:
        message = MessageId(f"m{len(self.texts) + 1}")
        self._write(message, wanted)
        return message

    async def edit(self, turn: Turn, message: MessageId, wanted: Wanted) -> None:
        if message not in self.texts:
            raise NotThere
        self._write(message, wanted)

    async def upload(self, turn: Turn, number: int, file: Image | File) -> MessageId:
        self._trouble()
        self.uploads.append(file.name)
        return MessageId(f"f{len(self.uploads)}")

    async def delete(self, turn: Turn, message: MessageId) -> None:
        del self.texts[message]

    async def parts(self, turn: Turn, known: Mapping[int, MessageId]) -> Mapping[int, MessageId]:
        return {number: message for number, message in enumerate(self.texts, 1) if number not in known}

    def _write(self, message: MessageId, wanted: Wanted) -> None:
        self._trouble()
        if len(wanted.markdown) > self.longest:
            raise TooLong("too long")
        self.texts[message] = wanted.markdown

    def _trouble(self) -> None:
        if self.troubles:
            raise self.troubles.pop(0)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqlStore]:
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'reply.db'}") as opened:
        yield opened


@pytest.fixture
async def turn(store: SqlStore) -> Turn:
    question = Question(Thread("wall", "", "c", "t"), MessageId("q"), "ana", "well?")
    turn = await store.accept(question, "fake")
    assert turn is not None
    return turn


async def told(*events: Shown) -> AsyncIterator[Shown]:
    for event in events:
        yield event
        await asyncio.sleep(0)


async def show(turn: Turn, store: SqlStore, wall: Wall, *events: Shown, form: Form = FORM) -> Sequence[str]:
    """The texts that stand there in the end."""
    answer = Answer(form, "en", turn.parts)
    await Reply(turn, answer, wall, store, Pauses(0, 0, 0)).show(told(*events))
    return list(wall.texts.values())


async def test_an_answer_is_written(turn: Turn, store: SqlStore) -> None:
    assert await show(turn, store, Wall(), Text("Half "), Text("and whole.")) == ["Half and whole."]


async def test_a_status_told_elsewhere_holds_no_place(turn: Turn, store: SqlStore) -> None:
    """And is told there in the backend's words."""
    wall = Wall(says_busy=True)
    assert await show(turn, store, wall, Status("searching"), Text("Yes.")) == ["Yes."]
    assert wall.busy_with[0] == "searching"


@pytest.mark.parametrize("trouble", [NotNow("away", unclear=False), NotNow("slow", seconds=0.0, unclear=False)])
async def test_trouble_that_passes_is_overcome(turn: Turn, store: SqlStore, trouble: NotNow) -> None:
    wall = Wall(troubles=[trouble] * (TRIES - 1))
    assert await show(turn, store, wall, Text("Yes.")) == ["Yes."]


async def test_trouble_that_lasts_is_the_bridges(turn: Turn, store: SqlStore) -> None:
    with pytest.raises(PlatformError, match="shown when that is over"):
        await show(turn, store, Wall(troubles=[NotNow("away")] * TRIES), Text("Yes."))


async def test_what_is_too_long_is_cut_shorter(turn: Turn, store: SqlStore) -> None:
    """Parts that stand there already are made shorter, too, and nothing is lost."""
    wall = Wall(longest=600)
    texts = await show(turn, store, wall, Text(LONG[:500]), Text(LONG[500:]), form=Form(2_000, len, parts=99))
    assert "".join(texts) == LONG
    assert all(len(text) <= 600 for text in texts)


async def test_half_an_answer_says_that_it_goes_on_and_then_does(turn: Turn, store: SqlStore) -> None:
    """The words are gone with the next start, which writes into the same messages."""
    wall = Wall()
    half = await show(turn, store, wall, Text(LONG[:1_500]), Paused())
    assert "".join(half) == f"{LONG[:1_500]}\n\n{say('paused')}"
    resumed = await store.next(turn.thread)
    assert resumed
    assert "".join(await show(resumed, store, wall, Text(LONG[:1_900]))) == LONG[:1_900]
    assert len(half) == len(wall.texts) == 2


async def test_a_word_that_it_waits_is_found_by_the_next_life(turn: Turn, store: SqlStore) -> None:
    """We end between its post and its record, with nothing asked: the answer takes its place."""

    class Killed(Wall):
        async def post(self, turn: Turn, wanted: Wanted) -> MessageId:
            await super().post(turn, wanted)
            raise KeyboardInterrupt

    wall = Killed()
    with pytest.raises(KeyboardInterrupt):
        await Reply(turn, Answer(FORM, "en", ()), wall, store, Pauses(0, 0, 0))._forward(Wanted(1, "waits", 0))
    assert list(wall.texts.values()) == ["waits"]
    again = await store.next(turn.thread)
    assert again is not None
    assert not again.resumed
    assert await show(again, store, Wall(texts=wall.texts), Text("Yes.")) == ["Yes."]


async def test_where_nothing_stands_yet_nothing_is_half(turn: Turn, store: SqlStore) -> None:
    """A placeholder takes the words; without one there is nothing to say."""
    assert await show(turn, store, Wall(says_busy=True), Status("searching"), Paused()) == []
    assert await show(turn, store, Wall(), Status("searching"), Paused()) == [say("paused")]


async def test_what_is_always_too_long_is_undeliverable(turn: Turn, store: SqlStore) -> None:
    with pytest.raises(Undeliverable):
        await show(turn, store, Wall(longest=10), Text(LONG))


@pytest.mark.parametrize(("characters", "files"), [(2_900, []), (3_200, ["A-sentence-of-seven-words"])])
async def test_beyond_a_few_parts_the_whole_comes_as_a_file(
    turn: Turn, store: SqlStore, characters: int, files: list[str]
) -> None:
    """Once, also when the answer is shown again."""
    wall = Wall()
    await store.asking(turn.id)
    await show(turn, store, wall, Text(LONG[:characters]))
    assert [name[:25] for name in wall.uploads] == files
    again = await store.next(turn.thread)
    assert again is not None
    assert [part.number for part in again.parts if part.number >= WHOLE] == [WHOLE] * len(files)
    await show(again, store, wall, Text(LONG[:characters]))
    assert len(wall.uploads) == len(files)


async def test_a_file_that_is_not_taken_spoils_nothing(turn: Turn, store: SqlStore) -> None:
    """All of it stands in the messages."""

    class NoFiles(Wall):
        async def upload(self, turn: Turn, number: int, file: Image | File) -> MessageId:
            raise Undeliverable(what="no files here")

    texts = await show(turn, store, NoFiles(), Text(LONG))
    assert "".join(texts) == LONG


async def test_a_placeholder_that_nothing_follows_is_taken_away(turn: Turn, store: SqlStore) -> None:
    """A picture is the whole answer."""
    wall = Wall()
    assert await show(turn, store, wall, Status(""), Image("cat.png", b"cat")) == []
    assert wall.uploads == ["cat.png"]


async def test_the_last_words_do_not_wait(turn: Turn, store: SqlStore) -> None:
    """For the budget's ordinary turns, which are far away."""
    wall = Wall(limit=Budget(4, 3_600, reserve=3))
    async with asyncio.timeout(10):
        assert await show(turn, store, wall, Text("Half "), Text("and whole.")) == ["Half and whole."]


async def test_parts_of_an_earlier_run_are_edited(turn: Turn, store: SqlStore) -> None:
    """Not posted again."""
    wall = Wall(texts={MessageId("m1"): "Ha"})
    await store.asking(turn.id)
    await store.posted(turn.id, Part(1, MessageId("m1"), 2))
    again = await store.next(turn.thread)
    assert again is not None
    assert await show(again, store, wall, Text("Half and whole.")) == ["Half and whole."]
