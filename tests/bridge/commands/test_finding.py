"""What was found, in a few lines."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bridge.commands.finding import AROUND, WORDS, shown, snippet, words
from bridge.types import Found, State, Turn, TurnId
from tests.bridge.world import question

TURN = Turn(TurnId(1), question("What is\na monad?"), "fake", State.DELIVERED, answer="A burrito.", accepted_at=8e8)


def test_what_is_looked_for() -> None:
    """Words, and not more of them than anybody means."""
    assert words("  a  monad ") == ["a", "monad"]
    assert words("   ") == []
    assert len(words("a " * 99)) == WORDS


def test_a_hit_is_shown_with_what_is_around_it() -> None:
    """In whatever case, in one line."""
    text = "x " * 100 + "a\nMONAD is" + " y" * 100
    line = snippet(text, ["nothing", "monad"])
    assert line.startswith("…")
    assert line.endswith("…")
    assert "a MONAD is" in line
    assert snippet("A monad.", ["MONAD"]) == "A monad."


@given(st.text(max_size=300), st.lists(st.text(min_size=1, max_size=5), max_size=3))
def test_a_snippet_is_short_whatever_is_in_it(text: str, looked_for: list[str]) -> None:
    """One line that stands in the text."""
    line = snippet(text, looked_for)
    assert len(line) <= 2 * AROUND + 10
    assert "\n" not in line
    assert line.strip("…").strip() in " ".join(text.split()) or "…" in text


def test_when_what_and_where() -> None:
    """The conversation's title, or how the question begins; the line with the words; a link where there is one."""
    titled = shown(Found(TURN, "Monads"), ["burrito"], "https://chat.example/1").split("\n")
    assert titled[0].startswith("1995-05-0")
    assert titled[0].endswith(" · Monads")
    assert titled[1:] == ["    A burrito.", "    https://chat.example/1"]
    plain = shown(Found(replace(TURN, answer="")), ["monad"], "").split("\n")
    assert plain[0].endswith(" · What is a monad?")
    assert plain[1:] == []
