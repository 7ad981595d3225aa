"""The body of a request, no larger than allowed and not for ever.

It is counted unpacked, while it comes: a small body can be packed from a very large one. One that says beforehand
that it is too large is not read at all.
"""

import asyncio

from aiohttp import web

from platforms.http.errors import ApiError

PATIENCE = 30.0
"""Seconds for any body."""
SLOWEST = 100_000
"""Bytes a second of a large one."""

TOO_LARGE = "The request is larger than {} bytes, which is the limit (`body_limit` in [http])."


async def body_of(request: web.Request, patience: float = PATIENCE) -> bytes:
    """All of it; the second time at once. Raises ApiError 413, 408, or 400 when it can't be unpacked."""
    most, announced = request.client_max_size, request.content_length
    if announced is not None and announced > most:
        raise too_large(most)
    try:
        if request.content.is_eof():  # it came with the headers, as small ones do: there is nothing to wait for
            return await request.read()
        async with asyncio.timeout(patience + (announced or most) / SLOWEST):
            return await request.read()
    except TimeoutError:
        what = "The body of the request did not come in time."
        raise ApiError(408, what, code="request_timeout", headers={"connection": "close"}) from None
    except web.HTTPRequestEntityTooLarge:
        raise too_large(most) from None
    except web.RequestPayloadError:
        raise ApiError(400, "The body of the request could not be unpacked.") from None


def too_large(most: int) -> ApiError:
    return ApiError(413, TOO_LARGE.format(most), code="request_too_large")
