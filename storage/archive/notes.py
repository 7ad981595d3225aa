"""A folder of notes, one a conversation, that Obsidian opens; written again it takes what is new."""

import os
import re
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import astuple, dataclass, field, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO
from urllib.parse import quote

from bridge.exporting.markdown import Head, blocks, elsewhere, stub
from bridge.exporting.names import file_name, safe
from bridge.exporting.title import title_of
from bridge.naming.called import BY_ID, Called
from bridge.protocols import Store
from bridge.types import Enclosed, Language, Record, Sheet, Thread, Which
from storage.archive.files import arriving
from storage.archive.known import Known, hashed, known
from storage.archive.one_file import Tell, all_of

IN_MEMORY = 1 << 20
"""Bytes of a note; what is longer waits on the disk for what stands before it."""

FILES = "files"
"""The folder of what goes along, beside the notes."""

Link = Callable[[Record], str]
"""Where a conversation can be opened; empty where it can't."""


@dataclass(slots=True)
class Done:
    """What became of the notes."""

    turns: int = 0
    written: int = 0
    same: int = 0
    theirs: list[str] = field(default_factory=list)
    """Changed by somebody else: they stay as they are."""
    gone: int = 0
    """Removed, for their conversations were forgotten."""


@dataclass(slots=True)
class _Open:
    """The note that is being written."""

    head: Head
    file: Path
    body: IO[bytes]
    backend: str

    def say(self, block: str) -> None:
        """One more."""
        self.body.write(f"{block}\n\n".encode())


class Notes:
    """Of one folder, once."""

    def __init__(self, store: Store, folder: Path, language: Language, link: Link, called: Called = BY_ID) -> None:
        self._store = store
        self._folder = folder
        self._language: Language = language
        self._link = link
        self._called = called
        self._done = Done()

    async def write(self, which: Which, tell: Tell) -> Done:
        """StorageError where it can't be written; what is written until then is whole."""
        with known(self._folder) as there:
            note: _Open | None = None
            try:
                async for sheet in all_of(self._store, which):
                    if note is None or note.head.record.thread != sheet.record.thread:
                        self._finish(there, note)
                        note = self._open(sheet, there)
                    await self._add(note, sheet)
                    self._done.turns += 1
                    tell(self._done.turns)
                self._finish(there, note)
            finally:
                if note is not None:
                    note.body.close()
            await self._forget(there, which)
        return self._done

    def _open(self, sheet: Sheet, there: Known) -> _Open:
        record = sheet.record
        title = record.title or title_of(sheet.turn.question.text)
        record = replace(record, title=title)
        wanted = f"{datetime.fromtimestamp(sheet.turn.accepted_at).astimezone():%Y-%m-%d} {safe(title)}.md"
        file = there.place(record.thread, f"{_place(record.thread)}/{wanted}")
        body = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed when the note is whole
        note = _Open(Head(record, self._link(record), called=self._called), file, body, sheet.turn.backend)
        note.body.write(b"\n")
        note.say(f"# {title or record.thread}")
        if record.others:
            stubs = [there.place(one, f"{_place(one)}/{wanted}") for one in record.others]
            note.say(elsewhere(record, [_way(file, one) for one in stubs]))
            for other, one in zip(record.others, stubs, strict=True):
                content = stub(other, record, _way(one, file), self._called)
                self._put(there, other, one, BytesIO(content.encode()), wanted)
        return note

    async def _add(self, note: _Open, sheet: Sheet) -> None:
        turn, head = sheet.turn, note.head
        head.add(turn)
        whose = turn.backend if turn.backend != note.backend else ""
        ways = [(one, await self._file(note, sheet, one)) for one in sheet.enclosed]
        files = [f"{'!' * one.picture}[{_words(one.name)}]({way})" for one, way in ways]
        where, who = bool(head.record.others), self._called.who(turn.question)
        for block in blocks(head.questions, turn, self._language, who=who, where=where, whose=whose, files=files):
            note.say(block)

    async def _file(self, note: _Open, sheet: Sheet, one: Enclosed) -> str:
        """The link to it, from the note."""
        folder = note.file.parent / FILES / note.file.stem
        target = folder / f"{sheet.turn.id}-{'aq'[one.asked]}{one.number}-{file_name(one.name)}"
        if not (target.is_file() and target.stat().st_size == one.size):
            there = await self._store.enclosure(one.turn, one.number, asked=one.asked)
            with arriving(target) as opened:
                opened.write(there.content if there else b"")
        return _way(note.file, target)

    def _finish(self, there: Known, note: _Open | None) -> None:
        if note is None:
            return
        with note.body as body, SpooledTemporaryFile(IN_MEMORY) as whole:
            whole.write(str(note.head).encode())
            body.seek(0)
            shutil.copyfileobj(body, whole)
            self._put(there, note.head.record.thread, note.file, whole, note.file.name)

    def _put(self, there: Known, thread: Thread, file: Path, content: IO[bytes], wanted: str) -> None:
        """Unless it is there already, or was changed by somebody: then it goes beside theirs."""
        content.seek(0)
        new, old = hashed(content), there.note(thread)
        if old and old.hash == new and file.is_file():
            self._done.same += 1
            return
        if old and there.theirs(old) and not _holds(file, new):
            self._done.theirs.append(old.file)
            file = there.place(thread, f"{_place(thread)}/{wanted}", anew=True)
        content.seek(0)
        with arriving(file, settle=False) as opened:
            shutil.copyfileobj(content, opened)
        there.wrote(thread, file, new)
        self._done.written += 1

    async def _forget(self, there: Known, which: Which) -> None:
        """What we once wrote of conversations that are not known any more."""
        for note in there.left():
            if not _is_of(note.thread, which) or await self._store.knows(note.thread):
                continue
            if there.theirs(note):
                self._done.theirs.append(note.file)
            else:
                file = self._folder / note.file
                file.unlink(missing_ok=True)
                shutil.rmtree(file.parent / FILES / file.stem, ignore_errors=True)
                _tidy(file.parent, self._folder)
                self._done.gone += 1
            there.drop(note)


def _tidy(folder: Path, up_to: Path) -> None:
    """Folders in which nothing is left go, too."""
    with suppress(OSError):
        (folder / FILES).rmdir()
    with suppress(OSError):  # something is in it
        while folder != up_to:
            folder.rmdir()
            folder = folder.parent


def _holds(file: Path, hash: str) -> bool:
    if not file.is_file():
        return False
    with file.open("rb") as opened:
        return hashed(opened) == hash


def _is_of(thread: Thread, which: Which) -> bool:
    names = zip((which.platform, which.workspace, which.channel, which.thread), astuple(thread), strict=True)
    return all(not wanted or wanted == name for wanted, name in names)


def _place(thread: Thread) -> str:
    """The folder of its channel."""
    return "/".join(safe(name) for name in (thread.platform, thread.workspace, thread.channel) if name)


def _way(from_: Path, to: Path) -> str:
    """A link between two files of the folder."""
    return quote(os.path.relpath(to, from_.parent).replace(os.sep, "/"))


def _words(name: str) -> str:
    """In a link's brackets."""
    return " ".join(re.sub(r"[\[\]\\]", " ", name).split())
