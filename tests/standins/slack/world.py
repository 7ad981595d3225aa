"""What all workspaces of one stand-in share: time, habits, an address."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from tests.standins.clock import Clock

from .payloads import SlackError

TRIGGER_LIVES = 3.0  # docs.slack.dev "Triggers": three seconds, and good once


@dataclass(slots=True)
class Habits:
    """Ways in which one Slack differs from another; a test may change them while it runs."""

    limits: bool = True
    """Calls beyond their tier are refused; without, a test may post as fast as it likes."""
    streaming: bool | str = True
    """False: chat.*Stream answers feature_not_enabled; a text: that error instead (unknown_method, …)."""
    drops_overflow: bool = False
    """What a streamed message can't hold vanishes without an error, as seen 2026-08; else msg_too_long."""
    ends_stopped: bool = False
    """chat.stopStream is taken after a person's stop, as "Agent sessions" has it; its own page lets one doubt."""
    trims_pieces: bool = False
    """White space at the beginning of a later piece of a stream is lost, as seen 2026-08."""
    events_an_hour: int = 30_000
    files_elsewhere: str = ""
    """Where reading a file leads to, if not to its bytes."""


class Triggers:
    """The ids by which an app may open a view in answer to what a person just did."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._made: dict[str, float] = {}
        self._used: set[str] = set()

    def new(self) -> str:
        trigger = f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._made[trigger] = self._clock.now()
        return trigger

    def exchange(self, trigger: str) -> None:
        if trigger not in self._made:
            raise SlackError("invalid_trigger_id")
        if trigger in self._used:
            raise SlackError("exchanged_trigger_id")
        if self._clock.now() - self._made[trigger] > TRIGGER_LIVES:
            raise SlackError("expired_trigger_id")
        self._used.add(trigger)


class World:
    def __init__(self, clock: Clock, habits: Habits, changed: Callable[[], None]) -> None:
        self.clock = clock
        self.habits = habits
        self.changed = changed
        self.address = ""
        """Scheme, host and port, once it is up."""
        self.triggers = Triggers(clock)
        self._last_ts = (0, 0)

    def next_ts(self) -> str:
        """Unique and rising: seconds of the clock, then a counter, as in 1732300000.000100."""
        second = int(self.clock.now())
        last, count = self._last_ts
        self._last_ts = (second, 1) if second > last else (last, count + 1)
        return f"{self._last_ts[0]}.{self._last_ts[1] * 100:06}"
