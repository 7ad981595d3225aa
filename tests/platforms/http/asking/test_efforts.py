"""An effort that a model does not have is the nearest that it has."""

from pathlib import Path
from typing import Any

import pytest

from bridge.events import Text
from bridge.types import Model
from platforms.http.asking.efforts import nearest
from tests.fakes import FakeBackend
from tests.platforms.http.served import HELLO, serving

MODELS = [
    Model("default", "o"),
    Model("long", "o", efforts=("medium", "high")),
    Model("short", "o", efforts=("low",)),
]


@pytest.mark.parametrize(
    ("effort", "offered", "found"),
    [
        ("high", ("low", "high"), "high"),
        ("minimal", ("low", "high"), "low"),
        ("max", ("low", "high"), "high"),
        ("medium", ("high", "low"), "low"),
        ("medium", (), "medium"),
        ("medium", ("ultra",), "medium"),
    ],
)
def test_the_nearest(effort: str, offered: tuple[str, ...], found: str) -> None:
    """Of two the shorter; nothing is known of a model without any."""
    assert nearest(effort, offered) == found


async def test_by_what_is_known_of_the_model(tmp_path: Path) -> None:
    """As soon as somebody has looked; before that it is the backend's matter."""
    backend = FakeBackend(Text("a"), offers=MODELS)

    async def effort(**fields: Any) -> str:
        async with served.post({**HELLO, **fields}) as response:
            assert response.status == 200
        return backend.asked[-1].question.effort

    async with serving(backend, tmp_path) as served:
        assert await effort(model="long", reasoning_effort="minimal") == "minimal"
        async with served.http.get(f"{served.v1}/models") as response:
            assert response.status == 200
        assert await effort(model="long", reasoning_effort="minimal") == "medium"
        assert await effort(model="fake:short", reasoning_effort="high") == "low"
        assert await effort(model="default", reasoning_effort="none") == "low"
        assert await effort(model="long", reasoning_effort="ultra") == "ultra"
        assert await effort(model="long") == ""
