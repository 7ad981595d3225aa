"""Where everything arrives that the gateway brings: what it is, and who sees to it."""

import asyncio
import logging
from typing import Self

import discord

from bridge.errors import StorageError
from bridge.patience import Patience
from platforms.desk.around import Around
from platforms.discord.inbound import by_a_person, said
from platforms.discord.web import Web
from platforms.trouble import LONGEST_PAUSE, NotNow

logger = logging.getLogger(__name__)


class Desk:
    """Of one bot. In its block messages are heard, one after the other, in the order in which they came."""

    def __init__(self, around: Around, web: Web, messages: asyncio.Queue[discord.Message], pause: float) -> None:
        self._around = around
        self._web = web
        self._messages = messages
        self._pause = pause

    async def __aenter__(self) -> Self:
        self._hearing = asyncio.create_task(self._hear(), name="hearing Discord")
        return self

    async def __aexit__(self, *_: object) -> None:
        self._hearing.cancel()
        await asyncio.gather(self._hearing, return_exceptions=True)

    async def _hear(self) -> None:
        while True:
            message = await self._messages.get()
            try:
                if by_a_person(message, self._web.us.id):
                    await self._take(message)
            except Exception:
                logger.exception("the message %d was not understood", message.id)

    async def _take(self, message: discord.Message) -> None:
        """Discord tells it once, so we try until the question is in the ledger."""
        patience = Patience(self._pause, LONGEST_PAUSE)
        while True:
            try:
                await self._web.locate(message)
                if heard := said(message, self._web.us.id):
                    await self._around.hearing.hear(heard)
                return
            except (NotNow, StorageError) as error:
                logger.error("again in %.0f s: %s", patience.seconds, error)
            await patience.wait()
