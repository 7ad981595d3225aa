"""Requests that say by ids alone what was said before: responses, conversations, items."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse

from bridge.errors import ConversationGone, Unavailable
from bridge.events import Event, Opened, Sent, Text
from bridge.types import Anchor, ConversationId, State, Turn
from tests.fakes import FakeBackend
from tests.platforms.http.served import Refusal, Served, refusal, serving

BLOCK = '```tool_call\n{"name": "weather", "arguments": {"city":"Paris"}}\n```'
WEATHER = {"type": "function", "name": "weather", "parameters": {"type": "object"}}
KEYS = {name: {"secret": name * 8} for name in ("a", "b")}


class Scripted(FakeBackend):
    """Answers each question with the next of these texts."""

    def __init__(self, *texts: str) -> None:
        super().__init__()
        self._texts = iter(texts)

    @asynccontextmanager
    async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
        self.steps = [Text(next(self._texts))]
        async with super().send(turn) as events:
            yield events


class Forgetful(FakeBackend):
    """Has no conversation any more, once."""

    gone = False

    @asynccontextmanager
    async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
        async with super().send(turn) as events:
            if self.gone:
                self.gone = False
                raise ConversationGone
            yield events


@asynccontextmanager
async def respond(served: Served, key: str = "a", **fields: Any) -> AsyncIterator[ClientResponse]:
    body, headers = {"model": "m", "input": "Hi", **fields}, {"authorization": f"Bearer {key * 8}"}
    async with served.http.post(f"{served.v1}/responses", json=body, headers=headers) as response:
        yield response


async def told(served: Served, **fields: Any) -> Any:
    async with respond(served, **fields) as response:
        assert response.status == 200, await response.text()
        return await response.json()


async def refused(served: Served, **fields: Any) -> Refusal:
    async with respond(served, **fields) as response:
        return await refusal(response)


def asked(served: Served) -> list[tuple[str, str]]:
    """In which Thread, and what."""
    return [(turn.thread.thread, turn.question.text) for turn in served.backend.asked]


@asynccontextmanager
async def talking(folder: Path, backend: FakeBackend | None = None) -> AsyncIterator[Served]:
    async with serving(backend or FakeBackend(Text("Hello!")), folder, keys=KEYS) as served:
        yield served


async def test_a_response_goes_on_in_its_thread(tmp_path: Path) -> None:
    """Only what is new is asked there, streamed or whole."""
    async with talking(tmp_path) as served:
        first = await told(served, instructions="Be brief.")
        second = await told(served, input="And now?", previous_response_id=first["id"])
        async with respond(served, input="And then?", previous_response_id=second["id"], stream=True) as third:
            assert second["id"] in await third.text()
    (thread, hi), *rest = asked(served)
    assert hi == "Hi"
    assert rest == [(thread, "And now?"), (thread, "And then?")]
    assert second["previous_response_id"] == first["id"]


async def test_a_streamed_response_is_gone_on_from_with_its_last_byte(tmp_path: Path) -> None:
    """It is kept before it is told."""
    async with talking(tmp_path) as served, respond(served, stream=True) as first:
        id = f"resp_tb{served.backend.asked[0].question.message.removeprefix('http-')}"
        async for line in first.content:
            if line.startswith(b"event: response.completed"):
                await told(served, input="And now?", previous_response_id=id)
    assert len({thread for thread, _ in asked(served)}) == 1


async def test_an_earlier_response_branches(tmp_path: Path) -> None:
    """In a new Thread, with what was said up to there and nothing of what came after."""
    async with talking(tmp_path) as served:
        first = await told(served, input="1?")
        second = await told(served, input="2?", previous_response_id=first["id"])
        await told(served, input="3?", previous_response_id=second["id"])
        served.backend.steps = [Text("Other.")]
        other = await told(served, input="2b?", previous_response_id=first["id"])
        await told(served, input="3b?", previous_response_id=other["id"])
    main, branch = asked(served)[0][0], asked(served)[3][0]
    assert main != branch
    assert asked(served)[3:] == [
        (
            branch,
            "This is our conversation so far.\n\n[user]\n1?\n\n[assistant]\nHello!\n\nAnswer this now:\n\n2b?",
        ),
        (branch, "3b?"),
    ]


async def test_of_two_at_the_same_time_one_branches(tmp_path: Path) -> None:
    """Neither is asked behind the other's answer."""
    gate = asyncio.Event()
    async with talking(tmp_path) as served:
        first = await told(served, input="1?")
        served.backend.steps = [gate, Text("x")]
        served.backend.began.clear()
        going_on = asyncio.create_task(told(served, input="2?", previous_response_id=first["id"]))
        await served.backend.began.wait()
        served.backend.steps = [Text("y")]
        await told(served, input="2b?", previous_response_id=first["id"])
        gate.set()
        await going_on
    threads = [thread for thread, _ in asked(served)]
    assert threads[0] == threads[1] != threads[2]


async def test_after_a_try_that_asked_nothing_it_still_goes_on(tmp_path: Path) -> None:
    async with talking(tmp_path) as served:
        first = await told(served, input="1?")
        served.backend.refuses = Unavailable(what="busy")
        assert (await refused(served, input="2?", previous_response_id=first["id"])).status == 503
        served.backend.refuses = None
        await told(served, input="2?", previous_response_id=first["id"])
    assert len({thread for thread, _ in asked(served)}) == 1


async def test_where_its_conversation_is_gone_all_is_asked_anew(tmp_path: Path) -> None:
    """The ledger has what the caller did not send: a temporary chat may be closed at any time."""
    backend = Forgetful(Text("Hello!"))
    async with talking(tmp_path, backend) as served:
        first = await told(served, input="1?", instructions="Be brief.")
        backend.gone = True
        second = await told(served, input="2?", previous_response_id=first["id"], instructions="Be brief.")
        await told(served, input="3?", previous_response_id=second["id"])
    (thread, _), (_, gone), whole, last = asked(served)
    assert gone == "2?"
    assert whole == (
        thread,
        "This is our conversation so far.\n\n[user]\n1?\n\n[assistant]\nHello!\n\nAnswer this now:\n\n2?",
    )
    assert last == (thread, "3?")


async def test_a_conversation_is_a_thread_by_name(tmp_path: Path) -> None:
    """Which begins with its first question; all of its input is new, also where an assistant speaks in it."""
    async with talking(tmp_path) as served:
        first = await told(served, conversation="trip")
        await told(served, input="And now?", conversation={"id": "trip"})
        said = [
            {"role": role, "content": text} for role, text in (("user", "a"), ("assistant", "b"), ("user", "c"))
        ]
        await told(served, input=said, conversation={"id": "trip"})
        await told(served, input="Mine?", conversation="trip", key="b")
    assert asked(served)[:2] == [("trip", "Hi"), ("trip", "And now?")]
    assert asked(served)[2][1].index("[assistant]\nb") < asked(served)[2][1].index("c")
    assert [turn.thread.channel for turn in served.backend.asked] == ["a", "a", "a", "b"]
    assert first["conversation"] == {"id": "trip"}


async def test_a_name_that_is_none(tmp_path: Path) -> None:
    async with talking(tmp_path) as served:
        assert (await refused(served, conversation="a\nb")).param == "conversation"


async def test_what_can_not_be_found(tmp_path: Path) -> None:
    """What never was, what was not to be stored, what is somebody else's, and what was erased."""
    async with talking(tmp_path) as served:
        first = await told(served)
        unstored = await told(served, store=False)
        for id, key in (
            ("resp_nothing", "a"),
            (unstored["id"], "a"),
            (first["id"], "b"),
            (f"{first['id']}_0", "a"),
        ):
            said = await refused(served, previous_response_id=id, key=key)
            assert (said.status, said.param) == (400, "previous_response_id")
            assert said.code == "previous_response_not_found"
        await served.store.erase(served.backend.asked[0].thread)
        assert (await refused(served, previous_response_id=first["id"])).status == 400
    assert len(served.backend.asked) == 2


async def test_items_by_their_ids_are_what_was_told(tmp_path: Path) -> None:
    """As the AI SDK sends a transcript: its prefix is that of the Thread, which goes on."""
    async with talking(tmp_path) as served:
        first = await told(served, input=[{"role": "user", "content": "Hi"}])
        [item] = first["output"]
        reference = {"type": "item_reference", "id": item["id"]}
        again = [{"role": "user", "content": "Hi"}, reference, {"role": "user", "content": "And now?"}]
        await told(served, input=again)
        missing = {**reference, "id": f"{item['id'][:-1]}7"}
        said = await refused(served, input=[missing, {"role": "user", "content": "?"}])
    assert asked(served)[1] == (asked(served)[0][0], "And now?")
    assert (said.status, said.param) == (404, "input")


async def test_results_of_tools_are_told_by_name(tmp_path: Path) -> None:
    """After a response by its id, and in a transcript in which the call stands by its id alone."""
    backend = FakeBackend(Text(f"Let me see.\n\n{BLOCK}"))
    async with talking(tmp_path, backend) as served:
        for by_id in (True, False):
            backend.steps = [Text(f"Let me see.\n\n{BLOCK}")]
            user = {"role": "user", "content": f"Weather? {by_id}"}
            first = await told(served, input=[user], tools=[WEATHER])
            message, call = first["output"]
            backend.steps = [Text("Sunny.")]
            result = {"type": "function_call_output", "call_id": call["call_id"], "output": "31"}
            named = [user, *({"type": "item_reference", "id": one["id"]} for one in (message, call)), result]
            where = {"input": [result], "previous_response_id": first["id"]} if by_id else {"input": named}
            last = await told(served, tools=[WEATHER], **where)
            assert last["output"][0]["content"][0]["text"] == "Sunny."
    threads = [thread for thread, _ in asked(served)]
    assert threads[0] == threads[1] != threads[2] == threads[3]
    for _, text in asked(served)[1::2]:
        assert "```tool_result weather" in text
        assert "31" in text
        assert "Weather?" not in text


async def test_a_branch_has_the_calls_that_were_told(tmp_path: Path) -> None:
    """And nothing of what came after them."""
    backend = FakeBackend(Text(BLOCK))
    async with talking(tmp_path, backend) as served:
        first = await told(served, input="Weather?", tools=[WEATHER])
        call = first["output"][0]
        result = {"type": "function_call_output", "call_id": call["call_id"], "output": "31"}
        backend.steps = [Text("Sunny.")]
        after = {"tools": [WEATHER], "previous_response_id": first["id"]}
        await told(served, input=[result], **after)
        await told(served, input=[{**result, "output": "13"}], **after)
    (main, _), (again, _), (branch, text) = asked(served)
    assert main == again != branch
    assert "[user]\nWeather?" in text
    assert BLOCK in text
    assert "13" in text
    assert "Sunny" not in text


async def test_an_answer_that_was_asked_for_twice_is_one(tmp_path: Path) -> None:
    """It is gone on from, and it stands in a branch as it was told in the end."""
    backend = Scripted("No.", '{"a":1}', "x", "y")
    async with talking(tmp_path, backend) as served:
        first = await told(served, input="JSON?", text={"format": {"type": "json_object"}})
        await told(served, input="2?", previous_response_id=first["id"])
        await told(served, input="2b?", previous_response_id=first["id"])
    (main, _), (again, amiss), (going_on, _), (branch, text) = asked(served)
    assert main == again == going_on != branch
    assert "can't be used" in amiss
    assert text.count("[assistant]") == 1
    assert '[assistant]\n{"a":1}' in text


async def test_a_thread_of_the_site_goes_on_after_a_restart(tmp_path: Path) -> None:
    """All of it is in the ledger."""
    steps = (Opened(ConversationId("c1")), Sent(Anchor("m1")), Text("Hello!"))
    async with talking(tmp_path, FakeBackend(*steps)) as served:
        first = await told(served)
    async with talking(tmp_path, FakeBackend(*steps)) as served:
        await told(served, input="And now?", previous_response_id=first["id"])
        [turn] = served.backend.asked
        assert turn.conversation == "c1"
        await served.bridge.idle()
        assert [one.state for one in await served.store.history(turn.thread)] == [State.DELIVERED] * 2


@pytest.mark.parametrize("method", ["get", "delete"])
async def test_a_response_that_is_not_there(tmp_path: Path, method: str) -> None:
    """What never was, what was not to be stored, what is somebody else's."""
    async with talking(tmp_path) as served:
        first, unstored = await told(served), await told(served, store=False)
        for id, key in (("resp_x", "a"), (unstored["id"], "a"), (first["id"], "b"), (f"{first['id']}_0", "a")):
            headers = {"authorization": f"Bearer {key * 8}"}
            async with served.http.request(method, f"{served.v1}/responses/{id}", headers=headers) as response:
                said = await refusal(response)
                assert (said.status, said.message) == (404, f"Response with id '{id}' not found.")


async def test_what_else_is_behind_the_address_is_not_there(tmp_path: Path) -> None:
    """404, by which clients know that there is no compaction, and not 405."""
    async with (
        serving(FakeBackend(), tmp_path) as served,
        served.http.post(f"{served.v1}/responses/compact", json={"model": "m", "input": "Hi"}) as response,
    ):
        assert (await refusal(response)).status == 404


async def test_a_response_is_fetched_as_it_was_told_until_it_is_erased(tmp_path: Path) -> None:
    headers = {"authorization": f"Bearer {'a' * 8}"}
    async with talking(tmp_path) as served:
        first = await told(served, metadata={"a": "b"})
        await told(served, input="And now?", previous_response_id=first["id"])
        address = f"{served.v1}/responses/{first['id']}"
        async with served.http.get(address, headers=headers) as response:
            assert await response.json() == first
        async with served.http.get(address, headers=headers, params={"stream": "true"}) as response:
            assert (await refusal(response)).param == "stream"
        async with served.http.post(f"{address}/cancel", headers=headers) as response:
            assert (await refusal(response)).status == 400
        async with served.http.delete(address, headers=headers) as response:
            assert await response.json() == {"id": first["id"], "object": "response", "deleted": True}
        async with served.http.get(address, headers=headers) as response:
            assert (await refusal(response)).status == 404
        [left] = await served.store.history(served.backend.asked[0].thread)
    assert left.question.text == "And now?"


async def test_what_was_asked_of_a_response_is_told_in_pages(tmp_path: Path) -> None:
    """The last first, unless it is asked for otherwise; instructions are no part of it."""
    called = {"type": "function_call", "call_id": "c1", "name": "add", "arguments": "{}"}
    output = {"type": "function_call_output", "call_id": "c1", "output": "2"}
    said = [{"role": "user", "content": "1+1?"}, {"role": "assistant", "content": "Hm."}, called, output]
    key = {"authorization": f"Bearer {'a' * 8}"}
    async with talking(tmp_path) as served:
        first = await told(served, input=said, instructions="Be brief.")

        async def page(**query: str) -> Any:
            address = f"{served.v1}/responses/{first['id']}/input_items"
            async with served.http.get(address, headers=key, params=query) as response:
                return await response.json() if response.status == 200 else (await refusal(response)).param

        whole = await page(order="asc")
        assert [one["type"] for one in whole["data"]] == [
            "message",
            "message",
            "function_call",
            "function_call_output",
        ]
        assert whole["data"][0]["content"] == [{"type": "input_text", "text": "1+1?"}]
        assert whole["data"][1]["content"][0]["type"] == "output_text"
        assert whole["data"][2].items() >= called.items()
        assert whole["data"][3].items() >= output.items()
        assert (whole["has_more"], whole["last_id"]) == (False, whole["data"][3]["id"])
        half = await page(limit="3")
        assert (half["data"], half["has_more"]) == (whole["data"][:0:-1], True)
        assert (await page(after=half["last_id"]))["data"] == whole["data"][:1]
        for name, wrong in (("limit", "0"), ("limit", "101"), ("limit", "x"), ("order", "up"), ("after", "in_1")):
            assert await page(**{name: wrong}) == name
