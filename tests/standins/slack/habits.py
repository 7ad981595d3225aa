"""Ways in which one Slack differs from another; a test may change them while it runs."""

from dataclasses import dataclass


@dataclass(slots=True)
class Habits:
    streaming: bool | str = True
    """False: chat.*Stream answers feature_not_enabled; a text: that error instead (unknown_method, …)."""
    drops_overflow: bool = False
    """What a streamed message can't hold vanishes without an error, as seen 2026-08; else msg_too_long."""
