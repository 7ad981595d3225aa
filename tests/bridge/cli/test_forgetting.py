"""`threadbridge forget`: said twice, and told what is left."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bridge.cli import app
from tests.bridge.cli.test_turns import in_ledger
from tests.storage.archive.made import MANGO, OTHER


@pytest.fixture
def config(filled_ledger: Path, tmp_path: Path) -> Path:
    file, ledger = tmp_path / "config.toml", tmp_path / "ledger.db"
    shutil.copy(filled_ledger, ledger)
    file.write_text(f'[storage]\nurl = "sqlite:///{ledger}"\n')
    return file


def forget(config: Path, *arguments: str, says: str = "") -> Result:
    return CliRunner().invoke(app, ["forget", *arguments, "--config", str(config)], input=says)


def test_it_is_asked_before(config: Path) -> None:
    """Who says no loses nothing."""
    no = forget(config, "slack/T1/C1/100.1", says="n\n")
    assert no.exit_code == 1
    assert "goes on in discord/7/70/700" in no.output
    assert in_ledger(config, lambda store: store.knows(MANGO))
    yes = forget(config, "slack/T1/C1/100.1", says="y\n")
    assert "(3)" in yes.output
    assert not in_ledger(config, lambda store: store.knows(MANGO))
    assert in_ledger(config, lambda store: store.knows(OTHER))


def test_a_bridge_at_work_hears_of_it(config: Path) -> None:
    """What waits there is not asked any more."""
    assert forget(config, "slack/T1/C10/1", "--yes").exit_code == 0
    assert in_ledger(config, lambda store: store.next(OTHER)) is None
    _, calls = in_ledger(config, lambda store: store.called(0))
    assert [(turn, unwanted) for turn, _, unwanted in calls] == [(4, True)]


def test_what_nobody_knows(config: Path) -> None:
    """Is said to be nothing."""
    assert "nothing to forget" in forget(config, "nobody", "--yes").stderr
