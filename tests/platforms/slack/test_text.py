"""Slack's escaping, there and back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platforms.slack.text import escape, mentions, size, typed, unescape, without_mention
from tests.standins.slack import text as slacks

anything = st.text(st.characters(exclude_categories=["Cs"]))
awkward = st.text(st.sampled_from(list("&<>;|!@#^ampltg:/ \n")), max_size=40)
linked = st.lists(awkward | st.sampled_from(["https://a.example/?b=1&c=2", "http://x.y", "mailto:", " "])).map(
    "".join
)


@given(anything | awkward)
def test_unescape_undoes_escape(text: str) -> None:
    assert unescape(escape(text)) == text


@given(anything | awkward)
def test_escaped_text_commands_nothing(text: str) -> None:
    """No angle bracket is left, and Slack holds exactly what was sent."""
    escaped = escape(text)
    assert not set("<>") & set(escaped)
    assert slacks.sent(escaped, "none") == escaped


@given(anything | linked)
def test_what_is_typed_arrives(text: str) -> None:
    """Escaped and linked by Slack on its way, read back as it was."""
    assert typed(slacks.typed(text)) == text


@given(anything, anything)
def test_sizes_add_up(one: str, other: str) -> None:
    """What split() asks of a size."""
    assert size(one + other) == size(one) + size(other) >= size(one)


@pytest.mark.parametrize(
    ("held", "read"),
    [
        ("<https://example.com>", "https://example.com"),
        ("<http://example.com|example.com>", "example.com"),
        ("<http://example.com/|example.com>", "example.com"),
        ("<https://example.com/a?b=1&amp;c=2|the page>", "[the page](https://example.com/a?b=1&c=2)"),
        ("<mailto:ana@example.com|ana@example.com>", "ana@example.com"),
        ("<#C024BE7LR|general> and <#C024BE7LR>", "#general and #C024BE7LR"),
        ("<@U024BE7LH|ana> and <@U024BE7LH>", "@ana and <@U024BE7LH>"),
        ("<!here> <!channel|channel> <!subteam^S1|@devs> <!subteam^S1>", "@here channel @devs <!subteam^S1>"),
        ("<!date^1392734382^{date}|Feb 18>", "Feb 18"),
        ("a &lt;@U1&gt; b &amp;lt; <3", "a <@U1> b &lt; <3"),
        ("```\nif a &lt; b:\n    pass\n```", "```\nif a < b:\n    pass\n```"),
    ],
)
def test_control_sequences_read_as_they_were_typed(held: str, read: str) -> None:
    assert typed(held) == read


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("<@U1> hello", "hello"),
        ("<@U1|bot>   hello", "hello"),
        ("hello <@U1>", "hello"),
        ("ask <@U1> about it", "ask about it"),
        ("<@U1>\n    code", "    code"),
        ("<@U1>", ""),
        ("<@U12> hello", "<@U12> hello"),
    ],
)
def test_our_mention_is_taken_out(said: str, rest: str) -> None:
    assert without_mention(said, "U1") == rest
    assert mentions(said, "U1") == (said != rest)
