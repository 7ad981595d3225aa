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
POSTS = Allowance(300)  # and "several hundred a minute" in a workspace
SPECIAL = Allowance(600)  # "hundreds a minute"

TIERS: dict[Allowance, str] = {
    SPECIAL: "assistant.threads.setStatus auth.test chat.getPermalink oauth.v2.access",
    TIER_2: "chat.startStream chat.stopStream conversations.list reactions.remove users.list",
    TIER_3: """
        agents.sessions.rename agents.sessions.setStatus apps.connections.open auth.revoke bots.info chat.delete
        chat.update conversations.history conversations.info conversations.join conversations.open
        conversations.replies reactions.add reactions.get team.info users.conversations users.lookupByEmail
    """,
    TIER_4: """
        api.test assistant.threads.setSuggestedPrompts assistant.threads.setTitle chat.appendStream
        chat.postEphemeral conversations.members files.completeUploadExternal files.getUploadURLExternal files.info
        users.info views.open views.publish
    """,
}
ALLOWED: dict[str, tuple[Allowance, ...]] = {
    method: (allowance,) for allowance, methods in TIERS.items() for method in methods.split()
}
ALLOWED["chat.postMessage"] = (POST, POSTS)


class Limits:
    """Sliding windows; a refused call does not count."""

    def __init__(self) -> None:
        self._made: defaultdict[tuple[str | None, str, str], deque[float]] = defaultdict(deque)

    def wait(self, token: str | None, method: str, arguments: Payload, now: float) -> int | None:
        """Seconds to wait when the call is one too many, else None and the call is counted."""
        windows = []
        for allowance in ALLOWED.get(method, (TIER_3,)):
            channel = str(arguments.get("channel", "")) if allowance.per_channel else ""
            windows.append((allowance, self._made[token, method, channel]))
        waits = [_wait(allowance, made, now) for allowance, made in windows]
        if any(waits):
            return max(waits)
        for _, made in windows:
            made.append(now)
        return None


def _wait(allowance: Allowance, made: deque[float], now: float) -> int:
    while made and made[0] <= now - allowance.seconds:
        made.popleft()
    if len(made) < allowance.calls:
        return 0
    return max(1, math.ceil(made[0] + allowance.seconds - now))
