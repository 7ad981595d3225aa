"""Which questions are the same."""

import tomllib
from collections.abc import Sequence
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bridge.before.alike import alike, telling

PAIRS = tomllib.loads(Path(__file__).with_name("pairs.toml").read_text("utf-8"))

ENOUGH = 0.7
"""Of those that are the same; the others are asked again, and nobody is worse off."""


def _taken(pairs: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    return [pair for pair in pairs if alike(*pair)]


def test_other_questions_are_never_taken_for_the_same() -> None:
    """However many words they share."""
    assert _taken([*PAIRS["other"], *PAIRS["other_unseen"]]) == []


def test_most_of_the_same_questions_are_known_again() -> None:
    """In other words of politeness, with other endings, spaces, a slip, or another name for the same thing."""
    same = [*PAIRS["same"], *PAIRS["same_unseen"]]
    assert len(_taken(same)) >= ENOUGH * len(same)


def test_what_is_looked_for_is_what_says_something() -> None:
    """Words alone, so that nothing of a question is taken for a filter."""
    assert telling('How do I sort "in:#x" -by key in Python?') == "sort key"
    assert telling("nginx 502 에러 해결하는 방법 알려줘") == "nginx 502 해결"


@given(st.text(max_size=80), st.text(max_size=80))
def test_it_is_the_same_both_ways(one: str, other: str) -> None:
    """And every question with words is like itself."""
    assert alike(one, other) == alike(other, one)
    assert alike(one, one)
