"""The verbs of one tab: go, write, send, stop. Which page it is and what it says, others know."""

import asyncio
import re
import time
import unicodedata
from collections.abc import Awaitable, Callable
from contextlib import suppress
from importlib.resources import files

from playwright.async_api import Dialog, Locator, Page
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import TimeoutError as PlaywrightTimeout

from bridge.errors import BridgeError, ConversationGone, HumanCheck, LoginRequired, PageChanged
from bridge.types import ConversationId
from scraper import look
from scraper.look import Look
from scraper.selectors import Generation, Name
from scraper.settings import ChatGPTSettings
from scraper.traffic import Observer

EDITOR = files("scraper").joinpath("editor.js").read_text("utf-8")
CONVERSATION = re.compile(r"^/(?:g/[^/]+/)?c/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/?$")

GLANCE = 0.1  # seconds between two looks
REST = 0.3  # seconds after which a page that hydrates would have wiped what was written
CLICK = 10_000  # ms
STILL = 3_000  # ms; in a background tab the wait for a button to stand still takes two seconds
STOP_COMES = 3.0  # seconds; it is not there while the page loads, nor between two steps of a long answer
STEADY = 3  # looks
WRITINGS = 3


class ChatPage:
    """One tab on ChatGPT's page; a new one takes its place when it is gone."""

    def __init__(
        self, new_tab: Callable[[], Awaitable[Page]], settings: ChatGPTSettings, generation: Generation
    ) -> None:
        self.observer = Observer(generation.traffic)
        self._new_tab = new_tab
        self._settings = settings
        self._generation = generation
        self._open_tab: Page | None = None

    @property
    def alive(self) -> bool:
        return self._open_tab is not None and not self._open_tab.is_closed()

    @property
    def conversation(self) -> ConversationId | None:
        """The conversation that the address names; the page's transient ids don't count."""
        address, path = self._settings.address, self._open_tab.url if self._open_tab else ""
        match = CONVERSATION.match(path.removeprefix(address).split("?")[0]) if path.startswith(address) else None
        return ConversationId(match[1]) if match else None

    def link(self, conversation: ConversationId | None) -> str:
        """For a person: where to look. Never what the tab's address line says, which may hold a secret."""
        return self._settings.address + _path(conversation or self.conversation)

    async def look(self) -> Look:
        arguments = look.arguments(self._generation)
        try:
            return look.parse(await (await self._tab()).evaluate(look.PROBE, arguments))
        except PlaywrightError as error:
            if "context was destroyed" not in error.message:
                raise
        return look.parse(await (await self._tab()).evaluate(look.PROBE, arguments))  # it was just going elsewhere

    async def signed_in(self) -> bool:
        """Whether the page shows somebody's account, and the site agrees."""
        return self.observer.signed_in is True and (await self.look()).sees("signed_in")

    async def go(self, conversation: ConversationId | None) -> None:
        """To a conversation, or to a new chat; back when one can type. Raises NotReady or ConversationGone."""
        if conversation is None or conversation != self.conversation or not (await self.look()).ready:
            await self.load(conversation)
        await self._until_ready(conversation)

    async def load(self, conversation: ConversationId | None) -> None:
        """From the site, so that the page fetches the conversation."""
        tab = await self._tab()
        self.observer.signed_in = None
        await tab.goto(self._settings.address + _path(conversation), wait_until="commit")

    async def write(self, text: str) -> None:
        """Exactly this text into the composer, nothing else. Raises PageChanged when the page takes another."""
        selector = await self._where("editor")
        for _ in range(WRITINGS):
            editor = (await self._tab()).locator(selector).locator("visible=true").first
            try:
                await editor.click(timeout=CLICK)
            except PlaywrightTimeout as error:
                raise PageChanged(what="its composer can't be clicked") from error
            await self._editor(selector, text)
            await asyncio.sleep(REST)
            if await self.holds(text):
                return
        raise PageChanged(what="its composer does not keep the question as it was written")

    async def holds(self, text: str) -> bool:
        """Whether the composer holds this text and no attachment."""
        seen = await self.look()
        editor = seen.found["editor"]
        if editor is None or seen.sees("attachment"):
            return False
        return _same(await self._editor(editor.selector, None), text)

    async def clear(self, text: str) -> None:
        """Take our own text out of the composer again, and only ours."""
        if (editor := (await self.look()).found["editor"]) is not None:
            written = await self._editor(editor.selector, None)
            if written and _same(written[: len(text)], text[: len(written)]):
                await self._editor(editor.selector, "")

    async def sendable(self, text: str, conversation: ConversationId | None) -> Locator:
        """The button that sends this text there. Raises NotReady when there is none or something is in front."""
        if error := look.wall(await self.look(), self._generation):
            raise error
        button = (await self._tab()).locator(await self._where("send")).locator("visible=true")
        if self.conversation != conversation or not await self.holds(text):
            raise PageChanged(what="somebody else is at work in it")
        return button.first

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
        while self.alive and time.monotonic() < begin + CLICK / 1000:
            button = (await self.look()).found["stop"]
            if button is None and (pressed or time.monotonic() > begin + STOP_COMES):
                break
            if button is None or pressed:
                await asyncio.sleep(GLANCE)
                continue
            stop = (await self._tab()).locator(button.selector).locator("visible=true").first
            with suppress(PlaywrightTimeout):  # the answer may come to its end before the click
                await stop.click(timeout=STILL)
                pressed = True
        return pressed

    async def _until_ready(self, conversation: ConversationId | None) -> None:
        begin, steady, turns = time.monotonic(), 0, -1
        while True:
            seen = await self.look()
            waited = time.monotonic() - begin
            if conversation and seen.ready and self.conversation != conversation:
                raise ConversationGone
            if error := self._wall(seen, waited):
                raise error
            now = seen.count("turn")
            steady = steady + 1 if seen.ready and now == turns else 0
            turns = now
            at_rest = seen.ready and (conversation is None or (turns and steady >= STEADY))
            if at_rest and (self._somebodys(seen) or waited > self._settings.check):
                return
            if waited > self._settings.patience:
                raise look.unknown(seen)
            await asyncio.sleep(GLANCE)

    def _somebodys(self, seen: Look) -> bool:
        """A composer proves nothing, guests have one too."""
        return self.observer.signed_in is True or seen.sees("signed_in")

    def _wall(self, seen: Look, waited: float) -> BridgeError | None:
        error = look.wall(seen, self._generation)
        if self.observer.signed_in is False:
            return LoginRequired()
        if isinstance(error, HumanCheck | LoginRequired) and waited < self._settings.check:
            return None  # a check often passes by itself, and login buttons flash while the page loads
        return error

    async def _where(self, name: Name) -> str:
        deadline = time.monotonic() + CLICK / 1000
        while time.monotonic() < deadline:
            if (found := (await self.look()).found[name]) is not None:
                return found.selector
            await asyncio.sleep(GLANCE)
        raise PageChanged(what=f"its {name} is not where it was")

    async def _editor(self, selector: str, text: str | None) -> str:
        written = await (await self._tab()).evaluate(EDITOR, {"selector": selector, "text": text})
        return written if isinstance(written, str) else ""

    async def _tab(self) -> Page:
        if self._open_tab is None or self._open_tab.is_closed():
            tab = await self._new_tab()
            tab.on("crash", self._crashed)
            tab.on("dialog", _answer)
            try:
                await self.observer.attach(tab)
            except BaseException:
                await _closed(tab)
                raise
            self._open_tab = tab
        return self._open_tab

    async def _crashed(self, tab: Page) -> None:
        if self._open_tab is tab:
            self._open_tab = None
        await _closed(tab)


async def _closed(tab: Page) -> None:
    with suppress(PlaywrightError):
        await tab.close()


async def _answer(dialog: Dialog) -> None:
    """Leaving the page is all right; what else it asks is not ours to say yes to."""
    with suppress(PlaywrightError):
        await (dialog.accept() if dialog.type == "beforeunload" else dialog.dismiss())


def _path(conversation: ConversationId | None) -> str:
    return f"/c/{conversation}" if conversation else "/"


def _same(written: str, text: str) -> bool:
    return _normal(written) == _normal(text)


def _normal(text: str) -> str:
    """Hard and soft spaces, composed and decomposed letters look alike; an editor may add one last line end."""
    return unicodedata.normalize("NFC", text.replace("\u00a0", " ")).removesuffix("\n")
