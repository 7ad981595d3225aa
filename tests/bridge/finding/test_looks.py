"""What is sought is known in a text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.finding.looks import Apart, Looks, Whole, Written
from bridge.finding.meaning import meant
from bridge.finding.query import read


@pytest.mark.parametrize(
    ("looks", "text", "there"),
    [
        (Written("과일"), "햇과일과 과일", ["과일", "과일"]),
        (Written("과일", begins=True), "햇과일과 과일", ["과일"]),
        (Written("밥", begins=True, ends=True), "밥상 밥에서도 김밥 밥을 밥", ["밥", "밥", "밥"]),
        (Written("배", begins=True, lasts="우워"), "배추 배워 배우 배", ["배워", "배우"]),
        (Whole("go"), "gopher ego go을 go-to go", ["go", "go", "go"]),
        (Whole("go", open=True), "gopher ego go", ["go", "go"]),
        (Whole("c++"), "c+++ c++을", ["c++", "c++"]),
        (Apart("가상", "환경", near=True), "환경 가상의 환경, 가상한 여러 환경", ["가상의 환경"]),
        (Apart("가상", "환경"), "환경은 가상", ["가상", "환경"]),
        (Apart("가상", "환경"), "가상", []),
    ],
)
def test_it_is_seen_where_it_stands(looks: Looks, text: str, there: list[str]) -> None:
    """As part of a word, at its beginning, alone, in two halves."""
    assert [text[begin:end] for begin, end in looks.spans(text)] == there


@given(
    st.text(st.sampled_from("가나 a_1-"), max_size=30), st.text(st.sampled_from("가나a"), min_size=1, max_size=2)
)
def test_plain_search_sees_what_patterns_see(text: str, word: str) -> None:
    """Only quicker."""
    edge = "[a-z0-9]" if word.isascii() else r"[^\W_]"
    for looks, pattern in (
        (Written(word, begins=True), rf"(?<!\w){word}"),
        (Whole(word), rf"(?<!{edge}){word}(?!{edge})"),
    ):
        assert list(looks.spans(text)) == [hit.span() for hit in re.finditer(pattern, text)]


def test_words_are_known_in_every_form_that_is_meant() -> None:
    """Together or apart, with a particle between; a syllable best where it is a word."""
    for query, text in (("가상환경", "가상의 환경"), ("현미밥", "현미로 지은 밥 말고 현미 밥"), ("밥", "밥을")):
        [sought] = meant(read(query, 0.0))
        assert any(form.looks.spans(text) for form in sought.forms), query
    [rice] = meant(read("밥", 0.0))
    worths = [
        next(form.worth for form in rice.forms if form.looks.spans(text)) for text in ("밥을", "밥상", "김밥")
    ]
    assert worths == sorted(worths, reverse=True)
    assert len(set(worths)) == 3
