"""Pictures and files that an answer has made, got by what the page does itself.

A picture's bytes are those that the page has loaded to show it; a file is what the page's own link downloads. Where
that fails the answer is none the worse: a link to the conversation says where it can be had.
"""

import asyncio
import errno
import logging
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TypeVar
from urllib.parse import unquote

from playwright.async_api import Error as PlaywrightError

from bridge.errors import BridgeError
from bridge.log import first_line
from bridge.types import ConversationId, File, Image
from scraper.page.tab import ChatPage
from scraper.reading.answer import Answer

T = TypeVar("T")

logger = logging.getLogger(__name__)

SANDBOX = re.compile(r"\]\((sandbox:/mnt/data/[^)\s]+)\)")
LOADS = 15.0  # seconds within which the page has loaded a picture, or has a file's link
GLANCE = 0.2  # seconds between two looks
LARGEST = 100_000_000  # bytes
DOWNLOAD = 60_000  # ms
CLICK = 5_000  # ms
BROWSERS = 3  # of which all may go away, until it is left to the person
ENDINGS = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"GIF8": "gif", b"RIFF": "webp"}


def made(answer: Answer) -> bool:
    """Whether there is anything to get."""
    return bool(answer.pictures or SANDBOX.search(answer.source))


class Downloads:
    """What one answer has made."""

    def __init__(self, page: ChatPage, conversation: ConversationId | None) -> None:
        self.missing: list[str] = []
        """In Markdown: where to look for what could not be had."""
        self._page = page
        self._conversation = conversation

    async def of(self, answer: Answer) -> AsyncIterator[Image | File]:
        """Everything that can be had."""
        for number, pointer in enumerate(answer.pictures, 1):
            if (content := await self._surely(partial(self._picture, pointer))) is not None:
                yield Image(f"image-{number}.{_ending(content)}", content)
            else:
                self._miss(f"image-{number}")
        for address in dict.fromkeys(SANDBOX.findall(answer.source)):
            name = PurePosixPath(unquote(address)).name
            if (file := await self._surely(partial(self._file, address, name))) is not None:
                yield file
            else:
                self._miss(name)

    def _miss(self, name: str) -> None:
        logger.warning("an answer's file could not be had; the conversation has it")
        self.missing.append(f"[{name}]({self._page.link(self._conversation)})")

    async def _surely(self, get: Callable[[], Awaitable[T | None]]) -> T | None:
        """Again on a new page, where the browser went away meanwhile."""
        got = await get()
        for _ in range(BROWSERS - 1):
            if got is not None or self._page.alive or not await self._reopened():
                break
            got = await get()
        return got

    async def _reopened(self) -> bool:
        if self._conversation is None:
            return False
        logger.warning("the browser went away before everything was had; opening the conversation again")
        try:
            await self._page.load(self._conversation)
        except (PlaywrightError, BridgeError) as error:
            logger.warning("it could not be opened: %s", first_line(error))
            return False
        return True

    async def _picture(self, pointer: str) -> bytes | None:
        id_ = pointer.partition("://")[2].partition("#")[0]
        deadline = time.monotonic() + LOADS
        while (content := await self._page.observer.picture(id_)) is None and time.monotonic() < deadline:
            if not self._page.alive:
                break
            await asyncio.sleep(GLANCE)
        return content

    async def _file(self, address: str, name: str) -> File | None:
        try:
            tab = await self._page.tab()
            link = tab.locator(link_to(address)).locator("visible=true").last
            await link.wait_for(timeout=LOADS * 1000)
            async with tab.expect_download(timeout=DOWNLOAD) as waiting:
                await link.click(timeout=CLICK)
            download = await waiting.value
            try:
                content = await asyncio.to_thread(_whole, Path(await download.path()))
            finally:
                with suppress(PlaywrightError):
                    await download.delete()  # or it would lie there for as long as the browser runs
            return File(download.suggested_filename or name, content)
        except (PlaywrightError, BridgeError, OSError) as error:
            logger.warning("a file could not be downloaded: %s", first_line(error))
            return None


def link_to(address: str) -> str:
    """What finds just this link. The address is the answer's own words, so none of it may be read as a selector."""
    literal = re.sub(r"[^\w/:.~%-]", lambda found: f"\\{ord(found[0]):x} ", address)
    return f'a[href="{literal}"], button[data-href="{literal}"]'


def _whole(path: Path) -> bytes:
    """Raises OSError where it is more than a ledger and a chat are for."""
    if (size := path.stat().st_size) > LARGEST:
        raise OSError(errno.EFBIG, f"it has {size:,} bytes")
    return path.read_bytes()


def _ending(content: bytes) -> str:
    return next((ending for sign, ending in ENDINGS.items() if content.startswith(sign)), "png")
