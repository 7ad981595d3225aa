"""What Discord reads its own way, and what is done so that none of it does harm. Pure.

A backslash takes the meaning from any sign that is no letter, digit or blank of ASCII (simple-markdown, on which
Discord's client is built). Cards of invitations are made from the text itself, whatever is said about embeds.
"""

import re
import string

from platforms.markdown.signs import THIN

_ALONE = re.compile(
    r"[\\`*_~|<@\[\]]|(?<=[ps])://|(?:(?<=discord)|(?<=discordapp))\.(?=gg/|com/invite/)", re.IGNORECASE
)
_BEGINS = re.compile(r"(?:#{1,3}|>(?:>>)?|-#?)(?=\s|$)|\d+(?=\.(?:\s|$))")
_RUN = re.compile("`(?=``)")
_WORDS = string.ascii_letters + string.digits


def escaped(text: str, before: str, after: str, *, begins: bool = False, label: bool = False) -> str:
    """Words between these two characters that are shown as they stand; `begins`: where a line does."""

    def one(found: re.Match[str]) -> str:
        sign, at = found[0], found.start()
        left = text[at - 1] if at else before
        right = text[found.end() : found.end() + 1] or after
        return "\\" * _means(sign, left, right, text[at:], label) + sign

    said = _ALONE.sub(one, text)
    special = _BEGINS.match(text) if begins else None
    if special and special[0].isdigit():
        return f"{special[0]}\\{said[len(special[0]) :]}"
    return "\\" * bool(special and not said.startswith("\\")) + said


def code(text: str) -> str:
    """A line of a block of code: nothing in it ends the block."""
    return _RUN.sub("`" + THIN, text)


def _means(sign: str, left: str, right: str, rest: str, label: bool) -> bool:
    match sign:
        case "\\":
            return not right or not (right in _WORDS or right.isspace())
        case "_":
            return not (left and right and left in _WORDS and right in _WORDS)
        case "~" | "|":
            return sign in (left, right)
        case "<":
            return bool(right) and not right.isspace()
        case "@":
            return rest.startswith(("@everyone", "@here"))
        case "[":
            return label
        case "]":
            return label or right == "("
        case _:
            return True
