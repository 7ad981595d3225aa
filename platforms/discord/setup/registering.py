"""Discord is told which commands there are, when it does not know them as they are now.

They are the application's and so in all of its servers; a client that has older ones loads them anew when one is
given. They are told all at once, with those that somebody else gave the application, since whatever is left out is
deleted. Names that are new may be made 200 times a day, so nothing is written that is there already.

Source: docs.discord.com "Application Commands" (registering, read-repair, bulk overwrite), seen 2026-09.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol

import discord
from discord.http import Route

from bridge.errors import PlatformError, ShutOut
from bridge.waiting.patience import Patience
from platforms.discord.setup.offered import Offer, differing, with_others
from platforms.discord.web import calling
from platforms.trouble import LONGEST_PAUSE, NotNow

logger = logging.getLogger(__name__)


class Registers(Protocol):
    """Discord, for the application's commands."""

    async def commands(self) -> Sequence[Mapping[str, Any]]:
        """Those that it has, in all languages."""

    async def offer(self, commands: Sequence[Offer]) -> None:
        """From now on it has these and no others."""


class Application:
    """The bot's own."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    async def commands(self) -> Sequence[Mapping[str, Any]]:
        route = Route("GET", "/applications/{application_id}/commands", application_id=self._id)
        with calling():
            told: Sequence[Mapping[str, Any]] = await self._client.http.request(
                route, params={"with_localizations": "true"}
            )
        return told

    async def offer(self, commands: Sequence[Offer]) -> None:
        with calling():
            await self._client.http.bulk_upsert_global_commands(self._id, list(commands))

    @property
    def _id(self) -> int:
        assert self._client.application_id is not None
        return self._client.application_id


_registers: type[Registers] = Application


async def register(there: Registers) -> Sequence[str]:
    """The names of those that were made or changed."""
    theirs = await there.commands()
    changed = differing(theirs)
    if changed:
        await there.offer(with_others(theirs))
    return changed


async def see_to_commands(there: Registers, let_in: Callable[[], Awaitable[None]], pause: float) -> None:
    """Until they are there; questions are heard meanwhile, and if Discord refuses them for good.

    `let_in` returns when Discord lets us in again, and raises PlatformError when nobody waits for that any more.
    """
    patience = Patience(pause, LONGEST_PAUSE)
    while True:
        try:
            await let_in()
            if changed := await register(there):
                logger.info("told Discord of the commands %s", ", ".join(changed))
            return None
        except ShutOut as error:
            logger.info("the commands when Discord lets us in again: %s", error)
            await patience.wait()
        except PlatformError as error:
            return logger.error("Discord does not take the commands: %s", error)
        except NotNow as error:
            logger.warning("the commands again in %.0f s: %s", patience.seconds, error)
            await patience.wait(error.seconds)
