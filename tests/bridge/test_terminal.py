"""An answer in the terminal."""

import io
from collections.abc import Sequence

import pytest
from rich.console import Console

from bridge.events import CutShort, Event, Text
from bridge.terminal import Wish, ask_here
from storage.store import SqlStore
from tests.bridge.world import HERE, World
from tests.fakes import FakeBackend


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
