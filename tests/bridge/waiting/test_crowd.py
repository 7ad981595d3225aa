"""Thousands may wait: only some are at work, nobody is forgotten outside, and everybody's order is kept."""

import asyncio
from dataclasses import replace

from bridge.errors import LoginRequired
from bridge.events import Sent, Text
from bridge.types import Anchor, State, Thread, Turn, TurnId
from bridge.waiting.crowd import Crowd
from storage.store import SqlStore
from tests.bridge.world import HERE, World, question
from tests.fakes import FakeBackend


def thread(number: int, channel: str = "C") -> Thread:
    return replace(HERE, thread=str(number), channel=channel)


def turn(number: int, person: str = "U", channel: str = "C", backend: str = "fake", *, held: bool = False) -> Turn:
    asked = replace(question(thread=thread(number, channel)), author=person)
    return Turn(TurnId(number), asked, backend, State.ACCEPTED, held=held)


class Doors:
    """A crowd of which so many are let in, and who was woken."""

    def __init__(self, most: int = 2) -> None:
        self.woken: list[str] = []
        self.crowd = Crowd(lambda one: self.woken.append(one.thread), most)

    def come(self, *turns: Turn) -> list[bool]:
        return [self.crowd.lets_in(one) for one in turns]


def test_so_many_are_let_in_and_the_others_when_one_leaves() -> None:
    """In their order; who was invited is in, whoever else comes meanwhile."""
    doors = Doors()
    assert doors.come(turn(1), turn(2), turn(3), turn(4)) == [True, True, False, False]
    assert doors.crowd.outside == 2
    doors.crowd.leaves(thread(1))
    assert doors.woken == ["3"]
    assert doors.come(turn(5), turn(3)) == [False, True]
    doors.crowd.leaves(thread(2))
    assert doors.woken == ["3", "4"]


def test_who_was_invited_and_has_nothing_to_do_makes_room() -> None:
    """The question was deleted meanwhile."""
    doors = Doors(1)
    doors.come(turn(1), turn(2), turn(3))
    doors.crowd.leaves(thread(1))
    doors.crowd.leaves(thread(2))
    assert doors.woken == ["2", "3"]


def test_who_waits_outside_and_looks_again_stays_there_once() -> None:
    """Another message in the Thread wakes it; it is neither let in by that nor forgotten."""
    doors = Doors(1)
    doors.come(turn(1), turn(2))
    assert doors.come(turn(2), turn(2)) == [False, False]
    doors.crowd.leaves(thread(2))
    assert doors.crowd.outside == 1
    doors.crowd.leaves(thread(1))
    assert doors.woken == ["2"]


def test_a_crowd_at_one_door_holds_up_nobody_at_another() -> None:
    """Another backend, another workspace; and a caller who holds a stream is let in anywhere."""
    doors = Doors(1)
    doors.come(turn(1), turn(2))
    elsewhere = replace(turn(5), question=question(thread=replace(thread(5), workspace="W2")))
    assert doors.come(turn(3, backend="other"), elsewhere, turn(6, held=True)) == [True, True, True]


def test_somebody_who_asks_one_thing_does_not_wait_behind_one_who_asks_a_thousand() -> None:
    """Neither outside nor to be let in."""
    doors = Doors(2)
    assert doors.come(*(turn(number, "busy") for number in range(5))) == [True, True, False, False, False]
    assert doors.come(turn(10, "kim"), turn(11, "lee"), turn(12, "ada")) == [True, True, False]
    for number in (10, 11, 0, 1):
        doors.crowd.leaves(thread(number))
    assert doors.woken == ["2", "12"]


def test_a_thread_that_goes_elsewhere_keeps_no_place_where_it_waited() -> None:
    """Its question was deleted while it waited outside, and the next one asks another backend."""
    doors = Doors(1)
    doors.come(turn(1), turn(2))
    assert doors.come(turn(2, backend="other")) == [True]
    doors.crowd.leaves(thread(2))
    doors.crowd.leaves(thread(1))
    assert doors.woken == []
    assert doors.come(turn(3)) == [True]
    doors.crowd.leaves(thread(3))
    assert not doors.crowd._rooms


def test_what_nobody_wants_does_not_wait_outside() -> None:
    """It is given up at once."""
    doors = Doors(1)
    doors.come(turn(1), turn(2))
    assert doors.come(replace(turn(2), unwanted=True)) == [True]


def test_nothing_is_kept_of_who_has_left() -> None:
    """Of any number of Threads."""
    doors = Doors()
    for number in range(100):
        doors.come(turn(number))
        doors.crowd.leaves(thread(number))
    assert (doors.crowd._rooms, doors.crowd._of) == ({}, {})


async def test_thousands_before_a_wall_are_answered_in_their_order(store: SqlStore) -> None:
    """Few of them are in memory while it stands, and all of them are answered when it is gone."""
    world = World(store, backend := FakeBackend(Sent(Anchor("a")), Text("Hi."), refuses=LoginRequired()))
    world.bridge.working.crowd._most = 3
    names = [(number, f"{number}.{time}") for time in (1, 2) for number in range(20)]
    await world.accept(*(question(name, name, thread(number)) for number, name in names))
    gate, crowd, lanes = world.bridge.gates["fake"], world.bridge.working.crowd, world.bridge.working.lanes
    while (len(gate.line), crowd.outside, len(lanes)) != (3, 17, 3):
        await asyncio.sleep(0)
    backend.refuses, backend.asked = None, []
    await world.bridge.idle()
    for number in range(20):
        assert [one for one in world.asked if one.startswith(f"{number}.")] == [f"{number}.1", f"{number}.2"]
    assert await store.unfinished() == []
    await world.bridge.close()
