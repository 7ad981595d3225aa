"""A Thread as a file: nothing of what was said is changed."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.exporting.markdown import export
from bridge.spent import dollars
from bridge.types import Attachment, State, Turn, TurnId, Used
from tests.bridge.exporting.called import Known
from tests.bridge.world import question

NOW = datetime(2026, 9, 3, 12, 30, tzinfo=UTC)
TURN = Turn(TurnId(1), question("What is a monad?"), "fake", State.DELIVERED, answer="A burrito.", accepted_at=60.0)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=200)


def exported(*turns: Turn, title: str = "Monads", link: str = "https://chat.example/c/1") -> str:
    return export(turns, title=title, link=link, now=NOW, language="en")


def head(text: str) -> dict[str, object]:
    """Each line is JSON behind a name, so YAML reads it, too."""
    lines = text.split("---\n")[1].split("\n")[:-1]
    return {line.partition(": ")[0]: json.loads(line.partition(": ")[2]) for line in lines}


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=5), TEXTS)
def test_questions_and_answers_stand_in_it_to_the_letter(said: list[tuple[str, str]], title: str) -> None:
    """In their order, whatever is in them; and no title breaks out of the head."""
    turns = [replace(TURN, question=question(text), answer=answer) for text, answer in said]
    text = exported(*turns, title=title)
    at = text.index("\n---\n", 4) + 5
    for part in (part for pair in said for part in pair if part):
        at = text.index(f"\n\n{part}\n", at - 2) + len(part) + 2
    assert head(text)["title"] == title


def test_people_and_channels_have_their_names() -> None:
    """Where they are known; the ids stay in the head, so that the thread is found again."""
    text = export([TURN], title="", link="", now=NOW, language="en", called=Known())
    assert "## 1. Question · Ana · " in text
    assert (head(text)["channel"], head(text)["channel_name"]) == ("C", "infra")
    assert "channel_name" not in head(exported(TURN))


def test_it_says_where_it_is_from() -> None:
    """Enough to find the thread and the conversation again."""
    later = replace(TURN, accepted_at=120.0, answered_by="gpt-x")
    assert head(exported(TURN, later)) == {
        "title": "Monads",
        "platform": "fake",
        "workspace": "W",
        "channel": "C",
        "thread": "1",
        "questions": 2,
        "first": "1970-01-01T00:01:00+00:00",
        "last": "1970-01-01T00:02:00+00:00",
        "exported": "2026-09-03T12:30:00+00:00",
        "model": "gpt-x",
        "conversation": "https://chat.example/c/1",
    }


def test_how_it_reads() -> None:
    """Question, what was attached, answer; what has no words is said in ours."""
    asked = replace(TURN.question, attachments=(Attachment("a.pdf", "F1"), Attachment("b\n.png", "F2")))
    again = replace(
        TURN,
        question=replace(question(""), action="again"),
        answer="",
        reason="It was refused.",
        state=State.FAILED,
    )
    open_one = replace(TURN, answer="", state=State.ASKED)
    text = exported(replace(TURN, question=asked, stopped=True, answered_by="gpt-x"), again, open_one)
    assert (
        text.split("---\n", 2)[2]
        == """
# Monads

## 1. Question · U · 1970-01-01T00:01:00+00:00

What is a monad?

*Attached: a.pdf, b .png*

## 1. Answer · gpt-x

A burrito.

(stopped)

## 2. Question · U · 1970-01-01T00:01:00+00:00

*Another answer was asked for.*

## 2. Answer

It was refused.

## 3. Question · U · 1970-01-01T00:01:00+00:00

What is a monad?

## 3. Answer

*There is no answer yet.*
"""
    )


def test_tags_are_a_list_that_obsidian_reads() -> None:
    """None is no list."""
    text = export([TURN], title="", link="", now=NOW, language="en", tags=["infra", "망고"])
    assert head(text)["tags"] == ["infra", "망고"]
    assert "tags" not in head(exported(TURN))


def test_it_says_what_answers_took() -> None:
    """Each, and all together; about, where it was only estimated."""
    counted = replace(TURN, answered_by="m", used=Used(1200, 30, cost=0.01234))
    guessed = replace(TURN, used=Used(5, 1, counted="estimated"))
    text = exported(TURN, counted, guessed)
    assert "Answer · m · 1,200 + 30 tokens · $0.0123\n" in text
    assert "Answer · about 5 + 1 tokens\n" in text
    assert (head(text)["tokens"], head(text)["cost"]) == (1236, 0.01234)
    assert "tokens" not in head(exported(TURN))


@pytest.mark.parametrize(
    ("cost", "expected"), [(0.0, "$0.0000"), (0.00001, "< $0.0001"), (0.5, "$0.5000"), (1234.5, "$1,234.50")]
)
def test_money(cost: float, expected: str) -> None:
    """As exactly as it matters."""
    assert dollars(cost) == expected


def test_it_says_whose_answer_it_is() -> None:
    """Where not all are of the same backend: another one stood in, or was chosen."""
    text = exported(replace(TURN, backend="chatgpt"), replace(TURN, backend="openai", answered_by="m"))
    assert "## 1. Answer · chatgpt\n" in text
    assert "## 2. Answer · openai · m\n" in text
    assert "openai" not in exported(replace(TURN, backend="openai"))
