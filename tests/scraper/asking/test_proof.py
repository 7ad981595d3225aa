"""What is seen between the click and the proof, without a browser."""

import asyncio
from dataclasses import dataclass, field
from typing import cast

from scraper.asking.proof import proof
from scraper.page.tab import ChatPage
from scraper.wire.seen import Ended, Posted, Pushed, Seen, Streaming

OURS = Posted("q", "hello", None)
TOLD = Pushed(())


@dataclass
class Page:
    """A page of which only what it sees counts; it observes itself."""

    seen: asyncio.Queue[Seen] = field(default_factory=asyncio.Queue)

    @property
    def observer(self) -> "Page":
        return self


async def test_what_an_answer_begins_with_is_not_lost() -> None:
    """It may be pushed before the stream is seen to open; what was pushed before the question is not ours."""
    page = Page()
    for seen in (TOLD, OURS, TOLD, Streaming("1", OURS), Ended("1")):
        page.seen.put_nowait(seen)
    assert await proof(cast(ChatPage, page), 5, lambda posted: posted is OURS) is OURS
    assert [page.seen.get_nowait() for _ in range(page.seen.qsize())] == [TOLD, Streaming("1", OURS), Ended("1")]
