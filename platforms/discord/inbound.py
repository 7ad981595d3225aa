"""From Discord's messages to questions; pure.

A message in a text channel is the first of its thread, before that thread exists: a thread that is made from a
message has the message's id, and there is at most one. A direct message channel has no threads, so the whole
channel is one Thread, under its own id and without a workspace.

Source: docs.discord.com "Message Resource" (types, references, snapshots), "Threads" (the message that opens a post
of a forum has the thread's id), seen 2026-09.
"""

from collections.abc import Iterator
from dataclasses import replace

import discord

from bridge.commands import words
from bridge.types import Attachment, MessageId, Question, Thread
from platforms.discord import put
from platforms.discord.text import mentions, without_mention
from platforms.receiving.hearing import Said
from platforms.receiving.quoting import quote

SAID_BY_PEOPLE = frozenset({discord.MessageType.default, discord.MessageType.reply})


def by_a_person(message: discord.Message, us: int) -> bool:
    """Not by a bot, a webhook or Discord itself; by us only what we put there for somebody."""
    if put.asker(message, us) is not None:
        return True
    if message.type not in SAID_BY_PEOPLE or message.webhook_id is not None:
        return False
    return not message.author.bot and message.author.id != us


def said(message: discord.Message, us: int) -> Said | None:
    """What a person said, or None."""
    thread = thread_of(message) if by_a_person(message, us) else None
    if thread is None:
        return None
    if asker := put.asker(message, us):
        return _put(message, thread, asker)
    question = Question(
        thread=thread,
        message=MessageId(str(message.id)),
        author=str(message.author.id),
        text=words_of(message, us),
        attachments=attachments_of(message),
    )
    return Said(
        question,
        mentioned=_means_us(message, us),
        direct=isinstance(message.channel, discord.DMChannel),
        reply=thread.thread != question.message,
        at=message.created_at.timestamp(),
        roles=frozenset(str(role) for role in getattr(message.author, "_roles", ())),
        reads=_reads(message),
    )


def _reads(message: discord.Message) -> bool:
    """As far as it is known: of what is read later Discord does not tell what its author may."""
    place, author = message.channel, message.author
    if not isinstance(place, discord.abc.GuildChannel | discord.Thread) or not isinstance(author, discord.Member):
        return True
    if isinstance(place, discord.Thread) and place.parent is None:
        return True
    return place.permissions_for(author).read_message_history


def _put(message: discord.Message, thread: Thread, asker: discord.User) -> Said:
    """What a command asked in its sender's name."""
    text, model = put.asked(message.content)
    question = Question(
        thread,
        MessageId(str(message.id)),
        str(asker.id),
        text,
        model=model,
        attachments=attachments_of(message),
    )
    return Said(
        question,
        mentioned=True,
        direct=isinstance(message.channel, discord.DMChannel),
        reply=thread.thread != question.message,
        at=message.created_at.timestamp(),
        admitted=True,
    )


def thread_of(message: discord.Message) -> Thread | None:
    """Where it was said; None where no thread can be, as beside a voice channel."""
    place = place_of(message.channel)
    if place is None or place.thread:
        return place
    return replace(place, thread=str(message.id)) if isinstance(message.channel, discord.TextChannel) else None


def place_of(channel: object) -> Thread | None:
    """A channel as we call it; its thread is empty outside of one. None where nobody is answered."""
    match channel:
        case discord.Thread() as thread:
            return Thread("discord", str(thread.guild.id), str(thread.parent_id), str(thread.id))
        case discord.abc.GuildChannel() as channel:
            return Thread("discord", str(channel.guild.id), str(channel.id), "")
        case discord.DMChannel() as channel:
            return Thread("discord", "", str(channel.id), str(channel.id))
        case _:
            return None


def words_of(message: discord.Message, us: int) -> str:
    """What its author wrote to us, and the messages that it is about."""
    written = without_mention(message.content, us, _our_role(message))
    if words.parse(written):
        return written
    return "\n\n".join(filter(None, [_title(message), written, *_quoted(message)]))


def beside_voice(message: discord.Message, us: int) -> Said | None:
    """What a person said to us where no thread can be made; None for everything else."""
    place = message.channel
    if not isinstance(place, discord.VoiceChannel | discord.StageChannel) or not by_a_person(message, us):
        return None
    thread = Thread("discord", str(place.guild.id), str(place.id), str(message.id))
    question = Question(thread, MessageId(str(message.id)), str(message.author.id), words_of(message, us))
    return Said(question, mentioned=True, direct=False, reply=False) if _means_us(message, us) else None


def attachments_of(message: discord.Message) -> tuple[Attachment, ...]:
    """Its files, and those of what it is about."""
    return tuple(_attachments(message))


def source(channel: int, message: int, attachment: int) -> str:
    """Where a file is found again; the address that Discord tells with it is good for a day or so."""
    return f"{channel}/{message}/{attachment}"


def _title(message: discord.Message) -> str:
    """Of a post in a forum, whose first message often only goes on with it."""
    thread = message.channel
    return thread.name if isinstance(thread, discord.Thread) and thread.id == message.id else ""


def _our_role(message: discord.Message) -> int:
    """The role that a server gives to us alone; people take its name for ours."""
    role = message.guild.self_role if message.guild else None
    return role.id if role else 0


def _means_us(message: discord.Message, us: int) -> bool:
    """Our mention is in it, or it answers a message of ours."""
    replied = _replied(message)
    return mentions(message.content, us, _our_role(message)) or (replied is not None and replied.author.id == us)


def _replied(message: discord.Message) -> discord.Message | None:
    """The message that this one answers, as far as Discord tells it."""
    resolved = message.reference.resolved if message.reference else None
    return resolved if isinstance(resolved, discord.Message) else None


def _about(message: discord.Message) -> discord.Message | None:
    """The message that a new Thread is about; in a Thread of its own the conversation has it."""
    return _replied(message) if isinstance(message.channel, discord.TextChannel) else None


def _quoted(message: discord.Message) -> Iterator[str]:
    for one in message.message_snapshots:
        if one.content:
            yield quote(one.content)
    about = _about(message)
    if about is not None and about.content:
        yield quote(about.content, about.author.display_name)


def _attachments(message: discord.Message) -> Iterator[Attachment]:
    """Its own, those of messages that were forwarded with it, and those of the one that it is about."""
    for file in (*message.attachments, *(file for one in message.message_snapshots for file in one.attachments)):
        yield _attachment(message, file)
    if about := _about(message):
        for file in about.attachments:
            yield _attachment(about, file)


def _attachment(message: discord.Message, file: discord.Attachment) -> Attachment:
    where = source(message.channel.id, message.id, file.id)
    return Attachment(file.filename or str(file.id), where, file.size or 0, file.content_type or "")
