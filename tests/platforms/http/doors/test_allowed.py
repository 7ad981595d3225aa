"""What a key may ask for."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bridge.events import Text
from bridge.types import Model
from tests.fakes import FakeBackend
from tests.platforms.http.served import HELLO, Served, serving

SECRET = {"authorization": "Bearer some-secret"}


@asynccontextmanager
async def two_backends(folder: Path, **may: Any) -> AsyncIterator[tuple[Served, FakeBackend]]:
    """The usual one and "api" beside it; one key, which may this."""
    models = [Model("gpt-5", "x"), Model("gpt-5-mini", "x"), Model("o3", "x")]
    usual, api = FakeBackend(Text("a"), offers=models), FakeBackend(Text("a"), offers=models[:1])
    keys = {"ci": {"secret": "some-secret", **may}}
    aliases = {"usual": "fake:gpt-5", "cheap": "api:gpt-5"}
    async with serving(usual, folder, beside={"api": api}, keys=keys, aliases=aliases) as served:
        yield served, api


@pytest.mark.parametrize(
    ("may", "model", "answers", "asked"),
    [
        ({}, "o3", "fake", "o3"),
        ({"models": ["gpt-5*"]}, "gpt-5-mini", "fake", "gpt-5-mini"),
        ({"models": ["default"]}, "default", "fake", ""),
        ({"models": ["api:*"]}, "api:gpt-5", "api", "gpt-5"),
        ({"models": ["cheap"], "backends": ["api"]}, "cheap", "api", "gpt-5"),
        ({"backends": ["api"]}, "gpt-5", "api", "gpt-5"),
        ({"backends": ["api"]}, "default", "api", ""),
        ({"backends": ["api", "fake"]}, "gpt-5", "fake", "gpt-5"),
        ({"backends": ["a*"]}, "api:gpt-5", "api", "gpt-5"),
        ({"backends": ["fake"]}, "fake", "fake", ""),
    ],
    ids=str,
)
async def test_what_it_may(tmp_path: Path, may: dict[str, Any], model: str, answers: str, asked: str) -> None:
    """Is asked of the backend that is meant; without a name of one, of the first that it may ask."""
    async with (
        two_backends(tmp_path, **may) as (served, api),
        served.post({**HELLO, "model": model}, **SECRET) as response,
    ):
        assert response.status == 200, await response.text()
        backend = api if answers == "api" else served.backend
        assert [turn.question.model for turn in backend.asked] == [asked]


@pytest.mark.parametrize(
    ("may", "model", "code"),
    [
        ({"models": ["gpt-5*"]}, "o3", "model_not_allowed"),
        ({"models": ["gpt-5*"]}, "default", "model_not_allowed"),
        ({"models": ["gpt-5*"]}, "api:gpt-5", "model_not_allowed"),
        ({"models": ["gpt-5"]}, "GPT-5", "model_not_allowed"),
        ({"backends": ["api"]}, "fake:gpt-5", "backend_not_allowed"),
        ({"backends": ["api"]}, "fake", "backend_not_allowed"),
        ({"backends": ["api"]}, "usual", "backend_not_allowed"),
        ({"backends": ["gone"]}, "gpt-5", "backend_not_allowed"),
    ],
    ids=str,
)
async def test_what_it_may_not(tmp_path: Path, may: dict[str, Any], model: str, code: str) -> None:
    """Is refused, with what it may."""
    async with two_backends(tmp_path, **may) as (served, api):
        refused = await served.refused({**HELLO, "model": model}, **SECRET)
        assert (refused.status, refused.type, refused.param, refused.code) == (
            403,
            "permission_error",
            "model",
            code,
        )
        [allowed] = [one for values in may.values() for one in values]
        assert refused.message.endswith(f"only: {allowed}.")
        assert not served.backend.asked
        assert not api.asked


@pytest.mark.parametrize(
    ("may", "listed"),
    [
        ({}, ["default", "usual", "cheap", "gpt-5", "gpt-5-mini", "o3", "api:gpt-5"]),
        ({"models": ["gpt-5*", "api:*"]}, ["gpt-5", "gpt-5-mini", "api:gpt-5"]),
        ({"models": ["cheap"]}, ["cheap"]),
        ({"backends": ["api"]}, ["default", "cheap", "gpt-5"]),
        ({"backends": ["api"], "models": ["gpt-5"]}, ["gpt-5"]),
    ],
    ids=str,
)
async def test_only_what_it_may_is_listed(tmp_path: Path, may: dict[str, Any], listed: list[str]) -> None:
    """By the names that it would ask for."""
    async with two_backends(tmp_path, **may) as (served, _):
        async with served.http.get(f"{served.v1}/models", headers=SECRET) as response:
            assert [model["id"] for model in (await response.json())["data"]] == listed
        async with served.http.get(f"{served.v1}/models/o3", headers=SECRET) as response:
            assert response.status == (200 if "o3" in listed else 404)
