"""How an answer goes out: what one of Slack's messages holds, and how often each method may be called.

Source: docs.slack.dev "Rate limits", per method, workspace and app: Tier 2 is 20 a minute, Tier 3 50, Tier 4 100;
chat.postMessage about one a second and channel, short bursts pass. `markdown_text` takes 12,000 per call, and so do
all markdown blocks of a message together; a part is cut at 11,000 bytes of what it becomes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakValueDictionary

from bridge.types import MessageId
from platforms.showing.answer import Form
from platforms.showing.draft import Budget
from platforms.showing.reply import Pauses
from platforms.slack import render

PART = "threadbridge_part"
"""The event_type of the metadata by which a part is found again (docs.slack.dev "Message metadata")."""

SAID = "threadbridge_said"
"""Of what we say that is no part of an answer, so that it is not taken for one."""

SHOWN_IN_NOTIFICATIONS = 300
"""Characters."""

FORM = Form(limit=11_000, size=render.size)

PAUSES = Pauses(message=1.2, minute=60.0, trouble=1.0)

A_LITTLE_MORE = 1.05
"""We count a minute longer than Slack does: two calls may travel at different speeds."""

POSTS, POSTS_WITHIN = 5, 5.0
"""In a channel, so many within so many seconds."""

STREAMS = 18
"""Open at the same time or ended within the last minute: each that is open can then be ended at once."""

LIMITS = {
    "assistant.threads.setStatus": (100, 0),
    "chat.appendStream": (100, 5),
    "chat.delete": (50, 10),
    "chat.startStream": (20, 0),
    "chat.stopStream": (20, 0),
    "chat.update": (50, 15),
    "conversations.history": (50, 10),
    "conversations.replies": (50, 20),
    "reactions.add": (50, 0),
    "reactions.remove": (20, 0),
    "users.conversations": (50, 0),
}
"""Calls in a minute, and how many of them are kept for what can't wait."""


@dataclass(frozen=True, slots=True)
class Bare:
    """A message as it looks without its buttons."""

    message: MessageId
    text: str
    blocks: tuple[Mapping[str, Any], ...]


class Rates:
    """What all threads of a workspace share."""

    def __init__(self, pauses: Pauses) -> None:
        self.pauses = pauses
        self.streams = 0
        """How many are open."""
        minute = pauses.minute * A_LITTLE_MORE
        self._methods = {method: Budget(calls, minute, reserve) for method, (calls, reserve) in LIMITS.items()}
        self._posts: WeakValueDictionary[str, Budget] = WeakValueDictionary()

    def of(self, method: str) -> Budget:
        return self._methods[method]

    def posts(self, channel: str) -> Budget:
        """Kept for as long as somebody has it."""
        seconds = POSTS_WITHIN * A_LITTLE_MORE * self.pauses.minute / 60
        return self._posts.setdefault(channel, Budget(POSTS, seconds, reserve=1))


def growing(markdown: str) -> str:
    """What a stream may show of a text to which more will come: all that will stay as it is."""
    return render.growing(markdown)


def streamed(markdown: str) -> str:
    """The whole text; it begins with what was `growing`."""
    return render.streamed(markdown) + render.ending(markdown)


def blocks(markdown: str) -> list[dict[str, Any]]:
    return [dict(block) for block in render.blocks(markdown)]


def fallback(markdown: str) -> str:
    return render.fallback(markdown[:SHOWN_IN_NOTIFICATIONS])
