"""While ChatGPT can't answer an API does, from one end to the other: over HTTP, on both wires of the API."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from openai import AsyncOpenAI

from bridge.errors import UsageCap
from bridge.events import Opened, Sent, Text
from bridge.types import Anchor, Channel, ConversationId, Rules, State, Thread
from tests.bridge.openai.api import backend_of
from tests.bridge.openai.upstream import Upstream
from tests.fakes import FakeBackend, rules_for
from tests.platforms.http.served import Served, serving

HERE = Thread("http", "", "local", "t")


def rules(place: Channel) -> Rules:
    return replace(rules_for(), failover="api:far")


@asynccontextmanager
async def standing_in(wire: str, folder: Path) -> AsyncIterator[tuple[Served, FakeBackend, Upstream]]:
    page = FakeBackend(Opened(ConversationId("c1")), Sent(Anchor("a1")), Text("From the page."))
    async with (
        Upstream() as far,
        backend_of(far.v1, folder, api=wire) as api,
        serving(page, folder, rules, beside={"api": api}) as served,
    ):
        api._store = served.store  # one ledger for both, as in the program
        yield served, page, far


async def asked(served: Served, text: str) -> tuple[str, str]:
    """The answer, and who gave it."""
    async with AsyncOpenAI(base_url=served.v1, api_key="any", max_retries=0) as client:
        answer = await client.chat.completions.create(
            model="default", messages=[{"role": "user", "content": text}], extra_headers={"x-thread": "t"}
        )
    return answer.choices[0].message.content or "", answer.model


@pytest.mark.parametrize("wire", ["chat", "responses"])
async def test_a_capped_page_and_back(wire: str, tmp_path: Path) -> None:
    """The API has the Thread from the ledger, and the page hears of its answer when it can be asked again."""
    async with standing_in(wire, tmp_path) as (served, page, far):
        assert await asked(served, "one") == ("From the page.", "default")
        page.refuses = UsageCap(until="tomorrow")
        assert await asked(served, "say: two") == ("two", "far")
        page.refuses = None
        gate = served.bridge.gates["fake"]
        await gate.opened(gate._shuts)  # type: ignore[arg-type]
        assert (await asked(served, "three"))[0] == "From the page."
        await served.bridge.idle()
        turns = await served.store.history(HERE)
    assert [turn.backend for turn in turns] == ["fake", "api", "fake"]
    assert [turn.state for turn in turns] == [State.DELIVERED] * 3
    [body] = far.asked
    said = body["input" if wire == "responses" else "messages"]
    assert [one["content"] for one in said] == ["one", "From the page.", "say: two"]
    told = page.asked[-1].question.text
    assert "Question: say: two\n\nAnswer: two" in told
    assert told.endswith("three")
