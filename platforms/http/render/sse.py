"""Server-sent events, as every wire writes them. Pure."""

from collections.abc import Mapping

from platforms.http.errors import ApiError

HEADERS: Mapping[str, str] = {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-cache",
    "x-accel-buffering": "no",  # nginx would hold the stream back
}
"""Of every stream."""

DONE = b"data: [DONE]\n\n"
"""The end, where it has no event of its own."""


def data(document: bytes) -> bytes:
    """One event without a name."""
    return b"data: " + document + b"\n\n"


def comment(words: str) -> bytes:
    """For people who look: clients pass over it."""
    return f": {words}\n\n".encode()


def failed(error: ApiError) -> bytes:
    """The last event of a stream that failed; no DONE after it."""
    return data(error.body())
