"""Buttons and menus that somebody pressed, below answers and in what was said to one person; also after a restart.

Source: docs.discord.com "Receiving and Responding" (deferred updates), "Component Reference", seen 2026-09.
"""

import asyncio
import logging
from dataclasses import replace

from bridge.errors import PlatformError
from bridge.tasks import ended
from platforms.desk.click import Click
from platforms.desk.clicks import Clicks
from platforms.discord.places import Places
from platforms.discord.receiving.interactions import Met
from platforms.discord.showing.buttons import pressed
from platforms.trouble import NotNow, NotThere

logger = logging.getLogger(__name__)

ASKS = frozenset({"again", "anew", "continue"})
"""What is in the ledger before it is acknowledged: a click that we lose fails, and its person presses again."""

SOON = 1.5
"""Seconds for that."""

OFFERS = frozenset({"edit", "forget"})
"""What is good for once, so that whatever offered it can go."""


class Presses:
    """Of one bot."""

    def __init__(self, clicks: Clicks, places: Places) -> None:
        self._clicks = clicks
        self._places = places

    async def take(self, one: Met) -> None:
        """Acknowledged within the three seconds that Discord waits; it is done though that may go wrong."""
        click = clicked(one)
        if click is None:
            return None
        if click.what in OFFERS and not one.aside.whispered:
            click = replace(click, over=lambda: self._remove(one))
        if click.what not in ASKS:
            await self._hold(one)
            return await self._clicks.take(click)
        taking = asyncio.create_task(self._clicks.take(click))
        try:
            await asyncio.wait({taking}, timeout=SOON)
            await self._hold(one)
            await taking
        finally:
            await ended(taking)

    async def _hold(self, one: Met) -> None:
        try:
            await one.aside.hold()
        except (NotNow, NotThere, PlatformError) as error:
            logger.info("a click of %s was not acknowledged: %s", one.sender.person, error)

    async def _remove(self, one: Met) -> None:
        """An offer that everybody saw; one that only they saw gives way to what is said now. A courtesy."""
        message = one.interaction.message
        assert message is not None
        try:
            await self._places.remove(str(message.channel.id), str(message.id))
        except (NotNow, NotThere, PlatformError) as error:
            logger.info("what %s took up stays: %s", one.sender.person, error)


def clicked(one: Met) -> Click | None:
    """A click on something of ours, or None."""
    ours, message = pressed(str(one.data.get("custom_id") or "")), one.interaction.message
    if ours is None or message is None:
        return None
    what, value = ours
    chosen = one.data.get("values") or ()
    sender = one.sender
    if not sender.thread.thread:  # below a message that was to begin one
        about = message.reference.message_id if message.reference else None
        sender = replace(sender, thread=replace(sender.thread, thread=str(about or "")))
    return Click(sender, str(message.id), what, str(chosen[0]) if chosen else value, str(one.interaction.id))
