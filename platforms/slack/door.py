"""Whether Slack lets us into a workspace at all, and a client that stops calling when it does not.

When the token is refused, every other call would be refused as well. Nothing more is called then but a look now and
then: it may have been Slack's own trouble, or the app may have got its missing scope.
"""

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bridge.errors import PlatformError, ShutOut
from bridge.patience import Patience
from platforms.slack.refusals import understood
from platforms.trouble import NotNow, NotThere

logger = logging.getLogger(__name__)

LONGEST = 60
"""Times the first pause between two looks."""

LOOK = "auth.test"
OTHER_TOKENS = frozenset({"apps.connections.open", "oauth.v2.access"})
"""What is refused there says nothing about the workspace."""

Noticed = Callable[[str, NotThere | NotNow | PlatformError], None]
"""Told of every call that failed: its method, and why."""


class Door:
    """Of one workspace."""

    def __init__(self, look: Callable[[], Awaitable[None]], pause: float) -> None:
        self.refusal: SlackApiError | None = None
        """Why it is shut."""
        self.changed: Callable[[ShutOut | None], None] = lambda why: None
        """Told when it is shut, and why; and with None when it is open again."""
        self._look = look
        self._pause = pause
        self._changed = asyncio.Event()
        self._patience = Patience(pause, LONGEST * pause)
        self._opened_at = -math.inf
        self._looking: asyncio.Task[None] | None = None
        self._closed = False

    async def opened(self) -> None:
        """Wait until Slack lets us in; PlatformError when nobody waits for that any more."""
        if self.refusal is not None:
            await self._changed.wait()
        if self.refusal is not None:
            raise PlatformError(
                what="Threadbridge has left the Slack workspace. The answer is shown when it is back."
            )

    def shut(self, refusal: SlackApiError, why: ShutOut) -> None:
        if self.refusal is None and not self._closed:
            self.refusal = refusal
            self._changed.clear()
            if _now() - self._opened_at > LONGEST * self._pause:  # else Slack says now this, now that
                self._patience = Patience(self._pause, LONGEST * self._pause)
            self._looking = asyncio.create_task(self._keep_looking(), name="looking whether Slack lets us in")
            self.changed(why)

    async def close(self) -> None:
        """Whoever waits before it goes away."""
        self._closed = True
        self._changed.set()
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)

    async def _keep_looking(self) -> None:
        while True:
            await self._patience.wait()
            try:
                await self._look()
            except (NotNow, NotThere, PlatformError) as error:
                logger.info("Slack does not let us in: %s", error)
                continue
            self.refusal, self._opened_at = None, _now()
            self._changed.set()
            return self.changed(None)


class Client(AsyncWebClient):
    """slack-sdk's client of a workspace, before which the door may be shut."""

    def __init__(self, token: str, api_url: str, session: aiohttp.ClientSession, door: Door) -> None:
        # slack-sdk's own retries would post again after a lost answer (seen with 3.47), and would sleep through a
        # 429 with a text that is old by then.
        super().__init__(token=token, base_url=api_url, session=session, retry_handlers=[])
        self.noticed: Noticed = lambda method, trouble: None
        self._door = door

    async def api_call(self, api_method: str, **arguments: Any) -> AsyncSlackResponse:
        if (refusal := self._door.refusal) and api_method != LOOK and api_method not in OTHER_TOKENS:
            raise SlackApiError("not called", refusal.response)  # type: ignore[no-untyped-call]
        try:
            return await super().api_call(api_method, **arguments)
        except SlackApiError as error:
            if api_method not in OTHER_TOKENS:
                self._notice(api_method, error)
            raise

    def _notice(self, method: str, error: SlackApiError) -> None:
        trouble = understood(error)
        if isinstance(trouble, ShutOut):
            self._door.shut(error, trouble)
        else:
            self.noticed(method, trouble)


def _now() -> float:
    return asyncio.get_running_loop().time()
