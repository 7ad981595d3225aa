"""The page's private marks, made into Markdown for everybody."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.wire.citations import link, references
from scraper.wire.markdown import Cleaning, cleaned

CITE = "\ue200cite\ue202turn0search3\ue201"
WEB = {"matched_text": CITE, "items": [{"title": "NASA", "url": "https://nasa.gov"}]}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (f"Big.{CITE}", "Big. [NASA](https://nasa.gov)"),
        (f"Big {CITE}.", "Big [NASA](https://nasa.gov)."),
        (f"Big ({CITE})", "Big ([NASA](https://nasa.gov))"),
        ("Big\ue200cite\ue202turn9\ue201.", "Big."),
        ("Big\ue200cite\ue202tu", "Big"),
        ("a\ue203b\ue204c\ue206", "abc"),
        ("a \ue200 b\nc", "a  b\nc"),
        ("\ue200url\ue202Docs\ue202https://a.b/c\ue201", "[Docs](https://a.b/c)"),
        (f"\ue200entity\ue202{json.dumps(['city', '서울', 'a city'])}\ue201은", "서울은"),
    ],
)
def test_marks(source: str, expected: str) -> None:
    """A source becomes a link behind what it proves; a name stays in its sentence; what is unknown goes."""
    assert cleaned(source, references([WEB])) == expected


@given(st.lists(st.sampled_from([*"ab(\n ", "\ue200", "\ue201", "\ue202", "\ue203", CITE, CITE[:3], CITE[3:]])))
def test_piece_by_piece_is_the_same_as_whole(pieces: list[str]) -> None:
    """Whatever is cut, and wherever."""
    known = references([WEB])
    cleaning = Cleaning(known)
    assert "".join(cleaning.feed(piece) for piece in pieces) == cleaned("".join(pieces), known)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"items": [{"title": "A", "url": "https://a"}, {"title": "B", "url": "https://b"}]}, "[A](https://a), [B](https://b)"),
        ({"items": [], "fallback_items": [{"title": "A", "url": "https://a"}]}, "[A](https://a)"),
        ({"type": "webpage", "title": "A", "url": "https://a"}, "[A](https://a)"),
        ({"items": [{"title": "A", "url": "javascript:1"}], "alt": "A"}, "A"),
        ({"name": "Seoul"}, "Seoul"),
    ],
)  # fmt: skip
def test_what_a_mark_leads_to(told: dict[str, Any], expected: str) -> None:
    """Every shape that was seen."""
    assert references([{"matched_text": CITE, **told}]) == {CITE: expected}


@pytest.mark.parametrize("told", [None, "x", [None, 3, {}], [{"matched_text": "word", "alt": "x"}], [{"items": 3}]])
def test_what_has_another_shape_explains_nothing(told: object) -> None:
    """And breaks nothing."""
    assert references(told) == {}


def test_a_link_holds_whatever_its_title_and_address_are() -> None:
    """Brackets, line breaks, no title at all."""
    assert link("a [b]\nc", "https://x/(1) 2") == r"[a \[b\] c](https://x/%281%29%202)"
    assert link("", "https://example.com/a") == "[example.com](https://example.com/a)"
