"""Discord is told of the commands when it does not have them as they are."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from bridge.errors import PlatformError, ShutOut
from platforms.discord.setup.offered import offers
from platforms.discord.setup.registering import register, see_to_commands
from platforms.trouble import NotNow
from tests.fakes import FakeBackend
from tests.platforms.discord.house import Server, house


class Application:
    """Of Discord's, for its commands."""

    def __init__(self, *failures: Exception) -> None:
        self.has: Sequence[Mapping[str, Any]] = [{"name": "theirs", "type": 1, "description": "x"}]
        self.written = 0
        self._failures = list(failures)

    async def commands(self) -> Sequence[Mapping[str, Any]]:
        if self._failures:
            raise self._failures.pop(0)
        return self.has

    async def offer(self, commands: Sequence[dict[str, Any]]) -> None:
        self.has = commands
        self.written += 1


class Entrance:
    """Whether Discord lets us in."""

    def __init__(self, *, closes: bool = False) -> None:
        self.asked = 0
        self._closes = closes

    async def __call__(self) -> None:
        self.asked += 1
        if self._closes:
            raise PlatformError(what="left")


async def test_only_what_changed_is_written() -> None:
    """Once, and with what others have there."""
    there = Application()
    assert len(await register(there)) == len(offers())
    assert await register(there) == []
    assert there.written == 1
    assert {one["name"] for one in there.has} == {"theirs", *(one["name"] for one in offers())}


async def test_trouble_passes() -> None:
    there, door = Application(NotNow("a pause", seconds=0), NotNow("trouble")), Entrance()
    await see_to_commands(there, door, 0)
    assert there.written == 1


async def test_whoever_is_let_in_again_tells_them_then() -> None:
    """Not before; and not at all when the program ends meanwhile."""
    there, door = Application(ShutOut(what="no"), ShutOut(what="no")), Entrance()
    await see_to_commands(there, door, 0)
    assert (there.written, door.asked) == (1, 3)
    there, door = Application(ShutOut(what="no")), Entrance(closes=True)
    await see_to_commands(there, door, 0)
    assert (there.written, door.asked) == (0, 1)


async def test_the_platform_tells_them_once(at: Server, tmp_path: Path) -> None:
    """When it starts; the next start finds them there."""
    for _ in range(2):
        async with house(at, tmp_path, FakeBackend()) as inside:
            await inside.platform.errands.idle()
    assert len(at.calls("PUT", "/applications/*/commands")) == 1
    assert {one["name"] for one in at.env.backend.commands[None].values()} == {one["name"] for one in offers()}


@pytest.mark.parametrize(("status", "code"), [(400, 30032), (403, 20012)])
async def test_questions_are_heard_where_commands_are_refused(
    at: Server, tmp_path: Path, status: int, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    """The log says why."""
    at.env.inject_error("PUT", "/applications/*/commands", status=status, code=code, times=None)
    async with house(at, tmp_path, FakeBackend()) as inside:
        await inside.platform.errands.idle()
        await at.ana.send(at.general, "there?")
        await at.until(lambda: at.general.threads)
        await inside.bridge.idle()
    assert "Discord does not take the commands" in caplog.text
