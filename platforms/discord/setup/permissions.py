"""What the bot has to be allowed, where, and why: the one table that invitation, doctor and refusals go by; pure.

Nothing is in it that is not used: no embeds, no managing of others' messages. A thread that the bot has begun may
be renamed by it without Manage Threads.

Source: docs.discord.com "Permissions" (bits, threads inherit all but Send Messages), "Threads" (who may edit one),
seen 2026-09.
"""

from dataclasses import dataclass
from typing import Final

import discord

from bridge.texts import Phrase

VIEW: Final = "view_channel"
HISTORY: Final = "read_message_history"
SEND: Final = "send_messages"
THREADS: Final = "create_public_threads"
IN_THREADS: Final = "send_messages_in_threads"
FILES: Final = "attach_files"
REACTIONS: Final = "add_reactions"

ESSENTIAL: Final = frozenset({VIEW, THREADS, IN_THREADS})
"""Without which there are no answers at all."""

TEXT: Final = frozenset({discord.ChannelType.text, discord.ChannelType.news})
POSTS: Final = frozenset({discord.ChannelType.forum, discord.ChannelType.media})
"""Channels whose threads people begin themselves."""


@dataclass(frozen=True, slots=True)
class Needed:
    """A permission, as discord.py calls it; what Discord calls it and what it is for stands in bridge/texts."""

    name: str
    channels: frozenset[discord.ChannelType]
    """Where it is needed."""

    @property
    def shown(self) -> Phrase:
        """As Discord's own pages call it."""
        return shown(self.name)

    @property
    def reason(self) -> Phrase:
        """What does not work without it."""
        return Phrase(f"permission_{self.name}_for")


NEEDED: Final = (
    Needed(VIEW, TEXT | POSTS),
    Needed(HISTORY, TEXT | POSTS),
    Needed(THREADS, TEXT),
    Needed(IN_THREADS, TEXT | POSTS),
    Needed(SEND, TEXT),
    Needed(FILES, TEXT | POSTS),
    Needed(REACTIONS, TEXT | POSTS),
)


def to_answer(place: object) -> tuple[str, ...] | None:
    """What an answer takes there, where a thread may have to be made; None where there can be none."""
    match place:
        case discord.DMChannel():
            return ()
        case discord.Thread():
            return VIEW, IN_THREADS
        case discord.TextChannel():
            return VIEW, THREADS, IN_THREADS
        case _:
            return None


def invited() -> discord.Permissions:
    """All of them, as the bits of an invitation."""
    return discord.Permissions(**{one.name: True for one in NEEDED})


def missing(kind: discord.ChannelType, granted: discord.Permissions) -> tuple[Needed, ...]:
    """What is not `granted` of that which a channel of this kind takes.

    Where it can't be seen all else is ignored, whatever the bits say, so only that is named.
    """
    lacking = tuple(one for one in NEEDED if kind in one.channels and not getattr(granted, one.name))
    return lacking[:1] if lacking and lacking[0].name == VIEW else lacking


def granted(channel: discord.abc.GuildChannel, me: discord.Member) -> discord.Permissions:
    """What the roles of the bot and the channel's own settings grant it there.

    As the bits say it: discord.py takes files away where nothing may be sent, which says nothing about threads.
    """
    base = me.guild_permissions
    if base.administrator:
        return base
    everybody = {channel.guild.id}
    for level in (everybody, {role.id for role in me.roles} - everybody, {me.id}):
        pairs = [of.pair() for who, of in channel.overwrites.items() if who.id in level]
        for _, deny in pairs:
            base &= ~deny
        for allow, _ in pairs:
            base |= allow
    return base


def role_of(me: discord.Member) -> str:
    """The name of the role that Discord gave the bot when it was invited."""
    return next((role.name for role in me.roles if role.is_bot_managed()), me.name)


def shown(name: str) -> Phrase:
    """What Discord calls the permission."""
    return Phrase(f"permission_{name}")
