"""Stops and limits, in whatever pieces the text comes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platforms.http.answer.ending import Ending
from platforms.http.answer.limit import Limit
from platforms.http.answer.stops import Stops
from platforms.http.answer.tokens import Estimating
from platforms.http.request.chat import Chat


def ending(*stops: str, most: int | None = None) -> Ending:
    return Ending(Chat("m", (), stop=stops, most_tokens=most), Estimating())


@pytest.mark.parametrize(
    ("text", "firm"),
    [("one", "one"), ("one\n", "one"), ("one\n\n", "one"), ("one\n\n#", "one"), ("one\n.", "one\n."), ("", "")],
    ids=repr,
)
def test_only_what_could_be_a_stop_is_held_back(text: str, firm: str) -> None:
    """Streams should not lag by more than they must."""
    assert Stops(["\n-", "\n\n##"]).firm(text) == firm


def test_the_first_of_several_counts() -> None:
    """Wherever it stands in the list; of two that overlap the one that is complete first."""
    assert Stops(["abcd", "bc"]).before("abcde") == "a"
    assert Stops(["c", "b"]).before("abc") == "a"
    assert Stops(["x"]).before("abc") is None


def test_a_stop_that_never_became_one_is_told_in_the_end() -> None:
    it = ending("</done>")
    assert it.firm("a </do") == "a "
    assert it.firm("a </do", over=True) == "a </do"
    assert it.finish is None


def test_the_stop_that_is_whole_first_counts() -> None:
    """When "ba" is there nobody knows yet whether "baa" will be."""
    assert Stops(["a", "baa"]).before("baa") == "b"
    assert Stops(["a", "ba"]).before("ba") == ""


@given(st.text("ab", max_size=30), st.lists(st.text("ab", min_size=1, max_size=4), max_size=3), st.data())
def test_any_pieces_give_the_same(text: str, stops: list[str], data: st.DataObject) -> None:
    """What was told never has to be taken back, and the end is where it is in the whole text."""
    places = [(text.find(stop) + len(stop), text.find(stop)) for stop in stops if stop in text]
    expected = text[: min(places)[1]] if places else text
    it, told, size = ending(*stops), "", 0
    while size < len(text) and it.finish is None:
        size += data.draw(st.integers(1, len(text) - size))
        now = it.firm(text[:size])
        assert now.startswith(told)
        told = now
    last = it.firm(text[:size], over=True)
    assert last.startswith(told)
    assert last == expected
    assert it.finish == ("stop" if places else None)


def test_the_limit_cuts() -> None:
    """At the last character that still fits."""
    it = ending(most=3)
    text = "한국어로 답해줘"
    assert (cut := it.firm(text)) != text
    assert text.startswith(cut)
    assert Estimating().count(cut) <= 3 < Estimating().count(text[: len(cut) + 1])
    assert it.finish == "length"


def test_an_answer_that_just_fits_is_whole() -> None:
    it = ending(most=Estimating().count("Hello there"))
    assert it.firm("Hello there", over=True) == "Hello there"
    assert it.finish is None


def test_what_stands_behind_a_stop_does_not_count() -> None:
    it = ending("#", most=2)
    assert it.firm("a # and much, much more of it") == "a "
    assert it.finish == "stop"


def test_a_rewritten_text_is_counted_anew() -> None:
    limit = Limit(4, Estimating())
    assert limit.within("one two") is None
    assert limit.within("하나 둘") is None
    assert limit.within("하나 둘 셋 넷 다섯") == "하나 둘 셋 넷 다"


class Sparing(Estimating):
    """Says how often it was asked to count."""

    def __init__(self) -> None:
        self.times = 0

    def count(self, text: str) -> int:
        self.times += 1
        return super().count(text)


def test_it_is_seldom_counted() -> None:
    """A long answer far from its limit costs nothing, and one close to it little."""
    counting = Sparing()
    limit, text = Limit(2000, counting), ""
    for _ in range(1000):
        text += "word "
        assert limit.within(text) is None
    assert counting.times < 30


class Shrinking(Estimating):
    """One token a letter, but an "x" at the end makes the two before it one: as real vocabularies do."""

    def count(self, text: str) -> int:
        return len(text.replace("abx", "-"))

    def beginning(self, text: str, most: int) -> str:
        return text[: most - 2]


def test_nothing_is_taken_back() -> None:
    """Where the same beginning falls into other tokens once more follows."""
    limit = Limit(4, Shrinking())
    assert limit.within("wxyz") is None
    assert limit.within("wxyz!") == "wxyz"
