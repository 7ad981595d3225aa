"""The bytes of answer streams, as they come in through CDP.

Network.streamResourceContent gives what has come so far, and from then on each piece within milliseconds. Live
pieces may overtake the ones from before; and an answer may be quicker than the call.
"""

import base64
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import CDPSession
from playwright.async_api import Error as PlaywrightError

from scraper.wire.seen import Bytes, Ended


@dataclass(slots=True)
class _Stream:
    open: bool = False
    """What had come before is told; from now on pieces are told as they come."""
    early: list[bytes] = field(default_factory=list)
    ended: bool = False


class Live:
    """The streams of one tab that are open."""

    def __init__(self, cdp: CDPSession, tell: Callable[[Bytes | Ended], None]) -> None:
        self._cdp = cdp
        self._tell = tell
        self._streams: dict[str, _Stream] = {}

    def begin(self, request: str) -> None:
        """Keep what comes."""
        self._streams[request] = _Stream()

    async def open(self, request: str, announce: Callable[[], None]) -> None:
        """Tell what has come and what comes, after it is announced."""
        stream = self._streams[request]
        begin = await self._begin_of(request, stream)
        announce()
        for chunk in filter(None, [begin, *stream.early]):
            self._tell(Bytes(request, chunk))
        stream.open = True
        if stream.ended:
            self._end(request)

    def data(self, event: dict[str, Any]) -> None:
        stream = self._streams.get(event["requestId"])
        if stream is None or not event.get("data"):
            return
        data = base64.b64decode(event["data"])
        if stream.open:
            self._tell(Bytes(event["requestId"], data))
        else:
            stream.early.append(data)

    def loaded(self, request: str) -> bool:
        """Whether it was a stream of ours; it is over."""
        if (stream := self._streams.get(request)) is None:
            return False
        stream.ended = True
        if stream.open:
            self._end(request)
        return True

    def _end(self, request: str) -> None:
        del self._streams[request]
        self._tell(Ended(request))

    async def _begin_of(self, request: str, stream: _Stream) -> bytes:
        try:
            reply = await self._cdp.send("Network.streamResourceContent", {"requestId": request})
            return base64.b64decode(reply["bufferedData"])
        except PlaywrightError:  # the answer was quicker than we were
            with suppress(PlaywrightError):  # and the page hung up at its end: the bytes are gone
                return await body(self._cdp, request)
            stream.ended = True
            return b""


async def body(cdp: CDPSession, request: str) -> bytes:
    """Everything that came for a request that is done. Raises PlaywrightError when it is not kept any more."""
    reply = await cdp.send("Network.getResponseBody", {"requestId": request})
    text: str = reply["body"]
    return base64.b64decode(text) if reply["base64Encoded"] else text.encode()
