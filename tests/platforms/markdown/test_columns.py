"""Tables in a fixed font: columns below each other, and nothing lost where they are folded."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from platforms.markdown.columns import laid_out, width

WIDEST = 40

words = st.sampled_from(["a", "word", "가나다", "한국어로", "x" * 50, "e\u0301", "😀", "1,234.5"])
cells = st.lists(words, max_size=8).map(" ".join)
tables = st.integers(1, 4).flatmap(
    lambda wide: st.lists(st.lists(cells, min_size=wide, max_size=wide), min_size=1, max_size=5)
)


@pytest.mark.parametrize(
    ("text", "columns"), [("abc", 3), ("가나다", 6), ("e\u0301", 1), ("a\u200bb", 2), ("😀", 2), ("", 0)]
)
def test_a_wide_letter_takes_two_columns(text: str, columns: int) -> None:
    """And what stands above another sign takes none."""
    assert width(text) == columns


def test_columns_stand_below_each_other() -> None:
    """Each to its own side."""
    rows = [["이름", "n", "mid"], ["가나다", "10", "x"]]
    assert laid_out(rows, ["left", "right", "center"]) == [
        "이름   |  n | mid",
        "-------+----+----",
        "가나다 | 10 |  x",
    ]


def test_a_table_that_fits_is_not_folded() -> None:
    rows = [["a", "b"], ["c", "d"]]
    assert laid_out(rows, ["left", "left"], widest=WIDEST) == laid_out(rows, ["left", "left"])


def test_cells_that_are_too_wide_go_on_below() -> None:
    """Between words, and a line between the rows says where each begins."""
    rows = [["a", "what it is"], ["one", "this is said in more than one line"]]
    assert laid_out(rows, ["left", "left"], widest=20) == [
        "a   | what it is",
        "----+---------------",
        "one | this is said",
        "    | in more than",
        "    | one line",
    ]


@given(tables)
@example([["", "", "", "a word word word 가나다"]])
def test_nothing_is_lost(rows: list[list[str]]) -> None:
    """Every sign of every cell, and no line is wider than it may be."""
    lines = laid_out(rows, ["left"] * len(rows[0]), widest=WIDEST)
    said = sorted("".join(lines))
    for sign in set("".join("".join(row) for row in rows)) - set(" |-+"):
        assert said.count(sign) == sum(cell.count(sign) for row in rows for cell in row)
    assert max(map(width, lines)) <= WIDEST
