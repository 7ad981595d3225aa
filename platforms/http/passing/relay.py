"""One request, from our caller to the API and back: no part of it waits for another, and nothing for the ledger."""

import asyncio
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from aiohttp import web

from bridge.bridge import Bridge
from bridge.errors import BridgeError, BrokenOff, Ending
from bridge.protocols import Forwarded
from bridge.texts import Phrase
from platforms.http.errors import NEVER_AGAIN, SERVER, ApiError, may_have_been_asked, told
from platforms.http.headers import COUNTED
from platforms.http.passing.following import Following
from platforms.http.passing.loose import inner, object_of
from platforms.http.passing.outgoing import Outgoing
from platforms.http.passing.record import Passed
from platforms.http.passing.uncounted import Uncounted
from platforms.http.render import sse
from platforms.http.request.checks import Object

KEPT = ("retry-after", "retry-after-ms", "x-should-retry")
"""What an API says of when to ask again."""

BY_THE_API = {COUNTED: "upstream"}


@dataclass(frozen=True, slots=True)
class Relay:
    """Of one request. aiohttp cancels it when the caller is gone, which closes the connection to the API."""

    bridge: Bridge
    following: Following
    outgoing: Outgoing
    id: str

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Raises ApiError as long as nothing was answered."""
        passed = Passed(self.outgoing, self.id, time.time())
        try:
            with self.bridge.passing():
                return await self._passed(passed, request)
        except Ending as error:  # nothing was begun
            raise told(error, self.outgoing.language, asked=False) from error
        except BridgeError as error:
            passed.reason = error.say(self.outgoing.language)
            await self._note(passed)
            raise told(error, self.outgoing.language, asked=may_have_been_asked(error, False)) from error
        except asyncio.CancelledError:
            ends = _ended() if self.bridge.ending else None
            passed.left, passed.reason = ends is None, ends.say(self.outgoing.language) if ends else ""
            await self._note(passed)
            if ends:
                raise told(ends, self.outgoing.language) from None
            raise

    async def _passed(self, passed: Passed, request: web.Request) -> web.StreamResponse:
        async with self.outgoing.backend.forward(self.outgoing.route, self.outgoing.body) as answer:
            passed.request = answer.headers.get("x-request-id", "")
            if answer.status != 200:
                raise refusal(answer.status, await answer.whole(), answer.headers)
            if answer.headers.get("content-type", "").startswith("text/event-stream"):
                return await self._stream(answer, passed, request)
            return await self._whole(answer, passed)

    async def _whole(self, answer: Forwarded, passed: Passed) -> web.Response:
        body = await answer.whole()
        passed.answer.append(body)
        await self._note(passed)
        return web.Response(body=body, content_type="application/json", headers=BY_THE_API)

    async def _stream(self, answer: Forwarded, passed: Passed, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={**sse.HEADERS, **BY_THE_API})
        uncounted = Uncounted() if self.outgoing.uncounted else None
        passed.streamed = passed.left = True
        try:
            await response.prepare(request)
            last = b""
            while not last and (more := await answer.more()):
                if not passed.answer:
                    self.bridge.metrics.began(self.outgoing.name, time.time() - passed.at)
                passed.add(more)
                events = uncounted.of(more) if uncounted else more
                if answer.over:
                    last = events
                elif events:
                    await response.write(events)
            if not passed.is_whole:
                if last:
                    await response.write(last)
                raise BrokenOff(what="the connection ended before the answer did")
            await response.write_eof(last + (uncounted.rest() if uncounted else b""))
            passed.left = False
        except BridgeError as error:
            await self._broke(response, passed, error)
        except asyncio.CancelledError:
            if not self.bridge.ending or not response.prepared:
                raise
            await self._broke(response, passed, _ended())
        except ConnectionError:
            pass  # the caller left
        finally:
            await self._note(passed)
        return response

    async def _broke(self, response: web.StreamResponse, passed: Passed, error: BridgeError) -> None:
        passed.left, passed.reason = False, error.say(self.outgoing.language)
        between = b"" if self.outgoing.uncounted or passed.at_an_end else b"\n\n"  # what was begun is no event
        with suppress(ConnectionError):
            await response.write(between + sse.failed(told(error, self.outgoing.language)))

    async def _note(self, passed: Passed) -> None:
        """Once: what a stream had come to counts."""
        if not passed.noted:
            passed.noted = True
            await self.bridge.note(partial(self.following.turn, passed))


def _ended() -> BridgeError:
    """Something was asked, unlike where `Ending` is said."""
    return BrokenOff(what=Phrase("ending"))


def refusal(status: int, body: bytes, headers: Mapping[str, str]) -> ApiError:
    """What an API refuses with, in the one envelope, whatever it came in."""
    error = _error(body)
    message, kind, param, code = (error.get(name) for name in ("message", "type", "param", "code"))
    return ApiError(
        status if status >= 400 else 502,
        message if isinstance(message, str) and message else f"The API answered with status {status}.",
        type=kind if isinstance(kind, str) and kind else _type(status),
        param=param if isinstance(param, str) else None,
        code=None if code is None else str(code),
        headers={name: headers[name] for name in KEPT if name in headers} or _no_use(status),
    )


def _error(body: bytes) -> Object:
    said = object_of(body)
    error = said.get("error", said)
    return {"message": error} if isinstance(error, str) else inner({"error": error}, "error")


def _type(status: int) -> str:
    return SERVER if status >= 500 or status < 400 else "invalid_request_error"


def _no_use(status: int) -> Mapping[str, str]:
    """A redirection stays one, however often it is asked."""
    return NEVER_AGAIN if status < 400 else {}
