"""The words of a turn in little room."""

from hypothesis import given
from hypothesis import strategies as st

from bridge.finding.words import tokens
from storage.search.packing import ABOUT, ASKED, packed, unpacked


@given(st.text(max_size=80), st.text(max_size=200))
def test_what_is_unpacked_is_what_was_packed(question: str, answer: str) -> None:
    """To the word, or the index could not forget them."""
    asked = tokens(question)
    words = {ASKED + one for one in asked} | asked | tokens(answer) | {f"{ABOUT}code", f"{ABOUT}n0123"}
    assert unpacked(packed(words)) == words


def test_it_is_little() -> None:
    """A third of a text in Korean, and not each syllable twice."""
    text = "과일 가게의 재고를 관리하는 방법을 파이썬으로 만들어 주세요"
    words = {ASKED + one for one in tokens(text)} | tokens(text)
    assert len(packed(words)) < 2 * len(text.encode())
