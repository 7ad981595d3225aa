"""What several methods need: finding what the arguments name, and pages."""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import TypeVar

from tests.standins.slack.calls import Arguments
from tests.standins.slack.payloads import Payload, SlackError
from tests.standins.slack.state import Channel, Message
from tests.standins.slack.workspace import Workspace

Method = Callable[[Workspace, Arguments], Payload]
T = TypeVar("T")

TYPES = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": "mpim"}


def known(workspace: Workspace, args: Arguments, name: str = "channel") -> Channel:
    """The channel named; a private one the app is not in does not exist for it."""
    channel = workspace.channels.get(args.required(name, "channel_not_found"))
    if channel is None or (channel.kind != "public" and workspace.bot.id not in channel.members):
        raise SlackError("channel_not_found")
    return channel


def joined(workspace: Workspace, args: Arguments, name: str = "channel") -> Channel:
    channel = known(workspace, args, name)
    if workspace.bot.id not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def writable(workspace: Workspace, args: Arguments) -> Channel:
    channel = joined(workspace, args)
    if channel.archived:
        raise SlackError("is_archived")
    return channel


def message(channel: Channel, ts: str, error: str = "message_not_found") -> Message:
    found = channel.find(ts)
    if found is None:
        raise SlackError(error)
    return found


def page(items: Sequence[T], args: Arguments, *, default: int, most: int = 1000) -> tuple[Sequence[T], Payload]:
    """One page, and the response_metadata that leads to the next (empty text: there is none)."""
    limit, start = args.whole("limit", default, most), _start(args.text("cursor"))
    end = start + limit
    cursor = base64.b64encode(f"from:{end}".encode()).decode() if end < len(items) else ""
    return items[start:end], {"next_cursor": cursor}


def _start(cursor: str | None) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor, validate=True).decode().removeprefix("from:"))
    except (binascii.Error, ValueError):
        raise SlackError("invalid_cursor") from None
