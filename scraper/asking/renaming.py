"""A conversation's title, changed through the page's own menu and read back from the conversation itself."""

import asyncio
import time

from playwright.async_api import Locator
from playwright.async_api import TimeoutError as PlaywrightTimeout

from bridge.errors import PageChanged
from bridge.types import ConversationId
from scraper.asking.composer import STILL
from scraper.page.selectors import Name
from scraper.page.tab import ChatPage
from scraper.wire.observer import Read

GLANCE = 0.1  # seconds between two looks
TAKES = 5.0  # seconds until the field for the title is gone again
READS = 20.0  # seconds


async def rename(page: ChatPage, conversation: ConversationId, title: str) -> None:
    """Raises ConversationGone, NotReady, or PageChanged when the page does not do it."""
    title = " ".join(title.split())
    await page.go(conversation)
    try:
        await (await one(page, "more")).click(timeout=STILL)
        await (await one(page, "rename")).click(timeout=STILL)
        field = await one(page, "rename_input")
        await field.fill(title, timeout=STILL)
        await field.press("Enter", timeout=STILL)
        await _gone(page)
    except PlaywrightTimeout as error:
        raise PageChanged(what="its menu of the conversation can't be used") from error
    if await _title(page, conversation) != title:
        raise PageChanged(what="it does not keep a conversation's new title")


async def one(page: ChatPage, name: Name) -> Locator:
    selector = await page.where(name)
    return (await page.tab()).locator(selector).locator("visible=true").first


async def _gone(page: ChatPage) -> None:
    deadline = time.monotonic() + TAKES
    while (await page.look()).sees("rename_input") and time.monotonic() < deadline:
        await asyncio.sleep(GLANCE)


async def _title(page: ChatPage, conversation: ConversationId) -> str | None:
    """As the conversation has it; None when the page does not say."""
    page.observer.forget()
    await page.load(conversation)
    try:
        async with asyncio.timeout(READS):
            while True:
                seen = await page.observer.seen.get()
                if isinstance(seen, Read) and seen.id == conversation:
                    return seen.conversation.title if seen.conversation else None
    except TimeoutError:
        return None
