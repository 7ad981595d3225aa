"""What one look at the page shows, and whether one can go on from there."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from bridge.errors import BridgeError, PageChanged
from scraper.generations import Generations
from scraper.page.selectors import ANYWHERE, UNSEEN, Name
from scraper.page.states import State

_PROBE = files("scraper.page").joinpath("probe.js").read_text("utf-8")
PROBE = f"""json => {{
  const wanted = JSON.parse(json);
  const told = ({_PROBE})(wanted);
  return wanted.press ? told : JSON.stringify(told);
}}"""
"""JSON in and out: Playwright's own way of packing a value takes ten times as long as the look itself."""


@dataclass(frozen=True, slots=True)
class Found:
    selector: str
    count: int


@dataclass(frozen=True, slots=True)
class InState:
    """A state that the page is in, and the words that say so."""

    state: State
    text: str = field(repr=False)

    @property
    def error(self) -> BridgeError | None:
        return self.state.raised(self.text)


@dataclass(frozen=True, slots=True)
class Look:
    """What is visible, by name; None where nothing is."""

    generation: str
    """Which one it is; empty when it is none that we know."""
    language: str
    origin: str
    path: str
    title: str
    found: Mapping[Name, Found | None]
    states: Sequence[InState] = ()
    strange: bool = False
    """A dialog stands there that no state explains."""
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

    def state(self, name: str) -> InState | None:
        return next((one for one in self.states if one.state.name == name), None)

    @property
    def ready(self) -> bool:
        """One can type."""
        return self.known and self.sees("editor") and not self.sees("stub") and not self.sees("dialog")

    @property
    def closable(self) -> Sequence[State]:
        """What has a control that takes it away, and costs nothing to take away."""
        return [one.state for one in self.states if one.state.close]


def arguments(generations: Generations, press: str = "") -> str:
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
    known = generations.states.arguments()
    wanted = {
        "generations": looks,
        "anywhere": list(ANYWHERE),
        "unseen": list(UNSEEN),
        "states": known,
        "press": press,
    }
    return json.dumps(wanted)


def parse(told: str, generations: Generations) -> Look:
    """What PROBE gave."""
    value: dict[str, Any] = json.loads(told)
    states = [(generations.states.named(one["name"]), one["text"]) for one in value["states"]]
    return Look(
        generation=value["generation"],
        language=value["language"],
        origin=value["origin"],
        path=value["path"],
        title=value["title"],
        found={name: Found(**hit) if hit else None for name, hit in value["found"].items()},
        states=[InState(state, text) for state, text in states if state is not None],
        strange=value["strange"],
        bad=tuple(value["bad"]),
    )


def wall(look: Look, *, patient: bool = False) -> BridgeError | None:
    """What stands in the way, as the error that says so; None while the page may only be slow.

    ``patient``: what often passes by itself has had its time.
    """
    for one in look.states:
        weak = one.state.unknown or (one.state.patient and not patient)
        if one.state.stops and not weak and (error := one.error):
            return error
    if look.strange:
        return PageChanged(what="a dialog stands in front of it")
    return None


def unknown(look: Look) -> BridgeError:
    """Why a page that did not become ready is not one of ours; signs that count nowhere else count here."""
    told = (one.error for one in look.states if one.state.unknown)
    if error := next(filter(None, told), None):
        return error
    return PageChanged(what="it has no composer" if look.known else "it is of no known generation")
