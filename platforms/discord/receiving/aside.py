"""What is said to one interaction, seen by its sender alone.

Discord waits three seconds for a first answer and takes others for 15 minutes. So whoever sees to it holds it first
and then says what there is to say.

Source: docs.discord.com "Receiving and Responding", seen 2026-09; discord.py 2.7.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from io import BytesIO
from typing import TypeVar

import aiohttp
import discord

from bridge.commands.words import Answered
from bridge.errors import Undeliverable
from bridge.texts import say
from bridge.types import File, Language, MessageId
from platforms.desk.clicks import TURNS
from platforms.discord.connection.client import SILENT
from platforms.discord.found import messages
from platforms.discord.receiving.pressable import pressable
from platforms.discord.refusals import CallFailed, understood
from platforms.discord.showing.buttons import pressed

logger = logging.getLogger(__name__)

ACKNOWLEDGED = 40060
"""It was answered before: what Discord said to our call was lost on its way."""

Interaction = discord.Interaction[discord.Client]

T = TypeVar("T")


class Aside:
    """What is said to one interaction, seen by its sender alone."""

    def __init__(self, interaction: Interaction, language: Language) -> None:
        self.language = language
        self._interaction = interaction
        self._held = False
        self.whispered = _is_whispered(interaction.message)
        """It was done in something that only they see."""
        self._replaces = _gives_way(interaction)
        """The first words take the place of what is shown: of "is thinking", or of what only they saw."""
        self._speaking = asyncio.Lock()

    async def hold(self) -> None:
        """Within three seconds: there is more to come. Below a command stands "is thinking" until then."""
        async with self._speaking:
            if self._held or self._interaction.response.is_done():
                return
            click = self._interaction.type is discord.InteractionType.component
            defer = self._interaction.response.defer
            with _failing():
                await _first(lambda: defer(ephemeral=True, thinking=not click))
            self._held = True
            self._replaces = self._replaces or not click

    async def say(self, said: Answered) -> None:
        """Plain text in as many messages as it needs. Raises NotNow, NotThere or PlatformError."""
        async with self._speaking:
            try:
                await self._say_all(said)
            except Undeliverable as error:
                if said.file is None:
                    raise
                logger.warning("%s is not taken: %s", said.file.name, error)
                without = say("not_uploaded", self.language, name=said.file.name)
                await self._say_all(replace(said, text=f"{said.text}\n{without}", file=None))

    async def open(self, dialog: discord.ui.Modal) -> None:
        """A dialog, as the first answer. Raises NotNow or PlatformError."""
        async with self._speaking:
            with _failing():
                await _first(lambda: self._interaction.response.send_modal(dialog))

    async def think(self) -> None:
        """Where all see it: "is thinking", until it is shown what comes."""
        async with self._speaking:
            with _failing():
                await _first(lambda: self._interaction.response.defer(thinking=True))
            self._held = self._replaces = True

    async def show(self, content: str, file: File | None = None) -> MessageId:
        """Where all see it, as the first answer, in Markdown; a file only behind `think`. Raises as `say` does."""
        async with self._speaking:
            there = self._interaction
            with _failing():
                if self._held:
                    attached = [_attached(file)] if file else []
                    edit = there.edit_original_response
                    message = (await edit(content=content, attachments=attached, allowed_mentions=SILENT)).id
                else:
                    send = partial(there.response.send_message, allowed_mentions=SILENT, suppress_embeds=True)
                    sent = await _first(lambda: send(content))
                    message = (sent and sent.message_id) or (await there.original_response()).id
            self._held, self._replaces = True, False
            return MessageId(str(message))

    async def over(self) -> None:
        """If nothing was said, nothing more comes: "is thinking" is taken away."""
        async with self._speaking:
            click = self._interaction.type is discord.InteractionType.component
            if self._held and self._replaces and not click:
                self._replaces = False
                with _failing():
                    await self._interaction.delete_original_response()

    async def _say_all(self, said: Answered) -> None:
        pieces = messages(said, self.language)
        files, view = [said.file] if said.file else [], pressable(said, self.language)
        for left, text in zip(reversed(range(len(pieces))), pieces, strict=True):
            await self._say(text, files, None if left else view)
            files = []

    async def _say(self, text: str, files: Sequence[File], view: discord.ui.View | None) -> None:
        there, attached = self._interaction, [_attached(file) for file in files]
        shown = discord.utils.MISSING if view is None else view
        first = self._replaces
        with _failing():
            if first and (self._held or there.response.is_done()):
                await there.edit_original_response(
                    content=text, attachments=attached, view=view, allowed_mentions=SILENT
                )
            elif self._held or there.response.is_done():
                await there.followup.send(
                    text, files=attached, view=shown, ephemeral=True, allowed_mentions=SILENT, wait=True
                )
            else:
                await there.response.send_message(
                    text, files=attached, view=shown, ephemeral=True, allowed_mentions=SILENT
                )
        self._replaces = False


def _attached(file: File) -> discord.File:
    return discord.File(BytesIO(file.content), file.name)


def _gives_way(interaction: Interaction) -> bool:
    """What only they saw; of what was found the pages do, also in a direct message, and what it offers does not."""
    ours = pressed(str(dict(interaction.data or {}).get("custom_id") or ""))
    what = ours[0] if ours else ""
    if what in TURNS and isinstance(interaction.channel, discord.DMChannel):
        return True
    return _is_whispered(interaction.message) and what != "here"


def _is_whispered(message: discord.Message | None) -> bool:
    return message is not None and message.flags.ephemeral


async def _first(answer: Callable[[], Awaitable[T]]) -> T | None:
    """The first answer; None when Discord has it, and what it said to our call was lost."""
    lost = False
    while True:
        try:
            return await answer()
        except discord.HTTPException as error:
            if error.code != ACKNOWLEDGED:
                raise
            return None
        except (aiohttp.ClientError, OSError) as error:
            if lost:
                raise
            logger.info("whether Discord has an answer is not known: %s", error)
            lost = True


@contextmanager
def _failing() -> Iterator[None]:
    try:
        yield
    except CallFailed as error:
        raise understood(error) from error
