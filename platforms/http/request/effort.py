"""How long the model should think, in whatever words that is asked."""

from collections.abc import Mapping
from typing import cast

from platforms.http.request.checks import Object, expect, refuse_type

BUDGETS = ((4096, "low"), (16384, "medium"))
"""Tokens of thought below which an effort is enough."""


def effort_of(fields: Object) -> str:
    """``reasoning_effort``; else ``reasoning`` or ``thinking``, as some clients say it. Empty: not said."""
    if effort := expect(str, fields.get("reasoning_effort", ""), "reasoning_effort"):
        return effort
    reasoning = cast(Object, expect(dict, fields.get("reasoning", {}), "reasoning"))
    if effort := expect(str, reasoning.get("effort") or "", "reasoning.effort"):
        return effort
    return _thought(fields.get("thinking"))


def _thought(thinking: object) -> str:
    match thinking:
        case None:
            return ""
        case bool():
            return "high" if thinking else "none"
        case Mapping():
            return _by_budget(cast(Mapping[str, object], thinking))
        case _:
            raise refuse_type("thinking", "an object or a boolean")


def _by_budget(thinking: Mapping[str, object]) -> str:
    if thinking.get("type") == "disabled":
        return "none"
    budget = thinking.get("budget_tokens")
    if isinstance(budget, int):
        return next((effort for most, effort in BUDGETS if budget <= most), "high")
    return "high" if thinking.get("type") == "enabled" else ""
