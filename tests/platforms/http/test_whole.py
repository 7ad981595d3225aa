"""The answer in one JSON object."""

from pathlib import Path

from bridge.types import AnsweredBy, Image, Model, Rewritten, Status, Text
from tests.fakes import FakeBackend
from tests.platforms.http.serving import HELLO, serving


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
                assert [model["id"] for model in document["data"]] == ["gpt-5", "org/model"]
                assert document["data"][0].keys() == {"id", "object", "created", "owned_by"}
        async with served.http.get(f"{served.v1}/models/org/model") as response:
            assert (await response.json())["owned_by"] == "somebody"


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
