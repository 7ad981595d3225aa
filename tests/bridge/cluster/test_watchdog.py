"""A node that stood still for too long ends itself, and no other does."""

import signal
import threading

import pytest

from bridge.cluster.watchdog import Watchdog


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def ends() -> list[str]:
    return []


def test_it_ends_a_holder_that_does_not_beat(ends: list[str]) -> None:
    """Once, and not a moment before."""
    clock = Clock()
    dog = Watchdog(5.0, lambda: ends.append("end"), clock)
    dog.beat(0.0)
    clock.now = 5.0
    dog.look()
    assert ends == []
    clock.now = 5.1
    dog.look()
    dog.look()
    assert ends == ["end"]


def test_a_spare_and_a_holder_that_beats_live(ends: list[str]) -> None:
    """However late it is."""
    clock = Clock()
    dog = Watchdog(5.0, lambda: ends.append("end"), clock)
    clock.now = 100.0
    dog.look()
    dog.beat(99.0)
    dog.look()
    dog.rest()
    clock.now = 200.0
    dog.look()
    assert ends == []


def test_it_looks_by_itself_and_when_the_process_goes_on() -> None:
    """Its thread finds out; a process that was stopped and goes on looks before anything else."""
    ended, clock = threading.Event(), Clock()
    dog = Watchdog(0.1, ended.set, clock)
    before = signal.getsignal(signal.SIGCONT)
    dog.start()
    try:
        dog.beat(0.0)
        clock.now = 1.0
        assert ended.wait(10)
        ended.clear()
        dog.beat(0.0)
        signal.raise_signal(signal.SIGCONT)
        assert ended.is_set()
    finally:
        dog.stop()
        signal.signal(signal.SIGCONT, before)
