"""Exports as they lie on a disk: whole, in parts, unpacked, damaged, and what is none."""

import json
import zipfile
from pathlib import Path

import pytest

from bridge.errors import ArchiveUnread
from scraper.archive.opening import opened
from scraper.archive.reading import checked, conversations
from tests.scraper.archive.shapes import simple, zipped

THREE = [simple(1), simple(2), simple(3)]


def titles(path: Path) -> list[str]:
    with opened(path) as archive:
        assert checked(archive) == len(list(conversations(archive)))
        return [raw["title"] for raw in conversations(archive)]


def refused(path: Path) -> str:
    with pytest.raises(ArchiveUnread) as error, opened(path) as archive:
        checked(archive)
    assert error.value.say("ko") != str(error.value)
    return str(error.value)


def written(path: Path, content: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return path


def test_a_zip_of_one_file(tmp_path: Path) -> None:
    """As it was from the beginning."""
    path = zipped(tmp_path / "export.zip", {"user.json": {}, "chat.html": b"<html>", "conversations.json": THREE})
    assert titles(path) == ["Chat 1", "Chat 2", "Chat 3"]


def test_a_zip_of_several_files(tmp_path: Path) -> None:
    """In their order, in whatever folder they are; a copy deeper down does not count."""
    parts = {"x/conversations-001.json": THREE[2:], "x/conversations-000.json": THREE[:2]}
    path = zipped(
        tmp_path / "export.zip", {**parts, "x/old/conversations.json": THREE, "x/shared_conversations.json": []}
    )
    assert titles(path) == ["Chat 1", "Chat 2", "Chat 3"]


def test_a_folder_a_file_and_one_conversation(tmp_path: Path) -> None:
    """What people have who unpacked it."""
    written(tmp_path / "in" / "conversations.json", THREE)
    written(tmp_path / "in" / "user.json", {})
    assert (
        titles(tmp_path / "in") == titles(tmp_path / "in" / "conversations.json") == ["Chat 1", "Chat 2", "Chat 3"]
    )
    assert titles(written(tmp_path / "one.json", THREE[0])) == ["Chat 1"]
    inside = {"version": 2, "conversations": THREE}
    assert titles(written(tmp_path / "inside.json", inside)) == ["Chat 1", "Chat 2", "Chat 3"]


def test_files_are_found_by_their_ids(tmp_path: Path) -> None:
    """Whatever they are called around that; their own names stand in a list beside them."""
    names = {"file-CCCCCCCC.dat": "notes.pdf", "file_dddddddd.dat": "../../apple.png"}
    path = zipped(
        tmp_path / "export.zip",
        {
            "conversations.json": THREE,
            "file-AAAAAAAA-apple.png": b"1",
            "user-1/file_bbbbbbbb-0001.png": b"2",
            "file-CCCCCCCC.dat": b"3",
            "conversation_asset_file_names.json": names,
        },
    )
    with opened(path) as archive:
        assert [archive.content(id) for id in ("file-AAAAAAAA", "file_bbbbbbbb", "file-CCCCCCCC")] == [
            b"1",
            b"2",
            b"3",
        ]
        assert (archive.name("file-CCCCCCCC"), archive.name("file_dddddddd"), archive.name("x")) == (
            "notes.pdf",
            "apple.png",
            "",
        )
        assert [archive.name(id) for id in ("file-AAAAAAAA", "file_bbbbbbbb")] == ["apple.png", "0001.png"]
        assert not archive.has("file_dddddddd")
        assert archive.content("file_dddddddd") is None


def test_a_zip_that_was_cut_is_refused(tmp_path: Path) -> None:
    """Wherever it was."""
    whole = zipped(tmp_path / "whole.zip", {"conversations.json": [simple(n) for n in range(99)]}).read_bytes()
    for end in (5, len(whole) // 2, len(whole) - 1):
        path = tmp_path / "cut.zip"
        path.write_bytes(whole[:end])
        assert "whose end is missing" in refused(path)


def test_a_zip_with_a_wrong_byte_is_refused(tmp_path: Path) -> None:
    """Before anything is done with what is whole."""
    path = tmp_path / "bad.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("conversations-000.json", json.dumps(THREE))
        archive.writestr("conversations-001.json", json.dumps([simple(n) for n in range(4, 9)]))
    content = bytearray(path.read_bytes())
    content[content.index(b"question 6.0")] ^= 1
    path.write_bytes(content)
    said = refused(path)
    assert "conversations-001.json" in said
    assert "question" not in said


def test_json_that_was_cut_is_refused_with_the_place(tmp_path: Path) -> None:
    """And with nothing of what stands there."""
    text = json.dumps(THREE)
    said = refused(written(tmp_path / "cut.json", text[: text.index("question 3")]))
    assert "behind its conversation 2" in said
    assert '"Chat 2"' in said
    assert "ends in the middle" in said
    assert "not JSON" in refused(written(tmp_path / "odd.json", text.replace('answer 2.0"', 'answer 2.0"?')))
    assert "ends in the middle" in refused(written(tmp_path / "brief.json", text[:20]))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "no file of conversations"),
        ("hello", "no file of conversations"),
        ("7", "no conversation"),
        ("{}", "no conversation"),
        ('{"a": [1]}', "no conversation"),
        ("[7]", "Entry 1 of"),
        (json.dumps([*THREE, {"uuid": "1", "chat_messages": []}]), "Entry 4 of"),
    ],
)
def test_what_is_no_export_is_refused(tmp_path: Path, content: str, why: str) -> None:
    """Another program's, too."""
    assert why in refused(written(tmp_path / "wrong.json", content))


def test_a_zip_without_conversations_is_refused(tmp_path: Path) -> None:
    """With a word of what it should be; one of zips is another matter."""
    assert "no conversations in it" in refused(zipped(tmp_path / "a.zip", {"user.json": {}, "chat.html": b""}))
    assert "other zip files" in refused(zipped(tmp_path / "b.zip", {"Conversations__1.zip": b"PK"}))
    (tmp_path / "empty").mkdir()
    assert "no conversations in it" in refused(tmp_path / "empty")
    assert "no such file" in refused(tmp_path / "nowhere.zip")


def test_it_is_told_how_far_it_was_read(tmp_path: Path) -> None:
    """All of it, in the end."""
    read = list[int]()
    with opened(zipped(tmp_path / "a.zip", {"conversations.json": THREE})) as archive:
        checked(archive, read.append)
        assert sum(read) == archive.size
