"""What somebody did besides writing: a command, a click, a choice from a menu, a dialog; and how it is answered.

Discord waits three seconds for a first answer and takes others for 15 minutes. So whoever sees to it holds it first
and then says what there is to say, which only its sender sees.

Source: docs.discord.com "Receiving and Responding", "Component Reference", seen 2026-09; discord.py 2.7.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final, Literal

import discord

from bridge.commands import Answered
from bridge.texts import say
from bridge.types import File, Language, MessageId, Thread
from platforms.desk.around import Sender
from platforms.discord.client import SILENT
from platforms.discord.refusals import CallFailed, understood
from platforms.discord.showing.buttons import custom_id
from platforms.discord.text import plain, size
from platforms.split import split

LONGEST: Final = 1_900
"""Of the 2,000 that a message may have, as Discord counts."""

ACKNOWLEDGED = 40060
"""It was answered before: what Discord said to our call was lost on its way."""

OPTIONS, LABEL = 25, 100
"""What a menu can offer, and how long each may be."""

Kind = Literal["command", "menu", "complete", "click", "dialog"]

Interaction = discord.Interaction[discord.Client]


def kind_of(interaction: Interaction) -> Kind | None:
    """A command, a choice from a message's menu, the beginning of an option, a click, a dialog that was sent."""
    match interaction.type:
        case discord.InteractionType.application_command:
            typed = dict(interaction.data or {}).get("type", 1) == discord.AppCommandType.chat_input.value
            return "command" if typed else "menu"
        case discord.InteractionType.autocomplete:
            return "complete"
        case discord.InteractionType.component:
            return "click"
        case discord.InteractionType.modal_submit:
            return "dialog"
        case _:
            return None


@dataclass(frozen=True, slots=True)
class Met:
    """Somebody did something."""

    interaction: Interaction
    sender: Sender
    aside: "Aside"
    """How they are answered; held before anything takes its time."""

    @property
    def data(self) -> Mapping[str, Any]:
        """What Discord tells of it."""
        return dict(self.interaction.data or {})


def met(interaction: Interaction, language_of: Callable[[Thread], Language]) -> Met | None:
    """None where nobody can be answered."""
    thread = thread_of(interaction.channel)
    if thread is None:
        return None
    aside = Aside(interaction, language_of(thread))
    sender = Sender(
        str(interaction.user.id),
        thread,
        aside.say,
        direct=isinstance(interaction.channel, discord.DMChannel),
        roles=frozenset(str(role.id) for role in getattr(interaction.user, "roles", ())),
    )
    return Met(interaction, sender, aside)


def thread_of(channel: object) -> Thread | None:
    """Where something was done; its own name is empty outside of a thread."""
    match channel:
        case discord.Thread() as thread:
            return Thread("discord", str(thread.guild.id), str(thread.parent_id), str(thread.id))
        case discord.abc.GuildChannel() as channel:
            return Thread("discord", str(channel.guild.id), str(channel.id), "")
        case discord.DMChannel() as channel:
            return Thread("discord", "", str(channel.id), str(channel.id))
        case _:
            return None


class Aside:
    """What is said to one interaction, seen by its sender alone."""

    def __init__(self, interaction: Interaction, language: Language) -> None:
        self.language = language
        self._interaction = interaction
        self._held = False
        self.whispered = _is_whispered(interaction.message)
        """It was done in something that only they see."""
        self._replaces = self.whispered
        """The first words take the place of what is shown: of "is thinking", or of what only they saw."""
        self._speaking = asyncio.Lock()

    async def hold(self) -> None:
        """Within three seconds: there is more to come. Below a command stands "is thinking" until then."""
        async with self._speaking:
            if self._held or self._interaction.response.is_done():
                return
            click = self._interaction.type is discord.InteractionType.component
            with _failing():
                try:
                    await self._interaction.response.defer(ephemeral=True, thinking=not click)
                except discord.HTTPException as error:
                    if error.code != ACKNOWLEDGED:
                        raise
            self._held = True
            self._replaces = self._replaces or not click

    async def say(self, said: Answered) -> None:
        """Plain text in as many messages as it needs. Raises NotNow, NotThere or PlatformError."""
        async with self._speaking:
            pieces = [piece.text for piece in split(plain(said.text), LONGEST, size)]
            files, view = [said.file] if said.file else [], pressable(said, self.language)
            for left, text in zip(reversed(range(len(pieces))), pieces, strict=True):
                await self._say(text, files, None if left else view)
                files = []

    async def open(self, dialog: discord.ui.Modal) -> None:
        """A dialog, as the first answer. Raises NotNow or PlatformError."""
        async with self._speaking:
            with _failing():
                await self._interaction.response.send_modal(dialog)

    async def show(self, content: str) -> MessageId:
        """Where all see it, as the first answer, in Markdown. Raises NotNow or PlatformError."""
        async with self._speaking:
            with _failing():
                try:
                    shown = await self._interaction.response.send_message(
                        content, allowed_mentions=SILENT, suppress_embeds=True
                    )
                except discord.HTTPException as error:
                    if error.code != ACKNOWLEDGED:
                        raise
                    return MessageId(str((await self._interaction.original_response()).id))
                return MessageId(str(shown.message_id))

    async def over(self) -> None:
        """If nothing was said, nothing more comes: "is thinking" is taken away."""
        async with self._speaking:
            click = self._interaction.type is discord.InteractionType.component
            if self._held and self._replaces and not click:
                self._replaces = False
                with _failing():
                    await self._interaction.delete_original_response()

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


def pressable(said: Answered, language: Language) -> discord.ui.View | None:
    """A button that confirms, or a menu of models; None where there is nothing to press."""
    if said.confirm == "forget":
        label, red = say("forget_yes", language), discord.ButtonStyle.danger
        return _view(discord.ui.Button(label=label, style=red, custom_id=custom_id("forget", "yes")))
    if said.confirm == "edit":
        label = say("ask_as_edited", language)
        return _view(discord.ui.Button(label=label, custom_id=custom_id("edit", said.about)))
    if said.models:
        fitting = [one for one in said.models if 0 < len(one.id) <= LABEL]
        ordered = sorted(fitting, key=lambda one: one.id != said.model)[:OPTIONS]
        options = [
            discord.SelectOption(label=(one.label or one.id)[:LABEL], value=one.id, default=one.id == said.model)
            for one in ordered
        ]
        placeholder = say("button_model", language)
        return _view(discord.ui.Select(custom_id=custom_id("model"), placeholder=placeholder, options=options))
    return None


def _view(item: discord.ui.Item[discord.ui.View]) -> discord.ui.View:
    """What is pressed comes as an event with its id, also after a restart; discord.py need not remember it."""
    view = discord.ui.View(timeout=None)
    view.add_item(item)
    view.stop()
    return view


def _attached(file: File) -> discord.File:
    return discord.File(BytesIO(file.content), file.name)


def _is_whispered(message: discord.Message | None) -> bool:
    return message is not None and message.flags.ephemeral


@contextmanager
def _failing() -> Iterator[None]:
    try:
        yield
    except CallFailed as error:
        raise understood(error) from error
