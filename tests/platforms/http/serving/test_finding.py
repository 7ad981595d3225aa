"""GET /api/find."""

from pathlib import Path

import pytest

from bridge.events import Text
from tests.fakes import FakeBackend
from tests.platforms.http.served import HELLO, refusal, serving

KEYS = {"kim": {"secret": "kim-secret"}, "lee": {"secret": "lee-secret"}}


async def test_a_key_finds_what_it_asked(tmp_path: Path) -> None:
    """Whoever shows another one finds nothing, whatever they write; who shows none is not let in."""
    async with serving(FakeBackend(Text("a burrito")), tmp_path, keys=KEYS) as served:
        headers = {name: {"authorization": f"Bearer {name}-secret"} for name in KEYS}
        async with served.http.post(f"{served.v1}/chat/completions", json=HELLO, headers=headers["kim"]) as asked:
            assert asked.status == 200

        async def found(name: str, words: str) -> int:
            where = f"{served.address}/api/find"
            async with served.http.get(where, params={"q": words}, headers=headers[name]) as response:
                assert response.status == 200
                return len((await response.json())["found"])

        assert await found("kim", "burritos") == 1
        for words in ("burritos", "in:kim burrito", "from:kim", "on:http"):
            assert await found("lee", words) == 0
        async with served.http.get(f"{served.address}/api/find", params={"q": "burrito"}) as response:
            assert response.status == 401


@pytest.mark.parametrize("query", ["", "q=", "q=a&most=x", "q=a&most=51", "q=a&offset=-1", "q=a&offset=²"])
async def test_what_is_wrong_is_named(tmp_path: Path, query: str) -> None:
    """With its name."""
    async with (
        serving(FakeBackend(), tmp_path) as served,
        served.http.get(f"{served.address}/api/find?{query}") as response,
    ):
        said = await refusal(response)
    assert said.status == 400
    assert said.param in ("q", "most", "offset")
