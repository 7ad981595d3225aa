"""People find what stands in the channels that they are in now, and of everything else nothing."""

import asyncio
from collections.abc import AsyncIterator, Collection
from dataclasses import replace
from pathlib import Path

import pytest

from bridge.finding.admitted import FRESH, Admitted
from bridge.finding.finding import Finding
from bridge.types import Channel, ConversationId, Looking, Person, Results, Seen, Thread
from storage.store import SqlStore, open_store
from tests.bridge.world import HERE, question
from tests.fakes import FakePlatform
from tests.storage.past.test_bringing import bring, chat, exchange

KIM = Person(HERE.platform, HERE.workspace, "U")
ROOM = replace(HERE, channel="C2")
FAR = Thread("elsewhere", "G1", "D1", "1")
WORD = "monads"


class Rooms(FakePlatform):
    """Its members are in the rooms of this list, if it tells; threads named "secret" are nobody's."""

    def __init__(self, *rooms: Channel) -> None:
        super().__init__()
        self.rooms: list[Channel] = list(rooms)
        self.asked = 0
        self.tells: bool | None = True
        """None: never."""

    async def admits(self, person: Person, workspaces: Collection[str]) -> Collection[Channel] | None:
        self.asked += 1
        if self.tells is None:
            await asyncio.Event().wait()
        return self.rooms if self.tells else None

    async def hides(self, thread: Thread, person: str) -> bool:
        return thread.thread == "secret"


class Inside:
    """Somebody looks from one channel."""

    def __init__(self, store: SqlStore) -> None:
        self.store = store
        self.rooms = Rooms()
        self.now = 0.0
        there = {HERE.platform: self.rooms}
        self.finding = Finding(store, there, admitted=Admitted(there, lambda: self.now))

    async def results(self, text: str = WORD, here: Channel = HERE.place) -> Results:
        return await self.finding.find(Looking(text, Seen((here,), KIM)))

    async def found(self, text: str = WORD, here: Channel = HERE.place) -> set[str]:
        return {one.turn.question.message for one in (await self.results(text, here)).found}

    async def opens(self, thread: Thread) -> bool:
        return await self.finding.opens(thread, Seen((HERE.place,), KIM))

    async def asks(self, message: str, thread: Thread, author: str = "U") -> None:
        asked = question(f"{WORD} {message}", message, thread)
        assert await self.store.accept(replace(asked, author=author), "fake")


@pytest.fixture
async def inside(tmp_path: Path) -> AsyncIterator[Inside]:
    async with open_store(f"sqlite:///{tmp_path / 'ledger.db'}") as store:
        yield Inside(store)


async def test_what_others_asked_in_ones_channels_is_found(inside: Inside) -> None:
    """Also where one never wrote; and in no other channel, whatever its name and whoever is looked for."""
    await inside.asks("1", HERE, "V")
    await inside.asks("2", ROOM, "V")
    inside.rooms.rooms = [ROOM.place]
    assert await inside.found() == {"1", "2"}
    assert (await inside.results()).where == "channels"
    assert await inside.opens(ROOM)
    inside.rooms.rooms, inside.now = [], FRESH
    assert await inside.found() == {"1"}
    for text in (f"in:C2 {WORD}", f"from:@V in:#C2 {WORD}", "in:C2", f'"{WORD} 2"', "on:fake in:C2"):
        assert await inside.found(text) == set(), text
    assert not await inside.opens(ROOM)


async def test_who_left_a_channel_soon_finds_nothing_of_it(inside: Inside) -> None:
    """Not what they asked there themselves, either."""
    await inside.asks("1", ROOM)
    inside.rooms.rooms = [ROOM.place]
    assert await inside.found() == {"1"}
    inside.rooms.rooms = []
    assert await inside.found() == {"1"}
    assert inside.rooms.asked == 1
    inside.now = FRESH
    assert await inside.found() == set()


@pytest.mark.parametrize("tells", [False, None])
async def test_where_nobody_tells_only_this_channel_is_looked_through(inside: Inside, tells: bool | None) -> None:
    """Not what they once asked elsewhere: they may have left. It is asked again the next time."""
    there = {HERE.platform: inside.rooms}
    inside.finding = Finding(inside.store, there, admitted=Admitted(there, patience=0.01))
    await inside.asks("1", HERE, "V")
    await inside.asks("2", ROOM)
    inside.rooms.tells = tells
    results = await inside.results()
    assert [one.turn.question.message for one in results.found] == ["1"]
    assert results.where == "here"
    assert not await inside.opens(ROOM)
    assert inside.rooms.asked == 2


async def test_what_goes_on_in_ones_channel_is_found(inside: Inside) -> None:
    """From another platform, up to one's last word here; nothing once one has left, or where it is hidden."""
    secret = replace(ROOM, thread="secret")
    for far, here in ((FAR, ROOM), (replace(FAR, thread="2"), secret)):
        await inside.asks(f"{here.thread} before", far, "V")
        assert await inside.store.join(here, far)
        await inside.asks(f"{here.thread} mine", here)
        await inside.asks(f"{here.thread} after", far, "V")
    inside.rooms.rooms = [ROOM.place]
    assert await inside.found() == {f"{ROOM.thread} before", f"{ROOM.thread} mine"}
    assert not await inside.opens(FAR)
    assert not await inside.opens(secret)
    inside.rooms.rooms, inside.now = [], FRESH
    assert await inside.found() == set()


async def test_an_old_chat_is_found_where_it_goes_on(inside: Inside) -> None:
    """And not by those from whom that Thread is hidden."""
    await bring(inside.store, chat(exchange(7)), chat(exchange(8), id="c2"))
    await inside.store.adopt(replace(HERE, thread="secret"), "chatgpt", ConversationId("c1"))
    await inside.store.adopt(ROOM, "chatgpt", ConversationId("c2"))
    await inside.asks("1", ROOM, "V")
    inside.rooms.rooms = [ROOM.place]
    assert await inside.found("answer") == {"m8"}
