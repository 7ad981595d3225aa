"""What every answer comes in that is no stream: JSON, and of whatever went wrong the one envelope."""

import logging

import orjson
from aiohttp import web

from bridge.errors import BridgeError
from platforms.http.errors import ApiError, crash, told

logger = logging.getLogger(__name__)


def reply(value: object) -> web.Response:
    return web.Response(body=orjson.dumps(value), content_type="application/json")


def refusal(error: Exception, request: web.Request, id: str) -> web.Response:
    """``id``: of the request, as the log has it."""
    said = _as_api_error(error, request, id)
    return web.Response(status=said.status, body=said.body(), content_type="application/json", headers=said.headers)


def _as_api_error(error: Exception, request: web.Request, id: str) -> ApiError:
    match error:
        case ApiError():
            return error
        case BridgeError():
            return told(error, asked=False)  # whatever was asked speaks through its feed
        case ConnectionError():
            return ApiError(499, "The caller left.")  # nobody reads it
        case web.HTTPMethodNotAllowed():
            return ApiError(405, _invalid_url(request), headers={"allow": error.headers["allow"]})
        case web.HTTPException():
            return ApiError(error.status, _invalid_url(request) if error.status == 404 else error.reason)
        case _:
            logger.error("a bug in request %s", id, exc_info=error)
            return crash(id)


def _invalid_url(request: web.Request) -> str:
    return f"Invalid URL ({request.method} {request.rel_url.raw_path})"
