"""A backup becomes the ledger: nothing is lost, nothing is asked twice, and what was there is kept."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bridge.errors import StorageError
from bridge.events import Sent
from bridge.types import Anchor, MessageId, Question, State, Thread
from storage.backup.files import brought_to
from storage.backup.restoring import LEFT_OUT, restore
from storage.backup.saving import save
from storage.migrating import NEWEST
from storage.store import open_store
from tests.storage.backup.made import held_in, ledger

HELLO = Question(Thread("slack", "T", "C", "1"), MessageId("1"), "U", "hello")


def url(file: Path) -> str:
    return f"sqlite:///{file}"


async def backed_up(folder: Path) -> Path:
    """A ledger with a turn that waits and one that was asked."""
    place, file = folder / "lost.db", folder / "backup.db"
    async with open_store(url(place)) as store:
        for message in ("1", "2"):
            await store.accept(replace(HELLO, message=MessageId(message)), "fake")
        await store.accept(replace(HELLO, message=MessageId("3")), "fake", held=True)
        turn = await store.next(HELLO.thread)
        assert turn
        await store.asking(turn.id)
        await store.record(turn.id, Sent(Anchor("a1")))
        await store.seen("slack", "T", {"C": "3"})
    save(url(place), file)
    return file


async def test_what_may_have_been_asked_since_is_looked_for_first(tmp_path: Path) -> None:
    """And is found with the moment at which it was accepted; where channels were read to is not known any more."""
    file, place = await backed_up(tmp_path), tmp_path / "data" / "threadbridge.db"
    done = restore(file, url(place), tmp_path / "old.db")
    assert (done.old, done.contents.turns, done.contents.unfinished) == (None, 3, 3)
    async with open_store(url(place)) as store:
        turns = await store.history(HELLO.thread)
        assert [turn.state for turn in turns] == [State.ASKED, State.ASKING, State.ACCEPTED]
        assert turns[1].asking_since == turns[1].accepted_at > 0
        assert await store.cursors("slack", "T") == {}
        new = await store.accept(replace(HELLO, message=MessageId("4")), "fake")
        assert new
        assert new.id == turns[-1].id + LEFT_OUT + 1


async def test_exactly_is_exactly(tmp_path: Path) -> None:
    """For a ledger that moves, with nobody at work meanwhile."""
    file, place = await backed_up(tmp_path), tmp_path / "threadbridge.db"
    restore(file, url(place), tmp_path / "old.db", exact=True)
    assert held_in(place) == held_in(file) == held_in(tmp_path / "lost.db")


async def test_a_ledger_that_is_used_makes_way_only_when_it_is_said(tmp_path: Path) -> None:
    """And then it is kept, whole, with what was not yet out of its log."""
    file, place, old = await backed_up(tmp_path), tmp_path / "threadbridge.db", tmp_path / "backups" / "old.db"
    async with open_store(url(place)) as store:
        await store.accept(replace(HELLO, text="the old one"), "fake")
    before = held_in(place)
    with pytest.raises(StorageError, match="With --replace it makes way"):
        restore(file, url(place), old)
    assert held_in(place) == before
    assert restore(file, url(place), old, exact=True, replace=True).old == old
    assert (held_in(place), held_in(old)) == (held_in(file), before)
    assert not list(tmp_path.glob("*.restoring*")) + list(tmp_path.glob("*.part*"))


async def test_an_empty_ledger_is_no_old_one(tmp_path: Path) -> None:
    """A first start has made it, and nothing is lost with it."""
    file, place = await backed_up(tmp_path), tmp_path / "threadbridge.db"
    async with open_store(url(place)):
        pass
    assert restore(file, url(place), tmp_path / "old.db", exact=True).old is None
    assert held_in(place) == held_in(file)
    assert not (tmp_path / "old.db").exists()


async def test_a_ledger_that_somebody_has_open_is_left_alone(tmp_path: Path) -> None:
    """They would go on writing into what is not the ledger any more."""
    file, place = await backed_up(tmp_path), tmp_path / "threadbridge.db"
    async with open_store(url(place)) as store:
        await store.accept(HELLO, "fake")
        with pytest.raises(StorageError, match="open in another program"):
            restore(file, url(place), tmp_path / "old.db", replace=True)
        assert await store.accept(replace(HELLO, message=MessageId("2")), "fake")
    assert not (tmp_path / "old.db").exists()


async def test_a_damaged_ledger_makes_way(tmp_path: Path) -> None:
    """That is what backups are for; it is kept as it is, for whoever can read it."""
    file, place, old = await backed_up(tmp_path), tmp_path / "threadbridge.db", tmp_path / "old.db"
    place.write_bytes(b"no database any more" * 1000)
    restore(file, url(place), old, exact=True, replace=True)
    assert held_in(place) == held_in(file)
    assert old.read_bytes() == b"no database any more" * 1000


def test_an_older_backup_is_brought_up_to_date(tmp_path: Path) -> None:
    """The backup itself stays what it is."""
    file, place = tmp_path / "backup.db", tmp_path / "threadbridge.db"
    file.touch()
    brought_to(file, "0001")
    before = file.read_bytes()
    restore(file, url(place), tmp_path / "old.db")
    with closing(sqlite3.connect(place)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(NEWEST,)]
    assert file.read_bytes() == before


def test_a_newer_backup_is_refused_with_what_to_do(tmp_path: Path) -> None:
    """Nothing is guessed about what it has."""
    file = ledger(tmp_path / "backup.db", {})
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StorageError, match=r"version 9999, from a newer Threadbridge.*Nothing was changed"):
        restore(file, url(tmp_path / "threadbridge.db"), tmp_path / "old.db")
    assert [one.name for one in tmp_path.iterdir()] == ["backup.db"]


@pytest.mark.parametrize(
    ("content", "said"), [(None, "There is no file"), (b"", "no backup"), (b"a note" * 500, "no backup")]
)
def test_what_is_no_backup_is_refused(tmp_path: Path, content: bytes | None, said: str) -> None:
    """Whatever its name is."""
    file = tmp_path / "backup.db"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(StorageError, match=said):
        restore(file, url(tmp_path / "threadbridge.db"), tmp_path / "old.db")
    assert not (tmp_path / "threadbridge.db").exists()
