"""The parts of a text that may be tool calls: code blocks, tags, and bare JSON at the beginning of a line."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from platforms.http.answer.calls.lenient import Wanted, begins_a_call, calls_in, value_at, values, values_at

MARKS = ("tool_call", "tool_calls", "function_call", "function_calls")
"""What calls itself a call, and is broken where it can't be read."""
RESULTS = ("tool_result", "tool_results")
UNMARKED = ("", "json", "jsonc", "json5")
"""What a code block is called that holds a call often enough."""
TAGS = tuple(f"<{mark}>" for mark in MARKS)

OPENING = re.compile(
    r"^[ \t]*(?:(?P<fence>`{3,}|~{3,})(?P<info>[^\n]*)(?P<line>\n?)|(?P<bare>[{\[]))"
    rf"|(?P<tag>{'|'.join(TAGS)})",
    re.MULTILINE,
)
_CLOSING_TAG = re.compile(rf"\s*(?:</(?:{'|'.join(MARKS)})>)?")
_BEGUN = ("`", "``", "~", "~~")
LONGEST_TAG = max(map(len, TAGS))


@dataclass(frozen=True, slots=True)
class Element:
    """What begins at an opening."""

    start: int
    end: int
    """Where the text goes on."""
    wanted: tuple[Wanted, ...] = ()
    broken: str = ""
    """It calls itself a call and can't be read."""
    held: bool = False
    """What it is will be known when there is more of the text."""
    result: bool = False
    """It claims to be what a tool said."""
    open: bool = False
    """It is text, but where it ends is not known yet."""


def element(text: str, opening: re.Match[str], tools: Collection[str], over: bool) -> Element:
    """What begins here. ``over``: there will be no more of the text."""
    if opening["tag"]:
        return _tagged(text, opening, tools, over)
    if opening["bare"]:
        return _bare(text, opening, tools, over)
    return _fenced(text, opening, tools, over)


def settled(text: str) -> int:
    """How far a text without openings is text, whatever follows: without what is begun at its end."""
    line = text[text.rfind("\n") + 1 :]
    text = text[: len(text) - (len(line) if line.strip(" \t") in _BEGUN else 0)]
    tail = text[-LONGEST_TAG:]
    begun = next((at for at in range(len(tail)) if any(tag.startswith(tail[at:]) for tag in TAGS)), len(tail))
    return len(text) - len(tail) + begun


def _fenced(text: str, opening: re.Match[str], tools: Collection[str], over: bool) -> Element:
    start, info = opening.start(), opening["info"]
    if not opening["line"]:
        return Element(start, len(text), held=not over)
    word = (info.split() or [""])[0]
    label, inside = word.lower(), opening.start("info") + info.find(word) + len(word)
    if label in MARKS:
        return _marked(text, opening, inside, tools, over)
    if opening["fence"][0] in info:
        return Element(start, opening.end())  # code within a line
    closing = _closings(opening["fence"], over).search(text, inside)
    end = closing.end() if closing else len(text)
    if label in RESULTS:
        return Element(start, end, result=True, open=not closing)
    if label not in UNMARKED:
        return Element(start, end, open=not closing)
    content = text[inside : closing.start() if closing else len(text)]
    if closing or over:
        return Element(start, end, wanted=_known(values(content), tools))
    return Element(start, end, held=begins_a_call(content), open=True)


def _marked(text: str, opening: re.Match[str], inside: int, tools: Collection[str], over: bool) -> Element:
    """JSON up to what closes the block; a string in it may hold that, too."""
    start = opening.start()
    found, end = values_at(text, inside)
    if wanted := _any(found, tools):
        if closing := re.compile(_closing(opening["fence"], over)).match(text, end):
            return Element(start, closing.end(), wanted=wanted)
        if over and end == len(text):
            return Element(start, end, wanted=wanted)
    return Element(start, len(text), held=not over, broken=text[inside:] if over else "")


def _tagged(text: str, opening: re.Match[str], tools: Collection[str], over: bool) -> Element:
    start, inside = opening.span()
    content = text[inside:].lstrip()
    if content and content[0] not in "{[":
        return Element(start, inside)  # somebody speaks of the tag
    if found := value_at(text, inside):
        wanted = _any([found[0]], tools)
        closing = _CLOSING_TAG.match(text, found[1])
        end = closing.end() if closing else found[1]
        return Element(start, end, wanted=wanted, broken="" if wanted else text[inside:end])
    return Element(start, len(text), held=not over, broken=content if over else "")


def _bare(text: str, opening: re.Match[str], tools: Collection[str], over: bool) -> Element:
    start, inside = opening.span()
    if not begins_a_call(text[start : start + 200]):
        return Element(start, inside)
    if found := value_at(text, start):
        return Element(start, found[1], wanted=_known([found[0]], tools))
    return Element(start, inside, held=not over)


def _closings(fence: str, over: bool) -> re.Pattern[str]:
    """The lines that end such a code block."""
    return re.compile(r"^[ \t]*" + _closing(fence, over), re.MULTILINE)


def _closing(fence: str, over: bool) -> str:
    """The last line of a text may yet become another one."""
    end = r"(?:\n|\Z)" if over else r"\n"
    return rf"{re.escape(fence[0])}{{{len(fence)},}}[ \t]*{end}"


def _any(found: list[object] | None, tools: Collection[str]) -> tuple[Wanted, ...]:
    """By the names that the tools have: models were taught to write ``functions.`` before them."""
    wanted = (calls_in(found) or ()) if found else ()
    return tuple(replace(one, name=_meant(one.name, tools)) for one in wanted)


def _meant(name: str, tools: Collection[str]) -> str:
    short = name.removeprefix("functions.")
    return short if name not in tools and short in tools else name


def _known(found: list[object] | None, tools: Collection[str]) -> tuple[Wanted, ...]:
    """What does not call itself a call has to be one of a tool that there is."""
    wanted = _any(found, tools)
    return wanted if all(one.name in tools for one in wanted) else ()
