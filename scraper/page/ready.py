"""From a page that was just opened to one in which a question can be typed, or to the error that says why not."""

import asyncio
import time
from collections.abc import Callable
from typing import Protocol

from bridge.errors import (
    BridgeError,
    ConversationFull,
    ConversationGone,
    GuestPage,
    HumanCheck,
    LoginRequired,
    Maintenance,
    PageChanged,
    SessionExpired,
    UsageCap,
)
from bridge.types import ConversationId
from scraper.page import look
from scraper.page.look import Look
from scraper.page.states import State
from scraper.page.trail import Trail
from scraper.settings import ChatGPTSettings
from scraper.wire import limits
from scraper.wire.refusal import Words, refusal

GLANCE = 0.1  # seconds between two looks
STEADY = 3  # looks that show the same
SIGNED_OUT = 6  # looks one after the other; the buttons of a guest flash while the page loads (seen 2026-10)
GOES = 2.0  # seconds within which what was closed is gone


PASSING = (0, 401, 408, 425, 429)
"""Refusals of a conversation that pass; 0: nothing came at all."""


class Place(Protocol):
    """What is needed of a page."""

    trail: Trail

    @property
    def conversation(self) -> ConversationId | None: ...
    @property
    def session(self) -> bool | None: ...
    @property
    def blocked(self) -> str | None: ...
    @property
    def settled(self) -> bool: ...
    @property
    def fetched(self) -> ConversationId | None: ...
    @property
    def unread(self) -> int | None: ...
    async def look(self) -> Look: ...
    async def press(self, state: State) -> bool: ...


class Closing:
    """Takes away what is harmless; each of them at most once while a page is open."""

    def __init__(self, page: Place, clock: Callable[[], float] = time.monotonic) -> None:
        self._page = page
        self._clock = clock
        self._pressed: dict[str, float] = {}

    def begin(self) -> None:
        """The page is loaded anew."""
        self._pressed.clear()

    async def wall(self, *, patient: bool = True) -> tuple[Look, BridgeError | None]:
        """One look, and what stands in the way of going on."""
        seen = await self._page.look()
        for state in seen.closable:
            if state.name in self._pressed:
                continue
            self._pressed[state.name] = self._clock()
            pressed = await self._page.press(state)
            if error := state.raised(""):
                return seen, error
            if pressed:
                return await self._page.look(), None
        return seen, self._limit(look.wall(seen, patient=patient) or self._stuck(seen))

    def going(self, seen: Look) -> bool:
        """Whether something was closed just now that may still be seen."""
        return any(self._clock() < self._pressed.get(state.name, 0.0) + GOES for state in seen.closable)

    def _limit(self, error: BridgeError | None) -> BridgeError | None:
        """The page's own request tells of a limit, too, and when it is over."""
        until = self._page.blocked
        if until is None or not (error is None or isinstance(error, UsageCap)):
            return error
        told = limits.capped(until)
        if error is None or error.values["until"] == limits.UNSAID:
            return told
        error.over_at = told.over_at or error.over_at  # in the page's words, to the second
        return error

    def _stuck(self, seen: Look) -> PageChanged | None:
        stays = any(state.stops and state.name in self._pressed for state in seen.closable)
        if stays and seen.sees("dialog") and not self.going(seen):
            return PageChanged(what="a dialog stands in front of it that does not close")
        return None


class Arrival:
    """One wait for one page."""

    def __init__(
        self, page: Place, closing: Closing, settings: ChatGPTSettings, conversation: ConversationId | None
    ) -> None:
        self._page = page
        self._closing = closing
        self._settings = settings
        self._conversation = conversation
        self._began = time.monotonic()
        self._turns, self._steady, self._signed_out = -1, 0, 0

    async def ready(self) -> None:
        """Returns when one can type. Raises NotReady, ConversationGone or ConversationFull."""
        while True:
            seen, error = await self._closing.wall(patient=self._waited > self._settings.check)
            if error := self._account(seen) or self._site(seen) or self._of_this(error):
                raise error
            if self._led_elsewhere(seen):
                raise self._unfetched() or ConversationGone()
            if self._at_rest(seen):
                return
            if self._waited > self._settings.patience:
                known = SessionExpired() if self._page.trail.unauthorized else self._unfetched()
                raise known or look.unknown(seen)
            await asyncio.sleep(GLANCE)

    @property
    def _waited(self) -> float:
        return time.monotonic() - self._began

    def _at_rest(self, seen: Look) -> bool:
        now = seen.count("turn")
        self._steady = self._steady + 1 if seen.ready and now == self._turns else 0
        self._turns = now
        rests = seen.ready and (self._conversation is None or (now and self._steady >= self._needed))
        here = self._conversation is None or self._page.conversation == self._conversation
        return bool(rests and here and self._is_somebodys(seen))

    def _is_somebodys(self, seen: Look) -> bool:
        """A composer proves nothing, guests have one too; nor does a long wait, where a guest's button is seen."""
        unsaid = self._waited > self._settings.check and not self._signed_out
        return self._page.session is True or seen.sees("signed_in") or unsaid

    def _led_elsewhere(self, seen: Look) -> bool:
        """To a page on which one can type; but guests are led there, too, and their conversations are not gone."""
        wrong = self._conversation is not None and self._page.conversation != self._conversation
        return wrong and seen.ready and self._is_somebodys(seen)

    @property
    def _needed(self) -> int:
        """Looks that have to show the same before a conversation is there as a whole."""
        if self._page.settled:
            return 0  # it was, and nothing was loaded since
        return 1 if self._page.fetched == self._conversation else STEADY

    def _account(self, seen: Look) -> LoginRequired | None:
        """Who is signed in: the page asks the site, and shows it."""
        out = seen.sees("signed_out") and not seen.sees("signed_in")
        self._signed_out = self._signed_out + 1 if out else 0
        nobody, waited = self._page.session is False, self._waited > self._settings.check
        if seen.state("guest") is not None and (nobody or waited):
            return GuestPage()
        if nobody and (out or waited):
            return LoginRequired()
        if waited and not seen.ready and _asks_who_you_are(seen, self._settings.address):
            return LoginRequired()
        if waited and self._signed_out >= SIGNED_OUT:
            return GuestPage() if seen.sees("editor") else LoginRequired()
        return None

    def _site(self, seen: Look) -> BridgeError | None:
        """What the site said instead of the page."""
        trail = self._page.trail
        if trail.document is not None and trail.document >= 500 and not seen.known:
            return Maintenance()
        if trail.challenged and not seen.known and self._waited > self._settings.check:
            return HumanCheck()
        return None

    def _of_this(self, error: BridgeError | None) -> BridgeError | None:
        """What is said of a conversation means the one that was asked for."""
        about = isinstance(error, ConversationGone | ConversationFull)
        if about and self._conversation is None:
            return None
        return (self._unfetched() or error) if isinstance(error, ConversationGone) else error

    def _unfetched(self) -> BridgeError | None:
        """The page was not given the conversation, for a reason that says nothing about it."""
        status = self._page.unread
        passing = status is not None and (status >= 500 or status in PASSING)
        return refusal(status or 503, Words("")) if self._conversation and passing else None


def _asks_who_you_are(seen: Look, address: str) -> bool:
    return seen.path.startswith(("/auth/", "/log-in")) or (
        not seen.origin.startswith(address) and "auth" in seen.origin
    )
