"""A question that `/threadbridge ask` puts into a channel, and how it is read again."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.commands.words import parse
from bridge.texts import say
from bridge.types import Language
from platforms.slack.put import LONGEST, asked, put

US = "U0"

WORDS = (
    st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"), min_size=1, max_size=200)
    .map(str.strip)
    .filter(lambda words: bool(words) and parse(words) is None)
)


def message(text: str, **more: Any) -> dict[str, Any]:
    """Of ours, in a channel."""
    return {"user": US, "ts": "1.2", "text": text} | more


@given(WORDS, st.sampled_from(["en", "ko"]))
def test_any_words_are_read_as_they_were_typed(words: str, language: Language) -> None:
    """Mentions, quotes and several lines among them."""
    shown = put(words, say("asks", language, who="{who}"), "U1")
    assert asked(message(shown), US) == ("U1", words)


@pytest.mark.parametrize(
    "other",
    [
        message("<@U1> asks:\n>why?", user="U2"),
        message("<@U1> asks:\n>why?", thread_ts="1.1"),
        message("<@U1> asks:"),
        message("<@U1> asks:\n>why?\nand more"),
        message("Somebody asks:\n>why?"),
        message("&lt;@U1&gt; asks:\n&gt;why?"),
        message(put("!stop", "{who} asks:", "U1")),
        message(put("x" * (LONGEST + 1), "{who} asks:", "U1")),
    ],
)
def test_nothing_else_is_taken_for_one(other: dict[str, Any]) -> None:
    """Somebody else's, one in a thread, other words of ours, what a model wrote; nor one that is not whole."""
    assert asked(other, US) is None
