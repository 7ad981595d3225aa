"""An answer that is as long as one message may be: the page offers to go on, and that is pressed for it."""

import asyncio
import logging
import time

from playwright.async_api import Error as PlaywrightError

from bridge.errors import BridgeError
from bridge.log import first_line
from scraper.page.tab import ChatPage

logger = logging.getLogger(__name__)

COMES = 5.0  # seconds within which the page shows its button
GLANCE = 0.1  # seconds between two looks
CLICK = 5_000  # ms


class GoingOn:
    """Presses it so many times, for one answer."""

    def __init__(self, page: ChatPage, times: int) -> None:
        self._page = page
        self._left = times

    async def press(self) -> bool:
        """False when there is nothing to press, or it was pressed often enough."""
        if self._left <= 0:
            return False
        self._left -= 1
        try:
            return await self._pressed()
        except (PlaywrightError, BridgeError) as error:
            logger.warning("the answer could not be continued: %s", first_line(error))
            return False

    async def _pressed(self) -> bool:
        deadline = time.monotonic() + COMES
        while time.monotonic() < deadline:
            if (found := (await self._page.look()).found["continue"]) is not None:
                button = (await self._page.tab()).locator(found.selector).locator("visible=true").last
                await button.click(timeout=CLICK)
                return True
            await asyncio.sleep(GLANCE)
        return False
