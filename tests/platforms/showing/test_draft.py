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

from platforms.showing.draft import Budget, Draft

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
    answers: list[float | Exception] = field(default_factory=list)
    state: str = ""
    written: str = ""
    texts: list[str] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)
    busy: bool = False

    async def write(self) -> float | None:
        assert not self.busy, "two writes at a time"
        if self.state == self.written:
            return None
        text = self.state
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
        if answer is None:
            self.written = text
        return answer or 0.0

    def says(self, draft: Draft, text: str) -> None:
        self.state = text
        draft.news()

    def gaps(self) -> list[float]:
        return [after - before for before, after in pairwise(self.starts)]


seconds = st.floats(0, 5).map(lambda value: round(value, 3))
changes = st.lists(st.tuples(seconds, st.sampled_from("abc")), max_size=30)


@settings(deadline=None)
@given(changes=changes, takes=seconds, pause=seconds)
def test_latest_text_wins_never_too_fast_always_the_last_state(
    changes: list[tuple[float, str]], takes: float, pause: float
) -> None:
    """Whatever the rhythm of texts and writes; only the last state does not wait."""

    async def scene() -> None:
        page, states = Page(takes), [("", now())]
        async with Draft(page.write, pause) as draft:
            for wait, text in changes:
                await asyncio.sleep(wait)
                page.says(draft, text)
                states.append((text, now()))
            over = now()
        paced = [start for start in page.starts if start < over - SLACK]
        assert all(b - a >= max(pause, takes) - SLACK for a, b in pairwise(paced))
        assert all(gap >= takes - SLACK for gap in page.gaps())
        assert all(before != after for before, after in pairwise(page.texts))
        assert page.texts[-1:] == [text for text, _ in states[1:]][-1:]
        assert now() <= over + 2 * takes + SLACK
        if changes:
            assert page.starts[0] == pytest.approx(states[1][1])
        for text, start in zip(page.texts, page.starts, strict=True):
            current = [state for state, since in states if since < start - SLACK][-1:]
            assert text in current + [state for state, since in states if abs(since - start) <= SLACK]

    play(scene())


def test_nothing_to_do_takes_no_time() -> None:
    """News that change nothing don't hold up the first text."""

    async def scene() -> None:
        page = Page()
        async with Draft(page.write, 10) as draft:
            draft.news()
            await asyncio.sleep(1)
            page.says(draft, "one")
            await asyncio.sleep(1)
            begun = now()
        assert page.starts == [begun - 1]

    play(scene())


@settings(deadline=None)
@given(st.integers(1, 6), st.integers(0, 3), st.integers(1, 6), st.integers(1, 12))
def test_drafts_share_a_budget(calls: int, reserve: int, count: int, rounds: int) -> None:
    """In no stretch of time are there more calls than allowed, and each draft ends with its last state."""

    async def scene() -> None:
        budget, pages, made = Budget(calls, 10, reserve), [Page() for _ in range(count)], list[float]()

        async def answer(page: Page) -> None:
            async def write() -> float | None:
                if page.state == page.written:
                    return None
                await budget.turn(draft.last)
                made.append(now())
                return await page.write()

            async with Draft(write, 1) as draft:
                for number in range(rounds):
                    page.says(draft, str(number))
                    await asyncio.sleep(1)

        await asyncio.gather(*map(answer, pages))
        assert all(later - made[place] >= 10 - SLACK for place, later in enumerate(made[calls:]))
        assert [page.texts[-1] for page in pages] == [str(rounds - 1)] * count

    play(scene())


def test_last_words_overtake_and_take_from_the_reserve() -> None:
    """Those who wait in line are passed by an answer that has ended, also by one that ends while it waits."""

    async def scene() -> None:
        budget, over, later = Budget(4, 60, reserve=2), asyncio.Event(), asyncio.Event()
        growing, order = asyncio.Event(), list[str]()
        over.set()
        await budget.turn(growing)
        await budget.turn(growing)
        begun = now()

        async def turn(name: str, last: asyncio.Event) -> None:
            await budget.turn(last)
            order.append(f"{name} {now() - begun:.0f}")

        async with asyncio.TaskGroup() as tasks:
            for name, last in (("one", growing), ("two", growing), ("ends", later), ("over", over)):
                tasks.create_task(turn(name, last))
            await asyncio.sleep(5)
            later.set()
        assert order[:2] == ["over 0", "ends 5"]
        assert [one.split()[0] for one in order[2:]] == ["one", "two"]

    play(scene())


def test_ordinary_turns_are_spread_out_when_the_budget_gets_short() -> None:
    """A quick beginning, then a steady pace instead of a long silence."""

    async def scene() -> None:
        budget, growing, made = Budget(50, 60, reserve=10), asyncio.Event(), list[float]()
        while now() < 1240:
            await budget.turn(growing)
            made.append(now() - 1000)
            await asyncio.sleep(1)
        gaps = [b - a for a, b in pairwise(made)]
        assert gaps[:19] == pytest.approx([1] * 19)
        assert max(gaps) < 3
        assert len(made) > 150

    play(scene())


def test_there_is_room_as_long_as_nobody_would_wait() -> None:
    async def scene() -> None:
        budget = Budget(2, 10)
        assert budget.room
        await budget.turn()
        await budget.turn()
        assert (budget.room, budget.made) == (False, 2)
        await asyncio.sleep(10)
        assert (budget.room, budget.made) == (True, 0)

    play(scene())


def test_without_a_limit_nobody_waits() -> None:
    async def scene() -> None:
        budget, start = Budget(1, 0), now()
        for _ in range(100):
            await budget.turn(asyncio.Event())
        assert now() == start

    play(scene())


def test_turns_go_round() -> None:
    """Of three hungry drafts none gets a second turn before the others had theirs."""

    async def scene() -> None:
        budget, order = Budget(1, 1), list[str]()

        async def answer(name: str) -> None:
            page = Page()

            async def write() -> float | None:
                if page.state == page.written:
                    return None
                await budget.turn(draft.last)
                order.append(name)
                return await page.write()

            async with Draft(write, 0) as draft:
                for number in range(100):
                    page.says(draft, str(number))
                    await asyncio.sleep(0.1)

        await asyncio.gather(*map(answer, "abc"))
        assert "".join(order).startswith("abcabcabc")

    play(scene())


def test_who_leaves_the_line_takes_no_turn() -> None:
    """A cancelled draft does not slow down those behind it."""

    async def scene() -> None:
        budget, growing, start = Budget(1, 10), asyncio.Event(), now()
        await budget.turn(growing)
        waiting = [asyncio.create_task(budget.turn(growing)) for _ in range(3)]
        await asyncio.sleep(1)
        waiting[0].cancel()
        waiting[1].cancel()
        await asyncio.wait(waiting)
        assert now() - start <= 30

    play(scene())


def test_a_held_budget_holds_those_who_wait() -> None:
    """Retry-After counts for the whole workspace, and for last words, too."""

    async def scene() -> None:
        budget, start = Budget(1, 1), now()
        await budget.turn()
        waiting = [asyncio.create_task(budget.turn(last)) for last in (None, asyncio.Event())]
        await asyncio.sleep(0.5)
        budget.hold(30)
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        assert now() - start == pytest.approx(30.5)
        await asyncio.wait(waiting)

    play(scene())


def test_a_refused_write_comes_again_with_the_newest_text() -> None:
    """A write that came too soon is not counted as written."""

    async def scene() -> None:
        page = Page(answers=[7.0])
        async with Draft(page.write, 1) as draft:
            page.says(draft, "one")
            await asyncio.sleep(3)
            page.says(draft, "two")
        assert page.texts == ["one", "two"]
        assert page.gaps() == [pytest.approx(7)]

    play(scene())


def test_a_refused_last_write_comes_again() -> None:
    """The last state is written even if it takes three attempts."""

    async def scene() -> None:
        page = Page(answers=[2, 2])
        async with Draft(page.write, 1) as draft:
            page.says(draft, "done")
        assert page.texts == ["done"] * 3
        assert page.gaps() == [pytest.approx(2)] * 2

    play(scene())


def test_nothing_said_nothing_written() -> None:
    """No empty first message."""

    async def scene() -> None:
        page = Page()
        async with Draft(page.write, 1):
            await asyncio.sleep(5)
        assert page.texts == []

    play(scene())


def test_an_error_is_raised_by_the_next_news() -> None:
    """Who goes on writing learns it soonest."""

    async def scene() -> None:
        page = Page(answers=[OSError("gone")])
        async with Draft(page.write, 1) as draft:
            page.says(draft, "one")
            await asyncio.sleep(1)
            page.says(draft, "two")
            pytest.fail("the draft took a text that it cannot write")

    with pytest.raises(OSError, match="gone"):
        play(scene())


def test_an_error_is_raised_where_the_block_is_left() -> None:
    """The last write has no next news."""

    async def scene() -> None:
        page = Page(answers=[OSError("gone")])
        async with Draft(page.write, 1) as draft:
            page.says(draft, "one")

    with pytest.raises(OSError, match="gone"):
        play(scene())


def test_the_error_of_the_block_wins_and_mentions_the_other() -> None:
    """Two things went wrong; neither is lost."""

    async def scene() -> None:
        page = Page(answers=[OSError("gone")])
        async with Draft(page.write, 1) as draft:
            page.says(draft, "one")
            await asyncio.sleep(1)
            raise KeyError("mine")

    with pytest.raises(KeyError, match="mine") as caught:
        play(scene())
    assert caught.value.__notes__ == ["The draft had failed before: OSError('gone')"]


def test_an_exception_stops_the_write_at_once() -> None:
    """Not even the write under way is waited for."""

    async def broken(page: Page) -> None:
        async with Draft(page.write, 1) as draft:
            page.says(draft, "one")
            await asyncio.sleep(1)
            page.says(draft, "two")
            raise KeyError

    async def scene() -> None:
        page, start = Page(takes=60), now()
        with pytest.raises(KeyError):
            await broken(page)
        assert (page.texts, page.busy) == (["one"], False)
        assert now() - start == pytest.approx(1)

    play(scene())


async def _inside(page: Page, draft: Draft) -> None:
    async with draft:
        page.says(draft, "one")
        await asyncio.sleep(3600)


async def _leaving(page: Page, draft: Draft) -> None:
    async with draft:
        page.says(draft, "one")


async def _in_line(page: Page, draft: Draft) -> None:
    async with draft:
        page.says(draft, "one")
        await asyncio.sleep(0.1)
        page.says(draft, "two")
        await asyncio.sleep(3600)


@pytest.mark.parametrize("reader", [_inside, _leaving, _in_line])
@pytest.mark.parametrize("takes", [0, 60])
def test_a_cancelled_reader_leaves_nothing_behind(
    reader: Callable[[Page, Draft], Awaitable[None]], takes: float
) -> None:
    """Cancelled in the block, in the last write or in the pause before it."""

    async def scene() -> None:
        page = Page(takes)
        task = asyncio.ensure_future(reader(page, Draft(page.write, 30)))
        await asyncio.sleep(1)
        task.cancel()
        await asyncio.wait([task])
        assert (page.texts, page.busy) == (["one"], False)
        assert task.cancelled() or (reader is _leaving and not takes)

    play(scene())


def test_a_draft_has_news_inside_its_block() -> None:
    """A text that nobody would write is an error, not silence."""

    async def scene() -> None:
        draft = Draft(Page().write, 1)
        with pytest.raises(RuntimeError, match="inside its block"):
            draft.news()
        async with draft:
            pass
        with pytest.raises(RuntimeError, match="inside its block"):
            draft.news()

    play(scene())
