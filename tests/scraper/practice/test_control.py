"""The settings from outside, and what the states do to the calls."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from scraper.practice import Family, Fault, PracticeSite
from scraper.practice.tab import State
from tests.scraper.practice.reader import Caller, calling, read


@pytest.fixture
async def page() -> AsyncIterator[Caller]:
    async with PracticeSite(language="en") as site, calling(site) as caller:
        yield caller


async def control(page: Caller, **fields: Any) -> tuple[int, Any]:
    async with page.session.post("/practice/control", json=fields) as answered:
        return answered.status, await answered.json()


async def test_every_setting_can_be_set(page: Caller) -> None:
    """And is told back; what is told can be sent as it is."""
    family = {"id": "9", "label": "GPT-9", "slug": "gpt-9", "efforts": ["none", "high"]}
    fields = {
        "generation": "A2",
        "states": ["cookie_banner"],
        "faults": ["handover", {"kind": "silent_s", "seconds": 2}],
        "models": [family],
        "window": 6,
        "transport": "ws",
        "upload_fails": ["a.txt", "bad.txt"],
    }
    status, told = await control(page, **fields)
    assert status == 200
    site = page.site
    assert (site.generation, site.states, site.window, site.transport) == ("A2", {"cookie_banner"}, 6, "ws")
    assert site.faults == [Fault("handover"), Fault("silent_s", seconds=2)]
    assert list(site.models) == [Family("9", "GPT-9", "gpt-9", ("none", "high"))]
    assert (await control(page, **told)) == (200, told)


@pytest.mark.parametrize("field", [{"sates": []}, {"states": ["gest"]}, {"faults": ["handver"]}, {"window": "x"}])
async def test_a_bad_value_changes_nothing(page: Caller, field: dict[str, Any]) -> None:
    """All or nothing."""
    status, told = await control(page, poll=9.0, **field)
    assert status == 400
    assert "detail" in told
    assert page.site.poll == 1.0


@pytest.mark.parametrize(
    ("state", "status", "words"),
    [
        ("usage_cap", 429, "usage cap"),
        ("too_long", 413, "too long"),
        ("account_locked", 403, "Suspicious activity"),
        ("session_expired", 401, "Unauthorized"),
        ("too_many_requests", 429, "Too many"),
    ],
)
async def test_states_that_refuse_a_question(page: Caller, state: State, status: int, words: str) -> None:
    """With a status and a sentence; nothing is stored."""
    page.site.states.add(state)
    async with await page.send("say: x") as refused:
        assert refused.status == status
        assert words in await refused.text()
        assert refused.headers["X-Practice-States"] == state
    assert page.site.posts == []


async def test_a_full_conversation_takes_no_more(page: Caller) -> None:
    """A new one does."""
    await page.answered("say: x")
    page.site.states.add("full")
    async with await page.send("say: y", conversation_id=page.conversation) as refused:
        assert refused.status == 400
        assert "maximum length" in await refused.text()
    assert await page.answered("say: z") == "z"


async def test_the_longest_message(page: Caller) -> None:
    """Only what is longer is refused."""
    page.site.states.add("too_long")
    page.site.longest_message = 20
    assert await page.answered("say: short") == "short"
    async with await page.send("say: " + "x" * 20) as refused:
        assert refused.status == 413


async def test_a_cap_is_told_before_anybody_asks(page: Caller) -> None:
    """On load, with the time of its end."""
    async with await page.post("conversation/init", {}) as init:
        assert (await init.json())["blocked_features"] == []
    page.site.states.add("usage_cap")
    async with await page.post("conversation/init", {}) as init:
        told = await init.json()
    assert told["blocked_features"] == [{"name": "send", "resets_after": page.site.resets_after}]
    assert told["limits_progress"][0]["remaining"] == 0


async def test_a_cap_may_be_told_on_the_stream(page: Caller) -> None:
    """No answer, but the reason."""
    page.site.states.add("usage_cap_stream")
    types, _ = read(await page.ask("say: x"))
    assert "conversation_detail_metadata" in types
    assert types[-2:] == ["stream_quota_check", "[DONE]"]
    assert page.last.asks


async def test_a_connector_waits_for_permission(page: Caller) -> None:
    """The turn goes on when it is given, and not before."""
    page.site.states.add("connector_permission")
    async with await page.send("say: done") as response:
        async for line in response.content:
            if b'"recipient":"connector"' in line:
                break
        conversation = page.site.conversations[page.conversation]
        assert conversation.generating
        async with await page.post(f"conversation/{conversation.id}/permission", {}) as permitted:
            assert permitted.status == 200
        await response.content.readuntil(b"[DONE]")
    assert page.last.text == "done"


async def test_the_models_have_families_and_efforts(page: Caller) -> None:
    """What the picker shows, and the slug of each."""
    told = await page.get("models")
    assert told["default_model_slug"] == "gpt-5-6-thinking"
    sol = told["families"][0]
    assert sol["label"] == "GPT-5.6 Sol"
    assert [option["model"] for option in sol["options"]][:2] == ["gpt-5-6", "gpt-5-6-thinking"]
    assert sol["options"][-1]["locked"]


async def test_the_same_seed_cuts_the_same(page: Caller) -> None:
    """A run can be repeated, byte for byte of the line ends."""
    ends = []
    for _ in range(2):
        async with PracticeSite(seed=7) as site, calling(site) as caller, await caller.send("say: x") as response:
            ends.append(await response.content.readuntil(b"v1"))
    assert ends[0] == ends[1]
