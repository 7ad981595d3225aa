"""A conversation that is passed on is one Thread, as it is on the other way."""

from pathlib import Path
from typing import Any

from aiohttp import web

from bridge.types import Thread, Turn
from tests.platforms.http.passing.upstream import DONE, Upstream, begun, event, in_front_of, says
from tests.platforms.http.served import Served

USER, ASSISTANT = "user", "assistant"


def said(*texts: str) -> list[dict[str, Any]]:
    """By turns."""
    return [{"role": (USER, ASSISTANT)[number % 2], "content": text} for number, text in enumerate(texts)]


async def echo(request: web.Request) -> web.StreamResponse:
    """The answer to "a" is "A"; to "no" there is none."""
    body = await request.json()
    last = body["messages"][-1]["content"]
    text = last if isinstance(last, str) else last[0]["text"]
    if text == "no":
        return await says({"error": {"message": "no"}}, 500)(request)
    if body.get("stream"):
        response = await begun(request)
        await response.write(event(text.upper()) + event(finish="stop") + DONE)
        return response
    choices = [{"index": 0, "message": {"role": ASSISTANT, "content": text.upper()}, "finish_reason": "stop"}]
    return web.json_response({"model": "m", "choices": choices})


async def ask(served: Served, messages: list[dict[str, Any]], **more: object) -> int:
    async with served.post({"model": "m", "messages": messages, **more}) as response:
        await response.read()
        return response.status


async def threads(served: Served) -> list[list[Turn]]:
    """What is in each, in the order of their beginnings."""
    await served.bridge.noted()
    found: list[Thread] = list(await served.store.recent("http", "", 0))
    kept = [list(await served.store.history(thread)) for thread in found]
    return sorted(kept, key=lambda turns: turns[0].id)


async def test_a_transcript_goes_on_in_its_thread(tmp_path: Path) -> None:
    """Also where its client writes it a little differently; what is noted is only what is new."""
    parts = [{"role": USER, "content": [{"type": "text", "text": "c"}]}]
    async with in_front_of(Upstream(echo), tmp_path) as served:
        await ask(served, said("a"))
        await ask(served, said("a", "A ", "b"), stream=True)
        await ask(served, said("a", "A", "b", "B") + parts)
        await ask(served, said("x"))
        first, other = await threads(served)
    assert [(turn.question.text, turn.answer) for turn in first] == [("a", "A"), ("b", "B"), ("c", "C")]
    assert [turn.question.text for turn in other] == ["x"]


async def test_what_was_edited_is_another_thread(tmp_path: Path) -> None:
    """So is what goes on from a place where something else was said since."""
    async with in_front_of(Upstream(echo), tmp_path) as served:
        await ask(served, said("a"))
        await ask(served, said("a", "not A", "b"))
        await ask(served, said("a", "A", "b"))
        await ask(served, said("a", "A", "b again"))
        kept = [[turn.question.text for turn in one] for one in await threads(served)]
    assert kept == [["a", "b"], ["b"], ["b again"]]


async def test_what_failed_leaves_it_where_it_was(tmp_path: Path) -> None:
    """The next one goes on from there."""
    async with in_front_of(Upstream(echo), tmp_path) as served:
        await ask(served, said("a"))
        assert await ask(served, said("a", "A", "no")) == 500
        await ask(served, said("a", "A", "b"))
        kept = [[turn.question.text for turn in one] for one in await threads(served)]
    assert kept == [["a", "b"]]


async def test_what_programs_ask_beside_it(tmp_path: Path) -> None:
    """It is no part of the conversation, and nothing goes on from there."""
    title = "### Task:\nGenerate a title.\n<chat_history>\nUSER: a\n</chat_history>"
    async with in_front_of(Upstream(echo), tmp_path) as served:
        await ask(served, said("a"))
        await ask(served, said("a", "A", title))
        await ask(served, said("a", "A", "b"))
        kept = [len(one) for one in await threads(served)]
    assert kept == [2, 1]


async def test_what_is_no_transcript_has_a_thread_of_its_own(tmp_path: Path) -> None:
    """What the API makes of it is the API's business."""
    async with in_front_of(Upstream(says({"choices": []})), tmp_path) as served:
        assert await ask(served, [{"role": "critic", "content": "a"}]) == 200
        assert await ask(served, []) == 200
        assert len(await threads(served)) == 2
