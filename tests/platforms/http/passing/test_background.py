"""What programs ask by themselves is passed on to where the owner wants it."""

from pathlib import Path
from typing import Any

import pytest

from bridge import openai
from bridge.events import Text
from bridge.openai import OpenAISettings
from bridge.protocols import Site
from platforms.http.asking.background import is_background
from platforms.http.passing.outgoing import outline
from tests.fakes import FakeBackend, same_rules_everywhere
from tests.platforms.http.passing.upstream import Upstream, says
from tests.platforms.http.served import serving

TITLE = {"role": "user", "content": "Generate a concise 3-7 word title for this conversation"}
CHAT = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "a"}]


@pytest.mark.parametrize("may", [True, False])
async def test_it_goes_there_and_nothing_else_does(tmp_path: Path, may: bool) -> None:
    """Past the page that answers all else; and not for a key that may not ask there."""
    upstream, page = Upstream(says({"choices": []})), FakeBackend(Text("a"))
    keys = {"k": {"secret": "s" * 8, "backends": ["fake", "api"] if may else ["fake"]}}
    async with upstream.open() as address:
        ours = OpenAISettings.model_validate({"base_url": address, "retries": 0})
        site = Site(None, same_rules_everywhere, tmp_path)  # type: ignore[arg-type]
        async with (
            openai.plugin.open(ours, site) as api,
            serving(page, tmp_path, beside={"api": api}, background="api:small", keys=keys) as served,
        ):
            for messages in (CHAT[:1], [*CHAT, TITLE]):
                async with served.post({"model": "m", "messages": messages}, x_api_key="s" * 8) as response:
                    assert response.status == 200
    assert [body["model"] for body in upstream.asked] == (["small"] if may else [])
    assert len(page.asked) == (1 if may else 2)


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({"messages": [*CHAT, TITLE]}, True),
        ({"input": [*CHAT, TITLE]}, True),
        ({"input": TITLE["content"]}, True),
        ({"input": "Hi", "instructions": "You are a title generator. Be brief."}, True),
        ({"messages": [TITLE, *CHAT, CHAT[0]]}, False),
        ({"messages": [{"role": "critic", "content": "x"}]}, False),
        ({"messages": "Hi"}, False),
        ({}, False),
    ],
    ids=str,
)
def test_it_is_told_by_the_outline(fields: dict[str, Any], found: bool) -> None:
    """On either wire; what can't be read is not taken for it."""
    assert is_background(outline(fields)) is found
