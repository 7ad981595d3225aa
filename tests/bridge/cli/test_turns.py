"""`threadbridge turns`: on the ledger itself, beside whoever is at work."""

import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import pytest
from typer.testing import CliRunner, Result

from bridge.cli import app
from bridge.cli.console import finish
from bridge.config import load
from bridge.protocols import Store
from bridge.types import Question, State, Turn, TurnId
from storage.store import open_store
from tests.bridge.world import HERE, question

T = TypeVar("T")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """With one turn given up, one that waits and one that was delivered."""
    file = tmp_path / "config.toml"
    file.write_text('folder = "data"\n')
    in_ledger(file, fill)
    return file


def in_ledger(config: Path, do: Callable[[Store], Awaitable[T]]) -> T:
    async def work() -> T:
        async with open_store(load(config).database) as store:
            return await do(store)

    done: T = finish(work())
    return done


async def accepted(store: Store, question: Question) -> Turn:
    turn = await store.accept(question, "fake")
    assert turn is not None
    return turn


async def fill(store: Store) -> None:
    gone, _, over = [await accepted(store, question(f"about {n}", str(n))) for n in (1, 2, 3)]
    await store.failed(gone.id, "The channel is gone.", given_up=True)
    await store.told(gone.id)
    await store.delivered(over.id)


def turns(config: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["turns", *arguments, "--config", str(config)])


def listed(config: Path, *arguments: str) -> list[int]:
    return [one["id"] for one in json.loads(turns(config, "list", "--json", *arguments).stdout)]


def test_what_is_stuck_is_listed_for_a_person(config: Path) -> None:
    """When, how far it came, where, by whom, what, and why not further."""
    said = turns(config, "list").stdout
    first, second, *rest = said.splitlines()
    assert first.startswith("#2 · ")
    assert "waits to be asked · fake/W/C/1 · U · fake" in first
    assert second.strip() == "about 2"
    assert "#1 · " in rest[0]
    assert "failed, given up 20" in rest[0]
    assert rest[1:] == ["    about 1", "    → The channel is gone."]
    assert "about 3" not in said


@pytest.mark.parametrize(
    ("arguments", "ids"),
    [
        ((), [2, 1]),
        (("--kind", "given_up"), [1]),
        (("--kind", "open"), [2]),
        (("--kind", "all"), [3, 2, 1]),
        (("--kind", "all", "--most", "1"), [3]),
        (("--platform", "slack"), []),
        (("--backend", "fake", "--thread", "fake/W"), [2, 1]),
        (("--older", "1"), []),
    ],
    ids=str,
)
def test_the_list_can_be_narrowed(config: Path, arguments: tuple[str, ...], ids: list[int]) -> None:
    """For programs as JSON."""
    assert listed(config, *arguments) == ids


def test_nothing_is_said_to_be_nothing(tmp_path: Path) -> None:
    """And not an empty line."""
    file = tmp_path / "config.toml"
    file.write_text("")
    assert turns(file, "list").stdout.strip() == "Nothing is stuck, and nothing was given up."


def test_one_is_shown_whole(config: Path) -> None:
    """With its question, and why it failed."""
    shown = turns(config, "show", "1").stdout
    assert "state: failed" in shown
    assert "reason:\nThe channel is gone." in shown
    assert json.loads(turns(config, "show", "1", "--json").stdout)["text"] == "about 1"


def test_nobody_tells_the_terminal_what_to_do(config: Path) -> None:
    """Whoever asks could write what clears a screen, hides a line or changes the window's title."""
    in_ledger(config, lambda store: accepted(store, question("a\x1b[2Jb\x9b1mc\ttab\nnext", "evil\x1b]0;x\x07")))
    for said in (turns(config, "list").stdout, turns(config, "show", "4").stdout):
        assert not set(said) & set("\x1b\x9b\x07")
        assert "a�[2Jb�1mc" in said
    assert "c\ttab\nnext" in turns(config, "show", "4").stdout


def test_times_are_shown_as_people_read_them(config: Path) -> None:
    """And to programs as numbers."""
    assert f"accepted_at: {datetime.now():%Y}-" in turns(config, "show", "1").stdout  # noqa: DTZ005 - as on the wall
    assert isinstance(json.loads(turns(config, "show", "1", "--json").stdout)["accepted_at"], float)


def test_what_was_given_up_is_tried_again(config: Path) -> None:
    """One, or all of them; whoever is at work hears of it."""
    assert "again: 1" in turns(config, "retry", "1").stdout
    assert listed(config) == [2, 1]
    assert listed(config, "--kind", "given_up") == []
    turn = in_ledger(config, lambda store: store.next(HERE))
    assert turn is not None
    assert (turn.id, turn.state) == (1, State.ACCEPTED)
    in_ledger(config, lambda store: store.failed(turn.id, "no", given_up=True))
    in_ledger(config, lambda store: store.told(turn.id))
    assert "again: 0" in turns(config, "retry", "--all", "--platform", "slack").stdout
    assert "again: 1" in turns(config, "retry", "--all").stdout


def test_one_that_waits_is_given_up(config: Path) -> None:
    """By whoever is at work, or is next."""
    assert turns(config, "give-up", "2").exit_code == 0
    entry = in_ledger(config, lambda store: store.entry(TurnId(2)))
    assert entry is not None
    assert entry.turn.unwanted


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("show", "9"), "no turn 9"),
        (("retry",), "--all"),
        (("retry", "1", "--all"), "--all"),
        (("retry", "2"), "did not fail"),
        (("retry", "9"), "did not fail"),
        (("give-up", "3"), "at its end already"),
    ],
    ids=str,
)
def test_what_can_not_be(config: Path, arguments: tuple[str, ...], said: str) -> None:
    """Says why, and changes nothing."""
    done = turns(config, *arguments)
    assert done.exit_code == 1
    assert said in done.stderr
    assert listed(config, "--kind", "open") == [2]


@pytest.mark.parametrize("command", [("show",), ("retry",), ("give-up",), ("list", "--most")], ids=str)
def test_no_database_counts_so_far(config: Path, command: tuple[str, ...]) -> None:
    """It is a mistake in the command, and said as one."""
    assert turns(config, *command, "9" * 20).exit_code == 2
