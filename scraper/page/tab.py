"""One tab: where it is, how it gets elsewhere, and whether one can type there."""

import asyncio
import logging
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any
from weakref import WeakKeyDictionary

from playwright.async_api import CDPSession, Dialog, Page
from playwright.async_api import Error as PlaywrightError

from bridge.errors import BridgeError, ConversationFull, ConversationGone, PageChanged, TemporaryGone
from bridge.types import ConversationId
from scraper.asking.composer import Composer
from scraper.generations import Generations
from scraper.page import look
from scraper.page.look import Look
from scraper.page.ready import Arrival, Closing
from scraper.page.selectors import Generation, Name
from scraper.page.states import State
from scraper.page.trail import Trail
from scraper.settings import ChatGPTSettings
from scraper.wire.observer import Observer

logger = logging.getLogger(__name__)

CONVERSATION = re.compile(r"^/(?:g/[^/]+/)?c/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/?$")

TEMPORARY = "/?temporary-chat=true"

GLANCE = 0.1  # seconds between two looks
COMES = 10.0  # seconds within which what a ready page has is there
HANG = 10.0  # seconds within which a page that lives answers; a long text takes its editor a few
BEAT = 5.0  # seconds between two looks whether a page that is lent still lives
ASIDE = 30  # looks until what was closed is gone
FRESH = 3.0  # seconds after which a page that was ready does not change by itself any more


class ChatPage:
    """One tab on ChatGPT's page; a new one takes its place when it is gone."""

    def __init__(
        self, new_tab: Callable[[], Awaitable[Page]], settings: ChatGPTSettings, generations: Generations
    ) -> None:
        self.observer = Observer(generations.traffic)
        self.composer = Composer(self, settings.upload)
        self.trail = Trail()
        self._closing = Closing(self)
        self._new_tab = new_tab
        self._settings = settings
        self._generations = generations
        self._open_tab: Page | None = None
        self._sessions: WeakKeyDictionary[Page, CDPSession] = WeakKeyDictionary()
        """One with each tab; to open another one a tab would have to answer."""
        self._ready_since: float | None = None
        """When one could first type, since the tab loaded something."""
        self._temporary: tuple[ConversationId, str] | None = None
        """The temporary chat that it shows, and at which address: the address does not name it."""

    @property
    def settled(self) -> bool:
        """Whether one could type, and nothing was loaded since."""
        return self._ready_since is not None

    @property
    def fetched(self) -> ConversationId | None:
        """The conversation that the page was given last; what it shows then is all that it will show."""
        return ConversationId(self.observer.fetched) if self.observer.fetched else None

    @property
    def unread(self) -> int | None:
        """The status with which the site refused it the conversation, 0 where nothing came."""
        return self.observer.unread

    @property
    def fresh(self) -> bool:
        """Whether it was loaded only now, so that it may still take away what is written."""
        return self._ready_since is None or time.monotonic() < self._ready_since + FRESH

    @property
    def alive(self) -> bool:
        return self._open_tab is not None and not self._open_tab.is_closed()

    @property
    def open_tab(self) -> Page | None:
        """The tab behind it, if one is open."""
        return self._open_tab if self.alive else None

    async def evaluate(self, script: str, argument: Any = None) -> Any:
        """What the script gives. A tab that hangs is closed, and that is an error like that of any closed tab."""
        return await self._answered(await self.tab(), script, argument)

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """While the block lasts, a tab that hangs is closed, whatever it is that somebody waits for in it."""
        watching = asyncio.create_task(self._watch(), name="watching a page")
        try:
            yield
        finally:
            watching.cancel()
            await asyncio.wait({watching})

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(BEAT)
            if (tab := self.open_tab) is not None:
                with suppress(PlaywrightError):  # it went, and whoever waits for it hears of that
                    await self._answered(tab, "1")

    async def _answered(self, tab: Page, script: str, argument: Any = None) -> Any:
        try:
            async with asyncio.timeout(HANG):
                return await tab.evaluate(script, argument)
        except TimeoutError:
            logger.warning("the page does not answer; another takes its place")
            await self._end(tab)
            raise PlaywrightError("the page did not answer") from None

    @property
    def conversation(self) -> ConversationId | None:
        """The conversation that the address names; the page's transient ids don't count."""
        address, path = self._settings.address, self._open_tab.url if self._open_tab else ""
        match = CONVERSATION.match(path.removeprefix(address).split("?")[0]) if path.startswith(address) else None
        if match is None and self._temporary is not None and self._temporary[1] == path:
            return self._temporary[0]
        return ConversationId(match[1]) if match else None

    def is_temporary(self, conversation: ConversationId) -> bool:
        """Whether it is the temporary chat that stands here: gone as soon as the page goes elsewhere."""
        return self._temporary is not None and self._temporary[0] == conversation

    def keeps(self, temporary: ConversationId) -> None:
        """The temporary chat that it shows is this one."""
        if self._open_tab is not None:
            self._temporary = temporary, self._open_tab.url

    def link(self, conversation: ConversationId | None) -> str:
        """For a person: where to look. Never what the tab's address line says, which may hold a secret."""
        return self._settings.address + _path(conversation or self.conversation)

    async def look(self) -> Look:
        """What is there now, by the selectors as they are now."""
        self._generations.refresh()
        seen = await self._glance()
        for selector in seen.bad:
            self._generations.refuse(selector)
        return await self._glance() if seen.bad else seen

    def generation(self, seen: Look) -> Generation | None:
        """The one that a look has told."""
        return self._generations.of(seen.generation)

    async def _glance(self) -> Look:
        arguments = look.arguments(self._generations)
        try:
            return look.parse(await self.evaluate(look.PROBE, arguments), self._generations)
        except PlaywrightError as error:
            if "context was destroyed" not in error.message:
                raise
        return look.parse(
            await self.evaluate(look.PROBE, arguments), self._generations
        )  # it was just going elsewhere

    @property
    def session(self) -> bool | None:
        """What the site says of whether somebody is signed in; None before it was asked."""
        return self.observer.signed_in

    @property
    def blocked(self) -> str | None:
        """When a limit is over that keeps questions from being sent; None where the site told of none."""
        return self.observer.blocked

    async def go(self, conversation: ConversationId | None, *, temporary: bool = False) -> None:
        """To a conversation, or to a new chat; back when one can type. Raises NotReady or ConversationGone."""
        if temporary:
            await self._go_temporary(conversation)
        elif conversation is None or conversation != self.conversation or await self._stale():
            await self.load(conversation)
        try:
            await self.until_ready(conversation)
        except ConversationGone:
            if conversation is None or temporary or self.unread is not None:
                raise
            logger.info("led away from the conversation: once more")  # a person may have gone elsewhere
            await self.load(conversation)
            await self.until_ready(conversation)

    async def _stale(self) -> bool:
        """What stood in the way when the page was loaded may be gone, and the page would not tell."""
        seen = await self.look()
        return not seen.ready or self.blocked is not None or look.wall(seen, patient=True) is not None

    async def until_ready(self, conversation: ConversationId | None) -> None:
        """Until one can type there. Raises NotReady, ConversationGone or ConversationFull."""
        await Arrival(self, self._closing, self._settings, conversation).ready()
        self._ready_since = self._ready_since or time.monotonic()

    async def _go_temporary(self, conversation: ConversationId | None) -> None:
        """Such a chat is only where it was begun, and as long as its page is open (seen 2026-08)."""
        if conversation is None:
            await self.load(None, temporary=True)
        elif conversation != self.conversation or not (await self.look()).ready:
            raise TemporaryGone

    async def load(self, conversation: ConversationId | None, *, temporary: bool = False) -> None:
        """From the site, so that the page fetches the conversation."""
        self._temporary = None
        with suppress(PlaywrightError):
            await self.evaluate("1")  # a page that hangs would not go anywhere
        tab = await self.tab()
        self.observer.signed_in, self.observer.blocked = None, None
        self.trail.begin()
        self._closing.begin()
        self.observer.fetched = self.observer.unread = None
        self._ready_since = None
        await tab.goto(
            self._settings.address + (TEMPORARY if temporary else _path(conversation)), wait_until="commit"
        )

    async def wall(self) -> BridgeError | None:
        """What stands in the way now."""
        for _ in range(ASIDE):
            seen, error = await self._closing.wall()
            if error is not None or not self._closing.going(seen):
                break
            await asyncio.sleep(GLANCE)
        about = isinstance(error, ConversationGone | ConversationFull)
        return None if about and self.conversation is None else error

    async def press(self, state: State) -> bool:
        """The control that takes this away, if it has one; only what costs, agrees and chooses nothing."""
        arguments = look.arguments(self._generations, press=state.name)
        try:
            async with asyncio.timeout(HANG):
                control = (await (await self.tab()).evaluate_handle(look.PROBE, arguments)).as_element()
                if control is not None:
                    await control.click(timeout=HANG * 1000)
        except (PlaywrightError, TimeoutError):  # it went by itself, or something is in front of it
            return False
        logger.info("the page's %s was %s", state.name, "closed" if control else "left, for it has no way to close")
        return control is not None

    async def where(self, name: Name) -> str:
        """The selector that finds it. Raises PageChanged when it does not come."""
        deadline = time.monotonic() + COMES
        while time.monotonic() < deadline:
            if (found := (await self.look()).found[name]) is not None:
                return found.selector
            await asyncio.sleep(GLANCE)
        raise PageChanged(what=f"its {name} is not where it was")

    async def tab(self) -> Page:
        """The tab itself, opened if need be."""
        if self._open_tab is None or self._open_tab.is_closed():
            tab = await self._new_tab()
            tab.on("crash", self._crashed)
            tab.on("domcontentloaded", self._loaded)
            tab.on("dialog", _answer)
            try:
                async with asyncio.timeout(HANG):
                    self._sessions[tab] = cdp = await tab.context.new_cdp_session(tab)
                    await self.trail.attach(cdp)
                    await self.observer.attach(tab, cdp)
            except TimeoutError:
                await self._end(tab)
                raise PlaywrightError("a new tab did not answer") from None
            except BaseException:
                await _closed(tab)
                raise
            self._open_tab, self._ready_since = tab, None
        return self._open_tab

    def _loaded(self, _: Page) -> None:
        self._ready_since = None  # also when a person did it

    async def _end(self, tab: Page) -> None:
        """With its process, which would go on hanging: the browser may give it to the next tab, too."""
        if self._open_tab is tab:
            self._open_tab = None
        if (cdp := self._sessions.pop(tab, None)) is not None:
            with suppress(PlaywrightError, TimeoutError):
                async with asyncio.timeout(1):  # what crashes does not answer
                    await cdp.send("Page.crash")
        await _closed(tab)

    async def _crashed(self, tab: Page) -> None:
        if self._open_tab is tab:
            self._open_tab = None
        await _closed(tab)


async def _closed(tab: Page) -> None:
    with suppress(PlaywrightError, TimeoutError):
        async with asyncio.timeout(HANG):
            await tab.close()


async def _answer(dialog: Dialog) -> None:
    """Leaving the page is all right; what else it asks is not ours to say yes to."""
    with suppress(PlaywrightError):
        await (dialog.accept() if dialog.type == "beforeunload" else dialog.dismiss())


def _path(conversation: ConversationId | None) -> str:
    return f"/c/{conversation}" if conversation else "/"
