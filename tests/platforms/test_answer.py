"""The answer so far → the messages that should hold it."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.errors import Apology, LoginRequired
from bridge.events import Failed, Rewritten, Shown, Status, Stopped, Text
from bridge.types import MessageId, Part, TurnId
from platforms.answer import Answer, Form, Wanted
from platforms.discord import outbound as discord
from platforms.slack import outbound as slack
from platforms.slack.text import unescape

TAKEN = {slack.FORM: 12_000, discord.FORM: 2_000}
"""By the platforms themselves."""
READ: dict[Form, Callable[[str], str]] = {slack.FORM: unescape, discord.FORM: str}
"""As a person sees it."""
LONG = "one two three. " * 2000
SAD = "ChatGPT is signed out. The owner has to run `threadbridge login`."

pieces = st.lists(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=200)
    | st.sampled_from(
        [
            "```python\n",
            "\n```\n",
            "<&>" * 3000,
            "한국어 " * 2000,
            "word " * 3000,
            "\n\n",
            "\n" * 5000,
            "| a | b |\n",
        ]
    ),
    max_size=12,
)


def answer(
    *events: Shown, form: Form = slack.FORM, stood: tuple[Part, ...] = (), ends: bool = False
) -> list[Wanted]:
    so_far = Answer(form, "en", stood)
    for event in events:
        so_far.take(event)
    if ends:
        so_far.end()
    return so_far.wanted()


def test_nothing_stands_before_there_is_something_to_read() -> None:
    assert answer(Text(""), Text(" \n")) == []


def test_a_status_holds_the_place() -> None:
    assert answer(Status("searching")) == [Wanted(1, "Thinking …", 0)]
    assert answer(Status("searching"), Text("\n")) == [Wanted(1, "Thinking …", 0)]
    assert answer(Status("searching"), Text("Yes")) == [Wanted(1, "Yes", 3)]


def test_a_status_in_mid_answer_changes_nothing() -> None:
    assert answer(Text("Yes"), Status("searching")) == [Wanted(1, "Yes", 3)]


def test_a_placeholder_does_not_cover_what_an_earlier_run_wrote() -> None:
    """But the placeholder of an earlier run is taken over."""
    assert answer(Status("again"), stood=(part(1, 10),)) == []
    assert answer(Status("again"), stood=(part(1, 0),)) == [Wanted(1, "Thinking …", 0)]


def test_an_empty_answer_is_said() -> None:
    empty = [Wanted(1, "(ChatGPT gave an empty answer.)", 0)]
    assert answer(ends=True) == answer(Text(" "), ends=True) == answer(Status("x"), ends=True) == empty
    assert answer(Stopped(), ends=True) == [Wanted(1, "(stopped)", 0)]


def test_stopped_stands_behind_the_text_and_is_not_part_of_it() -> None:
    """Also behind a fence that was open."""
    assert answer(Text("a < b"), Stopped()) == [Wanted(1, "a &lt; b\n\n(stopped)", 5)]
    assert answer(Text("```c\nint"), Stopped()) == [Wanted(1, "```c\nint\n```\n\n(stopped)", 8)]


def test_a_failure_has_a_message_of_its_own() -> None:
    failed = Failed(LoginRequired())
    assert answer(failed, ends=True) == [Wanted(1, SAD, 0)]
    assert answer(Status("x"), failed, ends=True) == [Wanted(1, SAD, 0)]
    assert answer(Text("Half"), failed, ends=True) == [Wanted(1, "Half", 4), Wanted(2, SAD, 4)]
    assert answer(Failed(Apology(turn=TurnId(7))))[0].markdown.endswith("(turn 7). Please ask again.")


def test_a_failure_told_again_leaves_the_text_of_the_earlier_run() -> None:
    """Whether the failure was posted already or not: it comes after the last part that holds text."""
    failed = Failed(LoginRequired())
    texts = (part(1, 100), part(2, 150))
    assert answer(failed, stood=texts) == [Wanted(3, SAD, 150)]
    assert answer(failed, stood=(*texts, part(3, 150))) == [Wanted(3, SAD, 150)]
    assert answer(failed, stood=(part(1, 0),)) == [Wanted(1, SAD, 0)]


def test_closed_parts_stay_while_the_text_grows() -> None:
    so_far, before = Answer(slack.FORM, "en"), list[Wanted]()
    for word in LONG.split(" "):
        so_far.take(Text(word + " "))
        now = so_far.wanted()
        assert now[: len(before) - 1] == before[:-1]
        before = now
    assert "".join(unescape(one.markdown) for one in before) == LONG + " "


def test_a_rewritten_text_is_cut_anew() -> None:
    assert answer(Text(LONG), Rewritten("Short."), Text(" Yes.")) == [Wanted(1, "Short. Yes.", 11)]


def test_every_change_is_a_new_state() -> None:
    so_far, states = Answer(slack.FORM, "en"), list[str]()
    for event in (Status(""), Text("Thinking …"), Text("x"), Rewritten(""), Rewritten("x"), Stopped()):
        so_far.take(event)
        states.append(so_far.state)
    assert all(one != other for one, other in pairwise(states))


@pytest.mark.parametrize("form", TAKEN)
@given(pieces)
def test_the_parts_joined_are_the_answer(form: Form, texts: list[str]) -> None:
    """Each inside the platform's limit, numbered from one, and nothing but white space is between them."""
    whole, read = "".join(texts), READ[form]
    wanted = answer(*map(Text, texts), Stopped(), form=form, ends=True)
    assert [one.number for one in wanted] == list(range(1, len(wanted) + 1))
    assert all(form.size(read(one.markdown)) <= TAKEN[form] for one in wanted)
    assert all(form.size(read(one.markdown)) <= form.limit for one in wanted[:-1])
    assert all(one.markdown.strip() for one in wanted)
    starts = [0, *(one.end for one in wanted)]
    assert not whole[starts[-1] :].strip()
    for one, start in zip(wanted, starts, strict=False):
        assert whole[start : one.end].strip() in read(one.markdown)


def part(number: int, end: int) -> Part:
    return Part(number, MessageId(f"{number}.0"), end)
