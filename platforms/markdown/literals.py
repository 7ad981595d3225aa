"""What begins and ends by itself in a text, whatever stands in it: addresses and formulas. Pure."""

import re

LONGEST_FORMULA = 180

_MATHS = re.compile(r"\\[A-Za-z]+|[\^_={}]|\s[-+*/<>≤≥≠≈×·]\s")
_SHORT = re.compile(r"[A-Za-z]{1,2}['′]?|\d{1,6}(?:\.\d+)?|[A-Za-z]\([\w, ]{1,20}\)|\([\w, ]{1,20}\)")
_AMOUNT = re.compile(r"\d[\d,.]*(?:\s|[kKMB]\b|$)")
_URL = re.compile(
    r"https?://(?:[!-;=?-\[\]^_a-z{}~]|(?<=[/=%?&#_-])[^\x00-\x7f\s]|(?<=[^\x00-\x7f])\w)+", re.IGNORECASE
)
_TRAILING = re.compile(r"(?:[!?.,:;*_~'\"\]}]|\*\*.*)+$")


def bare_address(text: str, at: int) -> str:
    """The address that begins here, without what ends the sentence around it; "" where there is none."""
    found = _URL.match(text, at)
    if not found:
        return ""
    address = found[0]
    while True:
        shorter = _TRAILING.sub("", address)
        if shorter.endswith(")") and shorter.count(")") > shorter.count("("):
            shorter = shorter[:-1]
        if shorter == address:
            return address if len(address) > len("https://") else ""
        address = shorter


def formula(text: str, at: int) -> tuple[str, int] | None:
    """The maths that begins here, and where it ends; None where there is none."""
    if text.startswith("\\(", at):
        end = text.find("\\)", at + 2, at + LONGEST_FORMULA)
        return (text[at + 2 : end].strip(), end + 2) if end > at + 2 and "\n\n" not in text[at:end] else None
    mark = "$$" if text.startswith("$$", at) else "$"
    begin = at + len(mark)
    end = text.find(mark, begin, begin + LONGEST_FORMULA)
    while end > begin and text[end - 1] == "\\":
        end = text.find(mark, end + 1, begin + LONGEST_FORMULA)
    if end <= begin or "\n\n" in text[begin:end]:
        return None
    inside, after = text[begin:end], text[end + len(mark) : end + len(mark) + 1]
    if mark == "$$":
        return (inside.strip(), end + 2) if inside.strip() else None
    if inside[0].isspace() or inside[-1].isspace() or (after.isascii() and after.isalnum()) or "`" in inside:
        return None
    if not (_SHORT.fullmatch(inside) or (_MATHS.search(inside) and not _AMOUNT.match(inside))):
        return None
    return inside, end + 1
