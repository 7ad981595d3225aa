"""What may go wrong with a call to a platform, in the words that all platforms share, and patience with it."""

import logging
from collections.abc import Awaitable, Callable
from itertools import count
from typing import TypeVar

from bridge.errors import BadConfig, ShutOut, Undeliverable
from bridge.waiting.patience import Patience

logger = logging.getLogger(__name__)

T = TypeVar("T")

LONGEST_PAUSE = 30.0  # seconds

LASTS = 5
"""Tries after which trouble is more than a hiccup; half a minute."""


class NotNow(Exception):
    """The platform did not take it this time.

    `seconds`: how long the platform wants us to stay away, if it said so. `unclear`: it may have been done all the
    same.
    """

    def __init__(self, reason: str, *, seconds: float | None = None, unclear: bool = True) -> None:
        super().__init__(reason)
        self.seconds = seconds
        self.unclear = unclear


class NotThere(Exception):
    """The message to be edited or deleted is gone."""


class TooLong(Exception):
    """The platform takes no message of this length."""


async def patiently(
    call: Callable[[], Awaitable[T]], key: str, pause: float, lasts: Callable[[NotNow], None] | None = None
) -> T:
    """Wait until the platform can be reached; BadConfig, at `key`, when it says no for good.

    `lasts` hears of trouble that does not pass, once.
    """
    patience = Patience(pause, LONGEST_PAUSE)
    for tries in count(1):
        try:
            return await call()
        except (ShutOut, Undeliverable) as error:
            raise BadConfig(what=f"{key}: {error}") from error
        except NotNow as trouble:
            wait = patience.seconds if trouble.seconds is None else trouble.seconds
            logger.warning("again in %.0f s: %s", wait, trouble)
            if lasts and tries == LASTS:
                lasts(trouble)
        await patience.wait(wait)
    raise AssertionError("there is always another try")
