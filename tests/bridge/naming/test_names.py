"""What people and channels are called: asked for once, waited for a moment, and kept."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bridge.naming.kept import FILE
from bridge.naming.learned import AGAIN, FRESH, MOMENT
from bridge.naming.names import SOME, Names
from bridge.protocols import Introduces
from bridge.protocols import Names as HasNames
from bridge.types import Channel, Person, State, Turn, TurnId
from tests.bridge.world import HERE, question
from tests.fakes import FakePlatform

TURN = Turn(TurnId(1), question(), "fake", State.DELIVERED)


class Town(FakePlatform):
    """Tells names when it is let; those that it has none for are called by their ids."""

    def __init__(self, **names: str) -> None:
        super().__init__()
        self.names = names
        self.lets = asyncio.Event()
        self.lets.set()
        self.asked: list[str] = []

    async def person_name(self, person: Person) -> str:
        self.asked.append(person.name)
        await self.lets.wait()
        return self.names.get(person.name, person.name)

    async def channel_name(self, place: Channel) -> str:
        return self.names.get(place.channel, place.channel)


_introduces: type[Introduces] = Town
_names: type[HasNames] = Town


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def by(author: str) -> Turn:
    return replace(TURN, question=replace(TURN.question, author=author))


async def test_a_name_is_asked_for_once() -> None:
    """In one line; whoever has none is called by their id."""
    town = Town(U="Ana\n Kim", C="infra")
    names = Names({HERE.platform: town})
    for _ in range(3):
        await names.learn([TURN, by("U9"), by("")])
    assert (names.who(TURN.question), names.where(HERE.place)) == ("Ana Kim", "infra")
    assert [names.who(by(one).question) for one in ("U9", "")] == ["U9", ""]
    assert [names.asker(by(one).question) for one in ("U", "U9")] == ["Ana Kim", ""]
    assert sorted(town.asked) == ["U", "U9"]


async def test_nobody_waits_long_for_a_name() -> None:
    """It is known the next time; a result is shown with the id meanwhile."""
    town = Town(U="Ana")
    town.lets.clear()
    names, began = Names({HERE.platform: town}), asyncio.get_running_loop().time()
    await names.learn([TURN])
    assert asyncio.get_running_loop().time() - began >= MOMENT
    assert names.who(TURN.question) == "U"
    town.lets.set()
    await names.learn([TURN])
    assert (names.who(TURN.question), town.asked) == ("Ana", ["U"])


async def test_an_old_name_is_shown_while_it_is_asked_for_again() -> None:
    """One that was not told is asked for again sooner; nobody waits for either."""
    town, clock = Town(U="Ana"), Clock()
    names = Names({HERE.platform: town}, clock=clock)
    await names.learn([TURN, by("U9")])
    town.lets.clear()
    for seconds, asked in ((AGAIN, ["U", "U9", "U9"]), (FRESH, ["U", "U9", "U9", "U"])):
        clock.now += seconds
        await names.learn([TURN, by("U9")])
        await until(lambda: town.asked == asked)  # noqa: B023
    assert [names.who(by(one).question) for one in ("U", "U9")] == ["Ana", "U9"]
    town.names = {"U": "Anna", "U9": "Ben"}
    town.lets.set()
    await until(lambda: [names.who(by(one).question) for one in ("U", "U9")] == ["Anna", "Ben"])


async def until(condition: Callable[[], bool]) -> None:
    while not condition():
        await asyncio.sleep(0)


async def test_a_platform_that_fails_gives_no_name() -> None:
    """What it broke by is nobody's business here."""

    class Broken(Town):
        async def person_name(self, person: Person) -> str:
            raise RuntimeError

    names = Names({HERE.platform: Broken()})
    await names.learn([TURN])
    assert names.who(TURN.question) == "U"


async def test_names_are_kept_for_the_next_start_and_the_command_line(tmp_path: Path) -> None:
    """For their owner alone; those who asked lately are asked about by themselves, a few at a time."""
    file, town = tmp_path / FILE, Town(**{f"U{number}": f"Name {number}" for number in range(SOME + 1)}, C="infra")
    names = Names({HERE.platform: town}, file)
    for number in range(SOME + 1):
        names.heard(by(f"U{number}").question)
    await names.step()
    assert len(town.asked) == SOME
    await names.of([HERE.place])
    await names.step()
    await names.close()
    alone = Names({}, file)
    assert (alone.who(by(f"U{SOME}").question), alone.where(HERE.place)) == (f"Name {SOME}", "infra")
    assert alone.meant(["NAME"]) == set(town.asked)
    assert alone.meant(["name2", "Name 3", "nam"]) == {"U2", "U3"}
    assert file.stat().st_mode & 0o077 == 0
    for damaged in (b"", b"[]", b'{"channels": [["a"]], "people": []}', b"\xff"):
        file.write_bytes(damaged)
        assert Names({}, file).who(TURN.question) == "U"
    unwritable = Names({HERE.platform: town}, tmp_path / "nowhere" / FILE)
    await unwritable.of([HERE.place])
    await unwritable.close()
