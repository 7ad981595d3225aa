"""A page that somebody is signed in to."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bridge.events import AnsweredBy, Opened, Sent, Text
from bridge.types import Anchor, ConversationId
from tests.fakes import FakeBackend
from tests.platforms.web.served import Served, serving


@pytest.fixture
def backend() -> FakeBackend:
    said = Text("It **scatters**.\n\n```python\nprint(1)\n```\n")
    return FakeBackend(Opened(ConversationId("c1")), Sent(Anchor("m1")), AnsweredBy("gpt-5"), said)


@pytest.fixture
async def served(backend: FakeBackend, tmp_path: Path) -> AsyncIterator[Served]:
    async with serving(backend, tmp_path) as page:
        await page.enter()
        yield page
