"""The conversation's JSON in both of its forms."""

import json
from typing import Any

import pytest

from scraper.wire.conversation import Conversation, parse, parse_list
from tests.scraper.conftest import captured


def said(number: str, role: str, text: str, *, end: bool | None = None, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "author": {"role": role},
        "create_time": float(number),
        "content": {"content_type": "text", "parts": [text]},
        "status": "finished_successfully",
        "end_turn": end,
        "recipient": "all",
        "metadata": {},
        **more,
    }


MESSAGES = [
    said("1", "system", "", metadata={"is_visually_hidden_from_conversation": True}),
    said("2", "user", "hello"),
    said("3", "assistant", "Let me see."),
    said("4", "assistant", "search('x')", recipient="python"),
    said("5", "assistant", "Hello!", end=True),
    said("6", "user", "hello"),
]


def tree() -> dict[str, Any]:
    """The same messages as a tree, with an older branch beside."""
    ids = ["root", *(message["id"] for message in MESSAGES)]
    mapping: dict[str, Any] = {"root": {"id": "root", "message": None, "parent": None, "children": []}}
    for parent, message in zip(ids, MESSAGES, strict=False):
        mapping[message["id"]] = {"id": message["id"], "message": message, "parent": parent, "children": []}
    mapping["old"] = {"id": "old", "message": said("7", "user", "older"), "parent": "root", "children": []}
    return {"title": "T", "mapping": mapping, "current_node": "6"}


@pytest.fixture(params=["flat", "tree"])
def conversation(request: pytest.FixtureRequest) -> Conversation:
    return parse({"title": "T", "messages": MESSAGES} if request.param == "flat" else tree())


def test_the_same_words_once_more(conversation: Conversation) -> None:
    """After a question with the same text only a newer one is the one that was asked now."""
    for after, found in (("", "6"), ("2", "6"), ("6", None)):
        asked = conversation.asked(["hello"], 0.0, after)
        assert (asked and asked.id) == found


def test_both_forms_are_the_same(conversation: Conversation) -> None:
    """In order, without other branches."""
    assert [message.id for message in conversation.messages] == ["1", "2", "3", "4", "5", "6"]


def test_the_answer_to_a_question(conversation: Conversation) -> None:
    """The last thing said to the person before the next question."""
    answer = conversation.answer("2")
    assert answer is not None
    assert (answer.text, answer.is_final) == ("Hello!", True)
    assert conversation.answer("6") is None
    assert conversation.answer("nowhere") is None


def test_a_question_is_found_by_id_or_by_text_and_time(conversation: Conversation) -> None:
    """The newest with exactly that text."""
    assert conversation.question("2") is not None
    assert conversation.question("x") is None
    newest = conversation.asked(["hello"], since=0)
    assert newest is not None
    assert newest.id == "6"
    assert conversation.asked(["hello"], since=7) is None
    assert conversation.asked(["hell"], since=0) is None


def test_a_question_that_the_page_escaped_is_still_ours() -> None:
    """Or it would be asked a second time."""
    conversation = parse({"messages": [said("1", "user", "\\*a\\* \n\n b")]})
    assert conversation.asked(["*a*\nb"], since=0) is not None


def test_the_list_gives_times_as_text_or_numbers() -> None:
    """Both were seen."""
    items = [
        {"id": "a", "create_time": "2026-11-22T10:00:00.5+00:00"},
        {"id": "b", "create_time": 12.5},
        {"id": "c"},
    ]
    assert [one.created for one in parse_list({"items": items})] == [1795341600.5, 12.5, 0.0]


def test_a_captured_conversation() -> None:
    """A real tree: hidden messages first, one question, one final answer."""
    conversation = parse(json.loads(captured("echomine-001_simple_text-raw.json").read_text("utf-8")))
    [question] = [message for message in conversation.messages if message.is_question]
    answer = conversation.answer(question.id)
    assert answer is not None
    assert answer.is_final
    assert len(answer.text) > 1000
