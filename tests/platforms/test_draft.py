import asyncio
import gc
import selectors
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from platforms.draft import Draft, Pace

SLACK = 1e-6  # what sums of floats may be off


class _NoWaiting(selectors.SelectSelector):
    """Where the loop would sleep, the clock jumps; a test that waits for nothing fails instead of hanging."""

    now = 1000.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise RuntimeError("Everything waits, and nothing will ever happen.")
        self.now += max(timeout, 0)
        return super().select(0)


class InstantLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._clock = _NoWaiting()
        super().__init__(self._clock)

    def time(self) -> float:
        return self._clock.now


def play(scene: Coroutine[Any, Any, None]) -> None:
    """Run `scene` on a loop without waiting; no task may outlive it, and no exception of one may go unseen."""
    complaints: list[dict[str, Any]] = []
    try:
        with asyncio.Runner(loop_factory=InstantLoop) as runner:
            runner.get_loop().set_exception_handler(lambda _, complaint: complaints.append(complaint))
            runner.run(_alone(scene))
    finally:
        gc.collect(1)  # a task complains when it is collected
        assert not complaints


async def _alone(scene: Coroutine[Any, Any, None]) -> None:
    try:
        await scene
    finally:
        assert asyncio.all_tasks() == {asyncio.current_task()}


def now() -> float:
    return asyncio.get_running_loop().time()


@dataclass
class Page:
    """Where a draft is written; a write takes `takes` seconds, and `answers` are given in turn."""

    takes: float = 0
    answers: list[float | Exception | None] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)
    busy: bool = False

    async def write(self, text: str) -> float | None:
        assert not self.busy, "two writes at a time"
        self.texts.append(text)
        self.starts.append(now())
        self.busy = True
        try:
            await asyncio.sleep(self.takes)
        finally:
            self.busy = False
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, Exception):
            raise answer
        return answer

    def gaps(self) -> list[float]:
        return [after - before for before, after in pairwise(self.starts)]


seconds = st.floats(0, 5).map(lambda value: round(value, 3))
changes = st.lists(st.tuples(seconds, st.sampled_from("abc")), max_size=30)


@settings(deadline=None)
@given(changes=changes, takes=seconds, pause=seconds)
def test_latest_text_wins_never_too_fast_always_the_last_state(
    changes: list[tuple[float, str]], takes: float, pause: float
) -> None:
    """Whatever the rhythm of texts and writes."""

    async def scene() -> None:
        page, states = Page(takes), [("", now())]
        async with Draft(page.write, pause) as draft:
            for wait, text in changes:
                await asyncio.sleep(wait)
                draft.set(text)
                states.append((text, now()))
        assert all(gap >= max(pause, takes) - SLACK for gap in page.gaps())
        assert all(before != after for before, after in pairwise(page.texts))
        assert page.texts[-1:] == [text for text, _ in states[1:]][-1:]
        if changes:
            assert page.starts[0] == pytest.approx(states[1][1])
        for text, start in zip(page.texts, page.starts, strict=True):
            current = [state for state, since in states if since < start - SLACK][-1:]
            assert text in current + [state for state, since in states if abs(since - start) <= SLACK]

    play(scene())


@settings(deadline=None)
@given(
    count=st.integers(1, 5), rounds=st.integers(1, 8), takes=seconds, pause=st.floats(0.1, 5), own=st.floats(0, 3)
)
def test_drafts_share_a_pace(count: int, rounds: int, takes: float, pause: float, own: float) -> None:
    """Together they are no faster than one would be, and each ends with its last state."""

    async def scene() -> None:
        pace, pages = Pace(pause), [Page(takes) for _ in range(count)]

        async def answer(page: Page) -> None:
            async with Draft(page.write, own, pace) as draft:
                for number in range(rounds):
                    draft.set(str(number))
                    await asyncio.sleep(1)

        await asyncio.gather(*map(answer, pages))
        starts = sorted(start for page in pages for start in page.starts)
        assert all(b - a >= pause - SLACK for a, b in pairwise(starts))
        assert all(gap >= max(own, takes) - SLACK for page in pages for gap in page.gaps())
        assert [page.texts[-1] for page in pages] == [str(rounds - 1)] * count

    play(scene())


def test_turns_go_round() -> None:
    """Of three hungry drafts none gets a second turn before the others had theirs."""

    async def scene() -> None:
        pace, order = Pace(1), list[str]()

        async def answer(name: str) -> None:
            async def write(_: str) -> None:
                order.append(name)

            async with Draft(write, 0, pace) as draft:
                for number in range(100):
                    draft.set(str(number))
                    await asyncio.sleep(0.1)

        await asyncio.gather(*map(answer, "abc"))
        assert "".join(order).startswith("abcabcabc")

    play(scene())


def test_who_leaves_the_line_takes_no_turn() -> None:
    """A cancelled draft does not slow down those behind it."""

    async def scene() -> None:
        pace, start = Pace(10), now()
        await pace.turn()
        waiting = [asyncio.create_task(pace.turn()) for _ in range(3)]
        await asyncio.sleep(1)
        waiting[0].cancel()
        waiting[1].cancel()
        await asyncio.wait(waiting)
        assert now() - start == pytest.approx(10)

    play(scene())


def test_a_held_pace_holds_those_who_wait() -> None:
    """Retry-After counts for the whole workspace."""

    async def scene() -> None:
        pace, start = Pace(1), now()
        await pace.turn()
        waiting = asyncio.create_task(pace.turn())
        await asyncio.sleep(0.5)
        pace.hold(30)
        await waiting
        assert now() - start == pytest.approx(30.5)

    play(scene())


def test_a_refused_write_comes_again_with_the_newest_text() -> None:
    """A write that came too soon is not counted as written, and the others that share the pace wait too."""

    async def scene() -> None:
        page, pace = Page(answers=[7.0]), Pace(0.5)
        async with Draft(page.write, 1, pace) as draft:
            draft.set("one")
            await asyncio.sleep(3)
            draft.set("two")
            await pace.turn()
            assert now() == pytest.approx(page.starts[0] + 7)
        assert page.texts == ["one", "two"]
        assert page.gaps() == [pytest.approx(7.5)]

    play(scene())


def test_a_refused_last_write_comes_again() -> None:
    """The last state is written even if it takes three attempts."""

    async def scene() -> None:
        page = Page(answers=[2, 2])
        async with Draft(page.write, 1) as draft:
            draft.set("done")
        assert page.texts == ["done"] * 3
        assert page.gaps() == [pytest.approx(2)] * 2

    play(scene())


def test_nothing_set_nothing_written() -> None:
    """No empty first message."""

    async def scene() -> None:
        page = Page()
        async with Draft(page.write, 1):
            await asyncio.sleep(5)
        assert page.texts == []

    play(scene())


def test_an_error_is_raised_by_the_next_set() -> None:
    """Who goes on writing learns it soonest."""

    async def scene() -> None:
        async with Draft(Page(answers=[OSError("gone")]).write, 1) as draft:
            draft.set("one")
            await asyncio.sleep(1)
            draft.set("two")
            pytest.fail("the draft took a text that it cannot write")

    with pytest.raises(OSError, match="gone"):
        play(scene())


def test_an_error_is_raised_where_the_block_is_left() -> None:
    """The last write has no next set."""

    async def scene() -> None:
        async with Draft(Page(answers=[OSError("gone")]).write, 1) as draft:
            draft.set("one")

    with pytest.raises(OSError, match="gone"):
        play(scene())


def test_the_error_of_the_block_wins_and_mentions_the_other() -> None:
    """Two things went wrong; neither is lost."""

    async def scene() -> None:
        async with Draft(Page(answers=[OSError("gone")]).write, 1) as draft:
            draft.set("one")
            await asyncio.sleep(1)
            raise KeyError("mine")

    with pytest.raises(KeyError, match="mine") as caught:
        play(scene())
    assert caught.value.__notes__ == ["The draft had failed before: OSError('gone')"]


def test_an_exception_stops_the_write_at_once() -> None:
    """Not even the write under way is waited for."""

    async def broken(draft: Draft) -> None:
        async with draft:
            draft.set("one")
            await asyncio.sleep(1)
            draft.set("two")
            raise KeyError

    async def scene() -> None:
        page, start = Page(takes=60), now()
        with pytest.raises(KeyError):
            await broken(Draft(page.write, 1))
        assert (page.texts, page.busy) == (["one"], False)
        assert now() - start == pytest.approx(1)

    play(scene())


async def _inside(draft: Draft) -> None:
    async with draft:
        draft.set("one")
        await asyncio.sleep(3600)


async def _leaving(draft: Draft) -> None:
    async with draft:
        draft.set("one")


async def _in_line(draft: Draft) -> None:
    async with draft:
        draft.set("one")
        await asyncio.sleep(0.1)
        draft.set("two")


@pytest.mark.parametrize("reader", [_inside, _leaving, _in_line])
@pytest.mark.parametrize("takes", [0, 60])
def test_a_cancelled_reader_leaves_nothing_behind(reader: Callable[[Draft], Awaitable[None]], takes: float) -> None:
    """Cancelled in the block, in the last write or in the pause before it."""

    async def scene() -> None:
        page = Page(takes)
        task = asyncio.ensure_future(reader(Draft(page.write, 30)))
        await asyncio.sleep(1)
        task.cancel()
        await asyncio.wait([task])
        assert (page.texts, page.busy) == (["one"], False)
        assert task.cancelled() or (reader is _leaving and not takes)

    play(scene())


def test_a_draft_is_set_inside_its_block() -> None:
    """A text that nobody would write is an error, not silence."""

    async def scene() -> None:
        draft = Draft(Page().write, 1)
        with pytest.raises(RuntimeError, match="inside its block"):
            draft.set("early")
        async with draft:
            pass
        with pytest.raises(RuntimeError, match="inside its block"):
            draft.set("late")

    play(scene())
