"""A conversation, deleted through the page's own menu and dialog; done when the site does not have it any more."""

import asyncio
import time

from playwright.async_api import TimeoutError as PlaywrightTimeout

from bridge.errors import ConversationGone, PageChanged
from bridge.types import ConversationId
from scraper.asking.composer import STILL
from scraper.asking.renaming import GLANCE, one
from scraper.page.tab import ChatPage

LEAVES = 5.0  # seconds until the page shows something else


async def delete(page: ChatPage, conversation: ConversationId) -> None:
    """Raises ConversationGone where it was gone before, NotReady, or PageChanged when the page does not do it."""
    await page.go(conversation)
    try:
        await (await one(page, "more")).click(timeout=STILL)
        await (await one(page, "delete")).click(timeout=STILL)
        await (await one(page, "delete_confirm")).click(timeout=STILL)
    except PlaywrightTimeout as error:
        raise PageChanged(what="its menu of the conversation can't be used") from error
    await _left(page, conversation)
    try:
        await page.load(conversation)
        await page.go(conversation)
    except ConversationGone:
        return
    raise PageChanged(what="it does not delete a conversation")


async def _left(page: ChatPage, conversation: ConversationId) -> None:
    """Its request is over then; going elsewhere before would break that off."""
    deadline = time.monotonic() + LEAVES
    while page.conversation == conversation and time.monotonic() < deadline:
        await asyncio.sleep(GLANCE)
