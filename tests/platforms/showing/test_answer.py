"""The answer so far → the messages that should hold it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.errors import Apology, LoginRequired
from bridge.events import CutShort, Failed, Linked, Rewritten, Shown, Status, Stopped, Text, Waiting
from bridge.types import MessageId, Part, TurnId
from platforms.discord import outbound as discord
from platforms.showing.answer import Answer, Form, Offers, Wanted
from platforms.slack import outbound as slack

TAKEN = {slack.FORM: 12_000, discord.FORM: 2_000}
"""By the platforms themselves."""
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


def told(*events: Shown, form: Form = slack.FORM, stood: tuple[Part, ...] = (), ends: bool = False) -> Answer:
    so_far = Answer(form, "en", stood)
    for event in events:
        so_far.take(event)
    if ends:
        so_far.end()
    return so_far


def answer(
    *events: Shown, form: Form = slack.FORM, stood: tuple[Part, ...] = (), ends: bool = False
) -> list[tuple[int, str, int]]:
    """Number, text and end of each message."""
    wanted = told(*events, form=form, stood=stood, ends=ends).wanted()
    return [(one.number, one.markdown, one.end) for one in wanted]


def test_nothing_stands_before_there_is_something_to_read() -> None:
    assert answer(Text(""), Text(" \n")) == []


def test_a_status_holds_the_place() -> None:
    assert answer(Status("searching")) == [(1, "Thinking …", 0)]
    assert answer(Status("searching"), Text("\n")) == [(1, "Thinking …", 0)]
    assert answer(Status("searching"), Text("Yes")) == [(1, "Yes", 3)]


def test_a_status_in_mid_answer_changes_nothing() -> None:
    assert answer(Text("Yes"), Status("searching")) == [(1, "Yes", 3)]


def test_a_placeholder_does_not_cover_what_an_earlier_run_wrote() -> None:
    """But the placeholder of an earlier run is taken over."""
    assert answer(Status("again"), stood=(part(1, 10),)) == []
    assert answer(Status("again"), stood=(part(1, 0),)) == [(1, "Thinking …", 0)]


def test_an_empty_answer_is_said() -> None:
    empty = [(1, "(ChatGPT gave an empty answer.)", 0)]
    assert answer(ends=True) == answer(Text(" "), ends=True) == answer(Status("x"), ends=True) == empty
    assert answer(Stopped(), ends=True) == [(1, "(stopped)", 0)]


def test_stopped_stands_behind_the_text_and_is_not_part_of_it() -> None:
    """Also behind a fence that was open."""
    assert answer(Text("a < b"), Stopped()) == [(1, "a < b\n\n(stopped)", 5)]
    assert answer(Text("```c\nint"), Stopped()) == [(1, "```c\nint\n```\n\n(stopped)", 8)]


def test_a_failure_has_a_message_of_its_own() -> None:
    failed = Failed(LoginRequired())
    assert answer(failed, ends=True) == [(1, SAD, 0)]
    assert answer(Status("x"), failed, ends=True) == [(1, SAD, 0)]
    assert answer(Text("Half"), failed, ends=True) == [(1, "Half", 4), (2, SAD, 4)]
    assert answer(Failed(Apology(turn=TurnId(7))))[0][1].endswith("(turn 7). Please ask again.")


def test_a_failure_told_again_leaves_the_text_of_the_earlier_run() -> None:
    """Whether the failure was posted already or not: it comes after the last part that holds text."""
    failed = Failed(LoginRequired())
    texts = (part(1, 100), part(2, 150))
    assert answer(failed, stood=texts) == [(3, SAD, 150)]
    assert answer(failed, stood=(*texts, part(3, 150))) == [(3, SAD, 150)]
    assert answer(failed, stood=(part(1, 0),)) == [(1, SAD, 0)]


def test_closed_parts_stay_while_the_text_grows() -> None:
    so_far, before = Answer(slack.FORM, "en"), list[Wanted]()
    for start in range(0, len(LONG), 50):
        so_far.take(Text(LONG[start : start + 50]))
        now = so_far.wanted()
        assert now[: len(before) - 1] == before[:-1]
        before = now
    assert "".join(one.markdown for one in before) == LONG


def test_a_rewritten_text_is_cut_anew() -> None:
    assert answer(Text(LONG), Rewritten("Short."), Text(" Yes.")) == [(1, "Short. Yes.", 11)]


def test_a_part_grows_by_adding() -> None:
    """What closes a fence for now, and our notes, stand in the tail."""
    so_far = Answer(slack.FORM, "en")
    so_far.take(Text("Look:\n```py\nx = 1"))
    [open_fence] = so_far.wanted()
    so_far.take(Text("\n```\nDone."))
    so_far.take(Stopped())
    [done] = so_far.wanted()
    assert (open_fence.text, open_fence.tail) == ("Look:\n```py\nx = 1", "\n```")
    assert (done.text, done.tail) == ("Look:\n```py\nx = 1\n```\nDone.", "\n\n(stopped)")


def test_a_part_is_closed_when_another_begins_and_at_the_end() -> None:
    so_far = told(Text(LONG))
    assert [one.closed for one in so_far.wanted()] == [True, True, False]
    so_far.end()
    assert [one.closed for one in so_far.wanted()] == [True] * 3


def test_what_can_be_done_stands_below_the_last_message() -> None:
    """Stop while it grows; afterwards what fits how it ended."""
    link = "https://chatgpt.com/c/1"
    assert [one.offers for one in told(Text(LONG)).wanted()] == [None, None, Offers(stop=True)]
    ended: dict[tuple[Shown, ...], Offers] = {
        (Text("x"), Linked(link)): Offers(again=True, link=link),
        (Text("x"), CutShort()): Offers(again=True, go_on=True),
        (Text("x"), Stopped()): Offers(again=True),
        (Text("x"), Failed(LoginRequired())): Offers(again=True),
        (Linked(link), Failed(LoginRequired())): Offers(anew=True, link=link),
    }
    for events, offers in ended.items():
        assert told(*events, ends=True).wanted()[-1].offers == offers


def test_a_note_shown_elsewhere_holds_no_place() -> None:
    """But what may take long does: it has to stay."""
    so_far = told(Status("Searching"))
    so_far.holds_place = False
    assert (so_far.busy, so_far.wanted()) == ("Searching", [])
    so_far.take(Waiting(LoginRequired(), 2))
    assert [one.tail for one in so_far.wanted()] == [
        f"{SAD} Your question waits (number 2 in line) and goes on by itself."
    ]
    so_far.take(Status(""))
    assert so_far.wanted() == []
    so_far.end()
    assert [one.tail for one in so_far.wanted()] == ["(ChatGPT gave an empty answer.)"]


def test_parts_can_be_made_shorter() -> None:
    """Halved, and the whole is cut anew; not for ever."""
    so_far = told(Text(LONG))
    assert so_far.shrink()
    assert [slack.FORM.size(one.text) <= 5_500 for one in so_far.wanted()] == [True] * 6
    assert "".join(one.text for one in so_far.wanted()) == LONG
    while so_far.shrink():
        pass
    assert so_far.form.limit >= 500


@pytest.mark.parametrize("form", TAKEN)
@given(pieces)
def test_the_parts_joined_are_the_answer(form: Form, texts: list[str]) -> None:
    """Each inside the platform's limit, numbered from one, and nothing but white space is between them."""
    whole = "".join(texts)
    wanted = told(*map(Text, texts), Stopped(), form=form, ends=True).wanted()
    assert [one.number for one in wanted] == list(range(1, len(wanted) + 1))
    assert all(form.size(one.markdown) <= TAKEN[form] for one in wanted)
    assert all(form.size(one.markdown) <= form.limit for one in wanted[:-1])
    assert all(one.markdown.strip() for one in wanted)
    starts = [0, *(one.end for one in wanted)]
    assert not whole[starts[-1] :].strip()
    for one, start in zip(wanted, starts, strict=False):
        assert whole[start : one.end].strip() in one.markdown


def part(number: int, end: int) -> Part:
    return Part(number, MessageId(f"{number}.0"), end)
