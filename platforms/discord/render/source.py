"""What ChatGPT writes for a browser, said in Markdown: some HTML, and footnotes. Pure.

Only what is meant as form and has both of its halves: a tag that is talked about stays a word.
"""

import re

_CODE = r"(?<!`)(?P<run>`+)(?!`).*?(?<!`)(?P=run)(?!`)"
_TAG = "b|strong|i|em|s|del|strike|u|mark|small|sub|sup|kbd|code|summary"
_PAIR = rf"<(?P<tag>{_TAG})>(?P<inside>[^<>\n]+)</(?P=tag)>"
_NOTE = r"\[\^(?P<note>\d{1,3})\]"
_LINK = r"<a\s[^<>]*?href=[\"'](?P<address>https?://[^\"'<>\s]+)[\"'][^<>]*>(?P<label>[^<>\n]+)</a>"
_SPECIAL = re.compile(
    rf"{_CODE}|<br\s*/?>[ \t]*\n?(?P<br>)|</?details(?: open)?>(?P<fold>)|{_PAIR}|{_LINK}|{_NOTE}",
    re.IGNORECASE | re.DOTALL,
)
_MARKS = {"b": "**", "strong": "**", "summary": "**", "i": "*", "em": "*", "s": "~~", "del": "~~", "strike": "~~"}
_MARKS |= {"kbd": "`", "code": "`"}
_UP = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
_DOWN = str.maketrans("0123456789+-=()aeoxhklmnpstij", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₕₖₗₘₙₚₛₜᵢⱼ")


def prepared(text: str) -> str:
    """The text of a paragraph or of a cell."""
    return _SPECIAL.sub(_said, text) if "<" in text or "[^" in text else text


def defined(text: str) -> str:
    """A footnote at the end: its number, then what it says."""
    return re.sub(r"^\[\^(\d{1,3})\]:[ \t]*", lambda found: found[1].translate(_UP) + " ", text)


def _said(found: re.Match[str]) -> str:
    if found["br"] is not None:
        return "\n"
    if found["fold"] is not None:
        return ""
    if found["tag"]:
        return _styled(found["tag"].lower(), found["inside"])
    if found["address"]:
        return f"[{found['label']}]({found['address']})"
    return found["note"].translate(_UP) if found["note"] else found[0]


def _styled(tag: str, inside: str) -> str:
    if tag in ("sub", "sup"):
        raised = inside.translate(_DOWN if tag == "sub" else _UP)
        return raised if not set(raised) & set(inside) else ("_" if tag == "sub" else "^") + f"({inside})"
    mark = _MARKS.get(tag, "")
    return f"{mark}{inside.strip()}{mark}" if mark and inside.strip() else inside
