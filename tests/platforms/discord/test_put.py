"""A question that a command puts where all see it, and how it is read again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.commands.words import parse
from platforms.discord.put import Way, asked, put
from platforms.discord.setup.offered import LABEL, LONGEST_QUESTION

WORDS = st.text(min_size=1, max_size=200).map(str.strip).filter(bool)


@pytest.mark.parametrize(
    ("way", "model", "shown", "read"),
    [
        ("", "", ">>> why?", ("why?", "")),
        ("", "gpt-5.6 Sol", "-# /model gpt-5.6 Sol\n>>> why?", ("why?", "gpt-5.6 Sol")),
        ("new", "", "-# /new\n>>> why?", ("!new why?", "")),
        ("edit", "", "-# /edit\n>>> why?", ("!edit why?", "")),
    ],
)
def test_what_is_special_stands_above_it(way: Way, model: str, shown: str, read: tuple[str, str]) -> None:
    assert put("why?", way, model) == shown
    assert asked(shown) == read


@given(WORDS, st.sampled_from(["", "gpt-5", "chatgpt/kim:o3"]))
def test_any_words_are_asked_as_they_were_typed(words: str, model: str) -> None:
    """Lines, quotes and marks of its own among them."""
    assert asked(put(words, model=model)) == (words, model)


@given(WORDS)
def test_a_command_before_them_leaves_them_as_they_are(words: str) -> None:
    """As a message would have it."""
    command = parse(asked(put(words, "new"))[0])
    assert command is not None
    assert (command.name, command.rest) == ("new", words)


@pytest.mark.parametrize("content", ["", "An answer", "> quoted", "-# /new", ">>> ", "-# /stop\n>>> x"])
def test_other_words_of_ours_ask_nothing(content: str) -> None:
    assert asked(content) == ("", "")


def test_the_longest_question_fits_in_one_message() -> None:
    """With the longest name of a model above it."""
    assert len(put("x" * LONGEST_QUESTION, model="m" * LABEL)) <= 2_000
