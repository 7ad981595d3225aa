"""What the page's own request says of limits."""

from datetime import UTC, datetime, timedelta

import pytest

from bridge.errors import Walled
from scraper.wire.limits import blocked, capped, over_at
from scraper.wire.refusal import refusal, words

NOW = datetime(2026, 11, 22, 15, 0).astimezone()


def test_a_limit_that_says_when_it_is_over() -> None:
    """In this computer's own time, and to the second for those who wait."""
    over = datetime.now(UTC) + timedelta(hours=3)
    said = blocked({"blocked_features": [{"name": "send", "resets_after": over.isoformat()}]})
    assert said is not None
    assert capped(said).values == {"until": f"{over.astimezone():%Y-%m-%d %H:%M}"}
    assert capped(said).over_at == pytest.approx(over.timestamp())


@pytest.mark.parametrize("code", ["usage_limit_reached", "rate_limit"])
def test_a_refusal_says_when_it_is_over(code: str) -> None:
    """Also where the question itself was refused: the bridge waits until then."""
    over = datetime.now(UTC) + timedelta(hours=3)
    said = words({"code": code, "message": "No more.", "resets_after": over.isoformat()})
    error = refusal(429, said)
    assert isinstance(error, Walled)
    assert error.over_at == pytest.approx(over.timestamp())


def test_a_limit_that_says_nothing() -> None:
    """A person has to look."""
    assert (capped("").values, capped("").over_at) == ({"until": "?"}, None)


@pytest.mark.parametrize(
    ("until", "over"),
    [
        ("2026-11-25T15:00:00+00:00", "2026-11-25T15:00:00+00:00"),
        ("Your limit resets at 2026-11-25T15:00:00Z.", "2026-11-25T15:00:00+00:00"),
        ("3600", "2026-11-22T16:00:00"),
        ("9:00 PM", "2026-11-22T21:00:00"),
        ("3:05 AM", "2026-11-23T03:05:00"),
        ("5 p.m.", "2026-11-22T17:00:00"),
        ("12 AM", "2026-11-23T00:00:00"),
        ("21:30", "2026-11-22T21:30:00"),
        ("오후 9:00", "2026-11-22T21:00:00"),
        ("오전 12시 30분", "2026-11-23T00:30:00"),
        ("Nov 22, 2026, 9:00 PM", "2026-11-22T21:00:00"),
        ("November 25", "2026-11-25T00:00:00"),
        ("tomorrow at 9 AM", "2026-11-23T09:00:00"),
        ("내일 오전 9시", "2026-11-23T09:00:00"),
        ("2026. 11. 25. 오후 3:00", "2026-11-25T15:00:00"),
        ("2026년 11월 25일 오후 3시", "2026-11-25T15:00:00"),
        ("You've hit your limit. Try again in 3 hours 20 minutes", "2026-11-22T18:20:00"),
        ("3시간 20분", "2026-11-22T18:20:00"),
    ],
)
def test_when_it_is_over_by_the_clock(until: str, over: str) -> None:
    """However the site says it, in English or Korean: the next such moment."""
    assert over_at(until, NOW.timestamp()) == datetime.fromisoformat(over).timestamp()


@pytest.mark.parametrize(
    "until", ["", "?", "later", "GPT-5.6", "Nov 22, 2026, 9:00 AM", "Feb 31", "25:99", "2031-01-01T00:00:00Z"]
)
def test_what_is_not_understood_is_not_guessed(until: str) -> None:
    """Nor what is over already, or so late that it can't be meant."""
    assert over_at(until, NOW.timestamp()) is None


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
