"""The ids that callers of the Responses API see, and the request that they lead back to.

A request has one id; its question is the message ``http-<id>`` of the caller's channel. Ours are marked: what an
API in front of which we stand has named is for that API to find again.
"""

import re
from typing import Literal

from bridge.types import MessageId

_OURS = re.compile(r"(resp|msg|fc)_tb([0-9a-f]{32})(?:_(\d{1,4}))?")


def response_id(request: str) -> str:
    return f"resp_tb{request}"


def item_id(kind: Literal["msg", "fc"], request: str, place: int) -> str:
    """Of the item at this place of the response's output."""
    return f"{kind}_tb{request}_{place}"


def request_of(response: str) -> str:
    """The request that a response answers; empty where it is none of ours."""
    found = _OURS.fullmatch(response)
    return found[2] if found and found[1] == "resp" and found[3] is None else ""


def place_of(item: str) -> tuple[str, int] | None:
    """The request that an item of an output is of, and its place there."""
    found = _OURS.fullmatch(item)
    return (found[2], int(found[3])) if found and found[1] != "resp" and found[3] else None


def message_of(request: str) -> MessageId:
    """The message that asked it."""
    return MessageId(f"http-{request}")
