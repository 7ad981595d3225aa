"""From their transcript to our question."""

import json
from typing import Any

from bridge.types import Question, Thread
from platforms.http.asking.compared import Compared, instructions
from platforms.http.asking.question import anew, going_on
from platforms.http.request.chat_completions import parse

CALL = {"role": "assistant", "tool_calls": [{"id": "c1", "function": {"name": "add", "arguments": "{}"}}]}
RESULT = {"role": "tool", "tool_call_id": "c1", "content": "2"}
HERE = Thread("http", "", "laptop", "t")


def body(*messages: dict[str, Any]) -> bytes:
    return json.dumps({"model": "m", "messages": messages}).encode()


def asked(*messages: dict[str, Any]) -> Question:
    return anew(parse(body(*messages)), HERE, "id1")


def asked_on(*messages: dict[str, Any], known: tuple[str, ...] = ()) -> Question:
    """Where all up to the last answer is known."""
    chat = parse(body(*messages))
    return going_on(chat, HERE, "id1", Compared(chat).rest(known), instructions(chat.messages))


def system(text: str) -> dict[str, str]:
    return {"role": "system", "content": text}


def user(text: str) -> dict[str, str]:
    return {"role": "user", "content": text}


def assistant(text: str) -> dict[str, str]:
    return {"role": "assistant", "content": text}


def test_the_example_of_the_readme() -> None:
    """System is the instructions, user the question, and nothing is put around it."""
    it = asked(system("You are a helpful assistant. 한국어로 답해줘."), user("내가 제일 좋아하는 과일이 뭘까?"))
    assert it.instructions == "You are a helpful assistant. 한국어로 답해줘."
    assert it.text == "내가 제일 좋아하는 과일이 뭘까?"
    assert it.thread == HERE
    assert (it.author, it.message) == ("laptop", "http-id1")


def test_instructions_from_several_messages() -> None:
    """In whatever place they stand."""
    it = asked(system("a"), user("q"), {"role": "developer", "content": "b"})
    assert (it.instructions, it.text) == ("a\n\nb", "q")


def test_a_transcript_is_written_above_the_question() -> None:
    it = asked(user("Hi"), assistant("Hello!"), user("And now?"))
    assert it.text == (
        "This is our conversation so far.\n\n[user]\nHi\n\n[assistant]\nHello!\n\nAnswer this now:\n\nAnd now?"
    )


def test_a_transcript_that_ends_with_a_tool() -> None:
    """What was called, with what, and what came of it, tied together."""
    it = asked(user("1+1?"), CALL, RESULT)
    assert it.text == (
        "This is our conversation so far.\n\n[user]\n1+1?\n\n[assistant]\n"
        '```tool_call\n{"name": "add", "arguments": {}}\n```\n\n'
        "```tool_result add c1\n2\n```\n\nNow say what the assistant says next."
    )


def test_an_empty_question_stays_empty() -> None:
    """So that the bridge refuses it, whatever was said before."""
    assert asked(user("Hi"), assistant("Hello!"), user(" ")).text == " "


def test_instructions_alone_are_the_question() -> None:
    it = asked(system("Say hello."))
    assert (it.instructions, it.text) == ("", "Say hello.")


def test_where_the_rest_is_known_only_what_is_new_is_asked() -> None:
    """The instructions go along for a backend that keeps nothing."""
    it = asked_on(system("s"), user("Hi"), assistant("Hello!"), user("And now?"), known=("s",))
    assert (it.text, it.instructions) == ("And now?", "s")


def test_several_new_messages() -> None:
    """Of the user alone they are one text."""
    it = asked_on(user("Hi"), assistant("Hello!"), user("a"), user("b"))
    assert it.text == "a\n\nb"
    it = asked_on(user("Hi"), assistant("Hello!"), {**user("a"), "name": "Ann"}, user("b"))
    assert it.text == "[user Ann]\na\n\nAnswer this now:\n\nb"


def test_new_instructions_are_said_with_what_is_new() -> None:
    """Wherever they stand."""
    it = asked_on(
        system("s"), user("Hi"), assistant("Hello!"), user("And now?"), system("In French."), known=("s",)
    )
    assert it.text == "[system]\nIn French.\n\nAnswer this now:\n\nAnd now?"


def test_what_tools_said_is_new() -> None:
    """With the name of the tool, though the call is known."""
    assert asked_on(user("1+1?"), CALL, RESULT).text == (
        "```tool_result add c1\n2\n```\n\nNow say what the assistant says next."
    )


def test_what_came_after_the_last_question_is_new_too() -> None:
    """A caller who begins the answer wants the rest of it."""
    it = asked_on(user("Hi"), assistant("Hello!"), user("1+1?"), assistant("It is"))
    assert it.text == "[user]\n1+1?\n\n[assistant]\nIt is\n\nNow say what the assistant says next."


def test_instructions_alone_or_nothing_are_asked_as_they_are() -> None:
    """So that the bridge refuses what is empty."""
    assert asked_on(system("Say hello.")).text == "Say hello."
    assert asked_on(user("Hi"), assistant("Hello!"), user(" ")).text == ""
