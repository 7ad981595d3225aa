"""Whether the selectors still hold on a page whose state is known; what doesn't is named, with what was tried."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from playwright.async_api import Page

from scraper.generations import Generations
from scraper.page import look
from scraper.page.selectors import Name

State = Literal["new chat", "conversation"]

NOT_AT_REST: Mapping[Name, bool] = {
    "stub": False,
    "send": False,
    "stop": False,
    "attachment": False,
    "uploading": False,
    "streaming": False,
    "turn_error": False,
    "model_menu": False,
    "continue": False,
    "retry": False,
    "dialog": False,
    "signed_out": False,
}
COMPOSER: Mapping[Name, bool] = {
    "editor": True,
    "plus": True,
    "voice": True,
    "file_input": True,
    "model_trigger": True,
}
THREAD: tuple[Name, ...] = ("turn", "user", "assistant", "finished", "copy", "regenerate", "edit")
EXPECTED: Mapping[State, Mapping[Name, bool]] = {
    "new chat": {**COMPOSER, **dict.fromkeys(THREAD, False), **NOT_AT_REST},
    "conversation": {**COMPOSER, **dict.fromkeys(THREAD, True), **NOT_AT_REST},
}
"""What is visible on a page at rest, signed in, with an empty composer."""


@dataclass(frozen=True, slots=True)
class Line:
    """One selector's result."""

    name: str
    holds: bool
    found: str
    """The selector that matched, or "nothing"."""


async def check(tab: Page, generations: Generations, state: State) -> list[Line]:
    """One line for the generation and one for each name; reads only."""
    seen = await glance(tab, generations)
    return [Line("generation", seen.known, seen.generation or "unknown"), *_lines(seen, state)]


async def glance(tab: Page, generations: Generations) -> look.Look:
    """One look at a tab that nobody drives."""
    return look.parse(await tab.evaluate(look.PROBE, look.arguments(generations)), generations)


def _lines(seen: look.Look, state: State) -> Iterator[Line]:
    for name, expected in EXPECTED[state].items():
        found = seen.found[name]
        yield Line(name, (found is not None) is expected, found.selector if found else "nothing")
