"""What a key may ask for. One server for all rows of a table, with a key for each."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from bridge.errors import HumanCheck
from bridge.events import Text
from bridge.types import Model
from tests.fakes import FakeBackend, rules_for
from tests.platforms.http.served import HELLO, Served, serving

May = dict[str, list[str]]

ASKED: list[tuple[May, str, str, str]] = [
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
]
"""What the key may, what it asks for, and what is asked of which backend."""

REFUSED: list[tuple[May, str, str]] = [
    ({"models": ["gpt-5*"]}, "o3", "model_not_allowed"),
    ({"models": ["gpt-5*"]}, "default", "model_not_allowed"),
    ({"models": ["gpt-5*"]}, "api:gpt-5", "model_not_allowed"),
    ({"models": ["gpt-5"]}, "GPT-5", "model_not_allowed"),
    ({"backends": ["api"]}, "fake:gpt-5", "backend_not_allowed"),
    ({"backends": ["api"]}, "fake", "backend_not_allowed"),
    ({"backends": ["api"]}, "usual", "backend_not_allowed"),
    ({"backends": ["gone"]}, "gpt-5", "backend_not_allowed"),
]

LISTED: list[tuple[May, list[str]]] = [
    ({}, ["default", "usual", "cheap", "gpt-5", "gpt-5-mini", "o3", "api:gpt-5"]),
    ({"models": ["gpt-5*", "api:*"]}, ["gpt-5", "gpt-5-mini", "api:gpt-5"]),
    ({"models": ["cheap"]}, ["cheap"]),
    ({"backends": ["api"]}, ["default", "cheap", "gpt-5"]),
    ({"backends": ["api"], "models": ["gpt-5"]}, ["gpt-5"]),
]


def shown(row: int) -> dict[str, str]:
    """The key of this row."""
    return {"authorization": f"Bearer some-secret-{row}"}


@asynccontextmanager
async def two_backends(folder: Path, may: Sequence[May]) -> AsyncIterator[tuple[Served, FakeBackend]]:
    """The usual one and "api" beside it; keys of which each may this."""
    models = [Model("gpt-5", "x"), Model("gpt-5-mini", "x"), Model("o3", "x")]
    usual, api = FakeBackend(Text("a"), offers=models), FakeBackend(Text("a"), offers=models[:1])
    settings: dict[str, Any] = {
        "keys": {f"key-{row}": {"secret": f"some-secret-{row}", **each} for row, each in enumerate(may)},
        "aliases": {"usual": "fake:gpt-5", "cheap": "api:gpt-5"},
    }
    async with serving(usual, folder, beside={"api": api}, **settings) as served:
        yield served, api


async def test_what_it_may(tmp_path: Path) -> None:
    """Is asked of the backend that is meant; without a name of one, of the first that it may ask."""
    async with two_backends(tmp_path, [row[0] for row in ASKED]) as (served, api):
        for row, (may, model, answers, asked) in enumerate(ASKED):
            async with served.post({**HELLO, "model": model}, **shown(row)) as response:
                assert response.status == 200, (may, await response.text())
            turn = (api if answers == "api" else served.backend).asked[-1]
            assert (turn.question.author, turn.question.model) == (f"key-{row}", asked), may


async def test_what_it_may_not(tmp_path: Path) -> None:
    """Is refused, with what it may."""
    async with two_backends(tmp_path, [row[0] for row in REFUSED]) as (served, api):
        for row, (may, model, code) in enumerate(REFUSED):
            said = await served.refused({**HELLO, "model": model}, **shown(row))
            assert (said.status, said.type) == (403, "permission_error"), may
            assert (said.param, said.code) == ("model", code), may
            [allowed] = [one for values in may.values() for one in values]
            assert said.message.endswith(f"only: {allowed}.")
        assert not served.backend.asked
        assert not api.asked


async def test_only_what_it_may_is_listed(tmp_path: Path) -> None:
    """By the names that it would ask for."""
    async with two_backends(tmp_path, [row[0] for row in LISTED]) as (served, _):
        for row, (may, listed) in enumerate(LISTED):
            async with served.http.get(f"{served.v1}/models", headers=shown(row)) as response:
                assert [model["id"] for model in (await response.json())["data"]] == listed, may
            async with served.http.get(f"{served.v1}/models/o3", headers=shown(row)) as response:
                assert response.status == (200 if "o3" in listed else 404), may


async def test_nobody_stands_in_that_it_may_not_ask(tmp_path: Path) -> None:
    """While the usual one can't answer, a key for that one alone is told so."""
    usual, api = FakeBackend(refuses=HumanCheck()), FakeBackend(Text("a"))
    mays: list[May] = [{"backends": ["fake"]}, {"backends": ["fake", "api"]}, {}]
    keys = {f"key-{row}": {"secret": f"some-secret-{row}", **may} for row, may in enumerate(mays)}
    rules = replace(rules_for(), failover="api")
    async with serving(usual, tmp_path, lambda _: rules, beside={"api": api}, keys=keys) as served:
        said = await served.refused(HELLO, **shown(0))
        assert (said.status, said.code) == (503, "human_check")
        assert not api.asked
        for row in (1, 2):
            async with served.post(HELLO, **shown(row)) as response:
                assert response.status == 200
        assert len(api.asked) == 2
