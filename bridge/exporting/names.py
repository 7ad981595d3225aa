"""Names for files and folders that Windows, macOS, Linux and Obsidian all take; pure.

Source: learn.microsoft.com "Naming Files, Paths, and Namespaces"; in Obsidian's links brackets, # and ^ are signs.
"""

import re
import unicodedata

LONGEST = 60
"""Bytes in UTF-8: with the folders before it a path stays far below the 260 characters of Windows."""

_TAKEN = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_BAD = re.compile(r'[<>:"/\\|?*#^\[\]%\s]+')


def safe(name: str, longest: int = LONGEST) -> str:
    """The same words; never empty, never a name that a system keeps to itself."""
    letters = (" " if unicodedata.category(one)[0] in "CZ" else one for one in unicodedata.normalize("NFC", name))
    words = _BAD.sub(" ", "".join(letters)).strip(" .")
    words = _cut(words, longest).strip(" .") or "_"
    return f"_{words}" if _TAKEN.fullmatch(words) else words


def numbered(name: str, number: int) -> str:
    """Another name for what is called the same: ``a (2).png``."""
    stem, dot, end = name.rpartition(".")
    return f"{stem} ({number}).{end}" if dot and stem else f"{name} ({number})"


def file_name(name: str) -> str:
    """A file's own name, made safe; how it ends stays."""
    stem, dot, end = name.rpartition(".")
    if not (dot and stem and end.isalnum() and len(end) <= 10):
        return safe(name)
    return f"{safe(stem, LONGEST - len(end.encode()) - 1)}.{end}"


def _cut(text: str, longest: int) -> str:
    """Whole characters only."""
    return text.encode()[:longest].decode(errors="ignore")
