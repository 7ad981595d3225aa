"""Mentions, sizes and thread names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platforms.discord.text import LONGEST_NAME, mentions, size, thread_name, without_mention

US = 123


@pytest.mark.parametrize(
    ("text", "mentioned", "left"),
    [
        ("<@123> why?", True, "why?"),
        ("<@!123> why?", True, "why?"),
        ("why, <@123>?", True, "why, ?"),
        ("<@123>\nwhy?", True, "why?"),
        ("<@1234> why?", False, "<@1234> why?"),
        ("<@&123> why?", False, "<@&123> why?"),
        ("  indented\n    code  ", False, "  indented\n    code"),
        ("<@123>", True, ""),
    ],
)
def test_our_mention_is_taken_out(text: str, mentioned: bool, left: str) -> None:
    assert (mentions(text, US), without_mention(text, US)) == (mentioned, left)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("why?", "why?"),
        ("\n\n  why  is\tthat?\nreally", "why is that?"),
        ("한국어 질문", "한국어 질문"),
        ("x" * 100, "x" * 100),
        ("x" * 101, "x" * 99 + "…"),
        ("😀" * 60, "😀" * 49 + "…"),
    ],
)
def test_a_thread_is_called_by_the_first_line(question: str, name: str) -> None:
    assert thread_name(question) == name


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_every_question_has_a_name_that_discord_takes(question: str) -> None:
    assert 1 <= size(thread_name(question)) <= LONGEST_NAME


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_the_size_is_never_less_than_discords(text: str) -> None:
    assert len(text) <= size(text) <= 2 * len(text)
