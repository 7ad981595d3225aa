"""What programs ask by themselves."""

import json
from pathlib import Path
from typing import Any

import pytest

from bridge.events import Text
from bridge.protocols import Backend
from platforms.http.asking.background import is_background
from platforms.http.request.chat_completions import parse
from tests.fakes import FakeBackend
from tests.platforms.http.served import serving

Said = dict[str, Any]

CHAT: list[Said] = [
    {"role": "system", "content": "You are helpful."},
    {"role": "user", "content": "What is a monad?"},
    {"role": "assistant", "content": "A monoid in the category of endofunctors."},
]


def user(text: str) -> Said:
    return {"role": "user", "content": text}


def system(text: str) -> Said:
    return {"role": "system", "content": text}


HISTORY = "### Chat History:\n<chat_history>\nUSER: What is a monad?\nASSISTANT: …\n</chat_history>"

ASKED: dict[str, list[Said]] = {
    "Open WebUI, title": [
        user(f"### Task:\nGenerate a concise, 3-5 word title.\n### Output:\nJSON format\n{HISTORY}")
    ],
    "Open WebUI, tags": [user(f"### Task:\nGenerate 1-3 broad tags categorizing the main themes.\n{HISTORY}")],
    "Open WebUI, follow-ups": [user(f"### Task:\nSuggest 3-5 relevant follow-up questions.\n{HISTORY}")],
    "Open WebUI, typing": [user("### Task:\nYou are an autocompletion system. Continue the text in `<text>`.")],
    "LibreChat": [
        user("Provide a concise, 5-word-or-less title for the conversation, using title case.\n\nUser: Hi")
    ],
    "LibreChat, with the language": [
        user("Analyze this conversation and provide:\n1. The detected language of it")
    ],
    "NextChat": [*CHAT, user("Please generate a four to five word title summarizing our conversation without any")],
    "Chatbox": [user("Based on the chat history, give this conversation a name.\nKeep it short")],
    "Zed": [*CHAT, user("Generate a concise 3-7 word title for this conversation, omitting punctuation.")],
    "Continue": [user("Given the following... please reply with a title for the chat that is 3-4 words in length")],
    "qwen-code, suggestion": [*CHAT, user("[SUGGESTION MODE: Suggest what the user might naturally type next.]")],
    "gemini-cli, next": [
        *CHAT,
        user("Analyze *only* the content and structure of your immediately preceding response"),
    ],
    "opencode": [
        system("You are a title generator. You output ONLY a thread title. Nothing else."),
        user("Generate a title for this conversation:\n"),
        user("What is a monad?"),
    ],
    "opencode, without its agent": [user("Generate a title for this conversation:\n"), user("What is a monad?")],
    "crush": [system("you will generate a short title based on the first message a user begins"), user("Hi")],
    "Cherry Studio": [
        system(
            "You are an assistant skilled in this. You need to summarize the user's conversation into a title of"
        ),
        user("user: Hi"),
    ],
}

NOT_ASKED: dict[str, list[Said]] = {
    "a question": CHAT[:2],
    "Open WebUI, with documents": [
        user("### Task:\nRespond to the user query using the provided context.\n<context>\n…\n</context>\nWhat?")
    ],
    "about titles": [user("How do I generate a title for a web page?")],
    "said before": [
        user("Generate a concise 3-7 word title for this conversation"),
        CHAT[2],
        user("Thanks. And now?"),
    ],
    "quoted": [user("What does this mean: [SUGGESTION MODE: Suggest what …]?")],
    "a tool's result": [
        user("[SUGGESTION MODE: x]"),
        {"role": "assistant", "tool_calls": [{"id": "c", "function": {"name": "f", "arguments": "{}"}}]},
        {"role": "tool", "tool_call_id": "c", "content": "x"},
    ],
    "instructions alone": [system("Say hello.")],
}


def read(messages: list[Said]) -> bool:
    return is_background(parse(json.dumps({"model": "m", "messages": messages}).encode()).messages)


@pytest.mark.parametrize("case", ASKED)
def test_they_are_recognised(case: str) -> None:
    """As the programs write them."""
    assert read(ASKED[case])


@pytest.mark.parametrize("case", NOT_ASKED)
def test_people_are_not_taken_for_programs(case: str) -> None:
    """Also those who talk about such things."""
    assert not read(NOT_ASKED[case])


@pytest.mark.parametrize("routed", [False, True])
async def test_they_leave_conversations_alone(tmp_path: Path, routed: bool) -> None:
    """A title that is asked for at the end of a chat is answered elsewhere, and the chat goes on where it was."""
    backend, other = FakeBackend(Text("Monads.")), FakeBackend(Text("A title"))
    beside: dict[str, Backend] = {"other": other}
    where = "other:small" if routed else ""
    async with serving(backend, tmp_path, beside=beside, background=where) as served:
        talk = [user("What is a monad?")]
        for more in (
            [],
            [user("Generate a concise 3-7 word title for this conversation")],
            [user("And a comonad?")],
        ):
            async with served.post({"model": "m", "messages": [*talk, *more]}) as response:
                assert response.status == 200
            if not more:
                talk.append({"role": "assistant", "content": "Monads."})
    first, *_, last = backend.asked
    [title] = other.asked if routed else backend.asked[1:2]
    assert last.thread == first.thread
    assert last.question.text == "And a comonad?"
    assert title.thread != first.thread
    assert title.question.temporary
    assert "[user]\nWhat is a monad?" in title.question.text
    assert title.question.model == ("small" if routed else "m")


async def test_a_key_that_may_not_ask_the_other_backend_asks_its_own(tmp_path: Path) -> None:
    """It is not let in by this way."""
    backend, other = FakeBackend(Text("a")), FakeBackend(Text("b"))
    keys = {"k": {"secret": "s" * 8, "backends": ["fake"]}}
    async with (
        serving(backend, tmp_path, beside={"other": other}, background="other:small", keys=keys) as served,
        served.post({"model": "m", "messages": ASKED["Zed"]}, x_api_key="s" * 8) as response,
    ):
        assert response.status == 200
    assert (len(backend.asked), other.asked) == (1, [])
    assert backend.asked[0].question.temporary
