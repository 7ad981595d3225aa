"""What was missed is heard: everything, oldest first, and what is written never lies behind what was not heard."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.errors import StorageError, Undeliverable
from bridge.protocols import Store
from bridge.types import MessageId, Question, Thread
from platforms.receiving.catchup import AT_ONCE, LIVELY, THREADS, CatchUp
from platforms.receiving.hearing import Said
from platforms.receiving.lateness import A_MOMENT, is_stale_command
from platforms.receiving.marks import EVERYWHERE, Marks, order
from platforms.receiving.missed import MOST, Found, History, Listing
from platforms.trouble import NotNow
from storage.store import open_store

HOUR = 3600.0
NOW = 100 * 24 * HOUR


def said(channel: str, mark: str, text: str = "", *, thread: str = "", mentioned: bool = False) -> Said:
    place = Thread("chat", "here", channel, thread or mark)
    question = Question(place, MessageId(mark), "ana", text or f"{channel} {mark}")
    return Said(question, mentioned, direct=False, reply=bool(thread))


@dataclass
class Remembers:
    """A platform whose marks are seconds, and which remembers what it is told here."""

    there: dict[str, list[Said]] = field(default_factory=dict)
    refused: dict[str, Exception] = field(default_factory=dict)
    threads: list[Thread] = field(default_factory=list)
    """Of which the replies were read."""
    meanwhile: Callable[[], None] = lambda: None
    """Happens while a channel is read."""

    async def channels(self) -> Collection[str]:
        return list(self.there)

    async def messages(self, channel: str, after: str, most: int) -> Listing:
        await asyncio.sleep(0)
        self.meanwhile()
        if error := self.refused.get(channel):
            raise error
        behind = [one for one in self.there[channel] if order(one.question.message) > order(after)]
        tops = [one for one in behind if not one.reply]
        newest = max((one.question.message for one in tops), key=order, default="")
        lively = [one.question.thread for one in behind if one.reply and not self._is_kept_quiet(one)]
        return Listing(tops[-most:], newest, dict.fromkeys(lively), more=len(tops) > most)

    def _is_kept_quiet(self, reply: Said) -> bool:
        """The parent is too old to be listed."""
        thread = reply.question.thread
        return thread.thread not in {one.question.message for one in self.there[thread.channel]}

    async def replies(self, thread: Thread, after: str, most: int) -> Listing:
        self.threads.append(thread)
        found = [
            one
            for one in self.there[thread.channel]
            if one.reply and one.question.thread == thread and order(one.question.message) > order(after)
        ]
        return Listing(found[:most], found[-1].question.message if found else "")

    def moment(self, mark: str) -> float:
        return float(mark)

    def mark(self, moment: float) -> str:
        return str(int(moment))


_history: type[History] = Remembers


@dataclass
class Ears:
    """Hears everything, and remembers in which order."""

    heard: list[Said] = field(default_factory=list)
    passed_over: list[Said] = field(default_factory=list)
    stumbles_over: str = ""

    async def hear(self, heard: Said) -> bool:
        if heard.question.text == self.stumbles_over:
            raise ValueError("a bug")
        self.heard.append(heard)
        return True

    async def pass_over(self, heard: Said, sentence: str, **values: object) -> bool:
        self.passed_over.append(heard)
        return True

    @property
    def texts(self) -> Sequence[str]:
        return [one.question.text for one in self.heard]


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_store(f"sqlite+aiosqlite:///{tmp_path / 'marks.db'}") as opened:
        yield opened


@asynccontextmanager
async def catching_up(
    history: History, ears: Ears, store: Store, *, hours: float = 24, now: float = NOW
) -> AsyncIterator[CatchUp]:
    marks = Marks(store, "chat", "here")
    catch_up = CatchUp(history, marks, ears, store, hours=hours, pause=0, clock=lambda: now)
    catch_up.begin()
    try:
        yield catch_up
    finally:
        await catch_up.close()


async def run(history: History, ears: Ears, store: Store, *, hours: float = 24, now: float = NOW) -> None:
    """Start, catch up, end."""
    async with catching_up(history, ears, store, hours=hours, now=now) as catch_up:
        catch_up.again()
        await catch_up.idle()


def mark(seconds: float) -> str:
    return str(int(NOW + seconds))


async def was_here(store: Store, *channels: str) -> None:
    await store.seen("chat", "here", dict.fromkeys((*channels, EVERYWHERE), mark(-HOUR)))


def test_marks_are_numbers() -> None:
    """However many digits they have: a snowflake gets one more one day, and a ts has a dot in it."""
    assert sorted(["10", "9", "100"], key=order) == ["9", "10", "100"]
    assert order("1732300000.000200") > order("1732300000.000100") > order("")


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 10**6)), unique=True), st.integers(1, 20))
def test_the_newest_of_each_channel_are_kept_in_order(there: list[tuple[str, int]], most: int) -> None:
    """Nothing is there twice, nothing newer is left out for something older, and what is left out is counted."""
    found = Found()
    for channel, at in there * 2:
        found.add(channel, Listing([said(channel, str(at))], str(at)))
    left_out = found.keep_newest(most)
    kept = [(one.question.thread.channel, int(one.question.message)) for one in found.in_order()]
    assert [at for _, at in kept] == sorted(at for _, at in kept)
    for channel in "abc":
        all_of_it = sorted(at for place, at in there if place == channel)
        assert [at for place, at in kept if place == channel] == all_of_it[-most:]
        assert left_out.get(channel, 0) == max(0, len(all_of_it) - most)
        assert found.reached.get(channel, "0") == str(max(all_of_it, default=0))


HAPPENINGS = ["heard", "failed", "gap", "made up", "written"]
Step = tuple[str, str, int]
STEPS = st.lists(
    st.tuples(st.sampled_from(HAPPENINGS), st.sampled_from("ab"), st.integers(1, 99)),
    max_size=30,
)


class Notebook:
    """A ledger of marks."""

    def __init__(self) -> None:
        self.marks: dict[str, str] = {}

    async def seen(self, platform: str, workspace: str, up_to: Mapping[str, str]) -> None:
        self.marks |= up_to


@given(STEPS)
def test_what_is_written_has_been_heard(steps: list[Step]) -> None:
    """No mark stands behind a message that failed, and none is written in a gap before it is made up for."""
    asyncio.run(_walk(steps))


async def _walk(steps: list[Step]) -> None:
    notebook = Notebook()
    marks = Marks(notebook, "chat", "here")  # type: ignore[arg-type]
    unheard: dict[str, set[int]] = {"a": set(), "b": set()}
    await marks.made_up(marks.open_gap, {"a": "1", "b": "1", EVERYWHERE: "1"}, {})
    in_gap = False
    for what, channel, at in steps:
        match what:
            case "heard":
                with marks.hearing(channel, str(at)):
                    unheard[channel].discard(at)
            case "failed":
                with suppress(StorageError), marks.hearing(channel, str(at)):
                    if order(str(at)) > order(notebook.marks.get(channel, "")):
                        unheard[channel].add(at)
                    raise StorageError(what="The disk is full.")
            case "gap":
                marks.gap()
                in_gap = True
            case "made up":
                await marks.made_up(marks.open_gap, {}, {})
                unheard, in_gap = {"a": set(), "b": set()}, False
            case _:
                before = dict(notebook.marks)
                await marks.write()
                assert not in_gap or notebook.marks == before
        for one, missing in unheard.items():
            written = notebook.marks[one]
            assert all(order(str(at)) > order(written) for at in missing), (one, missing, written)


async def test_a_gap_in_the_middle_of_catching_up(store: Store) -> None:
    """What was read before it may be incomplete: it is read once more, and only then written."""
    history, ears = Remembers({"a": [said("a", mark(-60))]}), Ears()
    await was_here(store, "a")
    written: list[Mapping[str, str]] = []
    async with catching_up(history, ears, store) as catch_up:
        first = asyncio.Event()

        def break_in() -> None:
            if not first.is_set():
                first.set()
                history.there["a"].append(said("a", mark(-30)))
                catch_up.gap()
                catch_up.again()

        history.meanwhile = break_in
        catch_up.again()
        await catch_up.idle()
        written.append(await store.cursors("chat", "here"))
    assert written[0]["a"] == mark(-30)
    assert set(ears.texts) == {f"a {mark(-60)}", f"a {mark(-30)}"}


async def test_killed_before_the_end(store: Store) -> None:
    """What was not caught up with to its end is caught up with from the same mark."""
    history, ears = Remembers({"a": [said("a", mark(-60)), said("a", mark(-30))]}), Ears(stumbles_over="stop")
    await was_here(store, "a")
    async with catching_up(history, ears, store) as catch_up:
        with catch_up.marks.hearing("a", mark(-1)):
            pass  # a live one
        catch_up.again()
        await asyncio.sleep(0)
    assert (await store.cursors("chat", "here"))["a"] == mark(-HOUR)
    await run(history, ears, store)
    assert ears.texts[-2:] == [f"a {mark(-60)}", f"a {mark(-30)}"]


async def test_oldest_first_over_all_channels(store: Store) -> None:
    """Each once, though a reply stands in its channel as well."""
    reply = said("b", mark(-40), thread=mark(-50))
    history = Remembers({"a": [said("a", mark(-60)), said("a", mark(-20))], "b": [said("b", mark(-50)), reply]})
    ears = Ears()
    await was_here(store, "a", "b")
    await run(history, ears, store)
    assert ears.texts == [f"a {mark(-60)}", f"b {mark(-50)}", f"b {mark(-40)}", f"a {mark(-20)}"]
    await run(history, ears, store)
    assert len(ears.texts) == 4


async def test_age(store: Store) -> None:
    """Older than that is passed over, and older by another week is left alone."""
    ages = [25 * HOUR + LIVELY, 25 * HOUR, 23 * HOUR]
    history, ears = Remembers({"a": [said("a", mark(-age)) for age in ages]}), Ears()
    await store.seen("chat", "here", {"a": mark(-1000 * HOUR)})
    await run(history, ears, store)
    assert ears.texts == [f"a {mark(-ages[2])}"]
    assert [one.question.text for one in ears.passed_over] == [f"a {mark(-ages[1])}"]


@pytest.mark.parametrize(
    ("text", "age", "stale"),
    [
        ("!stop", A_MOMENT + 1, True),
        ("!stop", A_MOMENT - 1, False),
        ("!retry", HOUR, False),
        ("!new What is …", HOUR, False),
        ("!new", HOUR, True),
        ("What is …", HOUR, False),
    ],
)
def test_commands_are_about_the_present(text: str, age: float, stale: bool) -> None:
    """Those that ask something are questions."""
    assert is_stale_command(said("a", mark(-age), text), age) == stale


async def test_a_reply_before_the_thread_was_ours(store: Store) -> None:
    """It follows nothing, unless it mentions us; what came after the first question does."""
    root = mark(-60)
    replies = [said("a", mark(-50), thread=root), said("a", mark(-30), thread=root)]
    first = said("a", mark(-40), thread=root, mentioned=True)
    await store.accept(first.question, "fake")
    await was_here(store, "a")
    ears = Ears()
    await run(Remembers({"a": [said("a", root), *replies, first]}), ears, store)
    assert [(one.question.message, one.reply) for one in ears.heard] == [
        (root, False),
        (mark(-50), False),
        (mark(-40), True),
        (mark(-30), True),
    ]


async def test_a_known_thread_whose_root_is_long_ago(store: Store) -> None:
    """Its replies are read because something was asked there; of very many threads only the newest."""
    old = [Thread("chat", "here", "a", str(number)) for number in range(THREADS + 20)]
    for thread in old:
        await store.accept(Question(thread, MessageId(thread.thread), "ana", "one?"), "fake")
    reply = said("a", mark(-30), thread=old[-1].thread)
    history, ears = Remembers({"a": [reply]}), Ears()
    await was_here(store, "a")
    await run(history, ears, store, now=NOW)
    assert ears.texts == [reply.question.text]
    assert len(history.threads) == THREADS
    assert set(history.threads) == set(old[-THREADS:])


async def test_the_first_start_is_a_floor(store: Store) -> None:
    """Even when somebody is being heard at that moment, and everything ends before that is written."""
    history, ears = Remembers({"a": [said("a", mark(-60))], "b": []}), Ears()
    async with catching_up(history, ears, store) as catch_up:
        with suppress(StorageError), catch_up.marks.hearing("a", mark(1)):
            catch_up.again()
            await catch_up.idle()
            assert await store.cursors("chat", "here") == dict.fromkeys(("a", "b", EVERYWHERE), mark(0))
            raise StorageError(what="The disk is full.")
    history.there["a"].append(said("a", mark(1)))
    await run(history, ears, store, now=NOW + 60)
    assert ears.texts == [f"a {mark(1)}"]


async def test_marks_never_go_back(store: Store) -> None:
    """An old event that is delivered again says nothing new."""
    await was_here(store, "a")
    async with catching_up(Remembers({"a": []}), Ears(), store) as catch_up:
        catch_up.again()
        await catch_up.idle()
        with catch_up.marks.hearing("a", mark(-2 * HOUR)):
            pass
    assert (await store.cursors("chat", "here"))["a"] == mark(-HOUR)


async def test_very_many_channels(store: Store) -> None:
    """Those that were heard last are read and heard first, so that nobody there waits for all the others."""
    channels = [f"c{number:03}" for number in range(AT_ONCE + 20)]
    history, ears = Remembers({one: [said(one, mark(-60))] for one in channels}), Ears()
    newest = {one: mark(number - HOUR) for number, one in enumerate(channels)}
    await store.seen("chat", "here", {**newest, EVERYWHERE: mark(0)})
    heard_before: list[int] = []
    history.meanwhile = lambda: heard_before.append(len(ears.heard))
    await run(history, ears, store)
    assert heard_before == [0] * AT_ONCE + [AT_ONCE] * 20
    assert {one.question.thread.channel for one in ears.heard[:AT_ONCE]} == set(channels[20:])
    assert len(ears.heard) == len(channels)


async def test_too_many(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    """The newest of a channel, and it is said."""
    history, ears = Remembers({"a": [said("a", mark(-MOST - 60 + number)) for number in range(MOST + 5)]}), Ears()
    await was_here(store, "a")
    await run(history, ears, store)
    assert ears.texts == [f"a {mark(-MOST - 60 + number)}" for number in range(5, MOST + 5)]
    assert "only the newest is read" in caplog.text


async def test_a_channel_that_can_not_be_read(store: Store) -> None:
    """The others are; and when it can be read again, it is read from where it was left, live messages or not."""
    history = Remembers({"a": [said("a", mark(-60))], "b": [said("b", mark(-50))]})
    history.refused["a"] = Undeliverable(what="The app lacks a scope.")
    ears = Ears()
    await was_here(store, "a", "b")
    async with catching_up(history, ears, store) as catch_up:
        catch_up.again()
        await catch_up.idle()
        with catch_up.marks.hearing("a", mark(-1)):
            pass
    history.refused.clear()
    await run(history, ears, store)
    assert ears.texts == [f"b {mark(-50)}", f"a {mark(-60)}"]


async def test_trouble_and_bugs(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    """A platform that can't be reached is waited for; a message that we stumble over holds up no other."""
    history = Remembers(
        {"a": [said("a", mark(-60), "one"), said("a", mark(-50), "two"), said("a", mark(-40), "three")]}
    )
    history.refused["a"] = NotNow("The line is down", seconds=0)
    ears = Ears(stumbles_over="two")
    await was_here(store, "a")
    tries = 0

    def come_back() -> None:
        nonlocal tries
        tries += 1
        if tries == 3:
            history.refused.clear()

    history.meanwhile = come_back
    with caplog.at_level(logging.INFO):
        await run(history, ears, store)
    assert ears.texts == ["one", "three"]
    assert "is left out" in caplog.text
    assert "caught up in 1 channels: 3 messages, 2 asked, 0 too old, 1 nothing new for us" in caplog.text


async def test_said_again_and_again(store: Store) -> None:
    """Something is missed for a while: it is said once, and read once, when it is over."""
    history, ears = Remembers({"a": []}), Ears()
    async with catching_up(history, ears, store) as catch_up:
        await was_here(store, "a")
        history.there["a"].append(said("a", mark(-60)))
        assert catch_up.again_after(1000)
        assert not catch_up.again_after(0)
        await catch_up.idle()
        assert catch_up.again_after(1000)
    assert ears.texts == [f"a {mark(-60)}"]


async def test_many_ask_for_another_run(store: Store) -> None:
    """One more is enough for all of them."""
    runs = 0

    def count() -> None:
        nonlocal runs
        runs += 1

    history, ears = Remembers({"a": []}, meanwhile=count), Ears()
    await was_here(store, "a")
    async with catching_up(history, ears, store) as catch_up:
        for _ in range(10):
            catch_up.gap()
            catch_up.again()
        await catch_up.idle()
    assert runs == 1
