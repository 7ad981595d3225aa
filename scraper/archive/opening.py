"""Which files of an export hold conversations, and where the others are that these name.

Seen 2023-04 to 2026-07: a zip with ``conversations.json``, since 2026-02 also ``conversations-000.json`` and so on.
Beside them is what people uploaded and what was made for them: ``file-abc-name.png``, ``user-…/file_abc-….png``,
``dalle-generations/file-abc-….webp``; since 2026 ``file-abc.dat``, with the names in
``conversation_asset_file_names.json``.
"""

import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from bridge.errors import ArchiveUnread
from bridge.texts import Phrase

CONVERSATIONS = re.compile(r"conversations(?:[-_]\d+)?\.json", re.IGNORECASE)
NAMES = re.compile(r"conversation_asset_file_names.*\.json", re.IGNORECASE)
ASSET = re.compile(r"(file[-_][0-9A-Za-z]{8,})")

LARGEST = 25_000_000
"""Bytes of a file that is taken along; a larger one is only named."""

DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)
"""What reading a zip raises: RuntimeError where it wants a password, NotImplementedError for an unknown packing."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file with conversations in it."""

    name: str
    size: int
    open: Callable[[], IO[bytes]]


class Archive:
    """An export; what it holds besides is known by name until somebody wants it."""

    def __init__(self, path: Path, found: Sequence[Part]) -> None:
        self.path = path
        self.parts = _conversations(found)
        self._assets: dict[str, Part] = {}
        for one in found:
            if named := ASSET.search(PurePosixPath(one.name).name):
                self._assets.setdefault(named[1], one)
        self._names = _names(found)

    @property
    def size(self) -> int:
        """Bytes of conversations."""
        return sum(part.size for part in self.parts)

    def has(self, asset: str) -> bool:
        """Whether the file of this id is in it, and not too large."""
        return asset in self._assets and self._assets[asset].size <= LARGEST

    def name(self, asset: str) -> str:
        """What the file of this id was called; empty where nobody knows."""
        part = self._assets.get(asset)
        return self._names.get(asset) or (_own_name(part.name, asset) if part else "")

    def content(self, asset: str) -> bytes | None:
        """Of the file of this id; None where it can't be read."""
        try:
            with self._assets[asset].open() as file:
                content = file.read(LARGEST + 1)
        except (KeyError, *DAMAGE):
            return None
        return content if len(content) <= LARGEST else None


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """The export at this place. Raises ArchiveUnread where it is none."""
    if path.is_dir():
        files = sorted(one for one in path.rglob("*") if one.is_file())
        yield _with_conversations(path, [_file(one, one.relative_to(path).as_posix()) for one in files])
        return
    if not path.is_file():
        raise ArchiveUnread(file=path, what=Phrase("archive_not_there"))
    if zipfile.is_zipfile(path):
        try:
            archive = zipfile.ZipFile(path)
        except DAMAGE as error:
            raise ArchiveUnread(file=path, what=Phrase("archive_damaged", why=error)) from error
        with archive:
            members = [_member(archive, one) for one in archive.infolist() if not one.is_dir()]
            yield _with_conversations(path, members)
        return
    with path.open("rb") as file:
        begin = file.read(4)
    if begin.startswith(b"PK"):  # the list of its files stands at a zip's end
        raise ArchiveUnread(file=path, what=Phrase("archive_cut_zip"))
    yield Archive(path, [Part(path.name, path.stat().st_size, lambda: path.open("rb"))])


def _with_conversations(path: Path, found: Sequence[Part]) -> Archive:
    archive = Archive(path, found)
    if not archive.parts:
        inner = any(one.name.lower().endswith(".zip") for one in found)
        raise ArchiveUnread(file=path, what=Phrase("archive_of_zips" if inner else "archive_without"))
    return archive


def _conversations(found: Sequence[Part]) -> Sequence[Part]:
    """Those nearest to the top: a copy may lie deeper. A single file is taken for one, whatever it is called."""
    named = [one for one in found if CONVERSATIONS.fullmatch(PurePosixPath(one.name).name)]
    if not named and len(found) == 1 and not found[0].name.lower().endswith(".zip"):
        named = list(found)
    top = min((one.name.count("/") for one in named), default=0)
    return sorted((one for one in named if one.name.count("/") == top), key=lambda one: one.name)


def _names(found: Sequence[Part]) -> dict[str, str]:
    names: dict[str, str] = {}
    for one in found:
        if not NAMES.fullmatch(PurePosixPath(one.name).name) or one.size > LARGEST:
            continue
        try:
            with one.open() as file:
                told = json.load(file)
        except (ValueError, *DAMAGE):
            continue  # what the files were called is worth having, and no more
        for asset, name in told.items() if isinstance(told, dict) else ():
            if (known := ASSET.search(asset)) and isinstance(name, str):
                names[known[1]] = PurePosixPath(name).name
    return names


def _own_name(path: str, asset: str) -> str:
    """What stands behind its id in the name of a file; ``.dat`` says nothing."""
    name = PurePosixPath(path).name.partition(asset)[2].lstrip("-_")
    end = PurePosixPath(asset + name).suffix
    return "" if end in ("", ".dat") else name if not name.startswith(".") else asset + name


def _file(path: Path, name: str) -> Part:
    return Part(name, path.stat().st_size, lambda: path.open("rb"))


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Part:
    return Part(member.filename, member.file_size, lambda: archive.open(member))
