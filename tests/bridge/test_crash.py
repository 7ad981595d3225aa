"""Killed with SIGKILL between any two states and started again: every accepted turn is answered once."""

import asyncio
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bridge.types import State, Turn
from storage.store import open_store
from tests.bridge.crash import ANSWER, HELD, INSTEAD, PASSED_BY, POSTED, Lives, Memory, Run
from tests.bridge.world import HERE, Moment

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork to be quick")

ROOT = Path(__file__).parents[2]

CALLS = [
    "unfinished 1",
    *(f"accept {n}" for n in (1, 2, 3)),
    "fetched 1",
    *(f"next {n}" for n in (1, 2, 3, 4)),
    *(f"asking {n}" for n in (1, 2, 3)),
    *(f"record {kind} {n}" for kind in ("Opened", "Sent", "AnsweredBy") for n in (1, 2, 3)),
    *(f"record {kind} {n}" for kind in ("Status", "Rewritten") for n in (1, 2)),
    *(f"record Text {n}" for n in (1, 2, 3, 4)),
    *(f"posted {n}" for n in range(1, 11)),
    *(f"answered {n}" for n in (1, 2)),
    *(f"delivered {n}" for n in (1, 2)),
    "failed 1",
    "told 1",
    "cleared 1",
]

CALLS_HELD = [
    "unfinished 1",
    "knows 1",
    "accept 1",
    "next 1",
    "asking 1",
    "cleared 1",
    "record Opened 1",
    "record Sent 1",
    "record AnsweredBy 1",
    "record Status 1",
    "record Text 1",
    "record Rewritten 1",
    "record Text 2",
    "answered 1",
    "delivered 1",
    "next 2",
]

AROUND_THE_WALL = [
    *("accept 2", "next 3", "asking 2", "asking 3", "walled 1", "stands_in 1"),
    *("record Sent 2", "record Text 3", "answered 2", "delivered 2", "cleared 2"),
    *("accept 3", "missed 1", "history 1", "catch_up 1", "asking 4", "record Sent 3", "answered 3"),
]
"""The second question, and the one after it."""

CALLS_WALLED = [
    *AROUND_THE_WALL,
    *("unfinished 1", "accept 1", "asking 1", "cleared 1", "answered 1"),
    *(f"next {n}" for n in (1, 2, 4, 5, 6)),
    *(f"record {kind} {n}" for kind in ("Opened", "AnsweredBy", "Status", "Rewritten") for n in (1, 2)),
    *(f"record {what}" for what in ("Sent 1", "Text 1", "Text 2", "Text 4", "Text 5")),
    *(f"posted {n}" for n in range(1, 10)),
    *(f"delivered {n}" for n in (1, 3)),
]

moments = pytest.mark.parametrize("moment", ["before", "after"])


@pytest.fixture(scope="module")
def lives() -> Iterator[Lives]:
    """One process that forks all the others."""
    command = [sys.executable, "-m", "tests.bridge.crash"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Lives(process.stdin, process.stdout)


def test_these_are_all_the_calls_of_the_ledger(lives: Lives) -> None:
    """A new step can't be forgotten: it has to be added above, and is then killed at."""
    assert sorted(lives.undisturbed["posted"]) == sorted(CALLS)
    assert sorted(lives.undisturbed["held"]) == sorted(CALLS_HELD)
    assert sorted(lives.undisturbed["walled"]) == sorted(CALLS_WALLED)


@moments
@pytest.mark.parametrize("call", CALLS)
def test_killed_there_everything_is_answered_once(lives: Lives, tmp_path: Path, moment: Moment, call: str) -> None:
    """Three questions in a Thread, one of them refused; then a second life that is not disturbed."""
    assert lives.live(Run(str(tmp_path), False, moment, call)) == -signal.SIGKILL
    assert lives.live(Run(str(tmp_path), False)) == 0
    assert_all_is_well(tmp_path)


@moments
@pytest.mark.parametrize("call", ["accept 1", "next 1", "record Sent 1", "posted 1", "answered 1", "delivered 1"])
def test_killed_twice_everything_is_answered_once(lives: Lives, tmp_path: Path, moment: Moment, call: str) -> None:
    """Killed while it goes on after it was killed in the middle of the second turn."""
    assert lives.live(Run(str(tmp_path), False, "after", "record Sent 2")) == -signal.SIGKILL
    assert lives.live(Run(str(tmp_path), False, moment, call)) == -signal.SIGKILL
    assert lives.live(Run(str(tmp_path), False)) == 0
    assert_all_is_well(tmp_path)


@moments
@pytest.mark.parametrize("call", ["accept 1", "asking 1", "record Sent 1", "posted 1", "answered 1", "delivered 1"])
def test_killed_there_on_postgresql(
    lives: Lives, tmp_path: Path, postgres_ledger: str, moment: Moment, call: str
) -> None:
    """One of each step that there is: whether it was committed is the server's business now."""
    first = Run(str(tmp_path), False, moment, call, url=postgres_ledger)
    assert lives.live(first) == -signal.SIGKILL
    assert lives.live(replace(first, moment=None)) == 0
    assert_all_is_well(tmp_path, postgres_ledger)


@moments
@pytest.mark.parametrize("call", CALLS_HELD)
def test_a_held_turn_that_was_killed_comes_to_its_end(
    lives: Lives, tmp_path: Path, moment: Moment, call: str
) -> None:
    """Its caller is gone with the process: it is asked at most once, shown nowhere, and blocks nobody."""
    assert lives.live(Run(str(tmp_path), True, moment, call)) == -signal.SIGKILL
    assert lives.live(Run(str(tmp_path), True)) == 0
    asked = [line["message"] for line in Memory(tmp_path / "asked").lines()]
    [turn] = turns(tmp_path)
    assert turn.question == HELD
    assert asked in ([], [HELD.message])
    assert (turn.state, turn.answer) == ((State.DELIVERED, ANSWER) if asked else (State.FAILED, ""))
    assert Memory(tmp_path / "posts").lines() == []


@moments
@pytest.mark.parametrize("call", AROUND_THE_WALL)
def test_killed_there_while_another_stands_in(lives: Lives, tmp_path: Path, moment: Moment, call: str) -> None:
    """No question is asked twice on the page, each has one answer, and the page hears of what it missed."""
    assert lives.live(Run(str(tmp_path), False, moment, call, walled=True)) == -signal.SIGKILL
    assert lives.live(Run(str(tmp_path), False, walled=True)) == 0
    first, passed_by, last = turns(tmp_path)
    page = {line["message"]: line for line in Memory(tmp_path / "asked").lines()}
    assert len(Memory(tmp_path / "asked").lines()) == len(page)
    instead = {line["message"] for line in Memory(tmp_path / "asked instead").lines()}
    assert instead <= {PASSED_BY}
    assert [(turn.state, turn.answer) for turn in (first, last)] == [(State.DELIVERED, ANSWER)] * 2
    stood_in = passed_by.backend == "instead"
    assert (passed_by.state, passed_by.answer) == (State.DELIVERED, INSTEAD if stood_in else ANSWER)
    assert [*page] == ["1", "3"] if stood_in else ["1", "2", "3"]
    assert page["3"]["conversation"] == first.conversation == last.conversation == "c1"
    assert (INSTEAD in page["3"]["text"]) == stood_in
    assert [text for _, text in shown(tmp_path)] == [ANSWER, passed_by.answer, ANSWER]


def turns(folder: Path, url: str = "") -> Sequence[Turn]:
    """What the ledger holds in the end, when nothing is left to do."""

    async def read() -> Sequence[Turn]:
        async with open_store(Run(str(folder), False, url=url).ledger) as store:
            assert await store.unfinished() == []
            return await store.history(HERE)

    return asyncio.run(read())


def assert_all_is_well(folder: Path, url: str = "") -> None:
    """Every question ended, was asked once, in order, in one conversation, and its answer stands there once."""
    ended = turns(folder, url)
    assert [(turn.question, turn.state, turn.answer) for turn in ended] == [
        (POSTED[0], State.DELIVERED, ANSWER),
        (POSTED[1], State.FAILED, ""),
        (POSTED[2], State.DELIVERED, ANSWER),
    ]
    assert {turn.conversation for turn in ended} == {"c1"}
    assert [line["message"] for line in Memory(folder / "asked").lines()] == [each.message for each in POSTED]
    assert shown(folder) == list(
        zip([each.id for each in ended], [ANSWER, "The backend refused: no", ANSWER], strict=True)
    )


def shown(folder: Path) -> Sequence[tuple[int, str]]:
    """What stands on the platform of each turn; no part was posted twice."""
    posts = Memory(folder / "posts").lines()
    posted = Counter((line["turn"], line["part"]) for line in posts if line["what"] == "post")
    assert set(posted.values()) == {1}
    stands = {(line["turn"], line["part"]): line["text"] for line in posts}
    of = sorted({turn for turn, _ in stands})
    return [(each, "".join(text for (turn, _), text in sorted(stands.items()) if turn == each)) for each in of]
