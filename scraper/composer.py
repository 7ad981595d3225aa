"""The composer of one tab: write into it, send it, stop what it shows. Nothing is sent that is not exactly ours."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from importlib.resources import files
from typing import Any, Literal, Protocol, TypeAlias

from playwright.async_api import Locator, Page
from playwright.async_api import TimeoutError as PlaywrightTimeout

from bridge.errors import BadQuestion, BridgeError, PageChanged
from bridge.types import ConversationId
from scraper.look import Look
from scraper.selectors import Name
from scraper.written import beginning, same

EDITOR = files("scraper").joinpath("editor.js").read_text("utf-8")
SEND = files("scraper").joinpath("send.js").read_text("utf-8")

Way: TypeAlias = Literal["literal", "typed"]
WAYS: tuple[Way, ...] = ("literal", "literal", "typed")
"""How a text goes in, one try after the other. Typed text is escaped by the page (seen 2026-09)."""

GLANCE = 0.1  # seconds between two looks
REST = 0.3  # seconds after which a page that hydrates would have wiped what was written
CLICK = 10_000  # ms
STILL = 5_000  # ms; in a background tab the wait for a button to stand still takes two seconds
ENABLED = 20.0  # seconds that Send may be disabled without a file being on its way
STOP_COMES = 3.0  # seconds; it is not there while the page loads, nor between two steps of a long answer
LONG = 10_000  # characters from which on a disabled Send means that the text is too long for the page


class Place(Protocol):
    """What a composer needs of its page."""

    @property
    def alive(self) -> bool: ...
    @property
    def conversation(self) -> ConversationId | None: ...
    async def tab(self) -> Page: ...
    async def evaluate(self, script: str, argument: Any = None) -> Any: ...
    async def look(self) -> Look: ...
    async def where(self, name: Name) -> str: ...
    async def wall(self) -> BridgeError | None: ...


def nobodys(draft: str) -> bool:
    """Where nothing is known of drafts: only an empty composer is free."""
    return not draft


class Composer:
    """Where questions are written."""

    def __init__(self, page: Place) -> None:
        self._page = page

    async def write(self, text: str, ours: Callable[[str], bool] = nobodys) -> None:
        """Exactly this text, nothing else.

        Raises PageChanged when the page takes another, or when a draft stands there that is not ``ours``.
        """
        selector, left = await self._page.where("editor"), ""
        for way in WAYS:
            await self._click_into(selector)
            draft = await self._editor(selector)
            if not (same(draft, left) or beginning(draft, text) or ours(draft)):
                raise PageChanged(what="somebody's unsent draft stands in its composer; send it or delete it there")
            left = await self._insert(selector, text, way)
            await self._close_listbox()
            await asyncio.sleep(REST)
            if await self.holds(text):
                return
        raise PageChanged(what="its composer does not keep the question as it was written")

    async def holds(self, text: str) -> bool:
        """Whether the composer holds this text and no attachment."""
        seen = await self._page.look()
        editor = seen.found["editor"]
        if editor is None or seen.sees("attachment"):
            return False
        return same(await self._editor(editor.selector), text)

    async def clear(self, text: str) -> None:
        """Take our own text out of the composer again, and only ours."""
        if (editor := (await self._page.look()).found["editor"]) is not None:
            written = await self._editor(editor.selector)
            if written and beginning(written, text):
                await self._insert(editor.selector, "", "literal")

    async def sendable(self, text: str, conversation: ConversationId | None) -> Locator:
        """The button that sends this text there. Raises NotReady when there is none or something is in front."""
        if error := await self._page.wall():
            raise error
        button = await self._enabled(text)
        if self._page.conversation != conversation or not await self.holds(text):
            raise PageChanged(what="somebody else is at work in it")
        return button

    async def click(self, send: Locator, text: str) -> None:
        """Once. Raises PageChanged when the text is still there after a click that could not be done."""
        try:
            await send.click(timeout=CLICK)
        except PlaywrightTimeout as error:
            if await self.holds(text):
                raise PageChanged(what="its Send button can't be clicked") from error

    async def stop(self) -> bool:
        """Press Stop, once, and wait until nothing is written any more; False when nothing was."""
        begin, pressed = time.monotonic(), False
        while self._page.alive and time.monotonic() < begin + CLICK / 1000:
            button = (await self._page.look()).found["stop"]
            if button is None and (pressed or time.monotonic() > begin + STOP_COMES):
                break
            if button is None or pressed:
                await asyncio.sleep(GLANCE)
                continue
            stop = (await self._page.tab()).locator(button.selector).locator("visible=true").first
            with suppress(PlaywrightTimeout):  # the answer may come to its end before the click
                await stop.click(timeout=STILL)
                pressed = True
        return pressed

    async def _enabled(self, text: str) -> Locator:
        """Send, once a click would reach it and do something."""
        begin = time.monotonic()
        while True:
            selector = await self._page.where("send")
            state = await self._page.evaluate(SEND, selector)
            if state == "ready":
                return (await self._page.tab()).locator(selector).locator("visible=true").first
            if time.monotonic() > begin + (CLICK / 1000 if state == "covered" else ENABLED):
                raise _unsendable(state, text)
            await asyncio.sleep(GLANCE)

    async def _click_into(self, selector: str) -> None:
        editor = (await self._page.tab()).locator(selector).locator("visible=true").first
        try:
            await editor.click(timeout=CLICK)
        except PlaywrightTimeout as error:
            raise PageChanged(what="its composer can't be clicked") from error

    async def _insert(self, selector: str, text: str, way: Way) -> str:
        if way == "typed":
            await self._editor(selector, "")
            await (await self._page.tab()).keyboard.insert_text(text)
            return await self._editor(selector)
        return await self._editor(selector, text)

    async def _close_listbox(self) -> None:
        """A "/" or "@" in front may have opened a list that would take the next key or click."""
        tab = await self._page.tab()
        if await tab.locator('[role="listbox"]').locator("visible=true").count():
            await tab.keyboard.press("Escape")

    async def _editor(self, selector: str, text: str | None = None) -> str:
        written = await self._page.evaluate(EDITOR, {"selector": selector, "text": text})
        return written if isinstance(written, str) else ""


def _unsendable(state: object, text: str) -> BridgeError:
    if state == "covered":
        return PageChanged(what="something covers its Send button")
    if len(text) > LONG:
        return BadQuestion(what=f"ChatGPT's page does not take a question of {len(text):,} characters. Shorten it.")
    return PageChanged(what="its Send button stays disabled")
