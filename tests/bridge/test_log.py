"""Every line of a turn carries the turn's id."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from bridge import log
from bridge.errors import Refused
from bridge.events import Event, Shown, Text
from bridge.types import Turn, TurnId
from storage.store import SqlStore
from tests.bridge.world import HERE, World, question
from tests.fakes import FakeBackend, FakePlatform

OURS = [logging.getLogger(name) for name in ("bridge", "platforms", "scraper", "storage")]
logger = logging.getLogger("bridge.somewhere")


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    """``start`` is for a process of its own; here everything is put back."""
    root = logging.getLogger()
    handlers, levels = root.handlers[:], [each.level for each in (root, *OURS)]
    root.handlers.clear()
    yield
    root.handlers[:] = handlers
    for each, level in zip((root, *OURS), levels, strict=True):
        each.setLevel(level)


async def test_lines_inside_a_turn_carry_its_id_and_others_none(capsys: pytest.CaptureFixture[str]) -> None:
    """Also in tasks that were started inside, and in those tasks after the turn has ended."""
    log.start()
    go_on = asyncio.Event()

    async def child() -> None:
        logger.info("child begins")
        await go_on.wait()
        logger.info("child ends")

    logger.info("before")
    with log.about(TurnId(7)):
        logger.info("inside")
        task = asyncio.create_task(child())
        await asyncio.sleep(0)
    logger.info("after")
    go_on.set()
    await task
    lines = {line.split(": ")[1]: "turn 7 · " in line for line in capsys.readouterr().err.splitlines()}
    assert lines == {"before": False, "inside": True, "child begins": True, "after": False, "child ends": True}


async def test_turns_side_by_side_keep_their_ids_apart(capsys: pytest.CaptureFixture[str]) -> None:
    """Two tasks, two turns, interleaved."""
    log.start()

    async def turn(number: int) -> None:
        with log.about(TurnId(number)):
            for _ in range(3):
                logger.info("mine is %d", number)
                await asyncio.sleep(0)

    await asyncio.gather(turn(1), turn(2))
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 6
    assert all(f"turn {line[-1]} · " in line for line in lines)


def test_the_lines_of_a_traceback_carry_it_too(capsys: pytest.CaptureFixture[str]) -> None:
    """So that looking for a turn finds all of its trouble."""
    log.start()
    with log.about(TurnId(7)):
        try:
            raise ValueError("two\nlines")
        except ValueError:
            logger.exception("a bug")
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) > 4
    assert all("turn 7 · " in line for line in lines)


def test_the_level_is_for_our_own_rooms(capsys: pytest.CaptureFixture[str]) -> None:
    """Debugging us does not mean reading every library."""
    log.start("debug")
    logger.debug("ours")
    logging.getLogger("sqlalchemy").info("theirs")
    logging.getLogger("sqlalchemy").warning("their warning")
    said = capsys.readouterr().err
    assert "ours" in said
    assert "their warning" in said
    assert "theirs" not in said.replace("their warning", "")


async def test_all_that_happens_to_a_turn_is_logged_under_it(
    store: SqlStore, capsys: pytest.CaptureFixture[str]
) -> None:
    """At the backend, on the platform and in the core, for two turns in two Threads at once."""

    class TalkativeBackend(FakeBackend):
        @asynccontextmanager
        async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
            logger.info("asking %d", turn.id)
            async with super().send(turn) as events:
                yield events

    class TalkativePlatform(FakePlatform):
        async def show(self, turn: Turn, events: AsyncIterator[Shown]) -> None:
            await super().show(turn, events)
            logger.info("shown %d", turn.id)

    log.start()
    world = World(store, TalkativeBackend(Text("Hi"), Refused(what="no")), platform=TalkativePlatform())
    turns = await world.accept(question(message="1"), question(message="2", thread=replace(HERE, thread="2")))
    await world.bridge.idle()
    lines = capsys.readouterr().err.splitlines()
    for turn in turns:
        assert turn
        mine = [line.partition(": ")[2] for line in lines if f"turn {turn.id} · " in line]
        assert mine == [f"asking {turn.id}", "failed: The backend refused: no", f"shown {turn.id}"]
    assert len(lines) == 6
