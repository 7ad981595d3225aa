"""One at a time per Thread, Threads in parallel, and nothing left of a lane after its use."""

import asyncio
import logging
from collections import defaultdict, deque
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.cluster.scheduler import OwnLanes
from bridge.protocols import Scheduler
from bridge.protocols import Work as WorkOf
from bridge.types import Thread
from bridge.waiting.lanes import Lanes


def thread(name: str) -> Thread:
    return Thread("fake", "", "", name)


A, B = thread("a"), thread("b")


class Work:
    """Queues of jobs, as the ledger has them; each job waits until the test lets it end."""

    def __init__(self, make: Callable[[WorkOf], Scheduler] = Lanes) -> None:
        self.jobs: defaultdict[Thread, deque[str]] = defaultdict(deque)
        self.began: list[str] = []
        self.done: list[str] = []
        self.gates: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self.lanes = make(self)

    def add(self, thread: Thread, job: str) -> None:
        self.jobs[thread].append(job)
        self.lanes.wake(thread)

    async def __call__(self, thread: Thread) -> bool:
        if not self.jobs[thread]:
            return False
        job = self.jobs[thread].popleft()
        self.began.append(job)
        await self.gates[job].wait()
        self.done.append(job)
        return True

    async def settle(self) -> None:
        for _ in range(10):
            await asyncio.sleep(0)


def of_a_node(work: WorkOf) -> Scheduler:
    """Those of a cluster's node, while it holds a slot."""
    lanes = OwnLanes(work)
    lanes.begin("all")
    return lanes


@pytest.fixture(params=[Lanes, of_a_node])
def work(request: pytest.FixtureRequest) -> Work:
    """Lanes over queues that the test fills."""
    return Work(request.param)


async def test_one_at_a_time_in_a_thread_in_order(work: Work) -> None:
    """The second begins when the first has ended, not earlier."""
    work.add(A, "a1")
    work.add(A, "a2")
    await work.settle()
    assert work.began == ["a1"]
    work.gates["a1"].set()
    await work.settle()
    assert work.began == ["a1", "a2"]
    work.gates["a2"].set()
    await work.lanes.idle()
    assert work.done == ["a1", "a2"]


async def test_threads_do_not_wait_for_each_other(work: Work) -> None:
    """A slow answer in one Thread holds up nobody else."""
    work.add(A, "a1")
    work.add(B, "b1")
    await work.settle()
    assert work.began == ["a1", "b1"]
    work.gates["b1"].set()
    await work.settle()
    assert work.done == ["b1"]
    assert len(work.lanes) == 1
    work.gates["a1"].set()
    await work.lanes.idle()


async def test_nothing_is_left_after_use(work: Work) -> None:
    """No lane, no task, no memory of a Thread."""
    for number in range(50):
        work.gates[f"job {number}"].set()
        work.add(thread(str(number)), f"job {number}")
    await work.lanes.idle()
    assert len(work.lanes) == 0
    assert asyncio.all_tasks() == {asyncio.current_task()}
    assert not any(isinstance(kept, dict | set) and kept for kept in vars(work.lanes).values())


async def test_a_wake_in_the_last_moment_is_not_lost() -> None:
    """What comes in while the lane finds nothing is looked at again."""
    looking, may_say_no = asyncio.Event(), asyncio.Event()
    looks = 0

    async def look(_: Thread) -> bool:
        nonlocal looks
        looks += 1
        looking.set()
        await may_say_no.wait()
        return False

    lanes = Lanes(look)
    lanes.wake(A)
    await looking.wait()
    lanes.wake(A)
    may_say_no.set()
    await lanes.idle()
    assert looks == 2


async def test_idle_waits_for_lanes_that_wake_others(work: Work) -> None:
    """Until nothing at all is left."""
    order: list[str] = []

    async def once(current: Thread) -> bool:
        order.append(current.thread)
        if current == A:
            lanes.wake(B)
        return False

    lanes = Lanes(once)
    lanes.wake(A)
    await lanes.idle()
    assert order == ["a", "b"]


async def test_close_ends_what_is_under_way(work: Work) -> None:
    """The job is cancelled where it stands and the rest stays in the ledger."""
    work.add(A, "a1")
    work.add(A, "a2")
    await work.settle()
    await work.lanes.close()
    assert (work.began, work.done) == (["a1"], [])
    assert len(work.lanes) == 0


async def test_a_lane_that_is_closed_before_its_first_step_leaves_nothing(work: Work) -> None:
    """Woken and closed in one breath; idle returns."""
    work.add(A, "a1")
    await work.lanes.close()
    assert len(work.lanes) == 0
    await work.lanes.idle()
    assert work.began == []


async def test_closed_lanes_are_not_woken(work: Work) -> None:
    """What comes in while the program ends is for the next start."""
    await work.lanes.close()
    work.add(A, "a1")
    assert len(work.lanes) == 0


async def test_a_bug_ends_its_lane_only_and_is_told(caplog: pytest.LogCaptureFixture) -> None:
    """The log has it, other Threads go on, and the next wake tries again."""
    seen: list[str] = []

    async def fail_once(current: Thread) -> bool:
        seen.append(current.thread)
        if seen.count("a") == 1 and current == A:
            raise ValueError("a bug")
        return False

    lanes = Lanes(fail_once)
    for current in (A, B):
        lanes.wake(current)
    await lanes.idle()
    lanes.wake(A)
    await lanes.idle()
    assert seen == ["a", "b", "a"]
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert "a bug" in caplog.text


STEP = st.tuples(st.sampled_from("abc"), st.integers(0, 3), st.integers(0, 4))


@given(st.lists(STEP, max_size=25))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_any_interleaving_does_each_job_once_in_order(steps: list[tuple[str, int, int]]) -> None:
    """Whenever jobs come and however long they take."""

    async def play() -> None:
        jobs: defaultdict[Thread, deque[tuple[int, int]]] = defaultdict(deque)
        done: defaultdict[Thread, list[int]] = defaultdict(list)
        busy: set[Thread] = set()

        async def work(current: Thread) -> bool:
            assert current not in busy
            busy.add(current)
            try:
                job = jobs[current].popleft() if jobs[current] else None
                for _ in range(job[1] if job else 2):
                    await asyncio.sleep(0)
                if job:
                    done[current].append(job[0])
                return job is not None
            finally:
                busy.remove(current)

        lanes = Lanes(work)
        for number, (name, long, pause) in enumerate(steps):
            jobs[thread(name)].append((number, long))
            lanes.wake(thread(name))
            for _ in range(pause):
                await asyncio.sleep(0)
        await lanes.idle()
        for name in "abc":
            assert done[thread(name)] == [n for n, step in enumerate(steps) if step[0] == name]
        assert len(lanes) == 0

    asyncio.run(play())
