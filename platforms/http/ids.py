"""The ids that callers of the Responses API see, and the request that they lead back to.

A request has one id; its question is the message ``http-<id>`` of the caller's channel. A response that was not to
be stored has a name of its own, by which nobody finds it again.
"""

import re
from typing import Literal

from bridge.types import MessageId

_STORED = re.compile(r"(resp|msg|fc)_([0-9a-f]{32})(?:_(\d{1,4}))?")


class Ids:
    """Of one response and what is in it."""

    def __init__(self, request: str, *, stored: bool = True) -> None:
        self._of = request if stored else f"once_{request}"

    @property
    def response(self) -> str:
        return f"resp_{self._of}"

    def item(self, kind: Literal["msg", "fc"], place: int) -> str:
        """The one at this place of the output."""
        return f"{kind}_{self._of}_{place}"


def request_of(response: str) -> str:
    """The request that a response is of; empty where no response can have this id."""
    found = _STORED.fullmatch(response)
    return found[2] if found and found[1] == "resp" and found[3] is None else ""


def place_of(item: str) -> tuple[str, int] | None:
    """The request that an item of an output is of, and its place there."""
    found = _STORED.fullmatch(item)
    return (found[2], int(found[3])) if found and found[1] != "resp" and found[3] else None


def message_of(request: str) -> MessageId:
    """The message that asked it."""
    return MessageId(f"http-{request}")
