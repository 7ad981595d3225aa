"""What a turn is found by is kept in little room."""

from hypothesis import given
from hypothesis import strategies as st

from bridge.finding.words import parted, tokens
from storage.search.packing import ABOUT, ASKED, CALLED, Entry, packed, unpacked

texts = st.text(st.sampled_from("가나다라かなab c+#é 1\n"), max_size=60)


@given(texts, texts, st.lists(texts, max_size=3))
def test_what_was_packed_is_the_same(called: str, asked: str, answer: list[str]) -> None:
    """Title, question, what is known besides, and the answer part by part."""
    some = [frozenset(tokens(text)) for text in (called, asked, *answer)]
    entry = Entry(some[0], some[1], frozenset({ABOUT + "c", ABOUT + "m2026x3"}), tuple(some[2:]))
    assert unpacked(packed(entry)) == entry


def test_it_is_found_by_where_its_words_stand() -> None:
    """Anywhere, in the question or the title; in a part of the answer by more than a syllable."""
    entry = Entry(frozenset({"a"}), frozenset({"과", "과일"}), frozenset({ABOUT + "c"}), (frozenset({"b", "귤"}),))
    asked = {"a", CALLED + "a", ASKED + "a", "과", "과일", ASKED + "과", ASKED + "과일"}
    assert entry.whole == {*asked, "b", "귤", ABOUT + "c"}
    assert entry.parts == [{"b", ABOUT + "c"}]


@given(st.text(st.sampled_from("가나 b\n"), max_size=5_000))
def test_a_text_is_its_parts(text: str) -> None:
    """A few, and none of its words is in two of them."""
    parts = list(parted(text))
    assert "".join(parts) == text
    assert len(parts) <= 8
