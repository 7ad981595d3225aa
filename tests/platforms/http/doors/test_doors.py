"""Who comes in: keys, and no web pages."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bridge.errors import BadConfig
from bridge.events import Text
from bridge.protocols import Site
from platforms.http import plugin
from platforms.http.settings import HttpSettings
from tests.fakes import FakeBackend
from tests.platforms.http.served import HELLO, refusal, serving

TWO_KEYS = {"laptop": {"secret": "laptop-secret"}, "phone": {"secret": "phone-secret"}}


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, None),
        ({"authorization": "Bearer "}, None),
        ({"authorization": "Basic cGhvbmU6c2VjcmV0"}, None),
        ({"authorization": "Bearer wrong-secret"}, "invalid_api_key"),
        ({"authorization": "Bearer laptop-secre"}, "invalid_api_key"),
        ({"x_api_key": "ключ"}, "invalid_api_key"),
    ],
    ids=str,
)
async def test_without_a_fitting_key(tmp_path: Path, headers: dict[str, str], code: str | None) -> None:
    async with serving(FakeBackend(), tmp_path, keys=TWO_KEYS) as served:
        said = await served.refused(HELLO, **headers)
        async with served.http.get(f"{served.v1}/models") as response:
            assert (await refusal(response)).status == 401
    assert (said.status, said.type, said.code) == (401, "invalid_request_error", code)
    assert said.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("headers", "name"),
    [
        ({"authorization": "Bearer laptop-secret"}, "laptop"),
        ({"authorization": "bearer  phone-secret"}, "phone"),
        ({"x_api_key": "phone-secret"}, "phone"),
    ],
    ids=str,
)
async def test_the_keys_name_is_author_and_channel(tmp_path: Path, headers: dict[str, str], name: str) -> None:
    async with (
        serving(FakeBackend(Text("a")), tmp_path, keys=TWO_KEYS) as served,
        served.post(HELLO, **headers) as response,
    ):
        assert response.status == 200
        question = served.backend.asked[0].question
        assert (question.author, question.thread.channel) == (name, name)


async def test_without_keys_everybody_here_is_local(tmp_path: Path) -> None:
    """Whatever key the client sends, for SDKs always send one."""
    async with (
        serving(FakeBackend(Text("a")), tmp_path) as served,
        served.post(HELLO, authorization="Bearer KEY") as response,
    ):
        assert response.status == 200
        assert served.backend.asked[0].question.author == "local"


HOSTS = ["evil.example", "127.0.0.1.evil.example", "192.168.0.7:8642", "[", "[]@", "local host"]


@pytest.mark.parametrize("host", HOSTS)
async def test_a_name_that_is_not_ours(tmp_path: Path, host: str) -> None:
    """A page whose name was made to resolve to this machine."""
    async with serving(FakeBackend(), tmp_path) as served:
        assert (await served.refused(HELLO, host=host)).status == 403


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1:8642", "[::1]:8642", "chat.home.example"])
async def test_names_that_are_ours(tmp_path: Path, host: str) -> None:
    async with (
        serving(FakeBackend(Text("a")), tmp_path, hosts=["chat.home.example"]) as served,
        served.post(HELLO, host=host) as response,
    ):
        assert response.status == 200


async def test_a_page_of_another_site_may_not_ask(tmp_path: Path) -> None:
    """Browsers send a plain body anywhere without asking first."""
    async with serving(FakeBackend(Text("a")), tmp_path) as served:
        for origin in ("https://evil.example", "null"):
            assert (await served.refused(HELLO, origin=origin, content_type="text/plain")).status == 403
        async with served.post(HELLO, origin=served.address) as response:
            assert response.status == 200


async def test_a_page_that_has_a_key_may(tmp_path: Path) -> None:
    async with (
        serving(FakeBackend(Text("a")), tmp_path, keys=TWO_KEYS) as served,
        served.post(HELLO, origin="https://app.example", authorization="Bearer laptop-secret") as response,
    ):
        assert response.status == 200


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.168.0.7", "example.com"])
async def test_strangers_need_a_key(site: Site, host: str) -> None:
    with pytest.raises(BadConfig, match=r"\[http\.keys\.NAME\]"):
        async with plugin.open(HttpSettings(host=host), site):
            pass


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost"])
async def test_this_machine_needs_none(site: Site, host: str) -> None:
    async with plugin.open(HttpSettings(host=host), site):
        pass


async def test_strangers_with_a_key(site: Site) -> None:
    settings = HttpSettings.model_validate({"host": "0.0.0.0", "keys": TWO_KEYS})
    async with plugin.open(settings, site):
        pass


def test_a_secret_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("from-a-file\n")
    settings = HttpSettings.model_validate({"keys": {"laptop": {"secret_file": str(file)}}})
    assert settings.keys["laptop"].secret.get_secret_value() == "from-a-file"
    assert "from-a-file" not in repr(settings)


@pytest.mark.parametrize(
    "keys",
    [
        {"a": {"secret": "short"}},
        {"a": {}},
        {"A b": {"secret": "long-enough"}},
        {"a": {"secret": "long-enough", "limit": 1}},
        {"a": {"secret": "long-enough"}, "b": {"secret": "long-enough"}},
    ],
    ids=["short", "missing", "name", "unknown", "twice"],
)
def test_keys_that_are_refused(keys: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        HttpSettings.model_validate({"keys": keys})
