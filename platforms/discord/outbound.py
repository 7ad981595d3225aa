"""How an answer goes out: what one of Discord's messages holds, and how often it may be written.

Source: docs.discord.com "Create Message" (2,000 characters), "Rate Limits" (50 requests a second), seen 2026-08.
Rates are not published per route; seen: 5 posts and 5 edits in 5 s per channel, and a thread is a channel of its
own. What the headers of an answer say counts more: discord.py would wait by itself, but with a text that grows old.
"""

import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

from platforms.discord.render import size
from platforms.showing.answer import Form
from platforms.showing.draft import Budget
from platforms.showing.reply import Pauses

FORM = Form(limit=1_900, size=size)
"""Of the 2,000 that Discord takes, as what it becomes there."""

PAUSES = Pauses(message=1.2, minute=60.0, trouble=1.0)
"""A message is edited 50 times a minute."""

CALLS = 40
"""In a second, by all answers together; a bot has 50. Answers that still grow leave a quarter to last words."""

A_LITTLE_MORE = 1.06
"""We count a second longer than Discord does: two calls may travel at different speeds."""

POSTS, POSTS_WITHIN = 5, 5.0
"""In a channel, so many within so many seconds."""

CHANNELS = 1_000
"""Whose pace is remembered."""

_ROUTE = re.compile(r"/channels/(\d+)/messages(/\d+)?$")


@dataclass(frozen=True, slots=True)
class Pace:
    """Of one channel, a thread being one."""

    edits: Budget
    posts: Budget


class Rates:
    """What all answers share."""

    def __init__(self, pauses: Pauses) -> None:
        self.pauses = pauses
        self.calls = Budget(CALLS, pauses.minute / 60, reserve=CALLS // 4)
        self._channels: OrderedDict[str, Pace] = OrderedDict()

    def of(self, channel: str) -> Pace:
        """The same for whoever writes there."""
        pace = self._channels.pop(channel, None) or self._new()
        self._channels[channel] = pace
        if len(self._channels) > CHANNELS:
            self._channels.popitem(last=False)
        return pace

    def learn(self, method: str, path: str, headers: Mapping[str, str]) -> None:
        """From the answer to a call: where nothing is left, nothing is begun before the bucket is full again."""
        route = _ROUTE.search(path)
        if route is None or headers.get("X-RateLimit-Remaining") != "0":
            return
        pace = self._channels.get(route[1])
        seconds = _seconds(headers.get("X-RateLimit-Reset-After", ""))
        if pace is not None and method == "PATCH" and route[2]:
            pace.edits.hold(seconds)
        elif pace is not None and method == "POST" and not route[2]:
            pace.posts.hold(seconds)

    def _new(self) -> Pace:
        more = A_LITTLE_MORE
        seconds = POSTS_WITHIN * more * self.pauses.minute / 60
        return Pace(Budget(1, self.pauses.message * more), Budget(POSTS, seconds, reserve=1))


def _seconds(given: str) -> float:
    return float(given) if given.replace(".", "", 1).isdigit() else 0.0
