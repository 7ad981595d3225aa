"""The server under the routes: what is not even HTTP is answered in the envelope, too.

aiohttp would answer it as plain text, and log it whole, with a key that was in it.
"""

import logging
from typing import Any

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from platforms.http.errors import ApiError, told

logger = logging.getLogger(__name__)

UNREADABLE = "The request could not be read: it is not the HTTP that it has to be."


class Runner(web.AppRunner):
    """Of one application."""

    async def _make_server(self) -> web.Server:
        # Not in what aiohttp documents, but the one place at which connections can be given a class of their own.
        made = await super()._make_server()
        return _Server(
            made.request_handler,
            request_factory=made.request_factory,
            handler_cancellation=made.handler_cancellation,
            **made._kwargs,
        )


class _Server(web.Server):
    def __call__(self) -> RequestHandler:
        return _Connection(self, loop=self._loop, **self._kwargs)


class _Connection(RequestHandler):
    """One caller's."""

    def data_received(self, data: bytes) -> None:
        try:
            super().data_received(data)
        except Exception as error:  # of the parser's: yarl 1.25 stumbles over GET http://[]@
            logger.info("a request that can't be read: %s", type(error).__name__)
            if self.transport is not None:
                self.transport.write(_AS_IT_IS)
            self.force_close()

    async def _handle_request(
        self, request: web.BaseRequest, start_time: float | None, request_handler: Any
    ) -> tuple[web.StreamResponse, bool]:
        async def handle(asked: web.BaseRequest) -> web.StreamResponse:
            try:
                answer: web.StreamResponse = await request_handler(asked)
            except web.HTTPException as error:  # before the routes come to it: an Expect that nobody knows
                return _said(ApiError(error.status, error.text or error.reason))
            return answer

        return await super()._handle_request(request, start_time, handle)

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Its lines may hold a key, so nothing of them is logged or sent back."""
        if status < 500:
            logger.info("a request that can't be read: %s", type(exc).__name__)
            error = ApiError(status, UNREADABLE)
        else:
            logger.error("a bug", exc_info=exc)
            error = told(exc if isinstance(exc, Exception) else RuntimeError())
        if request.writer.output_size > 0:
            raise ConnectionError("a part of an answer was sent already")
        return _said(error)


_BODY = ApiError(400, UNREADABLE).body()
_AS_IT_IS = (
    b"HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nConnection: close\r\n"
    b"Content-Length: %d\r\n\r\n%b" % (len(_BODY), _BODY)
)
"""The answer where there is no request that could be answered."""


def _said(error: ApiError) -> web.Response:
    response = web.Response(
        status=error.status, body=error.body(), content_type="application/json", headers=error.headers
    )
    response.force_close()
    return response
