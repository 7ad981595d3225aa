"""The backend over an API: against our own endpoint, and against a stand-in that says what APIs can say."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bridge import openai
from bridge.bridge import Bridge
from bridge.errors import (
    BackendError,
    BadConfig,
    BrokenOff,
    Interrupted,
    LoginRequired,
    RateLimited,
    Refused,
    Unavailable,
)
from bridge.events import AnsweredBy, CutShort, Sent, Text
from bridge.openai import OpenAIBackend
from bridge.types import Anchor, MessageId, Model, Question, State, Thread, Used
from tests.bridge.openai.api import HELLO, TURN, WHOLE, Api, backend_of, chunk, told
from tests.fakes import FakeBackend, same_rules_everywhere
from tests.platforms.http.served import Served, serving

GUESSED = Used(7, 1, counted="estimated")


@asynccontextmanager
async def loop(far: FakeBackend, folder: Path, **settings: Any) -> AsyncIterator[tuple[OpenAIBackend, Served]]:
    """The backend in front of our own endpoint."""
    async with serving(far, folder, **settings) as served, backend_of(served.v1, folder) as backend:
        yield backend, served


async def test_what_our_own_endpoint_tells(tmp_path: Path) -> None:
    """Sent with the request's id, the model that really answers, then the text piece by piece."""
    async with loop(FakeBackend(AnsweredBy("gpt-5"), Text("안녕"), Text(" 👋")), tmp_path) as (backend, served):
        sent, *rest = await told(backend)
        (turn,) = served.backend.asked
    assert isinstance(sent, Sent)
    assert sent.anchor == turn.question.message.replace("http-", "req_")
    assert rest[:-1] == [AnsweredBy("gpt-5"), Text("안녕"), Text(" 👋")]
    assert isinstance(rest[-1], Used)


async def test_leaving_ends_the_answer_at_the_other_end(tmp_path: Path) -> None:
    far = FakeBackend(Text("a"), asyncio.Event())
    async with loop(far, tmp_path) as (backend, _):
        async with backend.send(TURN) as events:
            async for event in events:
                if event == Text("a"):
                    break
        await asyncio.wait_for(far.left.wait(), 5)
    assert far.stopped


async def test_cancelling_ends_a_silent_answer(tmp_path: Path) -> None:
    """Before its first byte, while the request is still held."""
    far = FakeBackend(asyncio.Event())
    async with loop(far, tmp_path) as (backend, _):
        asking = asyncio.create_task(told(backend))
        await far.began.wait()
        asking.cancel()
        await asyncio.wait({asking})
        await asyncio.wait_for(far.left.wait(), 5)
    assert far.stopped


async def test_errors_of_our_own_endpoint(tmp_path: Path) -> None:
    """A far bridge that may have typed the question is not asked again by anybody."""
    async with loop(FakeBackend(), tmp_path) as (backend, served):
        for error, kind in (
            (Refused(what="no"), Refused),
            (Interrupted(what="it broke", link="x"), BrokenOff),
            (RateLimited(), RateLimited),
        ):
            served.backend.refuses = error
            with pytest.raises(kind):
                await told(backend)


async def test_a_wall_of_our_own_endpoint(tmp_path: Path) -> None:
    """Nothing was typed there, so it may be asked again."""
    async with loop(FakeBackend(), tmp_path) as (backend, served):
        served.backend.refuses = LoginRequired()
        with pytest.raises(Unavailable):
            await told(backend)


async def test_an_error_in_the_middle(tmp_path: Path) -> None:
    async with loop(FakeBackend(Text("a"), Interrupted(what="it broke", link="x")), tmp_path) as (backend, _):
        with pytest.raises(BrokenOff, match="it broke"):
            await told(backend)


async def test_models_and_health(tmp_path: Path) -> None:
    async with loop(FakeBackend(offers=[Model("m", "me")]), tmp_path) as (backend, served):
        assert await backend.models() == [Model("default", "threadbridge"), Model("m", "me")]
        assert (await backend.check()).ready
        far = served.v1
    async with backend_of(far, tmp_path) as backend:
        health = await backend.check()
    assert not health.ready
    assert "base_url" in health.note


async def test_the_smallest_request(tmp_path: Path) -> None:
    api = Api(WHOLE)
    async with api.backend(tmp_path) as backend:
        assert await told(backend) == [Sent(Anchor("turn-1")), AnsweredBy("m"), Text("Hi"), GUESSED]
    assert api.asked == [
        {
            "model": "gpt-4o-mini",
            "messages": [{"role": "user", "content": "Hello"}],
            "stream": True,
            "stream_options": {"include_usage": True},
        }
    ]


@pytest.mark.parametrize(("asked", "expected"), [("", "ours"), ("asked", "asked")])
async def test_whose_model(tmp_path: Path, asked: str, expected: str) -> None:
    """The one that the question names, else the section's."""
    api = Api(WHOLE)
    async with api.backend(tmp_path, model="ours") as backend:
        await told(backend, replace(TURN, question=replace(HELLO, model=asked)))
    assert api.asked[0]["model"] == expected


async def test_instructions(tmp_path: Path) -> None:
    """They are the system message."""
    api = Api(WHOLE)
    async with api.backend(tmp_path) as backend:
        await told(backend, replace(TURN, question=replace(HELLO, instructions="Be brief.")))
    assert api.asked[0]["messages"][0] == {"role": "system", "content": "Be brief."}


async def test_the_thread_goes_along(tmp_path: Path) -> None:
    """Answered turns of this Thread, in order; what failed and what others talk about stays out."""
    api = Api(WHOLE)
    async with api.backend(tmp_path) as backend:
        bridge = Bridge(backend._store, {"fake": backend}, {}, same_rules_everywhere)
        for number, (text, thread, events) in enumerate(
            [
                ("first", "t", WHOLE),
                ("lost", "t", ()),
                ("elsewhere", "u", WHOLE),
                ("second", "t", WHOLE),
            ]
        ):
            api.events = events
            place = Thread("cli", "", "me", thread)
            async with bridge.ask(Question(place, MessageId(str(number)), "me", text)) as feed:
                async for _ in feed:
                    pass
        await bridge.close()
    assert [(message["role"], message["content"]) for message in api.asked[-1]["messages"]] == [
        ("user", "first"),
        ("assistant", "Hi"),
        ("user", "second"),
    ]


@pytest.mark.parametrize("state", [State.ASKING, State.ASKED])
async def test_after_a_crash_it_asks_again(tmp_path: Path, state: State) -> None:
    """Nobody sees an answer that was not read."""
    api = Api(WHOLE)
    async with api.backend(tmp_path) as backend:
        assert Text("Hi") in await told(backend, replace(TURN, state=state))


@pytest.mark.parametrize(
    ("events", "kind", "said"),
    [
        ((chunk("Hi"), chunk(finish="content_filter")), BrokenOff, "filter"),
        ((chunk("Hi"), chunk(finish="tool_calls")), BrokenOff, "tool_calls"),
        ((chunk("Hi"),), BrokenOff, "connection ended"),
        ((), BrokenOff, "connection ended"),
        ((chunk("Hi"), "{broken"), BrokenOff, "no event"),
        ((chunk("Hi"), {"error": {"message": "out of memory"}}), BrokenOff, "out of memory"),
        ((chunk(refusal="I "), chunk(refusal="won't."), chunk(finish="stop")), Refused, "I won't."),
    ],
    ids=["filter", "tools", "no end", "nothing", "no JSON", "error", "refusal"],
)
async def test_ends_that_are_none(
    tmp_path: Path, events: Sequence[object], kind: type[BackendError], said: str
) -> None:
    async with Api(events).backend(tmp_path) as backend:
        with pytest.raises(kind, match=said):
            await told(backend)


async def test_an_answer_that_is_cut_can_be_continued(tmp_path: Path) -> None:
    """What came is an answer, and the rest can be asked for."""
    async with Api((chunk("Hi"), chunk(finish="length"))).backend(tmp_path) as backend:
        assert (await told(backend))[-3:] == [Text("Hi"), CutShort(), GUESSED]


async def test_chunks_without_a_choice_are_no_trouble(tmp_path: Path) -> None:
    """Azure begins with one, usage is in one."""
    empty = {**chunk(), "model": "", "choices": []}
    async with Api((empty, *WHOLE[:2], empty, "[DONE]")).backend(tmp_path) as backend:
        assert (await told(backend))[1:] == [AnsweredBy("m"), Text("Hi"), GUESSED]


@pytest.mark.parametrize(
    ("status", "code", "kind", "said"),
    [
        (400, "context_length_exceeded", Refused, "Because."),
        (401, "invalid_api_key", Unavailable, "api_key"),
        (402, None, Unavailable, "credit"),
        (403, None, Unavailable, "api_key"),
        (404, "model_not_found", Refused, "Because."),
        (408, None, Unavailable, "Because."),
        (409, None, Unavailable, "Because."),
        (422, None, Refused, "Because."),
        (429, "rate_limit_exceeded", RateLimited, "too many"),
        (429, "insufficient_quota", Unavailable, "credit"),
        (500, None, Unavailable, "Because."),
        (503, None, Unavailable, "Because."),
    ],
)
async def test_statuses(tmp_path: Path, status: int, code: str | None, kind: type[BackendError], said: str) -> None:
    error = {"message": "Because.", "type": "x", "param": None, "code": code}
    async with Api(status=status, error=error).backend(tmp_path) as backend:
        with pytest.raises(kind, match=said) as caught:
            await told(backend)
    assert type(caught.value) is kind


async def test_a_key_is_not_repeated(tmp_path: Path) -> None:
    error = {"message": "Incorrect API key provided: sk-my-secret", "type": "x", "param": None, "code": None}
    async with Api(status=401, error=error).backend(tmp_path, api_key="sk-my-secret") as backend:
        with pytest.raises(Unavailable) as caught:
            await told(backend)
        assert "sk-my-secret" not in str(caught.value)
        assert "sk-my-secret" not in repr(backend._settings)


async def test_a_busy_api_is_asked_again_as_often_as_was_set(tmp_path: Path) -> None:
    """Only before an answer has begun."""
    busy = Api(status=503, error={"message": "busy"}, headers={"retry-after-ms": "1"})
    async with busy.backend(tmp_path, retries=2) as backend:
        with pytest.raises(Unavailable):
            await told(backend)
    assert len(busy.asked) == 3
    broken = Api((chunk("Hi"),))
    async with broken.backend(tmp_path, retries=2) as backend:
        with pytest.raises(BrokenOff):
            await told(backend)
    assert len(broken.asked) == 1


async def test_openai_itself_needs_a_key(tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match="api_key_file"):
        async with backend_of(openai.OPENAI, tmp_path):
            pass
