"""What the page's own request says of limits."""

from datetime import datetime

import pytest

from scraper.wire.limits import blocked


def test_a_limit_that_says_when_it_is_over() -> None:
    """In this computer's own time."""
    said = {"blocked_features": [{"name": "send", "resets_after": "2026-12-31T15:00:00+00:00"}]}
    local = datetime.fromisoformat("2026-12-31T15:00:00+00:00").astimezone()
    assert blocked(said) == f"{local:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(("resets", "until"), [(None, ""), ("", ""), ("3 hours", "3 hours")])
def test_a_limit_that_says_it_otherwise(resets: str | None, until: str) -> None:
    """As it is said, or not at all."""
    assert blocked({"blocked_features": [{"name": "send", "resets_after": resets}]}) == until


@pytest.mark.parametrize(
    "said", [{}, None, [], {"blocked_features": None}, {"blocked_features": [{"name": "image_gen"}, 3]}]
)
def test_no_limit(said: object) -> None:
    """Other things that are blocked don't stop questions."""
    assert blocked(said) is None
