"""What somebody did besides writing: a command, a click, a choice from a menu, a dialog; and how it is answered.

Source: docs.discord.com "Receiving and Responding", "Component Reference", seen 2026-09; discord.py 2.7.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import discord

from bridge.types import Language, Thread
from platforms.desk.around import Sender
from platforms.discord.inbound import place_of
from platforms.discord.receiving.aside import Aside, Interaction

Kind = Literal["command", "menu", "complete", "click", "dialog"]


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
    aside: Aside
    """How they are answered; held before anything takes its time."""

    @property
    def tongue(self) -> Language:
        """What their own Discord speaks: so they see the commands' names."""
        return "ko" if self.interaction.locale is discord.Locale.korean else "en"

    @property
    def data(self) -> Mapping[str, Any]:
        """What Discord tells of it."""
        return dict(self.interaction.data or {})


def met(interaction: Interaction, language_of: Callable[[Thread], Language]) -> Met | None:
    """None where nobody can be answered."""
    thread = place_of(interaction.channel)
    if thread is None:
        return None
    aside = Aside(interaction, language_of(thread))
    sender = Sender(
        str(interaction.user.id),
        thread,
        aside.say,
        direct=isinstance(interaction.channel, discord.DMChannel),
        roles=frozenset(str(role) for role in getattr(interaction.user, "_roles", ())),
        writes=_writes(interaction),
        reads=not interaction.permissions.value or interaction.permissions.read_message_history,
    )
    return Met(interaction, sender, aside)


def _writes(interaction: Interaction) -> bool:
    """Commands and buttons can be used by people who may only read a channel."""
    may = interaction.permissions
    if not may.value:  # not told
        return True
    match interaction.channel:
        case discord.DMChannel():
            return True
        case discord.Thread():
            return may.send_messages_in_threads
        case _:
            return may.send_messages
