"""From Discord's messages to questions; pure.

A message in a text channel is the first of its thread, before that thread exists: a thread that is made from a
message has the message's id, and there is at most one. A direct message channel has no threads, so the whole
channel is one Thread, under its own id and without a workspace.

Source: docs.discord.com "Message Resource" (types), "Threads", seen 2026-08.
"""

import discord

from bridge.types import MessageId, Question, Thread
from platforms.discord.text import mentions, without_mention
from platforms.hearing import Said

SAID_BY_PEOPLE = frozenset({discord.MessageType.default, discord.MessageType.reply})


def by_a_person(message: discord.Message, us: int) -> bool:
    """Not by a bot, a webhook or Discord itself, and not by us."""
    if message.type not in SAID_BY_PEOPLE or message.webhook_id is not None:
        return False
    return not message.author.bot and message.author.id != us


def said(message: discord.Message, us: int) -> Said | None:
    """What a person said, or None."""
    thread = _thread(message) if by_a_person(message, us) else None
    if thread is None:
        return None
    question = Question(
        thread=thread,
        message=MessageId(str(message.id)),
        author=str(message.author.id),
        text=without_mention(message.content, us),
    )
    return Said(
        question,
        mentioned=mentions(message.content, us),
        direct=isinstance(message.channel, discord.DMChannel),
        reply=thread.thread != question.message,
        at=message.created_at.timestamp(),
        roles=frozenset(str(role.id) for role in getattr(message.author, "roles", ())),
    )


def _thread(message: discord.Message) -> Thread | None:
    """Where it was said; None where no thread can be, as beside a voice channel."""
    match message.channel:
        case discord.Thread() as thread:
            return Thread("discord", str(thread.guild.id), str(thread.parent_id), str(thread.id))
        case discord.TextChannel() as channel:
            return Thread("discord", str(channel.guild.id), str(channel.id), str(message.id))
        case discord.DMChannel() as channel:
            return Thread("discord", "", str(channel.id), str(channel.id))
        case _:
            return None
