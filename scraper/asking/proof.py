"""The proof that the page has sent what was meant: its own request, and that the site takes it."""

import asyncio
import logging
import time
from collections.abc import Callable

from bridge.errors import BridgeError
from scraper.page.tab import ChatPage
from scraper.wire.observer import Gone, NoStream, Posted, Pushed, Seen, Streaming
from scraper.wire.refusal import refusal

logger = logging.getLogger(__name__)

ANSWERS = 20.0  # seconds from the request until the site must have begun to answer it, or it counts as taken
SAID_NO, FAILED = 400, 500  # HTTP: from the one it is an answer to the question, from the other none
AGAIN = 4.0  # seconds in which the page may try a request again that the site could not take (seen 2026-09)


class TabGone(Exception):
    """The tab went away between the click and the proof."""


class Unproven(Exception):
    """The page has sent nothing in time."""


class NotTaken(Exception):
    """The site refused it, with this status; ``error`` says why."""

    def __init__(self, status: int, error: BridgeError) -> None:
        super().__init__(str(error))
        self.status = status
        self.error = error

    @property
    def proven(self) -> bool:
        """The site looked at it and said no: nothing was sent."""
        return SAID_NO <= self.status < FAILED


async def proof(page: ChatPage, patience: float, ours: Callable[[Posted], bool]) -> Posted:
    """The page's request, once the site takes it. Raises TabGone, Unproven or NotTaken."""
    early: list[Seen] = []
    """Of an answer that is told over the WebSocket, before it was seen that the request has one."""
    posted: Posted | None = None
    refused: NotTaken | None = None
    deadline = time.monotonic() + patience
    while True:
        try:
            async with asyncio.timeout(deadline - time.monotonic()):
                seen = await page.observer.seen.get()
        except TimeoutError:
            if refused is not None:
                raise refused from None
            if posted is not None:
                _give_back(page, early)
                return posted
            raise Unproven from None
        match seen:
            case Posted() if ours(seen):
                posted, refused = seen, None
                deadline = time.monotonic() + ANSWERS
            case Streaming() if posted is not None:
                _give_back(page, [*early, seen])
                return posted
            case Pushed() if posted is not None:
                early.append(seen)
            case NoStream(status, words) if posted is not None:
                refused = NotTaken(status, refusal(status, words))
                if refused.proven:
                    raise refused
                logger.info("the site could not take the question (%d); the page may try again", status)
                deadline = time.monotonic() + AGAIN
            case Gone():
                raise TabGone
            case _:
                pass


def _give_back(page: ChatPage, first: list[Seen]) -> None:
    """Put it back in front: it belongs to whoever reads the answer."""
    rest = first
    while not page.observer.seen.empty():
        rest.append(page.observer.seen.get_nowait())
    for seen in rest:
        page.observer.seen.put_nowait(seen)
