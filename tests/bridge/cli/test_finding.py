"""`threadbridge find`: in the whole ledger, for people and for programs."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bridge.cli import app
from bridge.naming.kept import FILE, write
from bridge.naming.learned import Name
from tests.bridge.cli.test_turns import accepted, in_ledger
from tests.bridge.world import question


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """With two questions in the ledger, one of which would clear a terminal."""
    file = tmp_path / "config.toml"
    file.write_text('folder = "data"\n')
    for number, text in enumerate(("과일은 어디에 두나요?", "과일 \033[2J"), 1):
        in_ledger(file, lambda store, text=text, number=number: accepted(store, question(text, str(number))))  # type: ignore[misc]
    return file


def find(config: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["find", *words, "--config", str(config)])


def test_what_was_asked_is_listed(config: Path) -> None:
    """With what stands around it, and nothing that a terminal obeys."""
    said = find(config, "과일을", "두는")
    assert "과일은 어디에 두나요?" in said.stdout
    both = find(config, "과일")
    assert "\033" not in both.stdout
    assert both.stdout.count("#") == 2
    assert find(config, "과일", "-어디에").stdout.count("#") == 1
    assert find(config, "taco").stdout.strip() == 'Nothing was found with "taco".'


def test_programs_get_json(config: Path) -> None:
    """With the places of the words, and what was not understood."""
    data = json.loads(find(config, "과일을", "has:luck", "--json", "--most", "1").stdout)
    assert data["more"]
    assert data["left"] == 0
    assert data["not_understood"] == ["has:luck"]
    assert {"text": "과일", "marked": True} in data["found"][0]["snippet"]


def test_people_and_channels_have_their_names(config: Path) -> None:
    """Those that a Threadbridge at work has learned, for people and for programs; nothing of them is obeyed."""
    asked = question()
    called = {asked.asker: Name("Ana \033[2J", 1.0)}.items(), {asked.thread.place: Name("infra", 1.0)}.items()
    write(config.parent / "data" / FILE, called[1], called[0])
    said = find(config, "과일", "from:ana").stdout
    assert (said.count("Ana"), said.count("#infra · fake/W/C/1"), "\033" in said) == (2, 2, False)
    [one, _] = json.loads(find(config, "과일", "in:infra", "--json").stdout)["found"]
    assert (one["author"], one["channel_name"]) == ("U", "infra")
    assert one["author_name"].startswith("Ana")
