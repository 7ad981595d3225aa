"""Files that come with questions, from whatever platform: by which names they go on, and which are not taken."""

import re
from mimetypes import guess_extension
from pathlib import PurePosixPath

from bridge.errors import FileUnread
from bridge.texts import Phrase

MEGABYTE = 1_000_000

LONGEST_NAME = 120
"""Characters; every system takes names of that length, also of Korean letters."""

PROGRAMS = frozenset(
    {".apk", ".app", ".bat", ".cmd", ".com", ".cpl", ".deb", ".dll", ".dmg", ".exe", ".hta", ".jar", ".lnk", ".msi"}
    | {".pif", ".pkg", ".ps1", ".rpm", ".scr", ".sys", ".vbs"}
)
"""Endings of what is run when it is opened."""

_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]+')
"""What some system does not take in a name, and signs that turn the reading direction and so hide an ending."""

_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)

_PROGRAM_STARTS = (b"\x7fELF", b"\xfe\xed\xfa", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")


def named(name: str, kind: str = "") -> str:
    """A name that is safe everywhere; one without an ending gets that of its media type."""
    safe = _UNSAFE.sub("_", name).strip(" .") or "file"
    if _RESERVED.match(safe):
        safe = f"_{safe}"
    ending = PurePosixPath(safe).suffix or (guess_extension(kind.partition(";")[0].strip()) or "")
    stem = safe.removesuffix(ending)
    return stem[: max(1, LONGEST_NAME - len(ending))] + ending[:LONGEST_NAME]


def check_size(name: str, size: int, most: int) -> None:
    """FileUnread when it has more than this many bytes."""
    if size > most:
        raise FileUnread(name=name, what=Phrase("file_too_large", most=f"{round(most / MEGABYTE, 1):g}"))


def check_content(name: str, kind: str, content: bytes) -> None:
    """FileUnread when it is a program, or not the picture that it is said to be."""
    if PurePosixPath(name).suffix.lower() in PROGRAMS or is_program(content):
        raise FileUnread(name=name, what=Phrase("file_program"))
    if kind.lower() in ("image/png", "image/jpeg", "image/jpg", "image/gif", "image/webp") and not picture(content):
        raise FileUnread(name=name, what=Phrase("file_no_picture"))


def is_program(content: bytes) -> bool:
    """By its first bytes: of Windows, Linux, macOS, Java."""
    return content.startswith(_PROGRAM_STARTS) or (content.startswith(b"MZ") and b"\0" in content[:64])


def picture(content: bytes) -> str:
    """Which kind of picture its first bytes say it is; empty: none that we know."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if content.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    return "webp" if content[:4] == b"RIFF" and content[8:12] == b"WEBP" else ""
