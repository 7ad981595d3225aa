"""Web pages that may ask, and those that may not (CORS)."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bridge.events import Text
from platforms.http.settings import HttpSettings
from tests.fakes import FakeBackend
from tests.platforms.http.served import HELLO, Served, refusal, serving

APP = "https://app.example"
KEYS = {"laptop": {"secret": "laptop-secret"}}
WANTED = "authorization,content-type,x-stainless-arch,x-stainless-retry-count"


def asks(origin: str, **more: str) -> dict[str, str]:
    """What a browser sends before it sends a page's request."""
    method = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    return {**method, "Access-Control-Request-Headers": WANTED, **more}


async def preflight(served: Served, headers: dict[str, str], path: str = "/v1/chat/completions") -> Any:
    async with served.http.options(served.address + path, headers=headers) as response:
        return response.status, response.headers.copy(), await response.read()


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/chat/completions", "/v1/models", "/v1/nothing"])
@pytest.mark.parametrize("keys", [{}, KEYS], ids=["keyless", "keys"])
async def test_a_page_of_a_known_site_may_ask(tmp_path: Path, keys: dict[str, Any], path: str) -> None:
    """A browser asks without a key, wherever; what it wants to send is allowed by name, as * is not for a key."""
    async with serving(FakeBackend(), tmp_path, keys=keys, origins=[APP, "chrome-extension://abc"]) as served:
        status, headers, body = await preflight(served, asks(APP), path)
        assert (status, body) == (204, b"")
        assert headers["Access-Control-Allow-Origin"] == APP
        assert headers["Access-Control-Allow-Headers"] == WANTED
        assert "POST" in headers["Access-Control-Allow-Methods"]
        assert "Origin" in headers["Vary"]
        assert "Access-Control-Allow-Credentials" not in headers
        assert "Access-Control-Allow-Private-Network" not in headers


async def test_a_page_of_the_web_may_ask_a_machine_at_home(tmp_path: Path) -> None:
    """Where its browser asks for just that."""
    async with serving(FakeBackend(), tmp_path, origins=[APP]) as served:
        asked = asks(APP, **{"Access-Control-Request-Private-Network": "true"})
        assert (await preflight(served, asked))[1]["Access-Control-Allow-Private-Network"] == "true"


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://app.example", "https://app.example:8443", "null"]
)
async def test_other_pages_may_not(tmp_path: Path, origin: str) -> None:
    """Not one header that a browser could take for a yes."""
    async with serving(FakeBackend(), tmp_path, origins=[APP]) as served:
        async with served.http.options(f"{served.v1}/chat/completions", headers=asks(origin)) as response:
            assert (await refusal(response)).status == 403
            assert not [name for name in response.headers if name.lower().startswith("access-control")]
        assert (await served.refused(HELLO, origin=origin)).status == 403
        assert not served.backend.asked


async def test_nobody_is_known_by_default(tmp_path: Path) -> None:
    """CORS is off."""
    async with serving(FakeBackend(Text("a")), tmp_path, keys=KEYS) as served:
        assert (await preflight(served, asks(APP)))[0] == 403
        async with served.post(HELLO, origin=APP, authorization="Bearer laptop-secret") as response:
            assert response.status == 200
            assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize("stream", [False, True])
async def test_the_page_can_read_the_answer(tmp_path: Path, stream: bool) -> None:
    """And of its headers what clients look at."""
    async with (
        serving(FakeBackend(Text("a")), tmp_path, origins=[APP]) as served,
        served.post({**HELLO, "stream": stream}, origin=APP) as response,
    ):
        assert response.status == 200
        assert response.headers["Access-Control-Allow-Origin"] == APP
        exposed = response.headers["Access-Control-Expose-Headers"].split(", ")
        assert {"x-request-id", "retry-after", "x-should-retry", "x-ratelimit-remaining-requests"} <= set(exposed)


async def test_the_page_can_read_a_refusal(tmp_path: Path) -> None:
    """Or it would only know that something went wrong."""
    async with serving(FakeBackend(), tmp_path, keys=KEYS, origins=[APP]) as served:
        said = await served.refused(HELLO, origin=APP)
        assert (said.status, said.headers["Access-Control-Allow-Origin"]) == (401, APP)


@pytest.mark.parametrize("origin", ["*", "null", "https://*.example", "https://app.example/", "app.example", ""])
def test_origins_that_are_none(origin: str) -> None:
    """Each is named as a browser says it; none stands for many."""
    with pytest.raises(ValidationError):
        HttpSettings(origins=(origin,))


def test_origins_are_written_as_browsers_do() -> None:
    """In small letters."""
    assert HttpSettings(origins=("HTTPS://App.Example",)).origins == (APP,)
