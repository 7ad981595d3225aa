"""`threadbridge export`: from the ledger itself, beside whoever is at work."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bridge.cli import app


@pytest.fixture
def config(filled_ledger: Path, tmp_path: Path) -> Path:
    file, ledger = tmp_path / "config.toml", tmp_path / "ledger.db"
    shutil.copy(filled_ledger, ledger)
    file.write_text(f'[storage]\nurl = "sqlite:///{ledger}"\n')
    return file


def export(config: Path, *arguments: str) -> Result:
    to = ("--to", str(config.parent / "out"), "--config", str(config))
    return CliRunner().invoke(app, ["export", *arguments, *to])


def test_all_as_notes(config: Path) -> None:
    """And again: nothing is new."""
    assert "Questions and answers (4)" in export(config, "--all").stdout
    assert "written 0, unchanged 3" in export(config, "--all").stdout


@pytest.mark.parametrize(
    ("arguments", "turns"),
    [
        (("slack/T1/C10/1",), 1),
        (("--channel", "slack/T1/C1"), 3),
        (("--channel", "discord"), 3),
        (("--all",), 4),
    ],
)
def test_a_part_of_it_in_one_file(config: Path, arguments: tuple[str, ...], turns: int) -> None:
    """By its key, its channel, its platform."""
    assert f"({turns})" in export(config, *arguments, "--format", "json").stdout
    found = json.loads((config.parent / "out/threadbridge.json").read_text("utf-8"))
    assert sum(len(one["turns"]) for one in found["conversations"]) == turns


@pytest.mark.parametrize(("format", "file"), [("html", "threadbridge.html"), ("chatgpt", "conversations.json")])
def test_the_other_forms(config: Path, format: str, file: str) -> None:
    """Each under its name, for its owner alone."""
    assert export(config, "--all", "--format", format).exit_code == 0
    assert (config.parent / "out" / file).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("arguments", [(), ("a", "--all"), ("--channel", "a/b/c/d")], ids=str)
def test_what_is_meant_has_to_be_said(config: Path, arguments: tuple[str, ...]) -> None:
    """Once."""
    failed = export(config, *arguments)
    assert failed.exit_code == 1
    assert "Say what to export" in failed.stderr


def test_nothing_there(config: Path) -> None:
    """No file is made for it."""
    assert "Nothing was asked there" in export(config, "nobody", "--format", "json").stderr
    assert "Nothing was asked there" in export(config, "nobody").stdout
