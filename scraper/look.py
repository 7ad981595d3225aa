"""What one look at the page shows, and whether one can go on from there."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from bridge.errors import HumanCheck, LoginRequired, PageChanged, RateLimited
from scraper.selectors import Generation, Name

PROBE = files("scraper").joinpath("probe.js").read_text("utf-8")


@dataclass(frozen=True, slots=True)
class Found:
    selector: str
    count: int
    text: str


@dataclass(frozen=True, slots=True)
class Look:
    """What is visible, by name; None where nothing is."""

    known: bool
    language: str
    path: str
    title: str
    found: Mapping[Name, Found | None]

    def sees(self, name: Name) -> bool:
        return self.found[name] is not None

    def count(self, name: Name) -> int:
        found = self.found[name]
        return found.count if found else 0

    @property
    def ready(self) -> bool:
        """One can type."""
        return self.known and self.sees("editor") and not self.sees("stub") and not self.sees("dialog")


def arguments(generation: Generation) -> dict[str, Any]:
    """What PROBE wants to be called with."""
    return {
        "selectors": {name: list(candidates) for name, candidates in generation.selectors.items()},
        "active": generation.in_active_page,
        "toldBy": list(generation.told_by),
    }


def parse(value: dict[str, Any]) -> Look:
    found = {name: Found(**hit) if hit else None for name, hit in value["found"].items()}
    return Look(value["known"], value["language"], value["path"], value["title"], found)


def wall(look: Look, generation: Generation) -> HumanCheck | LoginRequired | RateLimited | PageChanged | None:
    """What stands in the way, as the error that says so; None while the page may only be slow."""
    dialog = look.found["dialog"]
    if look.sees("human_check"):
        return HumanCheck()
    if dialog is not None:
        if any(words.lower() in dialog.text.lower() for words in generation.too_many_requests):
            return RateLimited()
        return PageChanged(what="a dialog stands in front of it")
    if look.sees("signed_out") and not look.sees("signed_in"):
        return LoginRequired()
    return None


def unknown(look: Look) -> PageChanged:
    """Why a page that did not become ready is not one of ours."""
    return PageChanged(what="it has no composer" if look.known else "it is of no known generation")
