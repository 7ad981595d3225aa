"""Whether the selectors still hold on a page whose state is known; what doesn't is named, with what was tried."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from playwright.async_api import Page

from scraper import look
from scraper.selectors import Generation, Name

State = Literal["new chat", "conversation"]

NOT_AT_REST: Mapping[Name, bool] = {
    "stub": False,
    "send": False,
    "stop": False,
    "attachment": False,
    "dialog": False,
    "human_check": False,
    "signed_out": False,
}
EXPECTED: Mapping[State, Mapping[Name, bool]] = {
    "new chat": {"editor": True, "turn": False, **NOT_AT_REST},
    "conversation": {"editor": True, "turn": True, **NOT_AT_REST},
}
"""What is visible on a page at rest, signed in, with an empty composer."""


@dataclass(frozen=True, slots=True)
class Line:
    """One selector's result."""

    name: str
    holds: bool
    found: str
    """The selector that matched, or "nothing"."""


async def check(tab: Page, generation: Generation, state: State) -> list[Line]:
    """One line for the generation and one for each name; reads only."""
    seen = look.parse(await tab.evaluate(look.PROBE, look.arguments(generation)))
    return [Line("generation", seen.known, generation.name if seen.known else "unknown"), *_lines(seen, state)]


def _lines(seen: look.Look, state: State) -> Iterator[Line]:
    for name, expected in EXPECTED[state].items():
        found = seen.found[name]
        yield Line(name, (found is not None) is expected, found.selector if found else "nothing")
