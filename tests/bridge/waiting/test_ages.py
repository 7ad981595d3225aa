"""How old a turn is does not depend on a clock that somebody sets."""

from dataclasses import replace

import pytest

from bridge.types import State, Turn, TurnId
from bridge.waiting.ages import APART, Ages
from tests.bridge.world import question

TODAY = 1_800_000_000.0
DAY = 86_400.0


class Clocks:
    """Both run on together; the wall's is also set."""

    def __init__(self) -> None:
        self.wall, self.steady = TODAY, 50.0
        self.ages = Ages(lambda: self.wall, lambda: self.steady)

    def go(self, seconds: float) -> None:
        self.wall += seconds
        self.steady += seconds

    def accepted(self, id: int) -> Turn:
        self.ages.accepted(TurnId(id))
        return turn(id, self.wall)


def turn(id: int, at: float) -> Turn:
    return Turn(TurnId(id), question(), "fake", State.ACCEPTED, accepted_at=at)


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


def test_it_grows_old_by_the_clock(clocks: Clocks) -> None:
    """Whether it was accepted in this life or an earlier one."""
    old, new = turn(1, TODAY - DAY), clocks.accepted(2)
    clocks.go(DAY)
    assert (clocks.ages.of(old), clocks.ages.of(new)) == (2 * DAY, DAY)


@pytest.mark.parametrize("jump", [-1000 * DAY, -DAY, DAY, 1000 * DAY])
def test_no_jump_of_the_clock_makes_it_older(clocks: Clocks, jump: float) -> None:
    """Forwards nothing happens, backwards it is taken for younger, and is waited for all the longer."""
    before = clocks.accepted(5)
    clocks.go(60)
    clocks.wall += jump
    after = clocks.accepted(6)
    clocks.go(60)
    assert clocks.ages.of(before) == (120 if jump > 0 else 0)
    assert clocks.ages.of(after) == 60


def test_a_time_that_can_not_be_true_makes_nothing_old(clocks: Clocks) -> None:
    """The computer had not been told what year it is, or is told now that it was the future."""
    assert clocks.ages.of(turn(1, 5.0)) == 0
    assert clocks.ages.of(turn(1, TODAY + DAY)) == 0


def test_many_are_remembered_in_little(clocks: Clocks) -> None:
    """Each is as old as it is, but for a few seconds; what was accepted on another machine meanwhile, too."""
    for id in range(1, 10_000):
        clocks.accepted(id)
        clocks.go(0.1)
    clocks.go(DAY)
    for id in (1, 37, 5_000, 9_998):
        assert abs(clocks.ages.of(turn(id, TODAY + 0.1 * (id - 1))) - (DAY + 0.1 * (10_000 - id))) <= APART
    assert len(clocks.ages._ids) < 110


def test_what_is_tried_again_begins_anew(clocks: Clocks) -> None:
    """Also where an earlier life had it, and whatever the clock does then."""
    old = replace(turn(1, TODAY - 9 * DAY), retried_at=TODAY)
    clocks.go(60)
    assert clocks.ages.of(old) == 60
    clocks.ages.begins_anew(TurnId(1))
    clocks.wall += DAY
    clocks.steady += 5
    assert clocks.ages.of(old) == 5
    clocks.ages.ended(TurnId(1))
    assert clocks.ages.of(turn(1, TODAY - 9 * DAY)) == 9 * DAY + 65
