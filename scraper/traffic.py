"""The page's own network traffic, observed passively through CDP.

Nothing is requested, changed or held up, and no header is looked at: tokens stay where they are. Live bytes come
from Network.streamResourceContent (measured: within milliseconds, where reading the DOM takes tens).
"""

import asyncio
import base64
import json
import logging
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import CDPSession, Page
from playwright.async_api import Error as PlaywrightError

from scraper import conversation
from scraper.conversation import Conversation, Listed
from scraper.selectors import Traffic

logger = logging.getLogger(__name__)

LARGEST_QUESTION = 10_000_000  # bytes of a request's body that are looked at


@dataclass(frozen=True, slots=True)
class Posted:
    """The page sends a question, or asks for another answer ("variant") or for the rest of one ("continue")."""

    anchor: str
    """The id of the question's message; empty where none comes along."""
    text: str
    conversation: str | None
    action: str = "next"
    parent: str = ""
    model: str = ""
    effort: str = ""
    temporary: bool = False
    files: tuple[str, ...] = ()
    """The names of what is attached."""


@dataclass(frozen=True, slots=True)
class Streaming:
    """An answer stream begins; ``request`` tells streams apart, for the page may try again."""

    request: str


@dataclass(frozen=True, slots=True)
class Bytes:
    """More of an answer stream."""

    request: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Ended:
    """An answer stream is over, whole or not."""

    request: str


@dataclass(frozen=True, slots=True)
class NoStream:
    """The site answered the question with something else."""

    status: int
    words: str


@dataclass(frozen=True, slots=True)
class Read:
    """The page fetched a conversation; None: the site would not give it."""

    id: str
    conversation: Conversation | None


@dataclass(frozen=True, slots=True)
class ReadList:
    """The page fetched the list of conversations."""

    conversations: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Gone:
    """The tab crashed or was closed, or the whole browser; nothing more comes."""


Seen = Posted | Streaming | Bytes | Ended | NoStream | Read | ReadList | Gone


@dataclass(slots=True)
class _Stream:
    """Live bytes may overtake the buffered ones that came before them."""

    buffered: bool = False
    early: list[bytes] = field(default_factory=list)
    ended: bool = False


class Observer:
    """Puts what is seen on one tab into a queue."""

    def __init__(self, traffic: Traffic) -> None:
        self.seen: asyncio.Queue[Seen] = asyncio.Queue()
        self.signed_in: bool | None = None
        """What the page's own question after its session was answered; None before it asked."""
        self._tab: Page
        self._cdp: CDPSession
        self._traffic = traffic
        self._streams: dict[str, _Stream] = {}
        self._bodies: dict[str, str] = {}
        self._questions: dict[str, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def attach(self, tab: Page) -> None:
        """Look at this tab from now on."""
        self._streams.clear()
        self._bodies.clear()
        self._questions.clear()
        self.signed_in = None
        self._tab = tab
        self._cdp = await tab.context.new_cdp_session(tab)
        for name, handler in {
            "Network.requestWillBeSent": self._request,
            "Network.responseReceived": self._response,
            "Network.dataReceived": self._data,
            "Network.loadingFinished": self._loaded,
            "Network.loadingFailed": self._loaded,
        }.items():
            self._cdp.on(name, handler)
        tab.on("close", self._gone)
        tab.on("crash", self._gone)
        await self._cdp.send("Network.enable", {"maxPostDataSize": LARGEST_QUESTION})

    def forget(self) -> None:
        """What was seen so far belongs to nobody any more."""
        while not self.seen.empty():
            self.seen.get_nowait()

    def _gone(self, tab: Page) -> None:
        if tab is self._tab:
            self.seen.put_nowait(Gone())

    def _request(self, event: dict[str, Any]) -> None:
        request = event["request"]
        if request["method"] == "POST" and self._traffic.ask.match(urlsplit(request["url"]).path):
            posted = self._posted(event["requestId"], request.get("postData"))
            self._questions[event["requestId"]] = self._later(posted)

    def _response(self, event: dict[str, Any]) -> None:
        response, request = event["response"], event["requestId"]
        path = urlsplit(response["url"]).path
        if self._traffic.ask.match(path):
            if response["status"] == 200 and response["mimeType"] == "text/event-stream":
                self._streams[request] = _Stream()
                self._later(self._open_stream(request))
            elif response["status"] != 204:
                self._later(self._refused(request, response["status"]))
        elif any(kind.match(path) for kind in (self._traffic.read, self._traffic.listing, self._traffic.session)):
            if response["status"] == 200:
                self._bodies[request] = path
            elif read := self._traffic.read.match(path):
                self.seen.put_nowait(Read(read["id"], None))

    def _data(self, event: dict[str, Any]) -> None:
        stream = self._streams.get(event["requestId"])
        if stream is None or not event.get("data"):
            return
        data = base64.b64decode(event["data"])
        if stream.buffered:
            self.seen.put_nowait(Bytes(event["requestId"], data))
        else:
            stream.early.append(data)

    def _loaded(self, event: dict[str, Any]) -> None:
        request = event["requestId"]
        if (stream := self._streams.get(request)) is not None:
            stream.ended = True
            if stream.buffered:
                self._end(request)
        elif path := self._bodies.pop(request, None):
            self._later(self._body(request, path))

    def _end(self, request: str) -> None:
        del self._streams[request]
        self.seen.put_nowait(Ended(request))

    def _later(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """A listener can't wait; and an error left in one would break the connection to the browser."""
        task = asyncio.create_task(_logged(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _posted(self, request: str, body: str | None) -> None:
        if body is None:  # too large to come along
            body = (await self._cdp.send("Network.getRequestPostData", {"requestId": request}))["postData"]
        self.seen.put_nowait(_posted(json.loads(body)))

    async def _open_stream(self, request: str) -> None:
        stream = self._streams[request]
        begin = await self._begin_of(request)
        if question := self._questions.pop(request, None):
            await asyncio.wait({question})  # what was asked comes before what is answered
        self.seen.put_nowait(Streaming(request))
        for chunk in filter(None, [begin, *stream.early]):
            self.seen.put_nowait(Bytes(request, chunk))
        stream.buffered = True
        if stream.ended:
            self._end(request)

    async def _begin_of(self, request: str) -> bytes:
        """What has come of a stream so far; from now on the rest comes as it arrives."""
        try:
            reply = await self._cdp.send("Network.streamResourceContent", {"requestId": request})
            return base64.b64decode(reply["bufferedData"])
        except PlaywrightError:  # the answer was quicker than we were
            with suppress(PlaywrightError):  # and the page hung up at its end: the bytes are gone
                reply = await self._cdp.send("Network.getResponseBody", {"requestId": request})
                return base64.b64decode(reply["body"]) if reply["base64Encoded"] else reply["body"].encode()
            self._streams[request].ended = True
            return b""

    async def _refused(self, request: str, status: int) -> None:
        try:
            reply = await self._cdp.send("Network.getResponseBody", {"requestId": request})
            detail = json.loads(reply["body"]).get("detail", "")
            words = detail.get("message", "") if isinstance(detail, dict) else str(detail)
        except (PlaywrightError, ValueError, AttributeError):
            words = ""
        self.seen.put_nowait(NoStream(status, words))

    async def _body(self, request: str, path: str) -> None:
        reply = await self._cdp.send("Network.getResponseBody", {"requestId": request})
        value = json.loads(reply["body"])
        if read := self._traffic.read.match(path):
            self.seen.put_nowait(Read(read["id"], conversation.parse(value)))
        elif self._traffic.listing.match(path):
            self.seen.put_nowait(ReadList(tuple(conversation.parse_list(value))))
        else:
            self.signed_in = bool(value.get("user"))


def _posted(body: dict[str, Any]) -> Posted:
    asked = [message for message in body.get("messages") or [] if message["author"]["role"] == "user"]
    message = asked[-1] if asked else {}
    parts = (message.get("content") or {}).get("parts") or []
    attached = (message.get("metadata") or {}).get("attachments") or []
    return Posted(
        anchor=message.get("id") or "",
        text="".join(part for part in parts if isinstance(part, str)),
        conversation=body.get("conversation_id"),
        action=body.get("action") or "next",
        parent=body.get("parent_message_id") or "",
        model=body.get("model") or "",
        effort=body.get("thinking_effort") or "",
        temporary=body.get("history_and_training_disabled") is True,
        files=tuple(str(file.get("name") or "") for file in attached),
    )


async def _logged(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except PlaywrightError as error:  # the page went on or is gone, and its bodies with it
        logger.debug("not observed: %s", error.message.splitlines()[0])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        logger.warning("the page's traffic has a new shape: %r", error)
