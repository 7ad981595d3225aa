"""The page's own network traffic, observed passively through CDP.

Nothing is requested, changed or held up, and no header is looked at: tokens stay where they are. Live bytes come
from Network.streamResourceContent (measured: within milliseconds, where reading the DOM takes tens).
"""

import asyncio
import json
import logging
from collections.abc import Coroutine
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.async_api import CDPSession, Page
from playwright.async_api import Error as PlaywrightError

from bridge.log import first_line
from scraper.asking import offer
from scraper.asking.offer import Family
from scraper.page.selectors import Traffic
from scraper.wire import conversation, limits, refusal
from scraper.wire.live import Live, body
from scraper.wire.push import news
from scraper.wire.seen import (
    Bytes,
    Ended,
    Gone,
    NoStream,
    Posted,
    Pushed,
    Read,
    ReadList,
    Resuming,
    Seen,
    Streaming,
    posted,
)

__all__ = [
    "Bytes",
    "Ended",
    "Gone",
    "NoStream",
    "Observer",
    "Posted",
    "Pushed",
    "Read",
    "ReadList",
    "Resuming",
    "Seen",
    "Streaming",
]

logger = logging.getLogger(__name__)

LARGEST_QUESTION = 10_000_000  # bytes of a request's body that are looked at
PICTURES = 50  # of which it is remembered where their bytes can be had

CHANGES = frozenset({"PATCH", "PUT", "DELETE"})
"""Methods of requests that change something; the page asks with POST."""


class Observer:
    """Puts what is seen on one tab into a queue."""

    def __init__(self, traffic: Traffic) -> None:
        self.seen: asyncio.Queue[Seen] = asyncio.Queue()
        self.signed_in: bool | None = None
        """What the page's own question after its session was answered; None before it asked."""
        self.blocked: str | None = None
        """When a limit is over that keeps the page from sending, in the site's words; None where there is none."""
        self.families: tuple[Family, ...] = ()
        """The models that the page was offered when it last asked."""
        self.posted: Posted | None = None
        """The question that the page sent last, since somebody forgot what was seen."""
        self.fetched: str | None = None
        """The conversation that the page was given last; what it then shows is all there is."""
        self.unread: int | None = None
        """With which status the page was last refused a conversation; 0: nothing came; None: it was not refused."""
        self._tab: Page
        self._cdp: CDPSession
        self._live: Live
        self._traffic = traffic
        self._bodies: dict[str, str] = {}
        self._refusals: dict[str, int] = {}
        """With their status, until all of their words have come."""
        self._asking: dict[str, asyncio.Task[Posted | None]] = {}
        """What is being asked, until the answer begins."""
        self._resuming: dict[str, str | None] = {}
        self._reading: set[str] = set()
        """Conversations that are being fetched."""
        self._changing: set[str] = set()
        """Conversations that are being changed: what is answered to that is none."""
        self._sockets: set[str] = set()
        self._pictures: dict[str, str] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    async def attach(self, tab: Page, cdp: CDPSession) -> None:
        """Look at this tab from now on; enables the session's network events, for whoever else listens, too."""
        for known in (self._bodies, self._refusals, self._asking, self._resuming, self._sockets, self._pictures):
            known.clear()
        self._reading.clear()
        self._changing.clear()
        self.signed_in, self.blocked = None, None
        self._tab, self._cdp = tab, cdp
        self._live = Live(self._cdp, self.seen.put_nowait)
        for name, handler in {
            "Network.requestWillBeSent": self._request,
            "Network.responseReceived": self._response,
            "Network.dataReceived": self._live.data,
            "Network.loadingFinished": self._loaded,
            "Network.loadingFailed": self._failed,
            "Network.webSocketCreated": self._socket,
            "Network.webSocketFrameReceived": self._frame,
        }.items():
            self._cdp.on(name, handler)
        tab.on("close", self._gone)
        tab.on("crash", self._gone)
        await self._cdp.send("Network.enable", {"maxPostDataSize": LARGEST_QUESTION})

    def forget(self) -> None:
        """What was seen so far belongs to nobody any more."""
        self.posted = None
        while not self.seen.empty():
            self.seen.get_nowait()

    async def picture(self, id_: str) -> bytes | None:
        """The bytes of a picture that the page has loaded, if the browser still has them."""
        if (request := self._pictures.get(id_)) is None:
            return None
        try:
            return await body(self._cdp, request) or None
        except PlaywrightError:
            return None

    def _gone(self, tab: Page) -> None:
        if tab is self._tab:
            self.seen.put_nowait(Gone())

    def _request(self, event: dict[str, Any]) -> None:
        request, id_ = event["request"], event["requestId"]
        path = urlsplit(request["url"]).path
        if request["method"] in CHANGES:
            self._changing.add(id_)
            return
        if request["method"] != "POST":
            if self._traffic.read.match(path):
                self._reading.add(id_)
            return
        if self._traffic.ask.match(path):
            self._asking[id_] = self._later(self._posted(id_, request.get("postData")))
        elif self._traffic.resume.match(path):
            self._resuming[id_] = _conversation(request.get("postData"))

    def _response(self, event: dict[str, Any]) -> None:
        response, request = event["response"], event["requestId"]
        if request in self._changing:
            self._changing.discard(request)
            return
        self._reading.discard(request)
        address = urlsplit(response["url"])
        asked = self._traffic.ask.match(address.path)
        if asked or self._traffic.resume.match(address.path):
            if response["status"] == 200 and response["mimeType"] == "text/event-stream":
                self._live.begin(request)
                self._later(self._open(request))
            elif asked and response["status"] != 204:
                self._refusals[request] = response["status"]
        elif self._traffic.picture.match(address.path):
            self._picture(request, parse_qs(address.query).get("id", []))
        elif any(kind.match(address.path) for kind in self._readable):
            if response["status"] == 200:
                self._bodies[request] = address.path
            elif read := self._traffic.read.match(address.path):
                self.unread = response["status"]
                self.seen.put_nowait(Read(read["id"], None))

    @property
    def _readable(self) -> tuple[Any, ...]:
        known = self._traffic
        return known.read, known.listing, known.session, known.models, known.limits, known.earlier, known.batch

    def _picture(self, request: str, ids: list[str]) -> None:
        for id_ in ids:
            self._pictures[id_] = request
        while len(self._pictures) > PICTURES:
            del self._pictures[next(iter(self._pictures))]

    def _loaded(self, event: dict[str, Any]) -> None:
        request = event["requestId"]
        if self._live.loaded(request):
            return
        if path := self._bodies.pop(request, None):
            self._later(self._body(request, path))
        elif status := self._refusals.pop(request, None):
            self._later(self._refused(request, status))

    def _failed(self, event: dict[str, Any]) -> None:
        """A question that got no answer at all: the connection broke, or the page hung up."""
        request = event["requestId"]
        self._changing.discard(request)
        if request in self._reading:
            self._reading.discard(request)
            self.unread = self.unread if event.get("canceled") else 0
        self._bodies.pop(request, None)
        status = self._refusals.pop(request, 0)
        if not self._live.loaded(request) and (status or request in self._asking):
            self._later(self._refused(request, status))

    def _socket(self, event: dict[str, Any]) -> None:
        if self._traffic.socket.match(event["url"]):
            self._sockets.add(event["requestId"])

    def _frame(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self._sockets and (told := news(event["response"]["payloadData"])):
            self.seen.put_nowait(Pushed(told))

    def _later(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """A listener can't wait; and an error left in one would break the connection to the browser."""
        task = asyncio.create_task(_logged(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _posted(self, request: str, data: str | None) -> Posted:
        if data is None:  # too large to come along
            data = (await self._cdp.send("Network.getRequestPostData", {"requestId": request}))["postData"]
        self.posted = posted(json.loads(data), request)
        self.seen.put_nowait(self.posted)
        return self.posted

    async def _asked(self, request: str) -> Posted | None:
        """What was asked comes before what is answered."""
        task = self._asking.pop(request, None)
        return await task if task is not None else None

    async def _open(self, request: str) -> None:
        told: Streaming | Resuming
        if request in self._resuming:
            told = Resuming(request, self._resuming.pop(request))
        else:
            told = Streaming(request, await self._asked(request))
        await self._live.open(request, lambda: self.seen.put_nowait(told))

    async def _refused(self, request: str, status: int) -> None:
        await self._asked(request)
        try:
            words = refusal.body((await body(self._cdp, request)).decode("utf-8", "replace"))
        except PlaywrightError:
            words = refusal.Words("")
        self.seen.put_nowait(NoStream(status, words, request))

    async def _body(self, request: str, path: str) -> None:
        value = json.loads(await body(self._cdp, request))
        if read := self._traffic.read.match(path):
            self.fetched = read["id"]
            self.seen.put_nowait(Read(read["id"], conversation.parse(value)))
        elif read := self._traffic.earlier.match(path):
            self.seen.put_nowait(Read(read["id"], conversation.parse(value), earlier=True))
        elif self._traffic.batch.match(path):
            for id_, one in conversation.parse_batch(value).items():
                self.seen.put_nowait(Read(id_, one))
        elif self._traffic.listing.match(path):
            self.seen.put_nowait(ReadList(tuple(conversation.parse_list(value))))
        elif self._traffic.models.match(path):
            self.families = offer.parse(value)
        elif self._traffic.limits.match(path):
            self.blocked = limits.blocked(value)
        else:
            self.signed_in = bool(value.get("user"))


def _conversation(data: str | None) -> str | None:
    try:
        found = json.loads(data or "{}").get("conversation_id")
    except (ValueError, AttributeError):
        return None
    return found if isinstance(found, str) else None


async def _logged(work: Coroutine[Any, Any, Any]) -> Any:
    try:
        return await work
    except PlaywrightError as error:  # the page went on or is gone, and its bodies with it
        logger.debug("not observed: %s", first_line(error))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        # A key tells what is missing. Other words may be somebody's: of what can't be decoded they are all of it.
        what = repr(error) if isinstance(error, KeyError) else type(error).__name__
        logger.warning("the page's traffic has a new shape: %s", what)
    return None
