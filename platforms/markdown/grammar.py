"""markdown-it, with four rules of our own. Pure.

- Emphasis opens and closes beside a letter of Korean, Japanese or Chinese where CommonMark wants a space:
  `**"인용"**은` is bold, as its author meant it.
- `$…$` and `\\(…\\)` are maths, and shown as code. `$5 and $6` are prices.
- `https://…` is a link wherever it stands, up to the particle that hangs on it.
- `<…>` is a link when it holds an address that one can click, and a word otherwise: no HTML.

Links by reference are not resolved: their address may come thousands of characters later.
"""

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

from platforms.markdown.literals import bare_address, formula
from platforms.markdown.signs import is_sign, is_space, is_wide_letter

BARE = "bare"
"""The markup of a link that shows nothing but its address."""

MATHS = "maths"
"""The markup of code that is maths."""

_AUTOLINK = re.compile(r"<(https?://[^\s<>|]+)>", re.IGNORECASE)


def reader_of_ones_own() -> MarkdownIt:
    """One that may be given more rules."""
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


@cache
def reader() -> MarkdownIt:
    return reader_of_ones_own()


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
        token = state.push("code_inline", "code", 0)
        token.content, token.markup = found[0].replace("\n", " "), MATHS
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
