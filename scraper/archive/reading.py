"""One conversation after the other out of files of any size. Where one is damaged, the place is said.

ijson reads JSON piece by piece (its C backend does 100 MB a second), so that only one conversation is in memory.
"""

from collections.abc import Callable, Iterator
from typing import IO, Any

import ijson

from bridge.errors import ArchiveUnread
from bridge.texts import Phrase
from scraper.archive.opening import DAMAGE, Archive, Part

AT_ONCE = 1 << 18
"""Bytes that are read at once."""

LISTS = ("conversations", "items")
"""Under one of these names stands the list where the file is an object (seen 2026-02)."""

Raw = dict[str, Any]
Tell = Callable[[int], None]
"""Told how many more bytes were read."""


def quietly(_: int) -> None:
    """Tell nobody."""


def conversations(archive: Archive, tell: Tell = quietly) -> Iterator[Raw]:
    """All of them, in the order of the files. Raises ArchiveUnread where one can't be read on."""
    for part in archive.parts:
        yield from _of(archive, part, tell)


def checked(archive: Archive, tell: Tell = quietly) -> int:
    """How many there are, when all files were read to their ends. Raises ArchiveUnread, before anything is done."""
    return sum(1 for _ in conversations(archive, tell))


def _of(archive: Archive, part: Part, tell: Tell) -> Iterator[Raw]:
    number, title = 0, ""
    try:
        for one in _items(part, tell):
            number += 1
            if not isinstance(one, dict) or not ("mapping" in one or "messages" in one):
                raise _Wrong
            title = str(one.get("title") or "")
            yield one
    except _Wrong:
        what = Phrase("archive_no_conversation", part=part.name, number=number or 1)
        raise ArchiveUnread(file=archive.path, what=what) from None
    except (ijson.JSONError, *DAMAGE) as error:
        known = {"part": part.name, "number": number, "title": title}
        what = Phrase("archive_broken" if number else "archive_broken_at_once", why=_why(error), **known)
        raise ArchiveUnread(file=archive.path, what=what) from error


class _Wrong(Exception):
    """JSON, but no conversations."""


def _items(part: Part, tell: Tell) -> Iterator[Any]:
    with part.open() as file:
        place = _list_in(file)
    with part.open() as file:
        yield from ijson.items(_Counting(file, tell), place, use_float=True, buf_size=AT_ONCE)


def _list_in(file: IO[bytes]) -> str:
    """Where the conversations stand in it, in ijson's words; nothing: it is one."""
    depth, key = 0, ""
    for event, value in ijson.basic_parse(file, use_float=True):
        if event == "start_array" and depth == 0:
            return "item"
        if event == "start_array" and depth == 1 and key in LISTS:
            return f"{key}.item"
        if event == "map_key" and depth == 1:
            key = value
            if key in ("mapping", "messages"):
                return ""
        depth += {"start_map": 1, "start_array": 1, "end_map": -1, "end_array": -1}.get(event, 0)
    raise _Wrong


class _Counting:
    """A file that tells how far it was read."""

    def __init__(self, file: IO[bytes], tell: Tell) -> None:
        self._file = file
        self._tell = tell

    def read(self, size: int = -1) -> bytes:
        some = self._file.read(size)
        self._tell(len(some))
        return some


def _why(error: Exception) -> Phrase:
    """ijson's own words repeat the text that was read, which is nobody's business."""
    if "EOF" in str(error) or isinstance(error, EOFError):
        return Phrase("archive_ends")
    return Phrase("archive_not_json") if isinstance(error, ijson.JSONError) else Phrase("archive_unpacked")
