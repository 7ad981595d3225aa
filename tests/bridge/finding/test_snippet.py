"""One line of what was found."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bridge.finding.snippet import BEFORE, BEHIND, snippet
from bridge.types import Piece, Query, State, Term, Turn, TurnId
from tests.bridge.world import question

TURN = Turn(TurnId(1), question("What is\na monad?"), "fake", State.DELIVERED, answer="A burrito.")


def wanted(*words: str) -> Query:
    return Query(tuple(map(Term, words)))


def of(text: str) -> Turn:
    return replace(TURN, question=replace(TURN.question, text=text))


def test_a_hit_is_marked_with_what_is_around_it() -> None:
    """In whatever case, in one line."""
    pieces = snippet(of("x " * 100 + "a\nMONAD is" + " y" * 200), wanted("nothing", "monad"))
    assert [piece.text for piece in pieces if piece.marked] == ["MONAD"]
    line = "".join(piece.text for piece in pieces)
    assert line.startswith("…")
    assert line.endswith("…")
    assert "a MONAD is" in line


def test_the_question_goes_first() -> None:
    """Then the answer; without a hit in either it is how the question begins."""
    assert snippet(TURN, wanted("MONAD")) == (Piece("What is a ", False), Piece("monad", True), Piece("?", False))
    assert snippet(TURN, wanted("burrito"))[1] == Piece("burrito", True)
    assert snippet(TURN, Query(code=True)) == (Piece("What is a monad?", False),)


@given(st.text(max_size=300), st.lists(st.text(min_size=1, max_size=5), max_size=3))
def test_a_snippet_is_short_whatever_is_in_it(text: str, looked_for: list[str]) -> None:
    """One line that stands in the text."""
    line = "".join(piece.text for piece in snippet(of(text), wanted(*looked_for)))
    assert len(line) <= BEFORE + BEHIND + 2
    assert "\n" not in line
    assert line.strip("…").strip() in " ".join(text.split()) or "…" in text or "burrito" in line
