"""From their transcript to our question, and Threads by name."""

import json
from pathlib import Path
from typing import Any

import pytest

from bridge.events import Text
from bridge.types import Question
from platforms.http.asking.question import question
from platforms.http.errors import ApiError
from platforms.http.request.chat import parse
from tests.fakes import FakeBackend
from tests.platforms.http.served import serving

CALL = {"role": "assistant", "tool_calls": [{"function": {"name": "add", "arguments": "{}"}}]}


def asked(*messages: dict[str, Any], name: str = "", model: str = "m") -> Question:
    body = json.dumps({"model": model, "messages": messages}).encode()
    return question(parse(body), "laptop", name, "id1")


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
    assert str(it.thread) == "http//laptop/id1"
    assert (it.author, it.message, it.model) == ("laptop", "http-id1", "m")


def test_the_default_model_is_the_channels() -> None:
    """A model has to be named; this name leaves the choice to the channel and its backend."""
    assert asked(user("Hi"), model="default").model == ""


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
    it = asked(user("1+1?"), CALL, {"role": "tool", "tool_call_id": "c1", "content": "2"})
    assert it.text == (
        "This is our conversation so far.\n\n[user]\n1+1?\n\n[assistant]\n(called add with {})\n\n[tool c1]\n2\n\n"
        "Now say what the assistant says next."
    )


def test_an_empty_question_stays_empty() -> None:
    """So that the bridge refuses it, whatever was said before."""
    assert asked(user("Hi"), assistant("Hello!"), user(" ")).text == " "


def test_instructions_alone_are_the_question() -> None:
    it = asked(system("Say hello."))
    assert (it.instructions, it.text) == ("", "Say hello.")


def test_in_a_named_thread_only_the_last_message_is_asked() -> None:
    it = asked(system("s"), user("Hi"), assistant("Hello!"), user("And now?"), name="my talk")
    assert (it.text, it.instructions, it.thread.thread) == ("And now?", "s", "my talk")


def test_in_a_named_thread_what_tools_said_since_is_asked_too() -> None:
    it = asked(user("Hi"), assistant("Hello!"), user("1+1?"), CALL, name="t")
    assert "1+1?" in it.text
    assert "Hello!" not in it.text


@pytest.mark.parametrize("name", ["a\nb", "x" * 201, "\udcff"])
def test_names_that_are_none(name: str) -> None:
    with pytest.raises(ApiError):
        asked(user("Hi"), name=name)


async def test_a_conversation_goes_on_in_its_thread(tmp_path: Path) -> None:
    """Two requests with one name are one Thread, two without are two."""
    hello = {"model": "m", "messages": [user("Hi")]}
    async with serving(FakeBackend(Text("a")), tmp_path) as served:
        for headers in ({"x_thread": "대화"}, {"x_thread": "대화"}, {}, {}):
            async with served.post(hello, **headers) as response:
                assert response.status == 200
        threads = [turn.thread for turn in served.backend.asked]
        assert threads[0] == threads[1]
        assert threads[0].thread == "대화"
        assert len(set(threads)) == 3
        assert len(await served.store.history(threads[0])) == 2
