"""web_search_options: the question asks for a search, the links of the answer become annotations."""

from pathlib import Path
from typing import Any

import pytest
from openai import AsyncOpenAI

from bridge.events import Text
from platforms.http.asking.terms import SEARCH
from tests.fakes import FakeBackend
from tests.platforms.http.served import HELLO, events, serving

PAGE = "https://a.example/x"
LINK = f"[한국 A]({PAGE})"
SEARCHED: dict[str, Any] = {**HELLO, "web_search_options": {}}
CITED = {"url": PAGE, "title": "한국 A", "start_index": 4, "end_index": 4 + len(LINK)}


def backend() -> FakeBackend:
    return FakeBackend(Text("👋👋: [한국 A]"), Text(f"({PAGE}) and more."))


async def test_the_question_asks_for_it(tmp_path: Path) -> None:
    """In the words that are typed; nothing is asked for where nobody asked."""
    async with serving(backend(), tmp_path) as served:
        for body in (SEARCHED, HELLO):
            async with served.post(body) as response:
                assert "x-threadbridge-ignored" not in response.headers
        assert [turn.question.text for turn in served.backend.asked] == [f"Hello\n\n{SEARCH}", "Hello"]


async def test_links_are_annotations(tmp_path: Path) -> None:
    """Each with its place in the text, in characters; without a search links are words."""
    async with serving(backend(), tmp_path) as served:
        async with served.post(SEARCHED) as response:
            message = (await response.json())["choices"][0]["message"]
        async with served.post(HELLO) as response:
            assert (await response.json())["choices"][0]["message"]["annotations"] == []
    assert message["annotations"] == [{"type": "url_citation", "url_citation": CITED}]
    assert message["content"][CITED["start_index"] : CITED["end_index"]] == LINK


async def test_in_a_stream_they_come_before_the_end(tmp_path: Path) -> None:
    """In a chunk of their own, for the finish is alone."""
    async with (
        serving(backend(), tmp_path) as served,
        served.post({**SEARCHED, "stream": True}) as response,
    ):
        *_, cited, finish, done = [event async for event in events(response)]
    assert cited["choices"][0]["delta"] == {"annotations": [{"type": "url_citation", "url_citation": CITED}]}
    assert (finish["choices"][0]["delta"], done) == ({}, "[DONE]")


@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
async def test_responses(tmp_path: Path, stream: bool) -> None:
    """By the choice of the tool ``web_search``, with the real client."""
    async with (
        serving(backend(), tmp_path) as served,
        AsyncOpenAI(api_key="none", base_url=served.v1, max_retries=0) as client,
    ):
        search: Any = {"tools": [{"type": "web_search"}], "tool_choice": {"type": "web_search"}}
        if stream:
            async with client.responses.stream(model="m", input="Hi", **search) as coming:
                response: Any = await coming.get_final_response()
        else:
            response = await client.responses.create(model="m", input="Hi", **search)
        assert served.backend.asked[0].question.text == f"Hi\n\n{SEARCH}"
    [annotation] = response.output[0].content[0].annotations
    assert annotation.model_dump() == {"type": "url_citation", **CITED}
