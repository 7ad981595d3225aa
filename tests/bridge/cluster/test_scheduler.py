"""Lanes that sleep while their node is a spare, and what the queue brings."""

import asyncio
from dataclasses import replace

from bridge.cluster.scheduler import OwnLanes
from bridge.types import State, Thread, Turn, TurnId
from tests.bridge.world import question

A = Thread("fake", "", "", "a")


class Ledger:
    """Turns of a Thread; those of another slot are not taken."""

    def __init__(self, *turns: int, others: frozenset[int] = frozenset()) -> None:
        self.left = list(turns)
        self.others = others
        self.worked: list[int] = []
        self.lanes = OwnLanes(self.work, look_again=(0.001, 0.002))
        self.looks = 0

    async def work(self, thread: Thread) -> bool:
        await asyncio.sleep(0)
        if not self.left or self.left[0] in self.others:
            return False
        self.worked.append(self.left.pop(0))
        return True

    async def is_left(self, turn: TurnId) -> bool:
        self.looks += 1
        return turn in self.left


async def test_a_spare_does_nothing() -> None:
    """Until it holds a slot, and not after that."""
    ledger = Ledger(1, 2)
    ledger.lanes.wake(A)
    await ledger.lanes.idle()
    assert (ledger.worked, len(ledger.lanes)) == ([], 0)
    ledger.lanes.begin("all")
    ledger.lanes.wake(A)
    await ledger.lanes.idle()
    assert ledger.worked == [1, 2]
    await ledger.lanes.sleep()
    ledger.left.append(3)
    ledger.lanes.wake(A)
    assert (ledger.worked, len(ledger.lanes)) == ([1, 2], 0)
    ledger.lanes.begin("all")
    ledger.lanes.wake(A)
    await ledger.lanes.idle()
    assert ledger.worked == [1, 2, 3]


async def test_who_is_called_by_a_lane_that_ends_comes_when_the_slot_does() -> None:
    """Its place was given to it, and nobody else tells it."""
    worked: list[str] = []
    began = asyncio.Event()

    async def work(thread: Thread) -> bool:
        worked.append(thread.thread)
        began.set()
        try:
            await asyncio.sleep(60 if len(worked) == 1 else 0)
        finally:
            if len(worked) == 1:
                lanes.wake(Thread("fake", "", "", "b"))
        return False

    lanes = OwnLanes(work)
    lanes.begin("all")
    lanes.wake(A)
    await began.wait()
    await lanes.sleep()
    lanes.wake(Thread("fake", "", "", "c"))
    lanes.begin("all")
    await lanes.idle()
    assert worked == ["a", "b"]


async def test_it_takes_what_its_slot_answers() -> None:
    """A turn says itself whose it is."""
    lanes = Ledger().lanes
    turn = Turn(TurnId(1), question(), "fake", State.ACCEPTED, slot="first")
    assert not lanes.takes(turn)
    lanes.begin("first")
    assert lanes.takes(turn)
    assert not lanes.takes(replace(turn, slot="second"))
    assert not lanes.takes(replace(turn, slot=""))


async def test_what_the_queue_brings_is_over_with_its_turn() -> None:
    """Also when the lane was there before the queue."""
    ledger = Ledger(1, 2, 3)
    ledger.lanes.begin("all")
    await ledger.lanes.bring(TurnId(2), A, ledger.is_left)
    assert ledger.worked[:2] == [1, 2]
    await ledger.lanes.idle()
    await ledger.lanes.bring(TurnId(2), A, ledger.is_left)
    assert not any(isinstance(kept, dict | set) and kept for kept in vars(ledger.lanes).values())


async def test_what_waits_for_another_node_is_looked_at_again() -> None:
    """Nobody here hears when that one is done."""
    ledger = Ledger(1, 2, others=frozenset({1}))
    ledger.lanes.begin("second")
    bringing = asyncio.create_task(ledger.lanes.bring(TurnId(2), A, ledger.is_left))
    while ledger.looks < 5:
        await asyncio.sleep(0)
    assert ledger.worked == []
    ledger.left.remove(1)
    await bringing
    assert ledger.worked == [2]


async def test_closed_lanes_are_not_begun_again() -> None:
    """The program ends while the slot comes."""
    ledger = Ledger(1)
    await ledger.lanes.close()
    ledger.lanes.begin("all")
    ledger.lanes.wake(A)
    assert (ledger.worked, len(ledger.lanes)) == ([], 0)
