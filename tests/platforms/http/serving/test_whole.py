"""The answer in one JSON object."""

import time
from pathlib import Path

from bridge.errors import Refused, UsageCap
from bridge.events import AnsweredBy, ReadBy, Rewritten, Status, Text
from bridge.types import File, Image, Model
from tests.fakes import FakeBackend
from tests.platforms.http.served import HELLO, serving


async def test_every_key_that_clients_want(tmp_path: Path) -> None:
    """Also those whose value is null: their absence is what clients stumble over."""
    backend = FakeBackend(AnsweredBy("gpt-5"), Status("thinking"), Text("Hel"), Text("lo"))
    async with serving(backend, tmp_path) as served, served.post(HELLO) as response:
        assert response.status == 200
        document = await response.json()
    usage = document.pop("usage")
    assert document.pop("id").startswith("chatcmpl-")
    assert isinstance(document.pop("created"), int)
    assert document == {
        "object": "chat.completion",
        "model": "gpt-5",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": "Hello", "refusal": None, "annotations": []},
                "logprobs": None,
                "finish_reason": "stop",
            }
        ],
        "service_tier": "default",
    }
    assert usage["prompt_tokens"] + usage["completion_tokens"] == usage["total_tokens"]
    assert usage["completion_tokens"] > 0
    assert usage["prompt_tokens_details"]["cached_tokens"] == 0
    assert usage["completion_tokens_details"]["reasoning_tokens"] == 0


async def test_the_last_text_counts(tmp_path: Path) -> None:
    """Nothing was told yet, so a rewrite is no trouble."""
    backend = FakeBackend(Text("Hello"), Image("c.png", b"x"), Rewritten("Bye"), Text("!"))
    async with serving(backend, tmp_path) as served, served.post(HELLO) as response:
        message = (await response.json())["choices"][0]["message"]
    assert message["content"] == "Bye!\n\n![c.png](data:image/png;base64,eA==)"


async def test_the_model_that_was_asked_for_unless_the_backend_knows_better(tmp_path: Path) -> None:
    async with serving(FakeBackend(Text("a")), tmp_path) as served, served.post(HELLO) as response:
        assert (await response.json())["model"] == "gpt-4o"
        assert served.backend.asked[0].question.model == "gpt-4o"


async def test_ignored_fields_are_named(tmp_path: Path) -> None:
    """What is null or asks for nothing is not; a name can't break out of the header."""
    body = {**HELLO, "temperature": 1, "seed": 7, "n": 1, "stop": None, "tools": [], "a\r\nb: c": 1}
    async with serving(FakeBackend(Text("a")), tmp_path) as served, served.post(body) as response:
        assert response.headers["x-threadbridge-ignored"] == "temperature, seed, a??b??c"


async def test_where_it_is_strict_nothing_is_ignored(tmp_path: Path) -> None:
    """What would be is refused, by its name."""
    async with serving(FakeBackend(Text("a")), tmp_path, strict=True) as served:
        said = await served.refused({**HELLO, "n": 1, "seed": 7})
        assert (said.status, said.param, said.code) == (400, "seed", "unsupported_parameter")
        async with served.post({**HELLO, "n": 1, "store": False}) as response:
            assert response.status == 200
    assert len(served.backend.asked) == 1


async def test_a_turn_leads_to_its_request(tmp_path: Path) -> None:
    """Question, request and completion carry one id, so that a line in a client's log finds the turn."""
    async with serving(FakeBackend(Text("a")), tmp_path) as served, served.post(HELLO) as response:
        id = (await response.json())["id"].removeprefix("chatcmpl-")
        assert response.headers["x-request-id"] == f"req_{id}"
        assert served.backend.asked[0].question.message == f"http-{id}"


async def test_the_models_that_are_offered(tmp_path: Path) -> None:
    """Ids may hold a slash."""
    backend = FakeBackend(offers=[Model("gpt-5", "openai"), Model("org/model", "somebody")])
    async with serving(backend, tmp_path) as served:
        for path in ("/v1/models", "/models"):
            async with served.http.get(served.address + path) as response:
                document = await response.json()
                assert document["object"] == "list"
                assert [model["id"] for model in document["data"]] == ["default", "gpt-5", "org/model"]
                assert document["data"][0].keys() == {"id", "object", "created", "owned_by"}
        async with served.http.get(f"{served.v1}/models/org/model") as response:
            assert (await response.json())["owned_by"] == "somebody"


async def test_a_model_of_another_backend_is_asked_for_with_its_name(tmp_path: Path) -> None:
    """As GET /v1/models lists it; effort goes along."""
    async with serving(FakeBackend(Text("a")), tmp_path) as served:
        body = {**HELLO, "model": "fake:gpt-5", "reasoning_effort": "high"}
        async with served.post(body) as response:
            assert response.status == 200
            assert "x-threadbridge-ignored" not in response.headers
        [turn] = served.backend.asked
        assert (turn.backend, turn.question.model, turn.question.effort) == ("fake", "gpt-5", "high")


async def test_a_model_by_another_name(tmp_path: Path) -> None:
    """As config.toml has it; it is listed, and the key's own list is about the name that is sent."""
    backend = FakeBackend(Text("a"), offers=[Model("gpt-5", "openai"), Model("o3", "openai")])
    aliases = {"gpt-4o": "fake:gpt-5", "o3": "default", "claude": "somebody"}
    async with serving(backend, tmp_path, aliases=aliases) as served:
        for name in ("gpt-4o", "o3", "claude", "other"):
            async with served.post({**HELLO, "model": name}) as response:
                assert (await response.json())["model"] == name
        assert [turn.question.model for turn in backend.asked] == ["gpt-5", "", "somebody", "other"]
        async with served.http.get(f"{served.v1}/models") as response:
            listed = {model["id"]: model["owned_by"] for model in (await response.json())["data"]}
    assert list(listed) == ["default", "gpt-4o", "o3", "claude", "gpt-5"]
    assert listed["o3"] == "threadbridge"


async def test_what_an_api_is_told(tmp_path: Path) -> None:
    """It can be as brief and as free as it is asked to be; a page can't."""
    async with serving(FakeBackend(Text("a")), tmp_path) as served:
        async with served.post({**HELLO, "max_tokens": 900, "temperature": 0.2}) as response:
            assert response.headers["x-threadbridge-ignored"] == "temperature"
        [turn] = served.backend.asked
        assert (turn.question.max_tokens, turn.question.temperature) == (900, 0.2)


async def test_files_of_an_answer_are_links(tmp_path: Path) -> None:
    """With their content in them, unless that is large."""
    backend = FakeBackend(Text("Here."), File("a.csv", b"1,2"), File("b.bin", bytes(300_000)))
    async with serving(backend, tmp_path) as served, served.post(HELLO) as response:
        said = (await response.json())["choices"][0]["message"]["content"]
    assert said == (
        "Here.\n\n[a.csv](data:text/csv;base64,MSwy)\n\n(b.bin, 300,000 bytes, is too large to stand here.)"
    )


async def test_a_wall_is_a_true_status_and_stands_in_health(tmp_path: Path) -> None:
    """With the time to come again where the site says it; who shows no key learns nothing of it."""
    wall = UsageCap(until="3 PM")
    wall.over_at = time.time() + 1800
    backend, key = FakeBackend(refuses=wall), {"Authorization": "Bearer " + "s" * 8}
    async with serving(backend, tmp_path, keys={"k": {"secret": "s" * 8}}) as served:
        for _ in range(2):
            async with served.post(HELLO, **key) as response:
                assert response.status == 429
                assert 1500 < int(response.headers["retry-after"]) <= 1800
        async with served.http.get(f"{served.address}/health", headers=key) as response:
            health = await response.json()
        async with served.http.get(f"{served.address}/health") as response:
            assert await response.json() == {"status": "ok"}
    assert len(backend.asked) == 1
    [fake] = health["backends"]
    assert (health["status"], fake["state"], fake["error"], fake["waiting"]) == (
        "waiting",
        "waiting",
        "UsageCap",
        0,
    )


async def test_metrics(tmp_path: Path) -> None:
    """How turns ended, how answers were read, what failed; for those who have a key."""
    key = {"Authorization": "Bearer " + "s" * 8}
    backend = FakeBackend(ReadBy("stream"), Text("a"))
    async with serving(backend, tmp_path, keys={"k": {"secret": "s" * 8}}) as served:
        async with served.post(HELLO, **key):
            pass
        backend.refuses = Refused(what="no")
        async with served.post(HELLO, **key):
            pass
        async with served.http.get(f"{served.address}/nowhere", headers=key):
            pass
        async with served.http.get(f"{served.address}/metrics") as response:
            assert response.status == 401
        async with served.http.get(f"{served.address}/metrics", headers=key) as response:
            counted = await response.text()
    for line in (
        'threadbridge_turns_total{state="answered"} 1.0',
        'threadbridge_turns_total{state="failed"} 1.0',
        'threadbridge_read_by_total{way="stream"} 1.0',
        'threadbridge_errors_total{error="Refused"} 1.0',
        'threadbridge_waiting{backend="fake"} 0.0',
        'threadbridge_requests_total{route="/v1/chat/completions",status="200"} 1.0',
        'threadbridge_requests_total{route="/v1/chat/completions",status="400"} 1.0',
        'threadbridge_requests_total{route="/metrics",status="401"} 1.0',
        'threadbridge_requests_total{route="other",status="404"} 1.0',
        'threadbridge_first_text_seconds_count{backend="fake"} 1.0',
        'threadbridge_queue_seconds_count{backend="fake"} 2.0',
    ):
        assert line in counted.splitlines()


async def test_health_needs_no_key(tmp_path: Path) -> None:
    async with serving(FakeBackend(), tmp_path, keys={"k": {"secret": "s" * 8}}) as served:
        for path in ("/health", "/v1/health"):
            async with served.http.get(served.address + path) as response:
                assert await response.json() == {"status": "ok"}


async def test_the_same_without_v1(tmp_path: Path) -> None:
    async with (
        serving(FakeBackend(Text("a")), tmp_path) as served,
        served.http.post(f"{served.address}/chat/completions", json=HELLO) as response,
    ):
        assert response.status == 200
