"""A new version changes the ledger only after it was kept as it was."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bridge.errors import StorageError
from storage.backup.files import brought_to, contents
from storage.migrating import NEWEST
from storage.store import open_store


def older(folder: Path) -> Path:
    place = folder / "ledger.db"
    place.touch(0o600)
    brought_to(place, "0003")
    return place


def kept(folder: Path) -> list[str]:
    return sorted(one.name for one in (folder / "backups").iterdir())


async def test_it_is_kept_once(tmp_path: Path) -> None:
    """Of its old version, which the old program takes; a later start makes no other."""
    place = older(tmp_path)
    for _ in range(2):
        async with open_store(f"sqlite:///{place}"):
            pass
    assert kept(tmp_path) == [f"before-{NEWEST}.db"]
    assert contents(tmp_path / "backups" / f"before-{NEWEST}.db").version == "0003"


async def test_a_first_start_keeps_nothing(tmp_path: Path) -> None:
    """There is nothing to go back to."""
    async with open_store(f"sqlite:///{tmp_path / 'ledger.db'}"):
        pass
    assert not (tmp_path / "backups").exists()


async def test_only_the_last_upgrades_are_kept(tmp_path: Path) -> None:
    """And what else is in the folder stays."""
    (tmp_path / "backups").mkdir()
    for name in ("before-0001.db", "before-0002.db", "before-restore-20261101-031500.db"):
        (tmp_path / "backups" / name).touch()
    async with open_store(f"sqlite:///{older(tmp_path)}"):
        pass
    assert kept(tmp_path) == ["before-0002.db", f"before-{NEWEST}.db", "before-restore-20261101-031500.db"]


async def test_without_room_it_goes_on_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """People wait for their answers; it is said in the log."""
    place, full = older(tmp_path), shutil.disk_usage(tmp_path)._replace(free=0)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: full)
    async with open_store(f"sqlite:///{place}"):
        pass
    assert "without a backup" in caplog.text
    assert contents(place).version == NEWEST


async def test_a_newer_one_is_refused_with_the_way_back(tmp_path: Path) -> None:
    """Nothing is kept of what is not changed."""
    place = older(tmp_path)
    with closing(sqlite3.connect(place)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StorageError, match="a backup that was made before the upgrade"):
        async with open_store(f"sqlite:///{place}"):
            pass
    assert not (tmp_path / "backups").exists()
