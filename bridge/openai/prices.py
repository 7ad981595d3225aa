"""What answers cost, by the prices in the configuration; pure. None is built in, for they change."""

from collections.abc import Mapping
from dataclasses import replace

from pydantic import Field

from bridge.section import Section
from bridge.types import Used

MILLION = 1_000_000


class Price(Section):
    """Of a million tokens of one model, in US dollars."""

    input: float = Field(ge=0)
    output: float = Field(ge=0)
    cached: float | None = Field(None, ge=0)
    """Of what was sent before; None: as much as the rest."""


Prices = Mapping[str, Price]
"""By model."""


def price(prices: Prices, *names: str) -> Price | None:
    """Of the model with one of these names.

    Answers name a version, gpt-4o-mini-2024-07-18, so the longest name that they begin with counts as well.
    """
    for name in filter(None, names):
        begins = [one for one in prices if name == one or name.startswith(f"{one}-")]
        if begins:
            return prices[max(begins, key=len)]
    return None


def priced(used: Used, price: Price | None) -> Used:
    """With its cost, if that can be known."""
    if price is None:
        return used
    cached = min(used.cached, used.prompt)
    old = price.input if price.cached is None else price.cached
    cost = (used.prompt - cached) * price.input + cached * old + used.completion * price.output
    return replace(used, cost=cost / MILLION)
