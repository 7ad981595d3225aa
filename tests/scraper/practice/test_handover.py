"""An answer whose stream ends early and goes on by the WebSocket, by the resume endpoint, or nowhere."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse, WSServerHandshakeError

from scraper.practice import Fault, PracticeSite, Rules
from tests.scraper.practice.reader import Caller, Tree, calling, frames, read, up_to_the_end

TEXT = "The river carries what was promised before the rain comes 🌧️ and nobody notices. " * 3
QUESTION = f"say: {TEXT}"


@pytest.fixture
async def page() -> AsyncIterator[Caller]:
    async with PracticeSite() as site, calling(site) as caller:
        yield caller


def handoff(data: str) -> Tree:
    """The event that says where the rest can be had."""
    (found,) = [frame.data for frame in frames(data) if b"stream_handoff" in frame.data]
    event: Tree = json.loads(found)
    return event


async def handed(page: Caller, question: str = QUESTION) -> Tree:
    async with await page.send(question) as response:
        data = await up_to_the_end(response)
    types, messages = read(frames(data))
    assert types == ['"v1"', "resume_conversation_token", "stream_handoff", "[DONE]"]
    assert messages == []
    return handoff(data)


async def connected(page: Caller) -> ClientWebSocketResponse:
    address = (await page.get("celsius/ws/user"))["websocket_url"]
    return await page.session.ws_connect(address)


async def command(socket: ClientWebSocketResponse, number: int, **fields: Any) -> Tree:
    """A command and its reply; what else comes in between is left aside."""
    await socket.send_json([{"id": number, "command": fields}])
    while True:
        for frame in await socket.receive_json():
            if frame["type"] == "reply" and frame["id"] == number:
                reply: Tree = frame["reply"]
                return reply


async def told(socket: ClientWebSocketResponse, reply: Tree) -> list[Tree]:
    """All stream items of a topic, catchups first, as they come."""
    payloads = [message["payload"]["payload"] for message in reply["catchups"]]
    while not payloads or payloads[-1]["type"] != "done":
        payloads += [frame["payload"]["payload"] for frame in await socket.receive_json()]
    return [payload for payload in payloads if payload["type"] == "stream-item"]


def in_order(items: list[Tree]) -> str:
    """Each once, along the chain of parents."""
    after = {item["parent_stream_item_id"]: item for item in items}
    text, at = "", None
    while (item := after.get(at)) is not None:
        text += item["encoded_item"]
        at = item["stream_item_id"]
    return text


@pytest.mark.parametrize("late", [False, True])
async def test_the_rest_comes_by_the_socket(page: Caller, late: bool) -> None:
    """Before or after it is written; duplicates and all, it is the whole answer."""
    rules = page.site.brain
    assert isinstance(rules, Rules)
    if not late:
        rules.gate.clear()
    page.site.faults.append(Fault("handover", seconds=0.01))
    topic = (await handed(page))["options"][1]["topic_id"]
    socket = await connected(page)
    await command(socket, 1, type="connect", presence={"type": "presence", "state": "foreground"})
    if late:
        generation = page.site.answering(page.conversation)
        assert generation is not None
        assert [entry async for entry in generation.log.follow()]
    reply = await command(socket, 2, type="subscribe", topic_id=topic, offset="0")
    rules.gate.set()
    if late:
        await socket.close()
        items = [m["payload"]["payload"] for m in reply["catchups"]]
        items = [item for item in items if item["type"] == "stream-item"]
        assert len(items) > len({item["stream_item_id"] for item in items})
    else:
        items = await told(socket, reply)
        await socket.close()
    types, messages = read(frames(in_order(items)))
    assert types[0] == '"v1"'
    assert types[-1] == "message_stream_complete"
    assert messages[-1]["content"]["parts"] == [TEXT]


async def test_a_second_subscription_begins_at_its_offset(page: Caller) -> None:
    """What came before is not told again."""
    page.site.faults.append(Fault("handover", seconds=0.0))
    topic = (await handed(page))["options"][1]["topic_id"]
    generation = page.site.answering(page.conversation)
    assert generation is not None
    assert [entry async for entry in generation.log.follow()]
    socket = await connected(page)
    everything = await command(socket, 1, type="subscribe", topic_id=topic, offset="0")
    await command(socket, 2, type="unsubscribe", topic_id=topic)
    rest = await command(socket, 3, type="subscribe", topic_id=topic, offset="5")
    await socket.close()
    offsets = [{int(message["offset"]) for message in reply["catchups"]} for reply in (everything, rest)]
    assert offsets[0] - offsets[1] == {1, 2, 3, 4, 5}


async def test_every_answer_by_the_socket(page: Caller) -> None:
    """A second page that was there before hears that the turn is complete."""
    page.site.transport = "ws"
    socket = await connected(page)
    await command(socket, 1, type="subscribe", topic_id="conversations")
    await handed(page)
    (news,) = await socket.receive_json()
    await socket.close()
    assert news["payload"]["type"] == "conversation-turn-complete"
    assert news["payload"]["payload"]["conversation_id"] == page.conversation


async def test_the_rest_comes_by_the_resume_endpoint(page: Caller) -> None:
    """From any offset on; the topic does not exist."""
    page.site.faults.append(Fault("handover_resume", seconds=0.01))
    options = (await handed(page))["options"]
    assert [option["type"] for option in options] == ["resume_sse_endpoint"]
    body = {"conversation_id": page.conversation, "offset": 0}
    async with await page.post("f/conversation/resume", body) as resumed:
        whole = frames(await up_to_the_end(resumed))
    _, messages = read(whole)
    assert messages[-1]["content"]["parts"] == [TEXT]
    async with await page.post("f/conversation/resume", body | {"offset": 4}) as resumed:
        rest = frames(await up_to_the_end(resumed))
    assert rest[-1] == whole[-1]
    assert len(rest) < len(whole)


async def test_the_rest_comes_nowhere(page: Caller) -> None:
    """Neither topic nor resume; the conversation's JSON has it."""
    page.site.faults.append(Fault("handover_silent", seconds=0.01))
    event = await handed(page)
    assert event["options"] == []
    async with await page.post("f/conversation/resume", {"conversation_id": page.conversation}) as refused:
        assert refused.status == 404
    socket = await connected(page)
    topic = f"conversation-turn-{event['turn_exchange_id']}"
    assert not (await command(socket, 1, type="subscribe", topic_id=topic))["recovered"]
    await socket.close()
    generation = page.site.answering(page.conversation)
    assert generation is not None
    assert [entry async for entry in generation.log.follow()]
    flat = await page.get(f"conversations/{page.conversation}")
    assert flat["messages"][-1]["content"]["parts"] == [TEXT]


async def test_a_cut_stream_can_be_resumed(page: Caller) -> None:
    """From its start: the page drops what it has."""
    page.site.faults.append(Fault("cut"))
    async with await page.send(QUESTION) as response:
        await response.read()
    async with await page.post(
        "f/conversation/resume", {"conversation_id": page.conversation, "offset": 0}
    ) as again:
        _, messages = read(frames(await up_to_the_end(again)))
    assert messages[-1]["content"]["parts"] == [TEXT]


async def test_the_socket_is_not_for_everybody(page: Caller) -> None:
    """Its address carries the permission."""
    with pytest.raises(WSServerHandshakeError):
        await page.session.ws_connect(page.site.url.replace("http", "ws") + "/p1/ws/user/user-sample")
