"""A folder of notes: whole, linked, and written again without losing what people did there."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from bridge.errors import StorageError
from bridge.protocols import Store
from bridge.types import Which
from storage.archive.known import NAME
from storage.archive.notes import Done, Notes
from tests.storage.archive.made import MANGO, OTHER, asked, said
from tests.storage.ledgers import at


@pytest.fixture
async def store(filled_ledger: Path, tmp_path: Path) -> AsyncIterator[Store]:
    copy = shutil.copy(filled_ledger, tmp_path / "ledger.db")
    async with at(f"sqlite:///{copy}") as opened:
        yield opened


async def written(store: Store, folder: Path, which: Which | None = None) -> Done:
    notes = Notes(
        store, folder, "en", lambda record: f"https://chat/{record.conversation and record.conversation.id}"
    )
    return await notes.write(which or Which(), lambda _: None)


def notes(folder: Path) -> dict[str, str]:
    there = sorted(folder.rglob("*.md"))
    return {one.relative_to(folder).as_posix().partition(" ")[2]: one.read_text("utf-8") for one in there}


async def test_each_conversation_is_a_note(store: Store, tmp_path: Path) -> None:
    """By date and title, in its channel's folder; a joined Thread has one that leads to it."""
    folder = tmp_path / "notes"
    done = await written(store, folder)
    assert (done.turns, done.written, done.same, done.gone) == (4, 3, 0, 0)
    assert {one.relative_to(folder).parent.as_posix() for one in folder.rglob("*.md")} == {
        "slack/T1/C1",
        "slack/T1/C10",
        "discord/7/70",
    }
    (mango,) = (folder / "slack/T1/C1").glob("*.md")
    assert mango.name.endswith(" Mango pie.md")
    text = mango.read_text("utf-8")
    assert text.startswith('---\ntitle: "Mango: pie?"\nplatform: "slack"\n')
    assert 'and: "discord/7/70/700"\nquestions: 3\n' in text
    assert 'conversation: "https://chat/c1"\n---\n\n# Mango: pie?\n' in text
    assert "망고 <b>파이</b>?" in text
    for link in ("1-q1-a%20b.txt", "2-a1-pie.png"):
        way = next(word for word in text.split("(") if link in word).split(")")[0]
        assert (mango.parent / unquote(way)).read_bytes() in (b"hi", b"\x89PNG")
    (stub,) = (folder / "discord/7/70").glob("*.md")
    way = stub.read_text("utf-8").split("](")[1].split(")")[0]
    assert (stub.parent / unquote(way)).resolve() == mango.resolve()
    assert not list(folder.rglob("*.part"))


async def test_again_only_what_is_new_is_written(store: Store, tmp_path: Path) -> None:
    """The other files are not touched; a new title leaves a note its name."""
    folder = tmp_path / "notes"
    await written(store, folder)
    before = {one: one.stat().st_mtime_ns for one in folder.rglob("*.md")}
    assert (await written(store, folder)).written == 0
    assert {one: one.stat().st_mtime_ns for one in folder.rglob("*.md")} == before
    await said(store, asked(OTHER, "2", "And now?"), "Now.")
    done = await written(store, folder)
    assert (done.written, done.same) == (1, 2)
    assert set(folder.rglob("*.md")) == set(before)


async def test_what_somebody_changed_stays(store: Store, tmp_path: Path) -> None:
    """What is new goes beside it, and it is said."""
    folder = tmp_path / "notes"
    await written(store, folder)
    (mine,) = (folder / "slack/T1/C10").glob("*.md")
    mine.write_text("my own words")
    assert (await written(store, folder)).theirs == []
    await said(store, asked(OTHER, "2", "And now?"), "Now.")
    done = await written(store, folder)
    assert done.theirs == [mine.relative_to(folder).as_posix()]
    assert mine.read_text() == "my own words"
    assert (folder / "slack/T1/C10" / mine.name.replace(".md", " (2).md")).read_text("utf-8").count("And now?") == 1


async def test_what_was_forgotten_goes_from_the_folder(store: Store, tmp_path: Path) -> None:
    """With its files; but only where that part was exported, and never what somebody changed."""
    folder = tmp_path / "notes"
    await written(store, folder)
    await store.erase(MANGO)
    assert (await written(store, folder, Which("slack", "T1", "C10"))).gone == 0
    assert (await written(store, folder)).gone == 2
    assert list(notes(folder)) == ["What is a monad.md"]
    assert {one.name for one in folder.iterdir()} == {NAME, "slack"}
    assert {one.name for one in (folder / "slack/T1").iterdir()} == {"C10"}


async def test_a_note_of_somebody_is_not_overwritten(store: Store, tmp_path: Path) -> None:
    """The same name, in whatever case, gets a number; so do two that are called the same."""
    folder = tmp_path / "notes"
    await written(store, folder)
    (one,) = (folder / "slack/T1/C10").glob("*.md")
    shutil.rmtree(folder)
    one.parent.mkdir(parents=True)
    one.write_text("mine")
    await written(store, folder)
    assert one.read_text() == "mine"
    assert len(list(one.parent.glob("*.md"))) == 2


async def test_after_a_kill_it_goes_on(store: Store, tmp_path: Path) -> None:
    """A note that was being written then is no stranger's."""
    folder = tmp_path / "notes"

    def killed(turns: int) -> None:
        if turns == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await Notes(store, folder, "en", lambda _: "").write(Which(), killed)
    assert len(list(folder.rglob("*.md"))) == 2
    done = await Notes(store, folder, "en", lambda _: "").write(Which(), lambda _: None)
    assert (done.written, done.same, done.theirs) == (1, 2, [])
    assert len(list(folder.rglob("*.md"))) == 3


async def test_where_it_cannot_be_written_that_is_said(store: Store, tmp_path: Path) -> None:
    """With the name of the folder."""
    (tmp_path / "notes").write_text("a file")
    with pytest.raises(StorageError, match="notes can't be written"):
        await written(store, tmp_path / "notes")
    assert not (tmp_path / NAME).exists()
