"""An answer in the terminal."""

import asyncio
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.console import Console

from bridge.cli.terminal import Wish, ask_here, ask_there, named
from bridge.config import load
from bridge.events import CutShort, Event, Text
from bridge.types import ApiKey
from bridge.waiting.line import Line
from platforms.http.settings import HttpSettings
from storage.store import SqlStore
from tests.bridge.waiting.test_line import turn
from tests.bridge.world import HERE, World
from tests.fakes import FakeBackend
from tests.platforms.http.served import Served, serving


@pytest.mark.parametrize(
    ("steps", "whole", "printed"),
    [
        ((Text("Half"),), True, "Half\n"),
        (
            (Text("Half"), CutShort()),
            False,
            'Half\n(The answer is longer than the model\'s limit for one; "continue"',
        ),
    ],
)
async def test_whether_it_is_whole(store: SqlStore, steps: Sequence[Event], whole: bool, printed: str) -> None:
    """What was cut says so, and the program's exit status with it."""
    world = World(store, FakeBackend(*steps))
    out = io.StringIO()
    assert await ask_here(world.bridge, Wish("hello"), HERE, console=Console(file=out)) is whole
    assert out.getvalue().startswith(printed)
    await world.bridge.idle()


async def test_a_place_in_line_is_said(store: SqlStore) -> None:
    """Somebody else is answered first; what is printed stays, so only what has changed is said."""
    world = World(store, FakeBackend())
    world.bridge.lines["fake"] = line = Line("fake", 1, moment=0.0)
    out = io.StringIO()
    console = Console(file=out, width=200)
    async with line.page(turn(1), lambda _: None):
        asked = asyncio.create_task(ask_here(world.bridge, Wish("hello"), HERE, console=console))
        while not out.getvalue():
            await asyncio.sleep(0)
    assert await asked
    assert "number 1 in line" in out.getvalue()
    await world.bridge.idle()


async def test_a_place_in_the_line_of_another_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The stream's headers say it."""
    async with serving(FakeBackend(Text("An answer")), tmp_path, first_byte=0.01) as served:
        served.bridge.lines["fake"] = line = Line("fake", 1)
        async with line.page(turn(1), lambda _: None):
            asked = asyncio.create_task(asked_there(served, tmp_path))
            said = ""
            while not (said or asked.done()):
                await asyncio.sleep(0.01)
                said = capsys.readouterr().out
        assert "number 1 in line" in said
        assert await asked


async def asked_there(served: Served, folder: Path) -> bool:
    """`threadbridge ask hello --thread t` beside the Threadbridge that serves."""
    file = folder / "config.toml"
    port = served.address.rpartition(":")[2]
    file.write_text(f"[storage]\nurl = 'sqlite:///{folder / 'ledger.db'}'\n[http]\nport = {port}\n")
    settings = load(file, environment=False)
    return await ask_there(settings, settings.settings("http", HttpSettings), Wish("hello"), named("t"))


async def test_through_another_that_has_no_keys(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """None is made: it would shut out everybody else."""
    async with serving(FakeBackend(Text("An answer")), tmp_path) as served:
        assert await asked_there(served, tmp_path)
        assert await served.store.keys() == []
    assert "An answer" in capsys.readouterr().out


async def test_through_another_that_wants_a_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One is made for this question alone; the Thread is the one that it is without a key."""
    async with serving(FakeBackend(Text("An answer")), tmp_path) as served:
        await served.store.add_key(ApiKey("laptop", "aa" * 32))
        for _ in range(2):
            assert await asked_there(served, tmp_path)
        assert {key.name for key in await served.store.keys() if not key.revoked_at} == {"laptop"}
        assert {turn.thread for turn in served.backend.asked} == {named("t")}
    assert "An answer" in capsys.readouterr().out
