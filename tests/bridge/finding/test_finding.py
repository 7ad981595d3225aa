"""Who is shown what, and which channels are meant."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bridge.finding.finding import Finding
from bridge.finding.indexing import AGAIN, BETWEEN, EVERY, Indexing
from bridge.naming.names import Names
from bridge.types import Channel, Looking, MessageId, Person, Piece, Seen, Thread
from storage.store import open_store
from tests.bridge.world import HERE, question
from tests.fakes import FakePlatform

KIM = Person(HERE.platform, HERE.workspace, "U")


class Secretive(FakePlatform):
    """Its threads named "secret" are not everybody's, and its channels have names."""

    async def hides(self, thread: Thread, person: str) -> bool:
        return thread.thread == "secret" and person != "owner"

    async def channel_name(self, place: Channel) -> str:
        return f"name-of-{place.channel}"

    async def person_name(self, person: Person) -> str:
        return f"{'Ana' if person.name == 'U' else 'Ben'} {person.name}"


async def test_what_the_platform_hides_is_not_found(tmp_path: Path) -> None:
    """Over all pages; whoever owns the ledger finds it."""
    async with open_store(f"sqlite:///{tmp_path / 'ledger.db'}") as store:
        finding = Finding(store, {HERE.platform: Secretive()})
        for number in range(6):
            thread = replace(HERE, thread="secret") if number % 2 else HERE
            await store.accept(question(f"monads {number}", str(number), thread), "fake")

        async def found(seen: Seen, most: int = 10, offset: int = 0) -> tuple[Sequence[str], bool]:
            results = await finding.find(Looking("monads", seen, most, offset))
            return [one.turn.question.message for one in results.found], results.more

        mine = Seen((HERE.place,), KIM)
        assert await found(mine) == (["4", "2", "0"], False)
        assert await found(mine, 2) == (["4", "2"], True)
        assert await found(mine, 2, 2) == (["0"], False)
        assert len((await found(Seen(everything=True)))[0]) == 6
        assert len((await found(replace(mine, person=replace(KIM, name="owner"))))[0]) == 6


async def test_channels_are_meant_by_their_names(tmp_path: Path) -> None:
    """As people see them; what is found is marked in other forms, too."""
    async with open_store(f"sqlite:///{tmp_path / 'ledger.db'}") as store:
        finding = Finding(store, {HERE.platform: Secretive()})
        await store.accept(question("과일은 어디에", "1"), "fake")
        text = f"in:#name-of-{HERE.channel} 과일을"
        [one] = (await finding.find(Looking(text, Seen(everything=True)))).found
        assert one.turn.question.message == MessageId("1")
        assert one.snippet == (Piece("과일", True), Piece("은 어디에", False))
        nothing = await finding.find(Looking("in:#name-of-another 과일", Seen(everything=True)))
        assert nothing.found == ()
        assert (await finding.find(Looking("has:luck", Seen(everything=True)))).unread == ("has:luck",)


async def test_people_are_meant_by_their_names(tmp_path: Path) -> None:
    """As far as these are known; by their ids in any case."""
    async with open_store(f"sqlite:///{tmp_path / 'ledger.db'}") as store:
        platforms = {HERE.platform: Secretive()}
        names = Names(platforms)
        finding = Finding(store, platforms, names=names)
        await store.accept(question("monads", "1"), "fake")
        await store.accept(replace(question("monads", "2"), author="V"), "fake")

        async def found(text: str) -> list[str]:
            results = await finding.find(Looking(f"monads {text}", Seen(everything=True)))
            return [one.turn.question.message for one in results.found]

        assert (await found("from:@U"), await found("from:ana")) == (["1"], [])
        await names.learn(await store.history(HERE))
        assert (await found("from:@U"), await found("from:@ana"), await found('from:"Ana U"')) == (["1"],) * 3
        assert sorted(await found("from:ana from:V")) == ["1", "2"]


async def test_the_index_is_brought_forward_in_small_steps(tmp_path: Path) -> None:
    """Quicker where much is left; where it can't be, it is tried again later."""
    async with open_store(f"sqlite:///{tmp_path / 'ledger.db'}") as store:
        await store.accept(question("monads", "1"), "fake")
        indexing = Indexing(store)
        assert [await indexing.step() for _ in range(3)] == [BETWEEN, BETWEEN, EVERY]
    assert await indexing.step() == AGAIN


@pytest.mark.parametrize("text", ["", "   ", "-not", "in:"])
async def test_nothing_is_found_where_nothing_is_looked_for(tmp_path: Path, text: str) -> None:
    """Not everything."""
    async with open_store(f"sqlite:///{tmp_path / 'ledger.db'}") as store:
        await store.accept(question("monads", "1"), "fake")
        assert (await Finding(store, {}).find(Looking(text, Seen(everything=True)))).found == ()
