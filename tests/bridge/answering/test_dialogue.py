"""A Thread as what was said in it, and as the messages that an API is sent."""

import base64
from collections.abc import Sequence
from dataclasses import replace
from itertools import count

import pytest

from bridge.answering.dialogue import dialogue
from bridge.errors import NothingToBranch
from bridge.openai.chat import messages
from bridge.types import Action, File, State, Turn, TurnId
from tests.bridge.world import question

PNG = base64.b64encode(b"PNG").decode()


def thread(*said: tuple[Action, str, str]) -> list[Turn]:
    numbers = count(1)
    return [
        Turn(
            TurnId(number := next(numbers)),
            replace(question(text, str(number)), action=action),
            "openai",
            State.DELIVERED if answer else State.FAILED,
            answer=answer,
        )
        for action, text, answer in said
    ]


def sent(*said: tuple[Action, str, str]) -> Sequence[tuple[str, object]]:
    """All but the last are there already."""
    *earlier, turn = thread(*said)
    return [(message["role"], message.get("content")) for message in messages(dialogue(turn, earlier, {}))]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([("ask", "one", "1"), ("ask", "no", ""), ("ask", "two", "")], ["one", "1", "two"]),
        ([("ask", "one", "1"), ("again", "", "")], ["one"]),
        ([("ask", "zero", "0"), ("ask", "one", "1"), ("edit", "One", "")], ["zero", "0", "One"]),
        (
            [("ask", "one", "1"), ("edit", "One", "I"), ("again", "", "II"), ("ask", "two", "")],
            ["One", "II", "two"],
        ),
        (
            [("ask", "one", "1,"), ("continue", "", "2"), ("ask", "two", "")],
            ["one", "1,2", "two"],
        ),
        (
            [("ask", "one", "1,"), ("continue", "", "")],
            ["one", "1,", "Go on exactly where you left off, without repeating anything."],
        ),
        ([("ask", "one", "1"), ("ask", "two", ""), ("again", "", "")], ["one", "1", "two"]),
        ([("ask", "one", "1"), ("edit", "One", ""), ("ask", "two", "")], ["one", "1", "two"]),
    ],
)
def test_what_branches_have_left_of_it(said: Sequence[tuple[Action, str, str]], expected: Sequence[str]) -> None:
    """Only what stands at the end is told, as on a page where one has gone back."""
    assert [content for _, content in sent(*said)] == expected


@pytest.mark.parametrize("action", ["again", "edit", "continue"])
def test_there_has_to_be_something_to_branch_from(action: Action) -> None:
    """As on ChatGPT's page."""
    with pytest.raises(NothingToBranch):
        sent((action, "One", ""))


def test_instructions_come_first() -> None:
    """As the system's message."""
    [turn] = thread(("ask", "one", ""))
    turn = replace(turn, question=replace(turn.question, instructions="Be brief."))
    assert messages(dialogue(turn, [], {}))[0] == {"role": "system", "content": "Be brief."}


def test_files_go_along_as_what_they_are() -> None:
    """Pictures, texts, and what is neither; of earlier questions, too."""
    first, second = thread(("ask", "one", "1"), ("ask", "two", ""))
    pdf = File("a.pdf", b"%PDF\xff")
    second = replace(second, question=replace(second.question, files=(File("n.txt", "메모".encode()), pdf)))
    old, _, new = messages(dialogue(second, [first], {first.id: (File("cat.png", b"PNG"),)}))
    assert old.get("content") == [
        {"type": "text", "text": "one"},
        {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{PNG}"}},
    ]
    data = base64.b64encode(pdf.content).decode()
    assert new.get("content") == [
        {"type": "text", "text": "two"},
        {"type": "text", "text": "n.txt:\n\n메모"},
        {"type": "file", "file": {"filename": "a.pdf", "file_data": f"data:application/pdf;base64,{data}"}},
    ]


def test_another_answer_has_the_same_files() -> None:
    """And other words for a question, too."""
    for action in ("again", "edit"):
        first, second = thread(("ask", "one", "1"), (action, "One" if action == "edit" else "", ""))
        [message] = messages(dialogue(second, [first], {first.id: (File("cat.png", b"PNG"),)}))
        assert "image_url" in str(message)
