"""One editor of the page: the composer's, or the one in which a sent question is written anew."""

import asyncio
from collections.abc import Awaitable, Callable
from importlib.resources import files
from typing import Literal, TypeAlias

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Locator, Page
from playwright.async_api import TimeoutError as PlaywrightTimeout

from bridge.errors import DraftLeft, PageChanged
from scraper.asking.written import beginning, same

EDITOR = files("scraper.asking").joinpath("editor.js").read_text("utf-8")

Way: TypeAlias = Literal["literal", "typed"]
WAYS: tuple[Way, ...] = ("literal", "literal", "typed")
"""How a text goes in, one try after the other. What is typed the page may escape (seen 2026-09)."""

REST = 0.3  # seconds after which a page that hydrates would have wiped what was written
CLICK = 10_000  # ms
HANG = 30.0  # seconds; a text of 60,000 characters takes one or two


def nobodys(draft: str) -> bool:
    """Where nothing is known of drafts: only an empty editor is free."""
    return not draft


async def never() -> bool:
    """Where nobody else sends."""
    return False


def _either(left: str, ours: Callable[[str], bool]) -> Callable[[str], bool]:
    return lambda draft: same(draft, left) or ours(draft)


class Editor:
    """Takes a text, and says which one it holds."""

    def __init__(self, tab: Page, element: Locator, rest: float = REST) -> None:
        self._tab = tab
        self._element = element
        self._rest = rest

    async def check(self, text: str, ours: Callable[[str], bool]) -> None:
        """Raises DraftLeft when what stands there is not ``ours``, so not to be deleted."""
        draft = await self.read()
        if not (beginning(draft, text) or ours(draft)):
            raise DraftLeft

    async def write(
        self, text: str, ours: Callable[[str], bool], sent: Callable[[], Awaitable[bool]] = never
    ) -> None:
        """Exactly this text. Raises PageChanged when the page takes another, and DraftLeft."""
        left = ""
        for way in WAYS:
            await self._click()
            await self.check(text, _either(left, ours))
            left = await self._insert(text, way)
            await self._close_listbox()
            await asyncio.sleep(self._rest)
            if await self.holds(text):
                return
            if not await self.read() and await sent():
                break
        raise PageChanged(what="its composer does not keep the question as it was written")

    async def holds(self, text: str) -> bool:
        return same(await self.read(), text)

    async def clear(self, text: str) -> None:
        """Only if it holds the text, or a beginning of it."""
        written = await self.read()
        if written and beginning(written, text):
            await self._insert("", "literal")

    async def read(self) -> str:
        return await self._evaluate(None)

    async def _click(self) -> None:
        try:
            await self._element.click(timeout=CLICK)
        except PlaywrightTimeout as error:
            raise PageChanged(what="its composer can't be clicked") from error

    async def _insert(self, text: str, way: Way) -> str:
        if way == "literal":
            return await self._evaluate(text)
        await self._evaluate("")
        await self._tab.keyboard.insert_text(text)
        return await self.read()

    async def _evaluate(self, text: str | None) -> str:
        try:
            async with asyncio.timeout(HANG):
                return str(await self._element.evaluate(EDITOR, text))
        except TimeoutError:
            raise PlaywrightError("the page did not answer") from None

    async def _close_listbox(self) -> None:
        """A "/" or "@" in front may have opened a list, which would take the next key or click."""
        if await self._tab.locator('[role="listbox"]').locator("visible=true").count():
            await self._tab.keyboard.press("Escape")
