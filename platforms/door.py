"""Whether a platform lets us in at all.

When it refuses our token, or this computer, every other call would be refused as well. Whoever calls then asks the
door first, and nothing is called but a look now and then: it may have been the platform's own trouble, or somebody
may have mended it.
"""

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable

from bridge.errors import PlatformError, ShutOut
from bridge.waiting.patience import Patience
from platforms.trouble import NotNow, NotThere

logger = logging.getLogger(__name__)

LONGEST = 60
"""Times the first pause between two looks."""


class Door:
    """Of one workspace, or of a platform that has none. `look` raises why we are not let in."""

    def __init__(self, platform: str, look: Callable[[], Awaitable[None]], pause: float) -> None:
        self.why: ShutOut | None = None
        """Why it is shut."""
        self.changed: Callable[[ShutOut | None], None] = lambda why: None
        """Told when it is shut, and why; and with None when it is open again."""
        self._platform = platform
        self._look = look
        self._pause = pause
        self._changed = asyncio.Event()
        self._patience = Patience(pause, LONGEST * pause)
        self._opened_at = -math.inf
        self._looking: asyncio.Task[None] | None = None
        self._closed = False

    async def opened(self) -> None:
        """Wait until we are let in; PlatformError when nobody waits for that any more."""
        if self.why is not None:
            await self._changed.wait()
        if self.why is not None:
            what = f"Threadbridge has left {self._platform}. The answer is shown when it is back."
            raise PlatformError(what=what)

    def shut(self, why: ShutOut, seconds: float = 0.0) -> None:
        """It is not looked for so many `seconds` at least."""
        if self.why is None and not self._closed:
            self.why = why
            self._changed.clear()
            if _now() - self._opened_at > LONGEST * self._pause:  # else we are told now this, now that
                self._patience = Patience(self._pause, LONGEST * self._pause)
            looking = self._keep_looking(seconds)
            self._looking = asyncio.create_task(looking, name=f"looking whether {self._platform} lets us in")
            self.changed(why)

    async def close(self) -> None:
        """Whoever waits before it goes away."""
        self._closed = True
        self._changed.set()
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)

    async def _keep_looking(self, seconds: float) -> None:
        while True:
            await self._patience.wait(max(self._patience.seconds, seconds))
            seconds = 0.0
            try:
                await self._look()
            except (NotNow, NotThere, PlatformError) as error:
                logger.info("%s does not let us in: %s", self._platform, error)
                continue
            self.why, self._opened_at = None, _now()
            self._changed.set()
            return self.changed(None)


def _now() -> float:
    return asyncio.get_running_loop().time()
