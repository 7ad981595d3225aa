"""What one look at the page shows, and whether one can go on from there."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from bridge.errors import HumanCheck, LoginRequired, PageChanged, RateLimited
from scraper.generations import Generations
from scraper.selectors import ANYWHERE, UNSEEN, Name

PROBE = files("scraper").joinpath("probe.js").read_text("utf-8")
TOO_MANY = ("too many requests", "making requests too quickly", "너무 많은 요청", "요청이 너무 많")


@dataclass(frozen=True, slots=True)
class Found:
    selector: str
    count: int
    text: str


@dataclass(frozen=True, slots=True)
class Look:
    """What is visible, by name; None where nothing is."""

    generation: str
    """Which one it is; empty when it is none that we know."""
    language: str
    path: str
    title: str
    found: Mapping[Name, Found | None]
    bad: tuple[str, ...] = ()
    """Selectors that the browser does not understand."""

    @property
    def known(self) -> bool:
        return bool(self.generation)

    def sees(self, name: Name) -> bool:
        return self.found.get(name) is not None

    def count(self, name: Name) -> int:
        found = self.found.get(name)
        return found.count if found else 0

    @property
    def ready(self) -> bool:
        """One can type."""
        return self.known and self.sees("editor") and not self.sees("stub") and not self.sees("dialog")


def arguments(generations: Generations) -> dict[str, Any]:
    """What PROBE wants to be called with."""
    looks = [
        {
            "name": one.name,
            "toldBy": list(one.told_by),
            "active": one.in_active_page,
            "selectors": {name: list(candidates) for name, candidates in one.selectors.items()},
        }
        for one in generations.all
    ]
    return {"generations": looks, "anywhere": list(ANYWHERE), "unseen": list(UNSEEN)}


def parse(value: dict[str, Any]) -> Look:
    found = {name: Found(**hit) if hit else None for name, hit in value["found"].items()}
    bad = tuple(value["bad"])
    return Look(value["generation"], value["language"], value["path"], value["title"], found, bad)


def wall(look: Look) -> HumanCheck | LoginRequired | RateLimited | PageChanged | None:
    """What stands in the way, as the error that says so; None while the page may only be slow."""
    dialog = look.found["dialog"]
    if look.sees("human_check"):
        return HumanCheck()
    if dialog is not None:
        if any(words in dialog.text.lower() for words in TOO_MANY):
            return RateLimited()
        return PageChanged(what="a dialog stands in front of it")
    if look.sees("signed_out") and not look.sees("signed_in"):
        return LoginRequired()
    return None


def unknown(look: Look) -> PageChanged:
    """Why a page that did not become ready is not one of ours."""
    return PageChanged(what="it has no composer" if look.known else "it is of no known generation")
