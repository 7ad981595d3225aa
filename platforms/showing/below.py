"""What stands below an answer, whatever it looks like there: its buttons, and the menu of models; pure."""

from collections.abc import Iterator, Sequence
from typing import Literal

from bridge.types import Model
from platforms.showing.answer import Offers

What = Literal["stop", "continue", "again", "anew"]
"""What a button does. Its label is the text `button_` of the same name."""


def doable(offers: Offers) -> Iterator[What]:
    """In their order; a link is no button that does anything."""
    if offers.stop:
        yield "stop"
    if offers.go_on:
        yield "continue"
    if offers.again:
        yield "again"
    if offers.anew:
        yield "anew"


def choices(models: Sequence[Model], current: str, *, longest: int, most: int) -> tuple[list[Model], bool]:
    """The models of a menu, and whether the first of them is the current one: choosing that would change nothing.

    Those whose id is longer than what the platform gives back are left out.
    """
    fitting = [model for model in models if 0 < len(model.id) <= longest]
    ordered = sorted(fitting, key=lambda model: not _is(model, current))[:most]
    return ordered, bool(ordered) and _is(ordered[0], current)


def shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _is(model: Model, current: str) -> bool:
    return bool(current) and current in (model.id, model.label)
