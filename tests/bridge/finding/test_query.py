"""What people's words mean who look for something."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.finding.dates import span
from bridge.finding.query import LONGEST, MOST, read
from bridge.types import Person, Query, Term

NOW = datetime(2026, 3, 15, 12).astimezone().timestamp()
KIM = Person("slack", "T1", "U1")


def day(*date: int) -> float:
    return datetime(*date).astimezone().timestamp()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("  a  과일 ", Query((Term("a"), Term("과일")))),
        ('say "hello  there" now', Query((Term("say"), Term("hello there", "phrase"), Term("now")))),
        ("“굽은 따옴표” 「일본」", Query((Term("굽은 따옴표", "phrase"), Term("일본", "phrase")))),
        ('"not closed', Query((Term("not closed", "phrase"),))),
        ("mon* *", Query((Term("mon", "prefix"),))),
        ('a -b -"c d" -e*', Query((Term("a"),), (Term("b"), Term("c d", "phrase"), Term("e", "prefix")))),
        ("in:#general in:<#C1|random>", Query(places=("general", "C1"))),
        ('채널:"my channel"', Query(places=("my channel",))),
        ("from:@kim from:<@U2> from:me", Query(people=("kim", "U2", "U1"))),
        ("on:Slack model:gpt-5", Query(platforms=("slack",), models=("gpt-5",))),
        ("tag:#K8s 태그:인프라,os tag:1", Query(tags=("k8s", "인프라", "os"), unread=("tag:1",))),
        ("has:code HAS:파일", Query(code=True, file=True)),
        ("since:2026-03-01", Query(since=day(2026, 3, 1))),
        ("after:2026-02", Query(since=day(2026, 3, 1))),
        ("before:2025", Query(before=day(2025, 1, 1))),
        ("since:30d before:어제", Query(since=NOW - 30 * 86400, before=day(2026, 3, 14))),
        ("has:luck before:soon in:# x", Query((Term("x"),), unread=("has:luck", "before:soon", "in:#"))),
        ("https://a.example 12:30 note:it", Query((Term("https://a.example"), Term("12:30"), Term("note:it")))),
        ("-in:general", Query(unread=("-in:general",))),
        (", - …", Query()),
    ],
)
def test_words_and_filters_are_understood(text: str, query: Query) -> None:
    """Quotes of all kinds, filters in English and Korean; what only looks like a filter is a word."""
    assert read(text, NOW, KIM) == query


def test_a_search_is_bounded() -> None:
    """However much somebody pastes."""
    assert len(read("a " * 999, NOW).terms) == MOST
    assert len(read("a" * 999, NOW).terms[0].text) == LONGEST


def test_nothing_looked_for_is_known_as_that() -> None:
    """Also where only something unwanted is named, or what nobody understands."""
    assert read("-a before:soon", NOW).empty
    assert not read("in:general", NOW).empty


@given(st.text(max_size=60))
def test_every_text_can_be_read(text: str) -> None:
    """Whatever it holds, and nothing empty is looked for."""
    query = read(text, NOW, KIM)
    assert all(term.text for term in query.terms + query.unwanted)


@pytest.mark.parametrize("written", ["2026-13", "2026-02-30", "0000", "soon", "9999-12", "-1d", "123456d"])
def test_no_such_time(written: str) -> None:
    """Or none that a clock knows."""
    assert span(written, NOW) is None


def test_a_time_begins_and_ends() -> None:
    """Years, months and days have a length."""
    assert span("2025-12", NOW) == (day(2025, 12, 1), day(2026, 1, 1))
    assert span("2026.3.9.", NOW) == (day(2026, 3, 9), day(2026, 3, 10))
    assert span("today", NOW) == (day(2026, 3, 15), day(2026, 3, 16))
    assert span("2h", NOW) == (NOW - 7200, NOW - 7200)
