"""Slack's rate tiers, per method (and per channel where Slack counts so), on the stand-in's clock.

Source: docs.slack.dev "Rate limits": tier 1 = 1+, 2 = 20+, 3 = 50+, 4 = 100+ a minute;
chat.postMessage about one a second and channel, short bursts pass. The sizes of burst are assumed.
"""

import math
from collections import defaultdict, deque
from dataclasses import dataclass

from .payloads import Payload


@dataclass(frozen=True, slots=True)
class Allowance:
    calls: int
    seconds: float = 60.0
    per_channel: bool = False


TIER_1, TIER_2, TIER_3, TIER_4 = Allowance(1), Allowance(20), Allowance(50), Allowance(100)
POST = Allowance(5, 5.0, per_channel=True)  # one a second over any five seconds
SPECIAL = Allowance(600)  # "hundreds a minute": auth.test, chat.getPermalink

ALLOWED: dict[str, Allowance] = {
    "agents.sessions.rename": TIER_3,
    "agents.sessions.setStatus": TIER_3,
    "api.test": TIER_4,
    "apps.connections.open": TIER_3,
    "assistant.threads.setStatus": SPECIAL,
    "assistant.threads.setSuggestedPrompts": TIER_4,
    "assistant.threads.setTitle": TIER_4,
    "auth.test": SPECIAL,
    "bots.info": TIER_3,
    "chat.appendStream": TIER_4,
    "chat.delete": TIER_3,
    "chat.getPermalink": SPECIAL,
    "chat.postEphemeral": TIER_4,
    "chat.postMessage": POST,
    "chat.startStream": TIER_2,
    "chat.stopStream": TIER_2,
    "chat.update": TIER_3,
    "conversations.history": TIER_3,
    "conversations.info": TIER_3,
    "conversations.list": TIER_2,
    "conversations.members": TIER_4,
    "conversations.open": TIER_3,
    "conversations.replies": TIER_3,
    "reactions.add": TIER_3,
    "reactions.get": TIER_3,
    "reactions.remove": TIER_2,
    "team.info": TIER_3,
    "users.conversations": TIER_3,
    "users.info": TIER_4,
    "users.list": TIER_2,
    "views.open": TIER_4,
    "views.publish": TIER_4,
}


class Limits:
    """Sliding windows; a refused call does not count."""

    def __init__(self) -> None:
        self._made: defaultdict[tuple[str | None, str, str], deque[float]] = defaultdict(deque)

    def wait(self, token: str | None, method: str, arguments: Payload, now: float) -> int | None:
        """Seconds to wait when the call is one too many, else None and the call is counted."""
        allowance = ALLOWED.get(method, TIER_3)
        channel = str(arguments.get("channel", "")) if allowance.per_channel else ""
        made = self._made[token, method, channel]
        while made and made[0] <= now - allowance.seconds:
            made.popleft()
        if len(made) >= allowance.calls:
            return max(1, math.ceil(made[0] + allowance.seconds - now))
        made.append(now)
        return None
