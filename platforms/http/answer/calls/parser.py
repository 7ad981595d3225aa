"""Text → what it says, and what it calls.

Models are asked for a code block ``tool_call`` (asking/terms.py). They also write what they learned elsewhere, and
it is understood: a ``json`` block or bare lines with a call in them, ``<tool_call>`` tags, several calls in a list
or one after the other. What is marked as a call and can't be read is broken; all else that is none is text.

The same text gives the same calls however it comes: what may still become a call is held back, and what was not
held back once never becomes one.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from platforms.http.answer.calls.elements import OPENING, Element, element, settled
from platforms.http.answer.calls.lenient import Wanted

BETWEEN = 200
"""Characters of text that may stand after a call. Whoever writes more goes on as if the tools had answered."""


@dataclass(frozen=True, slots=True)
class Found:
    """What an answer says, and what it calls."""

    words: str
    """Before the first call."""
    wanted: tuple[Wanted, ...] = ()
    broken: tuple[str, ...] = ()
    """What is marked as a call and can't be read."""
    enough: bool = False
    """Whatever follows changes nothing."""
    known: int = field(default=0, compare=False)
    """Up to here there are no calls, whatever follows: of a longer text only the rest has to be looked at."""


def parse(text: str, tools: Collection[str], *, parallel: bool = True, over: bool = True, known: int = 0) -> Found:
    """``tools``: their names. As long as it is not ``over``, only what stands firm is told."""
    calls: list[Element] = []
    at = known
    while opening := OPENING.search(text, at):
        one = element(text, opening, tools, over)
        if calls and (one.result or _goes_on(text, calls[-1].end, one.start)):
            return _found(text, calls, parallel, enough=True)
        if one.held:
            return _found(text, calls, parallel) if calls else Found(text[: one.start].rstrip(), known=known)
        if one.wanted or one.broken:
            calls.append(one)
            if not parallel:
                return _found(text, calls, parallel, enough=True)
        at = max(one.end, opening.end())
        if one.open and not over and not calls:
            return Found(text.rstrip(), known=one.start)
        known = known if calls else at
    end = len(text) if over else at + settled(text[at:])
    if calls:
        return _found(text, calls, parallel, enough=_goes_on(text, calls[-1].end, end))
    return Found(text if over else text[:end].rstrip(), known=max(known, text.rfind("\n", 0, end) + 1))


def _found(text: str, calls: list[Element], parallel: bool, *, enough: bool = False) -> Found:
    wanted = tuple(call for one in calls for call in one.wanted)
    broken = tuple(one.broken for one in calls if one.broken)
    words = text[: calls[0].start].rstrip()
    return Found(words, wanted if parallel else wanted[:1], broken, enough)


def _goes_on(text: str, start: int, end: int) -> bool:
    return len(text[start:end].strip()) > BETWEEN
