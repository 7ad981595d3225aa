"""A client that sends the same request again by itself."""

import asyncio
import json
from pathlib import Path
from typing import Any

import openai
import pytest

from bridge.errors import BackendError, Interrupted, Refused, Unavailable
from bridge.events import Text
from platforms.http.answer.pieces import Whole
from platforms.http.asking.repeats import LARGEST, REMEMBERED, Attempt, Repeats, Sent
from tests.fakes import FakeBackend
from tests.platforms.http.served import HELLO, Served, events, refusal, serving

FIRST, AGAIN = {"x_stainless_retry_count": "0"}, {"x_stainless_retry_count": "1"}
STREAM = {**HELLO, "stream": True}


async def leave_when_it_came(served: Served, backend: FakeBackend) -> None:
    """The caller hears the beginning, and is gone."""
    async with served.post(STREAM, **FIRST) as response:
        await anext(events(response))
        response.close()
    await asyncio.wait_for(backend.left.wait(), 5)
    await served.bridge.idle()


@pytest.mark.parametrize("body", [HELLO, STREAM], ids=["whole", "streamed"])
async def test_an_answer_is_given_once_more(tmp_path: Path, body: dict[str, Any]) -> None:
    """The same one, to the letter of its id; it is asked once."""
    backend = FakeBackend(Text("Hel"), Text("lo"))
    async with serving(backend, tmp_path) as served:
        said = []
        for headers in (FIRST, AGAIN):
            async with served.post(body, **headers) as response:
                if body is HELLO:
                    document = await response.json()
                    said.append((document["id"], document["choices"][0]["message"]["content"]))
                else:
                    chunks = [chunk async for chunk in events(response)]
                    assert chunks.pop() == "[DONE]"
                    texts = (chunk["choices"][0]["delta"].get("content", "") for chunk in chunks)
                    said.append((chunks[0]["id"], "".join(texts)))
    assert said[0] == said[1]
    assert said[0][1] == "Hello"
    assert len(backend.asked) == 1


async def test_without_the_header_or_with_other_words_it_is_another_request(tmp_path: Path) -> None:
    """People may ask the same twice."""
    backend = FakeBackend(Text("a"))
    async with serving(backend, tmp_path) as served:
        for body, headers in ((HELLO, FIRST), (HELLO, FIRST), (HELLO, {}), ({**HELLO, "user": "u"}, AGAIN)):
            async with served.post(body, **headers) as response:
                assert response.status == 200
    assert len(backend.asked) == 4


@pytest.mark.parametrize("header", ["x_thread", "x_conversation_id"])
async def test_the_same_words_in_another_conversation_are_another_request(tmp_path: Path, header: str) -> None:
    """The first try of it may never have come here."""
    backend = FakeBackend(Text("a"))
    async with serving(backend, tmp_path) as served:
        assert await ask(served, **FIRST, **{header: "one"}) == 200
        assert await ask(served, **AGAIN, **{header: "two"}) == 200
        assert await ask(served, **AGAIN, **{header: "one"}) == 200
    assert [turn.question.thread.thread for turn in backend.asked] == ["one", "two"]


async def test_what_may_have_been_typed_is_not_typed_again(tmp_path: Path) -> None:
    """The SDKs take the header for an order."""
    backend = FakeBackend(Text("Hel"), asyncio.Event())
    async with serving(backend, tmp_path) as served:
        await leave_when_it_came(served, backend)
        for _ in range(2):
            async with served.post(STREAM, **AGAIN) as response:
                refused = await refusal(response)
            assert (refused.status, refused.code) == (409, "asked_before")
            assert refused.headers["x-should-retry"] == "false"
    assert len(backend.asked) == 1


@pytest.mark.parametrize(
    ("error", "asked"), [(Unavailable(what="busy"), 2), (Refused(what="no"), 1)], ids=["not", "maybe"]
)
async def test_after_an_error(tmp_path: Path, error: BackendError, asked: int) -> None:
    """What was not asked is asked now."""
    backend = FakeBackend(Text("a"), refuses=error)
    async with serving(backend, tmp_path) as served:
        await served.refused(HELLO, **FIRST)
        backend.refuses = None
        async with served.post(HELLO, **AGAIN) as response:
            assert response.status == (200 if asked == 2 else 409)
    assert len(backend.asked) == asked


async def test_whoever_left_the_line_may_come_again(tmp_path: Path) -> None:
    """Nothing was typed for those who waited behind another question of their Thread."""
    gate = asyncio.Event()
    backend = FakeBackend(gate, Text("a"))
    async with serving(backend, tmp_path) as served:
        first = asyncio.create_task(ask(served, x_thread="t"))
        await backend.began.wait()
        waiting = asyncio.create_task(ask(served, x_thread="t", **FIRST))
        while await served.store.waiting(backend.asked[0].thread) < 2:
            await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait({waiting})
        again = asyncio.create_task(ask(served, x_thread="t", **AGAIN))
        gate.set()
        assert await again == await first == 200
    assert len(backend.asked) == 2


async def test_while_it_is_still_asked_its_answer_is_waited_for(tmp_path: Path) -> None:
    """A proxy between may hold the first connection open."""
    gate = asyncio.Event()
    backend = FakeBackend(gate, Text("a"))
    async with serving(backend, tmp_path) as served:
        first = asyncio.create_task(ask(served, **FIRST))
        await backend.began.wait()
        again = asyncio.create_task(ask(served, **AGAIN))
        gate.set()
        assert await again == await first == 200
    assert len(backend.asked) == 1


async def test_a_client_without_patience(tmp_path: Path) -> None:
    """It gives up, tries again by itself, and is told."""
    backend = FakeBackend(asyncio.Event())
    async with serving(backend, tmp_path) as served:
        client = openai.AsyncOpenAI(base_url=served.v1, api_key="none", timeout=0.2, max_retries=2)
        async with client:
            with pytest.raises(openai.ConflictError):
                await client.chat.completions.create(model="m", messages=[{"role": "user", "content": "Hi"}])
    assert len(backend.asked) == 1


def of_codex(turn: str, *, reverse: bool = False) -> bytes:
    """The body of its request; it writes the fields in another order each time."""
    metadata = {"turn_id": turn, "window": "w"}
    metadata = dict(reversed(metadata.items())) if reverse else metadata
    return json.dumps({"model": "m", "input": "Hi", "stream": True, "client_metadata": metadata}).encode()


@pytest.mark.parametrize("fails", [True, False])
async def test_codex_counts_no_tries(tmp_path: Path, fails: bool) -> None:
    """And comes again thirty times, whatever it is told; by its turn's id the request is known."""
    backend = FakeBackend(Text("Hel"), *([Interrupted(what="it broke", link="x")] if fails else []))
    headers = {"x-codex-turn-metadata": "{}"}
    async with serving(backend, tmp_path) as served:
        told = []
        for body in (of_codex("1"), of_codex("1", reverse=True), of_codex("1"), of_codex("2")):
            async with served.http.post(f"{served.v1}/responses", data=body, headers=headers) as response:
                told.append((response.status, "Hel" in await response.text()))
    assert told == ([(200, True), (400, False), (400, False), (200, True)] if fails else [(200, True)] * 4)
    assert len(backend.asked) == 2


async def ask(served: Served, **headers: str) -> int:
    async with served.post(HELLO, **headers) as response:
        await response.read()
        return response.status


class MayBeAsked:
    """A question of which nobody knows."""

    in_doubt = True

    async def never_asked(self) -> bool:
        return False


async def test_only_so_many_are_remembered() -> None:
    """And no answer that is very long; of that it is known that there was one."""
    repeats, sent = (
        Repeats(),
        [
            Sent("k", "/p", str(number).encode(), {"x-stainless-retry-count": "1"})
            for number in range(REMEMBERED + 1)
        ],
    )
    for number, one in enumerate(sent):
        with repeats.attempt(one, str(number)) as attempt:
            attempt.answered(Whole(text="x" * (LARGEST + 1) if number == REMEMBERED else "a"))
            attempt.asked = MayBeAsked()
    assert await repeats.made(sent[0]) is None
    made = await repeats.made(sent[1])
    assert isinstance(made, Attempt)
    assert [piece async for piece in made.again()]
    with pytest.raises(Exception, match="sent before"):
        await repeats.made(sent[REMEMBERED])
