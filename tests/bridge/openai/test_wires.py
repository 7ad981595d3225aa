"""Both wires: what is asked over them, and what their answers mean."""

import base64
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bridge.answering.dialogue import Dialogue, Exchange
from bridge.errors import BackendError, BrokenOff, RateLimited, Refused
from bridge.events import AnsweredBy, CutShort, Notice, Sent, Status, Text
from bridge.openai import chat, responses
from bridge.texts import say
from bridge.types import Anchor, File, Image, MessageId, Thread, Used
from tests.bridge.openai.api import HELLO, TURN, Api, chunk, told
from tests.bridge.openai.api import WHOLE as CHATTED

PNG = base64.b64encode(b"PNG").decode()
COUNT = {
    "input_tokens": 9,
    "input_tokens_details": {"cached_tokens": 4, "cache_write_tokens": 0},
    "output_tokens": 3,
    "output_tokens_details": {"reasoning_tokens": 0},
    "total_tokens": 12,
}


def response(status: str = "completed", **more: Any) -> dict[str, Any]:
    return {"id": "resp_1", "object": "response", "created_at": 1, "model": "m-1", "output": [], "tools": []} | {
        "status": status,
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        **more,
    }


def event(kind: str, **more: Any) -> dict[str, Any]:
    return {"type": f"response.{kind}", "sequence_number": 0, **more}


def delta(text: str, item: int = 0) -> dict[str, Any]:
    return event("output_text.delta", delta=text, output_index=item, item_id="i", content_index=0, logprobs=[])


CREATED = event("created", response=response("in_progress"))
COMPLETED = event("completed", response=response(usage=COUNT))
ANSWERED = (CREATED, delta("안"), delta("녕"), COMPLETED)
TOO_HOT = {"type": "error", "code": "x", "message": "Too hot.", "param": None, "sequence_number": 1}
FILTERED = response("incomplete", incomplete_details={"reason": "content_filter"})


async def over_responses(api: Api, folder: Path, **settings: Any) -> Sequence[object]:
    async with api.backend(folder, api="responses", **settings) as backend:
        return await told(backend)


async def test_what_responses_tell(tmp_path: Path) -> None:
    """Who answers, the text piece by piece, and what it took."""
    api = Api(ANSWERED, headers={"x-request-id": "req_1"})
    assert await over_responses(api, tmp_path) == [
        Sent(Anchor("req_1")),
        AnsweredBy("m-1"),
        Text("안"),
        Text("녕"),
        Used(9, 3, 4),
    ]
    assert api.asked == [
        {"model": "gpt-4o-mini", "input": [{"role": "user", "content": "Hello"}], "stream": True, "store": False}
    ]


FULL = replace(
    TURN,
    question=replace(HELLO, instructions="Be brief.", effort="low", max_tokens=300, temperature=0.0, model="m"),
)


async def test_all_that_responses_are_asked_with(tmp_path: Path) -> None:
    """In that wire's words, with the tools that were switched on."""
    api = Api(ANSWERED)
    async with api.backend(tmp_path, api="responses", web_search=True, pictures=True) as backend:
        await told(backend, FULL)
    assert api.asked[0] | {"input": []} == {
        "model": "m",
        "input": [],
        "stream": True,
        "store": False,
        "instructions": "Be brief.",
        "reasoning": {"effort": "low"},
        "max_output_tokens": 300,
        "temperature": 0.0,
        "tools": [{"type": "web_search"}, {"type": "image_generation"}],
    }


async def test_all_that_chat_is_asked_with(tmp_path: Path) -> None:
    """The same in the other wire's words."""
    api = Api(CHATTED)
    async with api.backend(tmp_path, web_search=True) as backend:
        await told(backend, FULL)
    assert api.asked[0] | {"messages": []} == {
        "model": "m",
        "messages": [],
        "stream": True,
        "stream_options": {"include_usage": True},
        "reasoning_effort": "low",
        "max_tokens": 300,
        "temperature": 0.0,
        "web_search_options": {},
    }


def test_what_was_said_on_both_wires() -> None:
    """Roles, files as what they are, and the instructions where they belong."""
    files = (File("cat.png", b"PNG"), File("n.txt", b"note"), File("a.pdf", b"%PDF\xff"))
    whole = Dialogue("Be brief.", (Exchange("look", files, "a cat"),), Exchange("and now?"))
    pdf = f"data:application/pdf;base64,{base64.b64encode(files[2].content).decode()}"
    assert responses.items(whole) == [
        {
            "role": "user",
            "content": [
                {"type": "input_text", "text": "look"},
                {"type": "input_image", "image_url": f"data:image/png;base64,{PNG}", "detail": "auto"},
                {"type": "input_text", "text": "n.txt:\n\nnote"},
                {"type": "input_file", "filename": "a.pdf", "file_data": pdf},
            ],
        },
        {"role": "assistant", "content": "a cat"},
        {"role": "user", "content": "and now?"},
    ]
    assert [message["role"] for message in chat.messages(whole)] == ["system", "user", "assistant", "user"]


@pytest.mark.parametrize(
    ("events", "kind", "said"),
    [
        ((CREATED, delta("Hi")), BrokenOff, "connection ended"),
        ((), BrokenOff, "connection ended"),
        ((delta("Hi"), "{broken"), BrokenOff, "no event"),
        (
            (event("failed", response=response("failed", error={"code": "server_error", "message": "Sorry."})),),
            BrokenOff,
            "Sorry",
        ),
        ((TOO_HOT,), BrokenOff, "hot"),
        ((event("refusal.delta", delta="I won't."), COMPLETED), Refused, "I won't."),
        ((event("incomplete", response=FILTERED),), BrokenOff, "filter"),
    ],
    ids=["no end", "nothing", "no JSON", "failed", "error", "refusal", "filter"],
)
async def test_ends_of_responses_that_are_none(
    tmp_path: Path, events: Sequence[object], kind: type[BackendError], said: str
) -> None:
    with pytest.raises(kind, match=said):
        await over_responses(Api(events), tmp_path)


async def test_a_response_that_is_cut_can_be_continued(tmp_path: Path) -> None:
    """At the longest answer, with what it took until then."""
    cut = response("incomplete", incomplete_details={"reason": "max_output_tokens"}, usage=COUNT)
    events = await over_responses(Api((CREATED, delta("Hi"), event("incomplete", response=cut))), tmp_path)
    assert events[-3:] == [Text("Hi"), CutShort(), Used(9, 3, 4)]


async def test_a_message_after_another_one_begins_a_paragraph(tmp_path: Path) -> None:
    """Some models say something before they search."""
    searching = event("web_search_call.in_progress", output_index=1, item_id="w")
    api = Api((CREATED, delta("Let me look."), searching, delta("It is 7.", 2), COMPLETED))
    events = await over_responses(api, tmp_path, web_search=True)
    assert events[2:5] == [Text("Let me look."), Status(""), Text("\n\nIt is 7.")]


async def test_pictures_that_responses_draw(tmp_path: Path) -> None:
    """Each under a name of its own."""
    drawn = {"type": "image_generation_call", "id": "ig", "status": "completed", "result": PNG}
    events = [event("output_item.done", item=drawn, output_index=n) for n in range(2)]
    got = await over_responses(Api((CREATED, *events, COMPLETED)), tmp_path, pictures=True)
    assert got[2:4] == [Image("picture-1.png", b"PNG"), Image("picture-2.png", b"PNG")]


def cited(*files: tuple[str, str]) -> dict[str, Any]:
    notes = [
        {"type": "container_file_citation", "container_id": "c", "start_index": 0, "end_index": 1}
        | {"file_id": id, "filename": name}
        for id, name in files
    ]
    text = {"type": "output_text", "text": "Here.", "annotations": notes}
    message = {"type": "message", "id": "m", "role": "assistant", "status": "completed", "content": [text]}
    return event("output_item.done", item=message, output_index=0)


async def test_files_that_responses_make(tmp_path: Path) -> None:
    """Each once; a picture is one, and what is not there any more is said."""
    api = Api(
        (CREATED, delta("Here."), cited(("a", "a.csv"), ("a", "a.csv"), ("b", "b.PNG"), ("x", "x.txt")), COMPLETED)
    )
    api.files = {"a": b"1,2", "b": b"PNG"}
    events = await over_responses(api, tmp_path, code=True)
    said = say("not_uploaded", name="x.txt")
    assert events[3:6] == [File("a.csv", b"1,2"), Image("b.PNG", b"PNG"), Notice(said)]
    assert api.asked[0]["tools"] == [{"type": "code_interpreter", "container": {"type": "auto"}}]


@pytest.mark.parametrize("draws", [True, False])
async def test_what_was_drawn_last_is_seen_again(tmp_path: Path, draws: bool) -> None:
    """By a model that may draw, so that it can change it."""
    api, thread = Api(ANSWERED), Thread("fake", "W", "C", "1")
    async with api.backend(tmp_path, api="responses", pictures=draws) as backend:
        store = backend._store
        first = await store.accept(replace(HELLO, thread=thread, message=MessageId("1")), "fake")
        assert first is not None
        for made in (Image("picture-1.png", b"PNG"), File("a.txt", b"x")):
            await store.record(first.id, made)
        await store.answered(first.id, "There.")
        second = await store.accept(replace(HELLO, thread=thread, message=MessageId("2"), text="Bluer."), "fake")
        assert second is not None
        await told(backend, second)
    seen = [{"type": "input_image", "image_url": f"data:image/png;base64,{PNG}", "detail": "auto"}]
    asked = [{"type": "input_text", "text": "Bluer."}, *seen] if draws else "Bluer."
    assert api.asked[0]["input"][-1]["content"] == asked


async def test_pictures_in_chat(tmp_path: Path) -> None:
    """As some servers send them; what is no data URL is not fetched."""
    addresses = [f"data:image/jpeg;base64,{PNG}", "http://127.0.0.1:1/x.png", "data:image/png;base64,?"]
    images = [{"type": "image_url", "image_url": {"url": address}} for address in addresses]
    async with Api((chunk(images=images), *CHATTED)).backend(tmp_path) as backend:
        assert (await told(backend))[2] == Image("picture-1.jpeg", b"PNG")
        assert not [one for one in (await told(backend))[3:] if isinstance(one, Image)]


@pytest.mark.parametrize("name", ["reasoning", "reasoning_content"])
async def test_a_model_that_thinks_says_so_once(tmp_path: Path, name: str) -> None:
    """What it thinks is not its answer."""
    thoughts = [chunk(**{name: "hm"})] * 3
    async with Api((*thoughts, *CHATTED)).backend(tmp_path) as backend:
        assert (await told(backend))[1:4] == [AnsweredBy("m"), Status(""), Text("Hi")]


@pytest.mark.parametrize("wire", ["chat", "responses"])
async def test_what_an_api_refuses_a_question_with(tmp_path: Path, wire: str) -> None:
    """The same error on either wire."""
    api = Api(status=429, error={"message": "Slow down.", "code": "rate_limit_exceeded"})
    async with api.backend(tmp_path, api=wire) as backend:
        with pytest.raises(RateLimited):
            await told(backend)


async def test_it_is_said_what_was_left_out(tmp_path: Path) -> None:
    """In front of the answer, and how many questions it was."""
    api = Api(CHATTED)
    async with api.backend(tmp_path, context=1000) as backend:
        store, thread = backend._store, Thread("fake", "W", "C", "1")
        for number in range(4):
            asked = replace(HELLO, thread=thread, message=MessageId(f"{number}"), text="word " * 400)
            turn = await store.accept(asked, "fake")
            assert turn is not None
            await store.answered(turn.id, "yes")
            await store.delivered(turn.id)
        last = await store.accept(replace(HELLO, thread=thread, message=MessageId("last")), "fake")
        assert last is not None
        events = await told(backend, last)
    [notice] = [one for one in events if isinstance(one, Notice)]
    assert "3 of the oldest" in notice.text
    assert len(api.asked[0]["messages"]) == 3


BARE: Sequence[dict[str, Any]] = [
    {"choices": None},
    {"choices": []},
    {},
    {"choices": [{"index": 0}]},
    {"choices": [{"index": 0, "delta": None}]},
    {"choices": [], "usage": {}},
    {"choices": [], "usage": {"total_tokens": 3}},
    {"choices": [], "usage": {"prompt_tokens": None, "prompt_tokens_details": {}}},
    {"choices": [{"index": 0, "delta": {"images": ["x", {"image_url": 7}]}}]},
]


@pytest.mark.parametrize("bare", BARE, ids=range(len(BARE)))
async def test_chunks_that_lack_something(tmp_path: Path, bare: dict[str, Any]) -> None:
    """Servers leave out what the format demands; the answer is read all the same."""
    async with Api((bare, CHATTED[0], bare, *CHATTED[1:])).backend(tmp_path) as backend:
        events = await told(backend)
    assert [one for one in events if isinstance(one, Text)] == [Text("Hi")]
    assert isinstance(events[-1], Used)


@pytest.mark.parametrize("usage", [{}, {"input_tokens": 3}, {"input_tokens": 3, "input_tokens_details": None}])
async def test_responses_that_lack_something(tmp_path: Path, usage: dict[str, Any]) -> None:
    """As well."""
    bare = {"id": "resp_1", "object": "response", "status": "completed", "usage": usage}
    events = await over_responses(
        Api((event("created", response={"id": "resp_1"}), delta("Hi"), event("completed", response=bare))), tmp_path
    )
    assert Text("Hi") in events
    counted = events[-1]
    assert isinstance(counted, Used)
    assert (counted == Used(3, 0)) if usage else counted.counted == "estimated"
