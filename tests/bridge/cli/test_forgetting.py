"""`threadbridge forget`: said twice, and told what is left."""

import asyncio
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bridge.app import alone
from bridge.bridge import Bridge
from bridge.cli import app, forgetting
from bridge.commands.granting import Granting
from bridge.config import load
from bridge.protocols import Backend
from bridge.tasks import ended
from storage.store import open_store
from tests.bridge.cli.test_turns import in_ledger
from tests.bridge.commands.test_words import Rich
from tests.fakes import same_rules_everywhere
from tests.storage.archive.made import MANGO, OTHER


@pytest.fixture
def config(filled_ledger: Path, tmp_path: Path) -> Path:
    file, ledger = tmp_path / "config.toml", tmp_path / "ledger.db"
    shutil.copy(filled_ledger, ledger)
    file.write_text(f'folder = "{tmp_path}"\n[storage]\nurl = "sqlite:///{ledger}"\n')
    return file


def forget(config: Path, *arguments: str, says: str = "") -> Result:
    return CliRunner().invoke(app, ["forget", *arguments, "--config", str(config)], input=says)


@contextmanager
def at_work(config: Path, backend: Backend) -> Iterator[None]:
    """A bridge in a thread of its own, which has the folder."""
    settings, over = load(config), threading.Event()

    async def work() -> None:
        async with open_store(settings.database) as store:
            bridge = Bridge(store, {"fake": backend}, {}, same_rules_everywhere)
            granting = asyncio.create_task(Granting(store, bridge).run(0.01))
            await asyncio.to_thread(over.wait)
            await ended(granting)
            await bridge.close()

    with alone(settings.folder), ThreadPoolExecutor(1) as beside:
        working = beside.submit(lambda: asyncio.run(work()))
        try:
            yield
        finally:
            over.set()
            working.result()


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


def test_a_bridge_at_work_deletes_it_everywhere(config: Path) -> None:
    """For it has the browser, and nobody else can; what it can't do is told."""
    with at_work(config, backend := Rich()):
        done = forget(config, "slack/T1/C1/100.1", "--everywhere", "--yes")
        assert "(3)" in done.stdout
        assert "ChatGPT's conversation is deleted as well" in done.stdout
        assert "nothing to forget" in forget(config, "slack/T1/C1/100.1", "--everywhere", "--yes").stderr
    assert backend.deleted == ["c1"]
    assert not in_ledger(config, lambda store: store.knows(MANGO))


def test_what_is_at_work_may_have_no_time_for_it(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then nothing is erased, nor later."""
    monkeypatch.setattr(forgetting, "BEGUN", 0.0)
    with alone(load(config).folder):
        assert "Nothing was erased" in forget(config, "slack/T1/C1/100.1", "--everywhere", "--yes").stderr
    assert in_ledger(config, lambda store: store.knows(MANGO))
    assert in_ledger(config, lambda store: store.wished()) == []  # type: ignore[attr-defined]
