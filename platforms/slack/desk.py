"""Where everything arrives that Slack sends: what it is, and who sees to it."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from platforms.catchup import CatchUp
from platforms.slack.around import Around
from platforms.slack.inbound import said
from platforms.slack.workspace import Us


class Desk:
    """Of one workspace."""

    def __init__(self, around: Around, catch_up: CatchUp) -> None:
        self.catch_up = catch_up
        """With what was said while nobody was here."""
        self._around = around

    @property
    def us(self) -> Us:
        """Who we are there."""
        return self._around.us

    async def take(self, body: Mapping[str, Any]) -> None:
        """Returns when what must not be lost is in the ledger; only then may it be acknowledged."""
        event = body.get("event")
        if isinstance(event, Mapping):
            with self._heard(event):
                await self._event(event)

    def _heard(self, event: Mapping[str, Any]) -> AbstractContextManager[None]:
        """Whatever is said in a channel shows how far it has been heard."""
        channel, ts = event.get("channel"), event.get("ts")
        if event.get("type") == "message" and isinstance(channel, str) and isinstance(ts, str):
            return self.catch_up.marks.hearing(channel, ts)
        return nullcontext()

    async def _event(self, event: Mapping[str, Any]) -> None:
        us = self._around.us
        if heard := said(event, us.team, us.user):
            await self._around.hearing.hear(heard)
