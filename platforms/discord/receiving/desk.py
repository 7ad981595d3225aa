"""Where everything arrives that the gateway brings: what it is, and who sees to it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Self

import discord

from bridge.errors import StorageError
from bridge.patience import Patience
from platforms.desk.around import Around
from platforms.discord.inbound import beside_voice, by_a_person, said
from platforms.discord.receiving.interactions import Interaction, Kind, Met, kind_of, met
from platforms.discord.web import Web
from platforms.trouble import LONGEST_PAUSE, NotNow

logger = logging.getLogger(__name__)


class Desk:
    """Of one bot. In its block messages are heard, one after the other, in the order in which they came."""

    def __init__(
        self,
        around: Around,
        web: Web,
        messages: asyncio.Queue[discord.Message],
        interactions: asyncio.Queue[Interaction],
        pause: float,
    ) -> None:
        self._around = around
        self._web = web
        self._messages = messages
        self._interactions = interactions
        self._pause = pause
        self._sees_to: Mapping[Kind, Callable[[Met], Awaitable[None]]] = {}

    async def __aenter__(self) -> Self:
        self._tasks = [
            asyncio.create_task(self._hear(), name="hearing Discord"),
            asyncio.create_task(self._meet(), name="meeting Discord's people"),
        ]
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _hear(self) -> None:
        while True:
            message = await self._messages.get()
            try:
                if by_a_person(message, self._web.us.id):
                    await self._take(message)
            except Exception:
                logger.exception("the message %d was not understood", message.id)

    async def _meet(self) -> None:
        """Nobody who pressed something waits for a message, or for somebody else."""
        while True:
            interaction = await self._interactions.get()
            self._around.errands.begin(self._see_to(interaction))

    async def _see_to(self, interaction: Interaction) -> None:
        kind = kind_of(interaction)
        do = self._sees_to.get(kind) if kind else None
        one = met(interaction, self._around.language)
        if do is not None and one is not None:
            await self._around.told(one.sender, do(one))

    async def _take(self, message: discord.Message) -> None:
        """Discord tells it once, so we try until the question is in the ledger."""
        patience = Patience(self._pause, LONGEST_PAUSE)
        while True:
            try:
                await self._web.locate(message)
                if heard := said(message, self._web.us.id):
                    await self._around.hearing.hear(heard)
                elif beside := beside_voice(message, self._web.us.id):
                    self._around.hearing.turn_away(beside, "no_threads_here")
                return
            except (NotNow, StorageError) as error:
                logger.error("again in %.0f s: %s", patience.seconds, error)
            await patience.wait()
