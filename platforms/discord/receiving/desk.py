"""Where everything arrives that the gateway brings: what it is, and who sees to it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Self

import discord

from bridge.errors import ShutOut, StorageError, Undeliverable
from bridge.types import Thread
from bridge.waiting.patience import Patience
from platforms.desk.around import Around
from platforms.desk.clicks import Clicks
from platforms.desk.edits import Edits
from platforms.desk.shortcuts import Shortcuts
from platforms.discord.connection.client import Told
from platforms.discord.inbound import beside_voice, by_a_person, place_of, said
from platforms.discord.places import Places
from platforms.discord.put import asker
from platforms.discord.receiving.aside import Interaction
from platforms.discord.receiving.clicks import Presses
from platforms.discord.receiving.commands import SlashCommands
from platforms.discord.receiving.completing import Completing
from platforms.discord.receiving.edits import deleted, edited
from platforms.discord.receiving.files import Files
from platforms.discord.receiving.gaps import Missed
from platforms.discord.receiving.interactions import Kind, Met, kind_of, met
from platforms.discord.receiving.menus import Menus
from platforms.discord.receiving.reading import Reading
from platforms.discord.receiving.replies import Replies
from platforms.discord.web import Web
from platforms.trouble import LONGEST_PAUSE, NotNow, NotThere

logger = logging.getLogger(__name__)

Deletion = discord.RawMessageDeleteEvent | discord.RawBulkMessageDeleteEvent


class Desk:
    """Of one bot. In its block messages are heard, one after the other, in the order in which they came."""

    def __init__(
        self,
        around: Around,
        web: Web,
        places: Places,
        replies: Replies,
        files: Files,
        missed: Missed,
        told: asyncio.Queue[Told],
        interactions: asyncio.Queue[Interaction],
        pause: float,
    ) -> None:
        self._around = around
        self._web = web
        self._places = places
        self._missed = missed
        self._told = told
        self._interactions = interactions
        self._pause = pause
        reading = Reading(web, places)
        self._edits = Edits(around, replies.sender, reading.reworded)
        presses = Presses(Clicks(around, self._edits.ask_as_edited, self._begin), places)
        menus = Menus(Shortcuts(around, reading, reading))
        self._sees_to: Mapping[Kind, Callable[[Met], Awaitable[None]]] = {
            "click": presses.take,
            "menu": menus.take,
            "dialog": menus.submitted,
            "command": SlashCommands(around, files).take,
            "complete": Completing(around).take,
        }

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
            told = await self._told.get()
            try:
                await self._take(told)
            except Exception:
                logger.exception("%s was not understood", type(told).__name__)
            finally:
                self._told.task_done()

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

    async def _take(self, told: Told) -> None:
        match told:
            case discord.Message():
                await self._message(told)
            case discord.RawMessageUpdateEvent() if asker(told.message, self._web.us.id):
                await self._message(told.message)  # it is whole now
            case discord.RawMessageUpdateEvent() if by_a_person(told.message, self._web.us.id):
                await self._patiently(partial(self._edited, told.message))
            case discord.RawMessageUpdateEvent() if not told.message.flags.loading:
                self._missed.gone((told.message_id,))  # it has become something else than a question
            case discord.RawMessageDeleteEvent():
                await self._patiently(partial(self._deleted, told, (told.message_id,)))
            case discord.RawBulkMessageDeleteEvent():
                await self._patiently(partial(self._deleted, told, sorted(told.message_ids)))

    async def _begin(self, place: Thread, text: str) -> Thread:
        """The thread is made when something is said in it."""
        return replace(place, thread=await self._places.post(place.channel, text))

    async def _patiently(self, do: Callable[[], Awaitable[None]]) -> None:
        """Discord tells it once, so we try until it is in the ledger."""
        patience = Patience(self._pause, LONGEST_PAUSE)
        while True:
            try:
                return await do()
            except (NotNow, ShutOut, StorageError) as error:
                logger.error("again in %.0f s: %s", patience.seconds, error)
            await patience.wait()

    async def _message(self, message: discord.Message) -> None:
        by_them = by_a_person(message, self._web.us.id)
        if by_them:
            await self._patiently(partial(self._web.locate, message))
        with self._missed.hearing(message):
            if by_them:
                await self._patiently(partial(self._said, message))

    async def _said(self, message: discord.Message) -> None:
        if heard := said(message, self._web.us.id):
            await self._around.hearing.hear(heard)
        elif beside := beside_voice(message, self._web.us.id):
            self._around.hearing.turn_away(beside, "no_threads_here")

    async def _edited(self, message: discord.Message) -> None:
        try:
            await self._web.locate(message)
        except (NotThere, Undeliverable) as error:
            return logger.info("a message was edited where we can't look: %s", error)
        if edit := edited(message, self._web.us.id):
            await self._edits.edited(edit)
        return None

    async def _deleted(self, told: Deletion, messages: Sequence[int]) -> None:
        self._missed.gone(messages)
        try:
            place = await self._place_of(told)
        except (NotThere, Undeliverable) as error:
            return logger.info("messages were deleted where we can't look: %s", error)
        for message in messages:
            if deletion := deleted(place, message):
                await self._edits.deleted(deletion)
        return None

    async def _place_of(self, told: Deletion) -> Thread | None:
        """Where it was; of direct messages that is told."""
        if told.guild_id is None:
            return Thread("discord", "", str(told.channel_id), str(told.channel_id))
        return place_of(await self._places.place_of(told.channel_id))
