"""Connected to Discord's gateway for as long as we are not cancelled: as many shards as Discord recommends.

How many sessions may still be begun today is asked before each: beyond 1,000 Discord takes the token away. That
also holds for a program that is started again and again.

Source: docs.discord.com "Gateway" (close codes), "Get Gateway Bot" (shards, session start limit), seen 2026-09.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

import discord
from discord.http import Route

from bridge.errors import BadConfig, PlatformError
from bridge.texts import Phrase
from bridge.waiting.patience import Pause
from platforms.discord.connection.client import NO_INTENT as NO_INTENT_CODE
from platforms.discord.connection.client import Client
from platforms.discord.connection.line import Line
from platforms.discord.refusals import CallFailed, understood
from platforms.discord.settings import APPS
from platforms.trouble import NotNow, patiently

logger = logging.getLogger(__name__)

NO_INTENT = (
    '[discord] Discord does not let the bot read messages. Switch on "Message Content Intent" on the app\'s page '
    f'"Bot" at {APPS}, then start again.'
)
REFUSED = 4004
ENDED = {
    REFUSED: '[discord] token: Discord refuses it. Take a new one from the app\'s page "Bot".',
    4013: NO_INTENT,
    NO_INTENT_CODE: NO_INTENT,
}
MENDABLE = (REFUSED, NO_INTENT_CODE)
TOO_FEW_SHARDS = 4011
MOST_SHARDS = 64
"""A bot that needs more is none that one program serves."""

KEPT = 20
"""Sessions of a day that are left for somebody who starts the program by hand."""

SPACING = 5.0
"""Seconds between two sessions that are begun."""

Connect = Callable[[Client, float], Awaitable[None]]
"""Returns when the client was closed; the number is the first pause, in seconds, when something goes wrong."""


async def listen(client: Client, pause: float) -> None:
    """Until cancelled. BadConfig when Discord says no from the beginning.

    Says it no later on, nothing is lost but time: whoever can mend it is told, and it is looked now and then.
    """
    sessions, least = Sessions(client, pause), 1
    while least <= MOST_SHARDS:
        shards = await _shards(client, partial(sessions.shards, least), pause)
        client.memory.shard(shards)
        closed = await _held([Line(client, shard, sessions.another, pause) for shard in range(shards)])
        if closed.code == TOO_FEW_SHARDS:
            logger.warning("the bot is in too many servers for %d shards", shards)
            least = 2 * shards
        elif closed.code in MENDABLE and client.was_in:
            client.refused(closed.code)
            await client.door.opened()
        else:
            raise BadConfig(what=ENDED.get(closed.code, _ended(closed.code))) from closed
    raise BadConfig(what=_ended(TOO_FEW_SHARDS))


async def _shards(client: Client, ask: Callable[[], Awaitable[int]], pause: float) -> int:
    """How many there are to be. Discord has let us in before: that it does not now is no mistake of ours."""
    while True:
        await client.door.opened()
        try:
            return await patiently(ask, "[discord] token", pause)
        except BadConfig as error:
            if client.door.why is None:
                raise
            logger.warning("Discord lets us begin no session now: %s", error)


async def _held(lines: Sequence[Line]) -> discord.ConnectionClosed:
    """Until one of them is closed for good: how that was."""
    tasks = [asyncio.create_task(line.hold(), name=f"Discord, shard {line.shard}") for line in lines]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    finally:
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
    end = next(end for end in ends if isinstance(end, Exception))
    if not isinstance(end, discord.ConnectionClosed):
        raise end
    return end


class Sessions:
    """Those that may be begun; all shards of a bot share them."""

    def __init__(self, client: Client, pause: float, sleep: Pause = asyncio.sleep) -> None:
        self._client = client
        self._pause = pause
        self._sleep = sleep
        self._lock = asyncio.Lock()
        self._left = 0
        self._until = 0.0
        """When there are as many as at first."""
        self._next = 0.0
        self._told_for = 0
        """How many more may be begun before it is asked again: one of each shard."""

    async def shards(self, least: int = 1) -> int:
        """How many Discord recommends, but not fewer than these. Raises NotNow or Undeliverable."""
        try:
            told = await self._client.http.request(Route("GET", "/gateway/bot"))
        except CallFailed as error:
            raise understood(error) from error
        limit = told.get("session_start_limit") or {}
        self._left = int(limit.get("remaining", KEPT + 1))
        self._until = _now() + float(limit.get("reset_after", 0)) / 1000
        self._told_for = max(least, int(told.get("shards", 1)))
        return self._told_for

    async def another(self) -> None:
        """Returns when one more may be begun."""
        async with self._lock:
            await self._client.door.opened()
            await self._sleep(max(0.0, self._next - _now()))
            while await self._used_up():
                wait = max(self._until - _now(), 60 * self._pause)
                why = PlatformError(what=Phrase("discord_sessions", minutes=round(wait / 60)))
                logger.error("%s", why)
                self._client.away(why)
                await self._sleep(wait)
                self._told_for = 0
            self._left, self._told_for = self._left - 1, self._told_for - 1
            self._next = _now() + SPACING * self._pause

    async def _used_up(self) -> bool:
        try:
            if self._told_for <= 0:
                await self.shards()
        except (NotNow, PlatformError) as trouble:
            logger.warning("how many sessions may be begun is not known: %s", trouble)
        return self._left <= KEPT


def _now() -> float:
    return time.monotonic()


def _ended(code: int) -> str:
    return f"[discord] Discord ended the connection for good (code {code}). Look for a newer Threadbridge."
