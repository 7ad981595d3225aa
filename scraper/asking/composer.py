"""The composer of one tab: write into it, send it, stop what it shows. Nothing is sent that is not exactly ours."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Protocol

from playwright.async_api import Locator, Page
from playwright.async_api import TimeoutError as PlaywrightTimeout

from bridge.errors import BadQuestion, BridgeError, PageChanged
from bridge.texts import Phrase
from bridge.types import ConversationId
from scraper.asking.editor import CLICK, REST, Editor, never, nobodys
from scraper.asking.outgoing import Outgoing
from scraper.asking.uploads import Uploads
from scraper.page.look import Look
from scraper.page.selectors import Name

SEND = """button => {
  if (button.disabled || button.getAttribute("aria-disabled") === "true") return "disabled";
  const { x, y, width, height } = button.getBoundingClientRect();
  return button.contains(document.elementFromPoint(x + width / 2, y + height / 2)) ? "ready" : "covered";
}"""
"""Whether a click on Send would reach it and do something."""

GLANCE = 0.1  # seconds between two looks
STILL = 5_000  # ms; in a background tab the wait for a button to stand still takes two seconds
ENABLED = 20.0  # seconds that Send may be disabled without a file being on its way
UNCOVERED = 10.0  # seconds
STOP_COMES = 3.0  # seconds; it is not there while the page loads, nor between two steps of a long answer
LONG = 10_000  # characters from which on a disabled Send means that the text is too long for the page


class Place(Protocol):
    """What a composer needs of its page."""

    @property
    def alive(self) -> bool: ...
    @property
    def conversation(self) -> ConversationId | None: ...
    @property
    def fresh(self) -> bool: ...
    async def tab(self) -> Page: ...
    async def look(self) -> Look: ...
    async def where(self, name: Name) -> str: ...
    async def wall(self) -> BridgeError | None: ...


class Composer:
    """Where questions are written."""

    def __init__(self, page: Place, upload: float) -> None:
        self._page = page
        self._uploads = Uploads(page, upload)

    async def write(
        self, outgoing: Outgoing, ours: Callable[[str], bool] = nobodys, sent: Callable[[], Awaitable[bool]] = never
    ) -> None:
        """Exactly this and nothing else, its files first.

        Raises PageChanged when the page takes something else, DraftLeft when one stands there that is not ``ours``,
        and UploadFailed. What was ``sent`` by somebody while it was written is not written again.
        """
        editor = await self._editor()
        await editor.check(outgoing.text, ours)
        await self._uploads.attach(outgoing.files)
        await editor.write(outgoing.text, ours, sent)
        await self._uploads.finish(outgoing.files)

    async def holds(self, outgoing: Outgoing) -> bool:
        """Whether it holds just this."""
        seen = await self._page.look()
        if not seen.sees("editor") or not await self._uploads.hold(outgoing.files):
            return False
        return await (await self._editor()).holds(outgoing.text)

    async def clear(self, outgoing: Outgoing) -> None:
        """Take our own text and files out again, and only ours."""
        if (await self._page.look()).sees("editor"):
            await (await self._editor()).clear(outgoing.text)
            await self._uploads.take_back(outgoing.files)

    async def sendable(self, outgoing: Outgoing, conversation: ConversationId | None) -> Locator:
        """The button that sends this there. Raises NotReady when there is none or something is in front."""
        if error := await self._page.wall():
            raise error
        button = await self._enabled(outgoing)
        if self._page.conversation != conversation or not await self.holds(outgoing):
            raise PageChanged(what="somebody else is at work in it")
        return button

    async def click(self, send: Locator, outgoing: Outgoing) -> None:
        """Once. Raises PageChanged when all is still there after a click that could not be done."""
        try:
            await send.click(timeout=CLICK)
        except PlaywrightTimeout as error:
            if await self.holds(outgoing):
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

    async def _editor(self) -> Editor:
        tab = await self._page.tab()
        element = tab.locator(await self._page.where("editor")).locator("visible=true").first
        return Editor(tab, element, rest=REST if self._page.fresh else 0)

    async def _enabled(self, outgoing: Outgoing) -> Locator:
        begin = time.monotonic()
        while True:
            selector = await self._page.where("send")
            button = (await self._page.tab()).locator(selector).locator("visible=true").first
            state = await button.evaluate(SEND)
            if state == "ready":
                return button
            if time.monotonic() > begin + (UNCOVERED if state == "covered" else ENABLED):
                raise _unsendable(state, outgoing.text)
            await asyncio.sleep(GLANCE)


def _unsendable(state: object, text: str) -> BridgeError:
    if state == "covered":
        return PageChanged(what="something covers its Send button")
    if len(text) > LONG:
        return BadQuestion(what=Phrase("too_long_for_page", length=f"{len(text):,}"))
    return PageChanged(what="its Send button stays disabled")
