"""Mentions, sizes and thread names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.types import MessageId, Thread
from platforms.discord.text import LONGEST_NAME, link, mentions, plain, size, thread_name, without_mention

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
        ("seven words, " * 10, "seven words, " * 7 + "seven…"),
        ("# **Why** is `x` ~~not~~ [here](https://a.example/x)?", "Why is x not here?"),
        ("<@123> and <@&4> in <#5> <:party:6> </ask:7>: why?", "and in :party: /ask: why?"),
        ("```py\nprint(1)\n```\nwhy?", "print(1)"),
        ("<@123>\n> - why?", "why?"),
        ("```\n```", "…"),
        ("", "…"),
    ],
)
def test_a_thread_is_called_by_the_first_line(question: str, name: str) -> None:
    """As words, cut between two of them where that is not too early."""
    assert thread_name(question) == name


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_every_question_has_a_name_that_discord_takes(question: str) -> None:
    assert 1 <= size(thread_name(question)) <= LONGEST_NAME


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_the_size_is_never_less_than_discords(text: str) -> None:
    assert len(text) <= size(text) <= 2 * len(text)


@pytest.mark.parametrize(
    ("thread", "message", "place"),
    [("7", "7", "1/2/7"), ("7", "8", "1/7/8")],
)
def test_where_a_question_can_be_read(thread: str, message: str, place: str) -> None:
    """The question that a thread was made from stands above it, all others in it."""
    assert link(Thread("discord", "1", "2", thread), MessageId(message)) == f"https://discord.com/channels/{place}"


def test_a_direct_message_has_a_link_too() -> None:
    """Discord calls that place @me."""
    assert link(Thread("discord", "", "2", "2"), MessageId("8")) == "https://discord.com/channels/@me/2/8"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a *b* _c_ ~~d~~ ||e|| `f`", r"a \*b\* \_c\_ \~\~d\~\~ \|\|e\|\| \`f\`"),
        (
            "# no heading\n- no item\n> no quote\n1. no number",
            "\\# no heading\n\\- no item\n\\> no quote\n1\\. no number",
        ),
        ("  2) none\n2026-11-23 · a day", "  2\\) none\n2026-11-23 · a day"),
        ("<@1> and [a](b)", r"\<@1> and \[a](b)"),
        ("look: https://chatgpt.com/c/a_b. Yes", "look: <https://chatgpt.com/c/a_b>. Yes"),
        ("!stop – stop it", "!stop – stop it"),
    ],
)
def test_plain_text_shows_its_very_characters(text: str, shown: str) -> None:
    """Links can be followed and are not unfolded."""
    assert plain(text) == shown
