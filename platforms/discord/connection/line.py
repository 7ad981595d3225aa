"""One shard's connection to the gateway, taken up again whenever it ends.

A session is resumed as long as Discord has it: then nothing is missed, and it is none of those that a bot may begin
in a day. discord.py's own loop begins a new one after every surprise.

Source: docs.discord.com "Gateway" (Resuming, close codes), seen 2026-09; discord.py 2.7, discord/gateway.py.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import NoReturn

import aiohttp
import discord
from discord.gateway import DiscordWebSocket, ReconnectWebSocket

from bridge.errors import PlatformError
from bridge.texts import Phrase
from bridge.waiting.patience import Patience
from platforms.discord.connection.client import Client
from platforms.trouble import LASTS

logger = logging.getLogger(__name__)

LONGEST_PAUSE = 60.0
"""Seconds between two tries to connect."""

TO_CONNECT = 60.0
"""Seconds."""

GOODBYE, BREAK = 1000, 4000
"""Close codes: the session is over; it is to be resumed."""

STUMBLES = 3
"""Connections in a row on which a session told nothing; then it is given up."""

Away = (discord.HTTPException, discord.GatewayNotFound, aiohttp.ClientError, OSError, TimeoutError)


class Line:
    """Of one shard. `may_begin` returns when another session may be begun."""

    def __init__(self, client: Client, shard: int, may_begin: Callable[[], Awaitable[None]], pause: float) -> None:
        self._client = client
        self.shard = shard
        self._may_begin = may_begin
        self._pause = pause
        self._last: DiscordWebSocket | None = None
        """The one whose session can be resumed."""
        self._tries = self._stumbles = 0
        """To connect, and connections, since anything was told."""

    async def hold(self) -> NoReturn:
        """Until cancelled; ConnectionClosed when Discord wants no more of us."""
        patience = Patience(self._pause, LONGEST_PAUSE)
        while True:
            try:
                await self._listen()
            except ReconnectWebSocket as end:
                if not end.resume:
                    self._last = None
                logger.info("Discord wants shard %d to connect again", self.shard)
            except Away as error:
                logger.warning("shard %d lost Discord: %s", self.shard, type(error).__name__)
            except discord.ConnectionClosed:
                raise
            except Exception:
                logger.exception("the connection to Discord broke")
            if self._tries == 0:
                patience = Patience(self._pause, LONGEST_PAUSE)
            else:
                await patience.wait()
            self._tries += 1
            if self._tries == LASTS:
                self._client.away(PlatformError(what=Phrase("discord_no_line")))

    async def _listen(self) -> NoReturn:
        """On one connection, until it ends."""
        last = self._last if self._last and self._last.session_id and self._stumbles < STUMBLES else None
        if last is None:
            await self._may_begin()
        async with asyncio.timeout(TO_CONNECT):
            socket = await (self._begun() if last is None else self._resumed(last))
        self._stumbles += 1
        code, began = GOODBYE, socket.sequence
        try:
            while True:
                await socket.poll_event()
                if socket.session_id and socket.sequence != began:
                    self._last, self._tries, self._stumbles = socket, 0, 0
        except Exception:
            code = BREAK
            raise
        finally:
            if socket.open:
                await socket.close(code)

    def _begun(self) -> Awaitable[DiscordWebSocket]:
        return DiscordWebSocket.from_client(self._client, shard_id=self.shard)

    def _resumed(self, last: DiscordWebSocket) -> Awaitable[DiscordWebSocket]:
        return DiscordWebSocket.from_client(
            self._client,
            shard_id=self.shard,
            resume=True,
            session=last.session_id,
            sequence=last.sequence,
            gateway=last.gateway,
        )
