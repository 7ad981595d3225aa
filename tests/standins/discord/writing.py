"""Every change of messages, and what the gateway is told of it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from . import objects
from .mentions import read
from .payloads import Payload
from .permissions import Permission, permissions
from .snowflakes import iso
from .state import Attachment, Channel, Edit, Flag, Message, Type, Typing, User
from .world import World


@dataclass(slots=True)
class Draft:
    """What somebody wants to write."""

    content: str = ""
    type: Type = Type.DEFAULT
    embeds: list[Payload] = field(default_factory=list)
    components: list[Payload] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    answers: Message | None = None
    reference: Payload | None = None
    flags: int = 0
    nonce: str | int | None = None
    allowed: Payload | None = None
    """allowed_mentions; None where none was sent."""
    webhook_id: int | None = None
    interaction: Payload | None = None
    only_for: int | None = None
    id: int | None = None
    """That of the thread, for the first message of a forum's post."""


def refers(message: Message) -> Payload:
    guild = message.channel.guild
    place = {"message_id": str(message.id), "channel_id": str(message.channel.id)}
    return place | ({"guild_id": str(guild.id)} if guild else {})


def post(world: World, where: Channel, author: User, draft: Draft) -> Message:
    """White space around a text is cut off (seen 2026-08). A thread that is archived wakes up."""
    reference = refers(draft.answers) if draft.answers else draft.reference
    message = Message(
        draft.id or world.snowflakes.new(),
        where,
        author,
        draft.content.strip(),
        Type.REPLY if draft.answers else draft.type,
        draft.embeds,
        draft.components,
        draft.attachments,
        reference,
        draft.flags,
        draft.nonce,
        webhook_id=draft.webhook_id,
        interaction=draft.interaction,
        only_for=draft.only_for,
    )
    _mention(message, draft.allowed, draft.answers)
    if message.only_for is not None:
        where.whispers.append(message)
        world.ring()
        return message
    wake(world, where)
    where.messages.append(message)
    if where.is_thread and where.guild:
        for id in (author.id, *message.mentions):
            join(world, where, id)
    world.tell("MESSAGE_CREATE", objects.told(message, world), where, where.guild)
    _preview_links(world, message)
    return message


def join(world: World, thread: Channel, id: int) -> None:
    """By a word in it, or by being mentioned there; the bot is told of a private thread that it has not seen."""
    assert thread.guild is not None
    if id in thread.members or id not in thread.guild.members:
        return
    seen = world.sees(thread)
    thread.members.append(id)
    if id == world.bot.id and not seen:
        world.tell("THREAD_CREATE", objects.thread(thread, world.bot), thread, thread.guild)


def _mention(message: Message, allowed: Payload | None, answers: Message | None = None) -> None:
    found = read(message.content, allowed, answers)
    message.mentions, message.mention_roles, message.mention_everyone = found.users, found.roles, found.everyone
    message.pinged |= found.pings


def wake(world: World, thread: Channel) -> None:
    """Whoever writes into an archived thread takes it up again."""
    if thread.is_thread and thread.archived:
        thread.archived = False
        world.tell("THREAD_UPDATE", objects.thread(thread, world.bot), thread, thread.guild)


def edit(world: World, message: Message, content: str | None, allowed: Payload | None = None) -> None:
    """None leaves the text as it is; what else has changed is in the message already."""
    now = world.clock.now()
    if content is not None:
        message.edits.append(Edit(message.content, now))
        message.content = content.strip()
        _mention(message, allowed)
    message.edited_at = now
    tell_update(world, message)
    _preview_links(world, message)


LINK = re.compile(r"(?<!<)\bhttps?://[^\s<>)\]]+")


def _preview_links(world: World, message: Message) -> None:
    """Discord looks at what a message links to, unless that is switched off or the link stands in <>."""
    links, shown = LINK.findall(message.content), not message.flags & Flag.SUPPRESS_EMBEDS
    allowed = permissions(message.author, message.channel) & Permission.EMBED_LINKS
    if links and shown and allowed and not message.embeds and message.only_for is None:
        preview(world, message, links[0])


def tell_update(world: World, message: Message) -> None:
    """An edit, a preview that came, a pin: Discord tells the whole message, and not what is new in it."""
    if message.only_for is None:
        world.tell("MESSAGE_UPDATE", objects.told(message, world), message.channel, message.channel.guild)
    else:
        world.ring()


def preview(world: World, message: Message, url: str) -> None:
    """Of a link in it; it is not edited by that."""
    message.embeds.append({"type": "link", "url": url, "title": "a page"})
    tell_update(world, message)


def pin(world: World, message: Message, by: User) -> None:
    message.pinned = True
    tell_update(world, message)
    where, guild = message.channel, message.channel.guild
    told = {"channel_id": str(where.id), "last_pin_timestamp": iso(world.clock.now())}
    world.tell("CHANNEL_PINS_UPDATE", told | ({"guild_id": str(guild.id)} if guild else {}), where, guild)
    post(world, where, by, Draft(type=Type.PINNED, reference=refers(message)))


def delete(world: World, messages: Sequence[Message]) -> None:
    """One, or several at once as a moderator does it; all of one channel."""
    where, guild = messages[0].channel, messages[0].channel.guild
    for message in messages:
        message.deleted = True
        if message in where.messages:
            where.messages.remove(message)
            where.gone.append(message)
        elif message in where.whispers:
            where.whispers.remove(message)
    if messages[0].only_for is not None:
        world.ring()
        return
    place = {"channel_id": str(where.id)} | ({"guild_id": str(guild.id)} if guild else {})
    ids = [str(message.id) for message in messages]
    if len(ids) == 1:
        world.tell("MESSAGE_DELETE", {"id": ids[0], **place}, where, guild)
    else:
        world.tell("MESSAGE_DELETE_BULK", {"ids": ids, **place}, where, guild)


def react(world: World, message: Message, user: User, emoji: str, *, added: bool) -> None:
    ids = message.reactions.setdefault(emoji, [])
    if (user.id in ids) is added:
        return
    ids.append(user.id) if added else ids.remove(user.id)
    if not ids:
        del message.reactions[emoji]
    told: Payload = {
        "user_id": str(user.id),
        "channel_id": str(message.channel.id),
        "message_id": str(message.id),
        "emoji": {"id": None, "name": emoji},
        "burst": False,
        "type": 0,
    }
    guild = message.channel.guild
    if guild:
        told["guild_id"] = str(guild.id)
        if added and user.id in guild.members:
            told["member"] = objects.member(guild.members[user.id])
    if added:
        told["message_author_id"] = str(message.author.id)
    world.tell(f"MESSAGE_REACTION_{'ADD' if added else 'REMOVE'}", told, message.channel, guild)


def types(world: World, where: Channel, user: User) -> None:
    """Shown for ten seconds."""
    now = world.clock.now()
    where.typings.append(Typing(world.snowflakes.new(), user.id))
    told: Payload = {"channel_id": str(where.id), "user_id": str(user.id), "timestamp": int(now)}
    if where.guild:
        told |= {"guild_id": str(where.guild.id), "member": objects.member(where.guild.members[user.id])}
    world.tell("TYPING_START", told, where, where.guild)


def upload(world: World, files: Iterable[tuple[str, bytes, str | None]]) -> list[Attachment]:
    """Each a name, its bytes and their kind."""
    return [Attachment(world.snowflakes.new(), name, content, kind) for name, content, kind in files]
