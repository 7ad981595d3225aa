"""Every change of threads, and what the gateway is told of it.

Source: docs.discord.com "Threads", "Channels Resource" (Start Thread …), seen 2026-08.
"""

from . import objects, writing
from .state import Channel, Flag, Kind, Message, Type, User
from .world import World
from .writing import Draft


def from_message(world: World, message: Message, by: User, name: str, auto_archive: int = 1440) -> Channel:
    """It has the message's id; in it Discord quotes the message, in its channel the message shows the thread."""
    kind = Kind.ANNOUNCEMENT_THREAD if message.channel.kind is Kind.ANNOUNCEMENT else Kind.PUBLIC_THREAD
    thread = _add(world, message.id, message.channel, kind, by, name, auto_archive)
    message.flags |= Flag.HAS_THREAD
    _tell_made(world, thread)
    writing.tell_update(world, message)
    starter = Draft(type=Type.THREAD_STARTER, reference=writing.refers(message))
    writing.post(world, thread, message.author, starter)
    return thread


def alone(
    world: World, channel: Channel, by: User, name: str, auto_archive: int = 1440, *, private: bool = False
) -> Channel:
    """Without a message; a public one is announced in the channel."""
    kind = Kind.PRIVATE_THREAD if private else Kind.PUBLIC_THREAD
    thread = _add(world, world.snowflakes.new(), channel, kind, by, name, auto_archive)
    _tell_made(world, thread)
    if not private and channel.guild:
        reference = {"channel_id": str(thread.id), "guild_id": str(channel.guild.id)}
        writing.post(world, channel, by, Draft(name, Type.THREAD_CREATED, reference=reference))
    return thread


def forum_post(
    world: World, forum: Channel, by: User, name: str, first: Draft, auto_archive: int = 1440
) -> Channel:
    """A thread whose first message has its id."""
    thread = _add(world, world.snowflakes.new(), forum, Kind.PUBLIC_THREAD, by, name, auto_archive)
    _tell_made(world, thread)
    first.id = thread.id
    writing.post(world, thread, by, first)
    return thread


def _add(world: World, id: int, parent: Channel, kind: Kind, by: User, name: str, auto_archive: int) -> Channel:
    thread = Channel(id, kind, name, parent.guild, parent, owner_id=by.id, auto_archive=auto_archive)
    thread.archived_at = world.clock.now()
    thread.members.append(by.id)
    parent.threads.append(thread)
    world.channels[thread.id] = thread
    return thread


def _tell_made(world: World, thread: Channel) -> None:
    told = objects.thread(thread, world.bot) | {"newly_created": True}
    world.tell("THREAD_CREATE", told, thread, thread.guild)


def rename(world: World, channel: Channel, by: User, name: str) -> None:
    """In a thread Discord says so in a message of its own."""
    channel.names.append(channel.name)
    channel.name = name
    tell_update(world, channel)
    if channel.is_thread:
        writing.post(world, channel, by, Draft(name, Type.NAME_CHANGE))


def archive(world: World, thread: Channel, archived: bool, locked: bool | None = None) -> None:
    thread.archived = archived
    thread.locked = thread.locked if locked is None else locked
    thread.archived_at = world.clock.now()
    tell_update(world, thread)


def age(world: World) -> None:
    """Threads in which nothing was said for as long as each bears it go to the archive."""
    now = world.clock.now()
    for thread in [one for guild in world.guilds.values() for one in guild.threads if not one.archived]:
        since = max([thread.archived_at, *(message.at for message in thread.messages[-1:])])
        if now - since >= thread.auto_archive * 60:
            archive(world, thread, True)


def tell_update(world: World, channel: Channel) -> None:
    event = "THREAD_UPDATE" if channel.is_thread else "CHANNEL_UPDATE"
    world.tell(event, objects.channel(channel, world.bot), channel, channel.guild)


def delete(world: World, channel: Channel) -> None:
    """A thread, or a channel with all its threads."""
    payload, event = objects.channel(channel, world.bot), "CHANNEL_DELETE"
    if channel.is_thread:
        keys, event = ("id", "guild_id", "parent_id", "type"), "THREAD_DELETE"
        payload = {key: payload[key] for key in keys}
    seen = channel.parent if channel.is_thread else channel
    for gone in (channel, *channel.threads):
        world.channels.pop(gone.id, None)
    if channel.parent and channel.is_thread:
        channel.parent.threads.remove(channel)
    elif channel.guild:
        channel.guild.channels.pop(channel.id)
    world.tell(event, payload, seen, channel.guild)
