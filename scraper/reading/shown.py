"""The answer as the page shows it: what is left when neither its stream nor its conversation can be read.

It proves nothing. It counts as whole when it stands under our own question, has its row of buttons, nothing can be
stopped any more, and it has stayed the same for a while; whoever asked is told how it was read.
"""

import asyncio
import logging
import time
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from playwright.async_api import Error as PlaywrightError

from bridge.errors import BridgeError
from bridge.log import first_line
from scraper.page.selectors import Generation
from scraper.page.tab import ChatPage

logger = logging.getLogger(__name__)

SHOWN = files("scraper.reading").joinpath("shown.js").read_text("utf-8")

RESTS = 2.5  # seconds without a change
LOOKS = 3
GLANCE = 0.5  # seconds between two looks


@dataclass(frozen=True, slots=True)
class Shown:
    """One look at it."""

    text: str
    finished: bool
    writing: bool
    partial: bool
    """Some lines of a long code are not in the page."""

    @property
    def looks_whole(self) -> bool:
        return bool(self.text) and self.finished and not self.writing


def arguments(generation: Generation, question: str) -> dict[str, Any]:
    """What SHOWN wants to be called with."""
    return {
        "selectors": {name: list(css) for name, css in generation.selectors.items()},
        "parts": {name: list(css) for name, css in generation.parts.items()},
        "active": generation.in_active_page,
        "question": question,
    }


def parse(value: dict[str, Any] | None) -> Shown | None:
    """None: our question is not on the page."""
    return None if value is None else Shown(**value)


class Resting:
    """Whether what is shown has come to rest."""

    def __init__(self) -> None:
        self._last = ""
        self._since = 0.0
        self._same = 0

    def take(self, shown: Shown, now: float | None = None) -> bool:
        """True once the same whole text was seen often and long enough."""
        now = time.monotonic() if now is None else now
        if not shown.looks_whole or shown.text != self._last:
            self._last, self._since, self._same = shown.text, now, 0
        self._same += 1
        return shown.looks_whole and self._same >= LOOKS and now - self._since >= RESTS


async def read(page: ChatPage, question: str) -> str | None:
    """The whole answer, or None while it does not look whole."""
    resting = Resting()
    try:
        while (shown := await _look(page, question)) is not None and shown.looks_whole:
            if resting.take(shown):
                return shown.text
            await asyncio.sleep(GLANCE)
    except (PlaywrightError, BridgeError) as error:
        logger.warning("the page could not be read: %s", first_line(error))
    return None


async def _look(page: ChatPage, question: str) -> Shown | None:
    generation = page.generation(await page.look())
    return None if generation is None else parse(await page.evaluate(SHOWN, arguments(generation, question)))
