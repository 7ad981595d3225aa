"""Where everything arrives that Slack sends: what it is, and who sees to it."""

from collections.abc import Mapping
from typing import Any

from platforms.slack.around import Around
from platforms.slack.inbound import said
from platforms.slack.workspace import Us


class Desk:
    """Of one workspace."""

    def __init__(self, around: Around) -> None:
        self._around = around

    @property
    def us(self) -> Us:
        """Who we are there."""
        return self._around.us

    async def take(self, body: Mapping[str, Any]) -> None:
        """Returns when what must not be lost is in the ledger; only then may it be acknowledged."""
        event = body.get("event")
        if isinstance(event, Mapping):
            await self._event(event)

    async def _event(self, event: Mapping[str, Any]) -> None:
        us = self._around.us
        if heard := said(event, us.team, us.user):
            await self._around.hearing.hear(heard)
