"""The nouns that do something."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.types import Channel, MessageId, Question, Rules, State, Thread, Turn, TurnId

HERE = Thread("slack", "T1", "C1", "100.1")
HELLO = Question(HERE, MessageId("1"), "U1", "hello")

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\r\nb\rc\n", "a\nb\nc\n"),
        ("nul\0l", "null"),
        ("\ud83d\ude42", "🙂"),
        ("half \ud83d", "half \ufffd"),
        ("  `\\*` 한글  ", "  `\\*` 한글  "),
    ],
)
def test_a_cleaned_question_says_the_same(text: str, cleaned: str) -> None:
    """Only what nothing can carry is changed."""
    assert replace(HELLO, text=text, instructions=text).cleaned() == replace(
        HELLO, text=cleaned, instructions=cleaned
    )


@settings(derandomize=True)
@given(ANY_TEXT)
def test_cleaning_is_done_once(text: str) -> None:
    """What was cleaned is clean: it can be encoded, and cleaning it again changes nothing."""
    once = replace(HELLO, text=text).cleaned()
    assert once.cleaned() == once
    once.text.encode()
    assert not {"\0", "\r"} & set(once.text)


def test_a_thread_knows_its_channel_and_its_name() -> None:
    """As they stand in logs and rules."""
    assert HERE.place == Channel("slack", "T1", "C1")
    assert str(HERE) == "slack/T1/C1/100.1"


def test_a_turn_is_resumed_once_it_got_further_than_accepted() -> None:
    """From ``asking`` on, a backend looks before it types."""
    turn = Turn(TurnId(1), HELLO, "fake", State.ACCEPTED)
    assert not turn.resumed
    assert all(replace(turn, state=state).resumed for state in State if state is not State.ACCEPTED)


@pytest.mark.parametrize(
    ("own", "channel", "expected"), [("a", "", "a"), ("", "b", "b"), ("a", "b", "b\n\na"), ("a", "a", "a")]
)
def test_a_question_under_its_channels_rules(own: str, channel: str, expected: str) -> None:
    """The channel's instructions first, the same ones only once; its model only where the asker names none."""
    question = Question(Thread("p", "w", "c", "t"), MessageId("m"), "ana", "hi", own, model="")
    ruled = question.under(Rules("every", "fake", "channel's", channel, "en"))
    assert (ruled.instructions, ruled.model) == (expected, "channel's")
    assert replace(question, model="own").under(Rules("every", "fake", "channel's", "", "en")).model == "own"


@pytest.mark.parametrize(("own", "channel", "expected"), [(0, 300, 300), (200, 300, 200), (0, 0, 0)])
def test_how_long_an_answer_may_be(own: int, channel: int, expected: int) -> None:
    """What the question says, else its channel."""
    rules = Rules("every", "fake", "", "", "en", max_tokens=channel)
    assert replace(HELLO, max_tokens=own).under(rules).max_tokens == expected


@pytest.mark.parametrize(("own", "channel", "expected"), [(None, 0.5, 0.5), (0.0, 0.5, 0.0), (None, None, None)])
def test_how_freely_it_answers(own: float | None, channel: float | None, expected: float | None) -> None:
    """0 is said by a question, too."""
    rules = Rules("every", "fake", "", "", "en", temperature=channel)
    assert replace(HELLO, temperature=own).under(rules).temperature == expected
