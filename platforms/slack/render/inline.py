"""The words of a paragraph, as markdown-it reads them, with four rules of our own. Pure.

- Emphasis opens and closes beside a letter of Korean, Japanese or Chinese where CommonMark wants a space:
  `**"인용"**은` is bold, as its author meant it.
- `$…$` and `\\(…\\)` are maths, and shown as code. `$5 and $6` are prices.
- `https://…` is a link wherever it stands, up to the particle that hangs on it.
- `<…>` is a link when it holds an address that one can click, and a word otherwise: no HTML.

Links by reference are not resolved: their address may come thousands of characters later.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

from platforms.slack.render.signs import is_sign, is_space, is_wide_letter

BARE = "bare"
"""The markup of a link that shows nothing but its address."""

LONGEST_FORMULA = 180


@dataclass(frozen=True, slots=True)
class Words:
    text: str


@dataclass(frozen=True, slots=True)
class Code:
    text: str


@dataclass(frozen=True, slots=True)
class Break:
    """The end of a line inside of a paragraph."""


@dataclass(frozen=True, slots=True)
class Styled:
    style: Literal["bold", "italic", "strike"]
    inside: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Link:
    address: str
    inside: "tuple[Node, ...]"
    """Nothing where the address is all that is shown."""


Node = Words | Code | Break | Styled | Link

_PLAIN = re.compile(r"[^\\`*_~\[\]!<>&$:\n]*")
_MATHS = re.compile(r"\\[A-Za-z]+|[\^_={}]|\s[-+*/<>≤≥≠≈×·]\s")
_SHORT = re.compile(r"[A-Za-z]{1,2}['′]?|\d{1,6}(?:\.\d+)?|[A-Za-z]\([\w, ]{1,20}\)|\([\w, ]{1,20}\)")
_AMOUNT = re.compile(r"\d[\d,.]*(?:\s|[kKMB]\b|$)")
_AUTOLINK = re.compile(r"<(https?://[^\s<>|]+)>", re.IGNORECASE)
_URL = re.compile(
    r"https?://(?:[!-;=?-\[\]^_a-z{}~]|(?<=[/=%?&#_-])[^\x00-\x7f\s]|(?<=[^\x00-\x7f])\w)+", re.IGNORECASE
)
_TRAILING = re.compile(r"(?:[!?.,:;*_~'\"\]}]|\*\*.*)+$")

_STYLES: dict[str, Literal["bold", "italic", "strike"]] = {"strong": "bold", "em": "italic", "s": "strike"}


def read(text: str) -> tuple[Node, ...]:
    """Text with nothing special in it is words, and costs nothing."""
    if _PLAIN.fullmatch(text):
        return (Words(text),) if text else ()
    [inline] = reader().parseInline(text)
    return _nodes(inline.children or [])


def plain(nodes: tuple[Node, ...]) -> str:
    """What a reader sees, without any style."""
    said = []
    for node in nodes:
        match node:
            case Words(text) | Code(text):
                said.append(text)
            case Break():
                said.append("\n")
            case Styled(_, inside):
                said.append(plain(inside))
            case Link(address, inside):
                said.append(plain(inside) or address)
    return "".join(said)


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


@cache
def reader() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable(["strikethrough", "table"]).disable("reference")
    rules = markdown.inline.ruler
    rules.disable(["html_inline", "linkify"])
    rules.before("escape", "maths", _maths)
    rules.before("escape", "address", _address)
    rules.at("emphasis", _emphasis)
    rules.at("strikethrough", _strike)
    rules.at("autolink", _autolink)
    markdown.validateLink = lambda url: True  # type: ignore[method-assign]
    markdown.normalizeLink = lambda url: url  # type: ignore[method-assign]
    return markdown


def _emphasis(state: StateInline, silent: bool) -> bool:
    mark = state.src[state.pos]
    if silent or mark not in "*_":
        return False
    end = state.pos
    while end < state.posMax and state.src[end] == mark:
        end += 1
    opens, closes = flanks(state.src, state.pos, end)
    length = end - state.pos
    for _ in range(length):
        token = state.push("text", "", 0)
        token.content = mark
        state.delimiters.append(
            Delimiter(ord(mark), length, len(state.tokens) - 1, end=-1, open=opens, close=closes)
        )
    state.pos = end
    return True


def _strike(state: StateInline, silent: bool) -> bool:
    """Two tildes; what is odd stays a tilde."""
    end = state.pos
    while end < state.posMax and state.src[end] == "~":
        end += 1
    length = end - state.pos
    if silent or length < 2:
        return False
    opens, closes = flanks(state.src, state.pos, end)
    if length % 2:
        state.push("text", "", 0).content = "~"
    for _ in range(length // 2):
        state.push("text", "", 0).content = "~~"
        state.delimiters.append(Delimiter(ord("~"), 0, len(state.tokens) - 1, end=-1, open=opens, close=closes))
    state.pos = end
    return True


def flanks(text: str, start: int, end: int) -> tuple[bool, bool]:
    """Whether the run of signs may open and whether it may close; CommonMark 0.31, and friendly to wide letters."""
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    left = not is_space(after) and (not is_sign(after) or _lets(before))
    right = not is_space(before) and (not is_sign(before) or _lets(after))
    if text[start] != "_":
        return left, right
    return left and (not right or is_sign(before)), right and (not left or is_sign(after))


def _lets(beside: str) -> bool:
    return is_space(beside) or is_sign(beside) or is_wide_letter(beside)


def _maths(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "$" and not state.src.startswith("\\(", state.pos):
        return False
    found = formula(state.src, state.pos)
    if found is None or found[1] > state.posMax:
        return False
    if not silent:
        state.push("code_inline", "code", 0).content = found[0].replace("\n", " ")
    state.pos = found[1]
    return True


def _address(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != ":" or state.linkLevel > 0:
        return False
    scheme = next((one for one in ("https", "http") if state.pending.lower().endswith(one)), "")
    address = bare_address(state.src, state.pos - len(scheme)) if scheme else ""
    if not address:
        return False
    if not silent:
        state.pending = state.pending[: -len(scheme)]
        _link(state, address)
    state.pos += len(address) - len(scheme)
    return True


def _autolink(state: StateInline, silent: bool) -> bool:
    found = _AUTOLINK.match(state.src, state.pos)
    if not found:
        return False
    if not silent:
        _link(state, found[1])
    state.pos = found.end()
    return True


def _link(state: StateInline, address: str) -> None:
    token = state.push("link_open", "a", 1)
    token.attrs, token.markup = {"href": address}, BARE
    state.push("link_close", "a", -1)


def _nodes(tokens: list[Token]) -> tuple[Node, ...]:
    """The tree of markdown-it's flat list."""
    levels: list[list[Node]] = [[]]
    opened: list[Token] = []
    for token in tokens:
        if token.nesting > 0:
            opened.append(token)
            levels.append([])
        elif token.nesting < 0:
            inside = tuple(levels.pop())
            levels[-1].append(_around(opened.pop(), inside))
        elif (leaf := _leaf(token)) is not None:
            levels[-1].append(leaf)
    return tuple(levels[0])


def _around(token: Token, inside: tuple[Node, ...]) -> Node:
    if token.tag == "a":
        return Link(str(token.attrs["href"]), inside)
    return Styled(_STYLES[token.tag], inside)


def _leaf(token: Token) -> Node | None:
    match token.type:
        case "text":
            return Words(token.content) if token.content else None
        case "code_inline":
            return Code(token.content)
        case "image":
            address = str(token.attrs["src"])
            return Link(address, (Words(plain(_nodes(token.children or []))),) if token.content else ())
        case _:
            return Break()
