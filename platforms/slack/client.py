"""slack-sdk's client of a workspace, which stops calling when Slack does not let us in."""

from collections.abc import Callable
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bridge.errors import PlatformError, ShutOut
from platforms.door import Door
from platforms.slack.refusals import understood
from platforms.trouble import NotNow, NotThere

LOOK = "auth.test"
OTHER_TOKENS = frozenset({"apps.connections.open", "oauth.v2.access"})
"""What is refused there says nothing about the workspace."""

Noticed = Callable[[str, NotThere | NotNow | PlatformError], None]
"""Told of every call that failed: its method, and why."""


class Client(AsyncWebClient):
    """Of one workspace, before which the door may be shut."""

    def __init__(self, token: str, api_url: str, session: aiohttp.ClientSession, door: Door) -> None:
        # slack-sdk's own retries would post again after a lost answer (seen with 3.47), and would sleep through a
        # 429 with a text that is old by then.
        super().__init__(token=token, base_url=api_url, session=session, retry_handlers=[])
        self.noticed: Noticed = lambda method, trouble: None
        self._door = door
        self._refusal: SlackApiError | None = None
        """By which the door was shut."""

    async def api_call(self, api_method: str, **arguments: Any) -> AsyncSlackResponse:
        others = api_method != LOOK and api_method not in OTHER_TOKENS
        if others and self._door.why is not None and self._refusal is not None:
            raise SlackApiError("not called", self._refusal.response)  # type: ignore[no-untyped-call]
        try:
            return await super().api_call(api_method, **arguments)
        except SlackApiError as error:
            if api_method not in OTHER_TOKENS:
                self._notice(api_method, error)
            raise

    def _notice(self, method: str, error: SlackApiError) -> None:
        trouble = understood(error)
        if not isinstance(trouble, ShutOut):
            return self.noticed(method, trouble)
        if self._door.why is None:
            self._refusal = error
        return self._door.shut(trouble)
