"""Two orders become one, and neither spoils what the other knows for sure."""

from hypothesis import given
from hypothesis import strategies as st

from bridge.finding.fusing import STRONG, WEAK, fused

WORDS = st.lists(st.integers(0, 30), unique=True)
NEAR = st.dictionaries(st.integers(0, 40), st.floats(0, 1)).map(
    lambda near: dict(sorted(near.items(), key=lambda one: -one[1]))
)


@given(WORDS, st.integers(0, 30), NEAR)
def test_what_means_little_changes_nothing(words: list[int], sure: int, near: dict[int, float]) -> None:
    """Words keep their order, and nothing is added."""
    weak = dict.fromkeys(near, WEAK)
    assert fused(words, min(sure, len(words)), weak) == words


@given(WORDS, st.integers(0, 30), NEAR)
def test_what_has_all_words_stays_before_what_only_means_the_same(
    words: list[int], sure: int, near: dict[int, float]
) -> None:
    """However near that is."""
    order = fused(words, sure, near)
    assert set(order[: len(words[:sure])]) == set(words[:sure])
    assert set(words) <= set(order)


def test_the_same_meaning_goes_before_most_of_the_words() -> None:
    """And what has both goes before either."""
    assert fused([1, 2, 3], 0, {7: STRONG, 8: STRONG})[:2] == [7, 8]
    assert fused([1, 2, 3], 0, {7: STRONG, 3: STRONG})[0] == 3
