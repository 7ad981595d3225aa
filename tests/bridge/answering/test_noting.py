"""Turns that are noted behind their answer."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import cast

import pytest

from bridge.answering.noting import AT_ONCE, MOST, Noting
from bridge.errors import StorageError
from bridge.protocols import Store
from bridge.types import Anchor, State, Turn, TurnId, Used
from storage.store import SqlStore
from tests.bridge.world import HERE, Pauses, World, question
from tests.fakes import FakeBackend


class Notes:
    """A ledger that only takes notes, as often as it has no trouble left."""

    def __init__(self, trouble: int = 0) -> None:
        self.steps: list[Sequence[Turn]] = []
        self.trouble = trouble

    async def note(self, over: Sequence[Turn]) -> None:
        if self.trouble:
            self.trouble -= 1
            raise StorageError(what="full")
        self.steps.append(over)

    @property
    def noted(self) -> list[str]:
        return [turn.question.message for step in self.steps for turn in step]


def over(message: str) -> Turn:
    return Turn(TurnId(0), question(message=message), "fake", State.DELIVERED, answer="Yes.", held=True)


def noting(notes: Notes, pauses: Pauses | None = None) -> Noting:
    return Noting(cast(Store, notes), pauses or Pauses())


async def test_turns_of_a_moment_are_one_step() -> None:
    """However many come, in their order."""
    notes = Notes()
    those = noting(notes)
    for number in range(5):
        await those.note(lambda number=number: over(str(number)))  # type: ignore[misc]
    await those.noted()
    assert len(notes.steps) == 1
    assert notes.noted == ["0", "1", "2", "3", "4"]
    await those.close()


async def test_nothing_is_lost_at_the_end(store: SqlStore) -> None:
    """The program ends before the moment is over."""
    forever = asyncio.Event()
    slow = Noting(store, lambda _: _wait(forever))
    await slow.note(lambda: over("1"))
    await asyncio.sleep(0)
    await slow.close()
    bridge = World(store, FakeBackend()).bridge
    await bridge.note(lambda: over("2"))
    await bridge.close()
    assert [turn.question.message for turn in await store.history(HERE)] == ["1", "2"]


async def _wait(event: asyncio.Event) -> None:
    await event.wait()


async def test_what_is_looked_for_is_there(store: SqlStore) -> None:
    """Without waiting for the moment to be over."""
    forever = asyncio.Event()
    slow = Noting(store, lambda _: _wait(forever))
    for number in range(AT_ONCE + 1):
        await slow.note(lambda number=number: over(str(number)))  # type: ignore[misc]
    await slow.noted()
    assert len(await store.history(HERE)) == AT_ONCE + 1
    await slow.close()


async def test_a_ledger_that_is_away_is_waited_for() -> None:
    """Nothing is lost, and nothing written twice."""
    notes, pauses = Notes(trouble=3), Pauses()
    those = noting(notes, pauses)
    await those.note(lambda: over("1"))
    await until(lambda: notes.noted == ["1"])
    await those.close()
    assert notes.noted == ["1"]


async def test_whoever_looks_for_it_is_not_held_up_by_a_ledger_that_is_away() -> None:
    """They hear of the trouble: nobody knows how long it lasts, and somebody waits for them."""
    notes, forever = Notes(trouble=1), asyncio.Event()
    those = Noting(cast(Store, notes), lambda _: _wait(forever))
    await those.note(lambda: over("1"))
    with pytest.raises(StorageError):
        await those.noted()
    await those.noted()
    assert notes.noted == ["1"]
    await those.close()


async def test_what_no_ledger_takes_harms_no_other(store: SqlStore, caplog: pytest.LogCaptureFixture) -> None:
    """A header of the API's with bytes that are no text, a count beyond all numbers: those after it are noted."""
    forever = asyncio.Event()
    slow = Noting(store, lambda _: _wait(forever))
    await slow.note(lambda: replace(over("1"), anchor=Anchor("\udcff")))
    await slow.note(lambda: replace(over("2"), used=Used(10**30, 1)))
    await slow.note(lambda: over("3"))
    with caplog.at_level(logging.ERROR):
        await slow.noted()
    await slow.note(lambda: over("4"))
    await slow.close()
    assert [turn.question.message for turn in await store.history(HERE)] == ["3", "4"]
    assert "1 could not be noted" in caplog.text


async def test_a_turn_is_made_once() -> None:
    """However often the ledger has to be tried."""
    made = 0

    def once() -> Turn:
        nonlocal made
        made += 1
        return over("1")

    notes = Notes(trouble=3)
    those = noting(notes)
    await those.note(once)
    await until(lambda: notes.steps)
    assert (made, notes.noted) == (1, ["1"])
    await those.close()


async def test_whoever_brings_too_many_waits() -> None:
    """What the ledger does not take is not gathered without end."""
    notes, gate = Notes(), asyncio.Event()
    those = Noting(cast(Store, notes), lambda _: _wait(gate))
    for _ in range(MOST - 1):
        await those.note(lambda: over("1"))
    last = asyncio.create_task(those.note(lambda: over("2")))
    await asyncio.sleep(0)
    assert not last.done()
    gate.set()
    await last
    assert len(notes.noted) == MOST
    await those.close()


async def test_one_that_can_t_be_made_harms_no_other(caplog: pytest.LogCaptureFixture) -> None:
    """A bug in decoding one answer is logged."""

    def broken() -> Turn:
        raise ValueError("no answer")

    notes = Notes()
    those = noting(notes)
    with caplog.at_level(logging.ERROR):
        await those.note(broken)
        await those.note(lambda: over("2"))
        await those.close()
    assert notes.noted == ["2"]
    assert "a turn could not be noted" in caplog.text


async def test_what_is_lost_after_all_is_said(caplog: pytest.LogCaptureFixture) -> None:
    """Where the ledger can't be written at the very end."""
    those = noting(Notes(trouble=1))
    with caplog.at_level(logging.ERROR):
        await those.note(lambda: over("1"))
        await those.close()
    assert "1 turns are not in the ledger" in caplog.text


async def until(there: Callable[[], object]) -> None:
    while not there():
        await asyncio.sleep(0)
