"""In front of an API: what is asked goes there as it is, and what comes back comes as it is."""

import asyncio
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bridge.types import Channel, Rules, State, Used
from tests.platforms.http.passing.upstream import (
    COUNT,
    COUNTED,
    DONE,
    Upstream,
    begun,
    event,
    in_front_of,
    says,
    streams,
    turns,
)
from tests.platforms.http.served import HELLO, refusal

ANSWER = (
    b'{"id":"chatcmpl-far","object":"chat.completion","created":1,  "model":"far-1","choices":[{"index":0,'
    b'"message":{"role":"assistant","content":"Hi \\ud83d\\udc4b","refusal":null},"finish_reason":"stop","odd":1}],'
    b'"usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}}'
)


async def test_a_whole_answer(tmp_path: Path) -> None:
    """Byte by byte, with fields that nobody here knows; and a Turn behind it."""
    upstream = Upstream(says(ANSWER, x_request_id="req_far"))
    body = {**HELLO, "logprobs": True, "n": 2, "whatever": {"a": [1]}}
    async with in_front_of(upstream, tmp_path) as served, served.post(body) as response:
        assert response.status == 200
        assert await response.read() == ANSWER
        assert response.headers["x-threadbridge-usage"] == "upstream"
        (turn,) = await turns(served, response)
    assert upstream.asked == [body]
    assert (turn.state, turn.question.text, turn.answer) == (State.DELIVERED, "Hello", "Hi 👋")
    assert (turn.answered_by, turn.anchor, turn.backend) == ("far-1", "req_far", "fake")
    assert turn.used == Used(9, 2)


STREAM = (event("", role="assistant"), event("He"), event("y"), event(finish="stop"), COUNTED, DONE)


async def test_a_stream_with_its_count(tmp_path: Path) -> None:
    """Whoever asks for it gets every byte."""
    body = {**HELLO, "stream": True, "stream_options": {"include_usage": True}}
    upstream = Upstream(streams(*STREAM))
    async with in_front_of(upstream, tmp_path) as served, served.post(body) as response:
        assert await response.read() == b"".join(STREAM)
        assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
        (turn,) = await turns(served, response)
    assert upstream.asked == [body]
    assert (turn.answer, turn.used) == ("Hey", Used(9, 2, 4))


async def test_a_stream_without_its_count(tmp_path: Path) -> None:
    """We ask for it all the same, and nothing of it is seen."""
    upstream = Upstream(streams(*STREAM))
    async with in_front_of(upstream, tmp_path) as served, served.post({**HELLO, "stream": True}) as response:
        told = await response.read()
        (turn,) = await turns(served, response)
    assert told == b"".join((*STREAM[:4], DONE)).replace(b',"usage":null', b"")
    assert upstream.asked[0]["stream_options"] == {"include_usage": True}
    assert turn.used == Used(9, 2, 4)


async def test_pieces_come_at_once(tmp_path: Path) -> None:
    """Each before the next one is sent."""
    go_on = asyncio.Event()

    async def slowly(request: web.Request) -> web.StreamResponse:
        response = await begun(request)
        await response.write(event("a"))
        await go_on.wait()
        await response.write(event("b") + DONE)
        return response

    body = {**HELLO, "stream": True}
    async with in_front_of(Upstream(slowly), tmp_path) as served, served.post(body) as response:
        assert b'"a"' in await response.content.readuntil(b"\n\n")
        go_on.set()
        assert b'"b"' in await response.content.readuntil(b"\n\n")


@pytest.mark.parametrize("there", [True, False], ids=["it comes", "it does not"])
async def test_the_end_waits_for_what_is_passed_on(tmp_path: Path, there: bool) -> None:
    """As for every answer under way; what is not there by then is told as broken off, and nothing new is begun."""
    go_on = asyncio.Event()

    async def slowly(request: web.Request) -> web.StreamResponse:
        response = await begun(request)
        await response.write(event("a"))
        await go_on.wait()
        await response.write(event("b") + DONE)
        return response

    upstream = Upstream(slowly)
    async with in_front_of(upstream, tmp_path) as served, served.post({**HELLO, "stream": True}) as response:
        assert b'"a"' in await response.content.readuntil(b"\n\n")
        ending = asyncio.create_task(served.bridge.end(30 if there else 0))
        await asyncio.sleep(0)  # it begins
        async with served.post(HELLO) as late:
            assert (late.status, (await refusal(late)).code) == (503, "server_is_overloaded")
        assert ending.done() is not there
        go_on.set()
        rest = await response.read()
        await ending
        (turn,) = await turns(served, response)
    assert len(upstream.asked) == 1
    if there:
        assert b'"b"' in rest
        assert (turn.state, turn.answer) == (State.DELIVERED, "ab")
    else:
        assert b"interrupted" in rest
        assert (turn.state, turn.answer, bool(turn.reason)) == (State.FAILED, "a", True)


async def test_a_whole_answer_that_the_end_breaks_off(tmp_path: Path) -> None:
    """A status instead of a connection that is gone."""
    begins = asyncio.Event()

    async def never(request: web.Request) -> web.StreamResponse:
        begins.set()
        await asyncio.Event().wait()
        raise AssertionError

    async with in_front_of(Upstream(never), tmp_path) as served:
        asked = asyncio.create_task(served.post(HELLO).__aenter__())
        await begins.wait()
        await served.bridge.end(0)
        async with await asked as response:
            assert (response.status, (await refusal(response)).code) == (502, "interrupted")


def strict(place: Channel) -> Rules:
    """Rules with everything that an API can be told."""
    return Rules("every", "fake", "of-the-channel", "Be brief.", "en", max_tokens=50, temperature=0.5)


async def test_what_is_passed_on_is_counted(tmp_path: Path) -> None:
    """Like all other turns; and how soon it began."""
    async with in_front_of(Upstream(streams(*STREAM)), tmp_path) as served:
        async with served.post({**HELLO, "stream": True}) as response:
            await response.read()
        await served.bridge.noted()
        counted = served.bridge.metrics.exposed().decode().splitlines()
    assert 'threadbridge_turns_total{state="answered"} 1.0' in counted
    assert 'threadbridge_tokens_total{backend="fake",kind="prompt"} 9.0' in counted
    assert 'threadbridge_first_text_seconds_count{backend="fake"} 1.0' in counted


async def test_what_the_channel_says_goes_along(tmp_path: Path) -> None:
    """Its instructions before all others, the rest where the caller says nothing."""
    upstream = Upstream(says(ANSWER))
    async with in_front_of(upstream, tmp_path, strict) as served:
        async with served.post({**HELLO, "model": "default"}) as response:
            (turn,) = await turns(served, response)
        async with served.post({**HELLO, "max_completion_tokens": 7, "temperature": 1}):
            pass
    first, second = upstream.asked
    assert first["messages"] == [{"role": "system", "content": "Be brief."}, *HELLO["messages"]]
    assert (first["model"], first["max_tokens"], first["temperature"]) == ("of-the-channel", 50, 0.5)
    assert (second["model"], second["max_completion_tokens"], second["temperature"]) == ("gpt-4o", 7, 1)
    assert "max_tokens" not in second
    assert turn.question.instructions == "Be brief."


@pytest.mark.parametrize(
    ("model", "sent"), [("fake:m-2", "m-2"), ("fake", "ours"), ("default", "ours"), ("m", "m")]
)
async def test_which_model(tmp_path: Path, model: str, sent: str) -> None:
    """With the backend's name or without; the API's own where none is named."""
    upstream = Upstream(says(ANSWER))
    async with in_front_of(upstream, tmp_path, model="ours") as served, served.post({**HELLO, "model": model}):
        pass
    assert upstream.asked[0]["model"] == sent


@pytest.mark.parametrize(("model", "sent"), [("gpt-4o", "m-2"), ("any", "ours"), ("m", "m")])
async def test_which_model_by_another_name(tmp_path: Path, model: str, sent: str) -> None:
    """As config.toml has it; what is passed on knows aliases, too."""
    upstream = Upstream(says(ANSWER))
    aliases = {"gpt-4o": "fake:m-2", "any": "default"}
    async with (
        in_front_of(upstream, tmp_path, aliases=aliases, model="ours") as served,
        served.post({**HELLO, "model": model}) as response,
    ):
        assert response.status == 200
    assert upstream.asked[0]["model"] == sent


async def test_a_named_thread_is_asked(tmp_path: Path) -> None:
    """What was said in it is in the ledger, and not in the body."""
    upstream = Upstream(streams(*STREAM))
    async with in_front_of(upstream, tmp_path) as served:
        for text in ("one", "two"):
            body = {**HELLO, "messages": [{"role": "user", "content": text}]}
            async with served.post(body, x_thread="t") as response:
                assert (await response.json())["choices"][0]["message"]["content"] == "Hey"
    assert [message["content"] for message in upstream.asked[1]["messages"]] == ["one", "Hey", "two"]


@pytest.mark.parametrize("ours", [True, False], ids=["ours", "its own"])
@pytest.mark.parametrize("by", ["response", "item"])
async def test_what_was_told_here_is_looked_for_here(tmp_path: Path, by: str, ours: bool) -> None:
    """And what the API told is for the API to find."""
    upstream, mark = Upstream(says({"object": "response", "output": []})), "tb" if ours else ""
    item = [{"type": "item_reference", "id": f"msg_{mark}{'0' * 32}_0"}]
    after = {"previous_response_id": f"resp_{mark}{'0' * 32}"}
    body = {"model": "m", "input": "Hi", **(after if by == "response" else {"input": item})}
    async with (
        in_front_of(upstream, tmp_path, api="responses") as served,
        served.http.post(f"{served.v1}/responses", json=body) as response,
    ):
        assert response.status == (200 if not ours else 400 if by == "response" else 404)
    assert upstream.asked == ([] if ours else [body])


async def test_what_a_key_may_not_ask_goes_nowhere(tmp_path: Path) -> None:
    """Neither a model nor a backend."""
    upstream = Upstream(says(ANSWER))
    keys = {"ann": {"secret": "x" * 20, "models": ["m"]}, "bob": {"secret": "y" * 20, "backends": ["other"]}}
    async with in_front_of(upstream, tmp_path, keys=keys) as served:
        for secret in ("x" * 20, "y" * 20):
            assert (await served.refused(HELLO, authorization=f"Bearer {secret}")).status == 403
        async with served.post({**HELLO, "model": "m"}, authorization=f"Bearer {'x' * 20}") as response:
            (turn,) = await turns(served, response, "ann")
    assert len(upstream.asked) == 1
    assert turn.question.author == "ann"


async def test_errors_keep_their_status_and_their_words(tmp_path: Path) -> None:
    """And when to come again."""
    error = {"message": "Slow down.", "type": "requests", "param": None, "code": "rate_limit_exceeded"}
    upstream = Upstream(says({"error": error}, 429, retry_after="7", retry_after_ms="6500"))
    async with in_front_of(upstream, tmp_path) as served:
        refused = await served.refused(HELLO)
    assert (refused.status, refused.message, refused.code) == (429, "Slow down.", "rate_limit_exceeded")
    assert (refused.headers["retry-after"], refused.headers["retry-after-ms"]) == ("7", "6500")


@pytest.mark.parametrize(
    ("body", "status", "message", "code"),
    [
        ({"detail": [{"loc": ["body"]}]}, 422, "The API answered with status 422.", None),
        ({"object": "error", "message": "no", "code": 40401}, 404, "no", "40401"),
        ({"error": "no such model"}, 404, "no such model", None),
        (b"<html>Bad gateway</html>", 502, "The API answered with status 502.", None),
        (b"[]", 500, "The API answered with status 500.", None),
        ({"error": {"message": 5, "param": 7}}, 400, "The API answered with status 400.", None),
    ],
)
async def test_errors_in_any_form(
    tmp_path: Path, body: object, status: int, message: str, code: str | None
) -> None:
    """They come in the one envelope."""
    async with in_front_of(Upstream(says(body, status)), tmp_path) as served:
        refused = await served.refused(HELLO)
    assert (refused.status, refused.message, refused.code) == (status, message, code)


async def test_our_key_is_not_the_callers(tmp_path: Path) -> None:
    """An API that refuses ours is not ready; the caller's own was right."""
    async with in_front_of(Upstream(says({"error": {"message": "bad key sk-ours"}}, 401)), tmp_path) as served:
        refused = await served.refused(HELLO)
    assert refused.status == 503
    assert "sk-ours" not in refused.message


async def test_a_redirection_is_an_error(tmp_path: Path) -> None:
    """Nobody is led elsewhere with our key."""
    async with in_front_of(Upstream(says(b"", 307, location="http://127.0.0.1:1/")), tmp_path) as served:
        refused = await served.refused(HELLO)
    assert (refused.status, refused.headers["x-should-retry"]) == (502, "false")


async def test_an_answer_that_breaks_off(tmp_path: Path) -> None:
    """The last event says so, no end is claimed, and what came is kept."""

    async def breaks(request: web.Request) -> web.StreamResponse:
        response = await begun(request)
        await response.write(event("Hal"))
        assert request.transport is not None
        request.transport.close()
        return response

    body = {**HELLO, "stream": True}
    async with in_front_of(Upstream(breaks), tmp_path) as served, served.post(body) as response:
        told = await response.read()
        (turn,) = await turns(served, response)
    assert b'data: {"error":{"message":"The answer broke off' in told
    assert DONE not in told
    assert (turn.state, turn.answer) == (State.FAILED, "Hal")
    assert turn.reason.startswith("The answer broke off")


@pytest.mark.parametrize("counted", [True, False])
async def test_a_stream_that_just_ends(tmp_path: Path, counted: bool) -> None:
    """In the middle of an event, without a word of why: that is no end. What was begun of it is no event either."""

    async def ends(request: web.Request) -> web.StreamResponse:
        response = await begun(request)
        await response.write(event("Hal") + b'data: {"id"')
        return response

    body = {**HELLO, "stream": True, "stream_options": {"include_usage": counted}}
    async with in_front_of(Upstream(ends), tmp_path) as served, served.post(body) as response:
        *_, last, rest = (await response.read()).split(b"\n\n")
        (turn,) = await turns(served, response)
    assert last.startswith(b'data: {"error":{"message":"The answer broke off')
    assert rest == b""
    assert (turn.state, turn.answer) == (State.FAILED, "Hal")


@pytest.mark.parametrize("streamed", [True, False])
async def test_whoever_leaves_ends_it_at_once(tmp_path: Path, streamed: bool) -> None:
    """There too, while the API is silent; what came is kept, and marked."""
    began, gone = asyncio.Event(), asyncio.Event()

    async def silent(request: web.Request) -> web.StreamResponse:
        response = await begun(request)
        await response.write(event("Hal"))
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            gone.set()
        return response

    async def not_at_all(request: web.Request) -> web.StreamResponse:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            gone.set()
        return web.Response()

    async with in_front_of(Upstream(silent if streamed else not_at_all), tmp_path) as served:
        if streamed:
            async with served.post({**HELLO, "stream": True}) as response:
                await response.content.readuntil(b"\n\n")
                response.close()
        else:
            asking = asyncio.create_task(_ask(served.http, f"{served.v1}/chat/completions"))
            await began.wait()
            asking.cancel()
            await asyncio.wait({asking})
        await asyncio.wait_for(gone.wait(), 5)
        while not (kept := await served.store.recent("http", "", 0)):
            await served.bridge.noted()
            await asyncio.sleep(0)
        (turn,) = await served.store.history(kept[0])
    assert (turn.state, turn.stopped, turn.answer) == (State.DELIVERED, True, "Hal" if streamed else "")


async def _ask(http: aiohttp.ClientSession, address: str) -> None:
    async with http.post(address, json=HELLO) as response:
        await response.read()


async def test_the_api_is_not_there(tmp_path: Path) -> None:
    """It says what to look at, and may be tried again."""
    upstream = Upstream(says(ANSWER))
    nowhere = "http://127.0.0.1:1/v1"
    async with in_front_of(upstream, tmp_path, base_url=nowhere) as served, served.post(HELLO) as response:
        refused = await refusal(response)
        (turn,) = await turns(served, response)
    assert (refused.status, "x-should-retry" in refused.headers) == (503, False)
    assert turn.state is State.FAILED


async def test_what_the_api_took_is_not_asked_again_by_itself(tmp_path: Path) -> None:
    """A whole answer of which only a beginning came: another try would cost as much again."""

    async def breaks(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"content-type": "application/json", "content-length": "100"})
        await response.prepare(request)
        await response.write(b'{"id"')
        assert request.transport is not None
        request.transport.close()
        return response

    async with in_front_of(Upstream(breaks), tmp_path) as served:
        refused = await served.refused(HELLO)
    assert (refused.status, refused.headers["x-should-retry"]) == (502, "false")


async def test_what_is_passed_on_has_the_price_of_what_was_asked_for(tmp_path: Path) -> None:
    """Also where the answer calls the model otherwise, and where the choice was left to us."""
    prices = {"ours": {"input": 1, "output": 1}}
    far = Upstream(says({"model": "far-1", "choices": [{"message": {"content": "a"}}], "usage": COUNT}))
    async with in_front_of(far, tmp_path, model="ours", prices=prices) as served:
        for model in ("ours", "default"):
            async with served.post({**HELLO, "model": model}) as response:
                assert response.status == 200
                [turn] = await turns(served, response)
                assert turn.used is not None
                assert turn.used.cost == pytest.approx(11 / 1_000_000)
