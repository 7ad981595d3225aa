"""A streamed chat completion without its count of tokens: we asked for it, the caller did not. Pure.

Source: openapi.yaml 2.3.0 (stream_options.include_usage): every chunk then has ``"usage":null``, and one more with
the count and no choices comes before ``[DONE]``.
"""

import re

import orjson

_EVENTS = re.compile(rb"(?<=\n\n)|(?<=\r\n\r\n)")

NULL = b',"usage":null'
"""Never part of a text: there its quotes would be escaped."""


class Uncounted:
    """Whole events only: what has not come to its end is held until it has."""

    def __init__(self) -> None:
        self._begun = b""

    def of(self, more: bytes) -> bytes:
        """What of it is to be passed on now."""
        events = self._begun + more
        end = _end(events)
        events, self._begun = events[:end].replace(NULL, b""), events[end:]
        if b'"usage"' not in events:
            return events
        return b"".join(event for event in _EVENTS.split(events) if not _counts(event))

    def rest(self) -> bytes:
        """What was left without an end."""
        return self._begun


def _end(events: bytes) -> int:
    """Where the last of them ends."""
    short, long = events.rfind(b"\n\n"), events.rfind(b"\r\n\r\n")
    return max(0 if short < 0 else short + 2, 0 if long < 0 else long + 4)


def _counts(event: bytes) -> bool:
    if not event.startswith(b"data:") or b'"usage"' not in event:
        return False
    try:
        chunk = orjson.loads(event[5:])
    except ValueError:
        return False
    return isinstance(chunk, dict) and not chunk.get("choices") and isinstance(chunk.get("usage"), dict)
