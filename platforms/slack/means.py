"""What a workspace lets us do: what it has refused is not tried again for a while."""

import time
from collections.abc import Callable

FORGOTTEN = 3600.0
"""Seconds after which it is tried again: somebody may have given the app a scope, or Slack a feature."""

HERE_ONLY = frozenset(
    {
        "channel_type_not_supported",
        "invalid_thread_ts",
        "method_not_supported_for_channel_type",
        "missing_recipient_team_id",
        "missing_recipient_user_id",
    }
)
"""Refusals that say something about the channel."""

EVERYWHERE = frozenset(
    {
        "access_denied",
        "deprecated_endpoint",
        "enterprise_is_restricted",
        "feature_not_enabled",
        "method_deprecated",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_enabled",
        "not_implemented",
        "preview_feature_not_available",
        "unknown_method",
    }
)
"""Refusals that say something about the app or the workspace."""


class Means:
    """Of one workspace."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._now = clock
        self._refused: dict[tuple[str, str], float] = {}

    def has(self, method: str, channel: str) -> bool:
        """Whether the method may be called there, as far as we know."""
        return not any(self._until(method, where) > self._now() for where in ("", channel))

    def refused(self, method: str, channel: str, code: str) -> bool:
        """Remember it; False when it says nothing about the next time."""
        if code not in HERE_ONLY | EVERYWHERE:
            return False
        self._refused[method, channel if code in HERE_ONLY else ""] = self._now() + FORGOTTEN
        return True

    def _until(self, method: str, where: str) -> float:
        return self._refused.get((method, where), 0.0)
