"""Channels and threads over the API.

Source: docs.discord.com "Channels Resource", "Threads", seen 2026-08.
"""

from tests.standins.discord import objects, threads
from tests.standins.discord.payloads import DiscordError, Payload, invalid
from tests.standins.discord.permissions import Permission
from tests.standins.discord.state import PEOPLES, THREADS, Channel, Kind
from tests.standins.discord.world import World

from . import access, forms
from .call import Call

NAME = 100
ARCHIVE_AFTER = (60, 1440, 4320, 10080)


def read(world: World, call: Call) -> Payload:
    return objects.channel(access.seen(world, call), world.bot)


def change(world: World, call: Call) -> Payload:
    channel, body = access.seen(world, call), call.body
    if channel.guild is None:
        raise DiscordError(50024)
    if channel.is_thread:
        _may_change(world, channel, body)
    else:
        access.need(world, channel, Permission.MANAGE_CHANNELS)
    if "auto_archive_duration" in body:
        channel.auto_archive = _archive_after(body)
    if body.get("archived") is False:
        threads.archive(world, channel, False, body.get("locked"))
    if "name" in body:
        threads.rename(world, channel, world.bot, call.text("name", NAME))
    if body.get("archived") or ("archived" not in body and "locked" in body):
        threads.archive(world, channel, bool(body.get("archived", channel.archived)), body.get("locked"))
    return objects.channel(channel, world.bot)


def _may_change(world: World, thread: Channel, body: Payload) -> None:
    """The name and the rest by its owner or a moderator; the lock by a moderator only.

    To take an archived one up again needs no more than to write in it, unless it is locked.
    """
    manages = access.may(world, thread, Permission.MANAGE_THREADS)
    if thread.archived and body.get("archived") is not False:
        raise DiscordError(50083)
    if "locked" in body or thread.locked:
        access.need(world, thread, Permission.MANAGE_THREADS)
    if body.keys() <= {"archived"} and body.get("archived") is False:
        access.need(world, thread, Permission.SEND_MESSAGES_IN_THREADS)
    elif not manages and thread.owner_id != world.bot.id:
        raise DiscordError(50013)


def _archive_after(body: Payload) -> int:
    minutes = body.get("auto_archive_duration") or 1440
    if minutes not in ARCHIVE_AFTER:
        raise invalid("auto_archive_duration", "BASE_TYPE_CHOICES", f"Value must be one of {ARCHIVE_AFTER}.")
    return int(minutes)


def delete(world: World, call: Call) -> Payload:
    channel = access.seen(world, call)
    access.need(world, channel, Permission.MANAGE_THREADS if channel.is_thread else Permission.MANAGE_CHANNELS)
    payload = objects.channel(channel, world.bot)
    threads.delete(world, channel)
    return payload


def thread_from_message(world: World, call: Call) -> Payload:
    """There is one per message, under its id."""
    channel = access.seen(world, call)
    message = access.message(world, call, channel)
    if channel.kind not in (Kind.TEXT, Kind.ANNOUNCEMENT):
        raise DiscordError(50024)
    access.need(world, channel, Permission.CREATE_PUBLIC_THREADS)
    if message.has_thread:
        raise DiscordError(160004)
    if message.type not in PEOPLES:
        raise DiscordError(50021)
    name, archive_after = call.text("name", NAME), _archive_after(call.body)
    _not_too_many(world, channel)
    thread = threads.from_message(world, message, world.bot, name, archive_after)
    return objects.thread(thread, world.bot)


def thread_alone(world: World, call: Call) -> Payload:
    channel = access.seen(world, call)
    name, archive_after = call.text("name", NAME), _archive_after(call.body)
    if channel.kind is Kind.FORUM:
        access.need(world, channel, Permission.SEND_MESSAGES)
        first = forms.draft(world, call, call.body.get("message") or {})
        _not_too_many(world, channel)
        thread = threads.forum_post(world, channel, world.bot, name, first, archive_after)
        return objects.thread(thread, world.bot) | {"message": objects.message(thread.messages[0], world)}
    if channel.kind is not Kind.TEXT:
        raise DiscordError(50024)
    private = call.body.get("type", Kind.PRIVATE_THREAD) == Kind.PRIVATE_THREAD
    needed = Permission.CREATE_PRIVATE_THREADS if private else Permission.CREATE_PUBLIC_THREADS
    access.need(world, channel, needed)
    _not_too_many(world, channel)
    made = threads.alone(world, channel, world.bot, name, archive_after, private=private)
    return objects.thread(made, world.bot)


def _not_too_many(world: World, channel: Channel) -> None:
    assert channel.guild is not None
    if sum(not thread.archived for thread in channel.guild.threads) >= world.habits.active_threads:
        raise DiscordError(160006)


def join(world: World, call: Call) -> None:
    thread = access.seen(world, call)
    if thread.kind not in THREADS:
        raise DiscordError(50024)
    access.awake(thread)
    if world.bot.id not in thread.members:
        thread.members.append(world.bot.id)


def member(world: World, call: Call) -> Payload:
    """Of a thread; nobody needs an intent to ask for one."""
    thread = access.seen(world, call)
    if thread.kind not in THREADS:
        raise DiscordError(50024)
    if (person := call.id("user")) not in thread.members:
        raise DiscordError(10007)
    return objects.thread_member(thread, person)


def active(world: World, call: Call) -> Payload:
    """Of a whole server, newest first."""
    guild = world.guilds.get(call.id("guild"))
    if guild is None:
        raise DiscordError(10004)
    return _listed(world, [one for one in guild.threads if not one.archived and world.sees(one)])


def archived(world: World, call: Call) -> Payload:
    """Of one channel; the one that was archived last comes first."""
    channel = access.seen(world, call)
    access.need(world, channel, Permission.READ_MESSAGE_HISTORY)
    found = [one for one in channel.threads if one.archived and not one.private]
    found.sort(key=lambda one: one.archived_at, reverse=True)
    if "before" in call.query:
        found = [one for one in found if _archived_at(world, one) < call.query["before"]]
    limit = call.whole("limit", 50, 100)
    return _listed(world, found[:limit]) | {"has_more": len(found) > limit}


def _archived_at(world: World, thread: Channel) -> str:
    return str(objects.thread(thread, world.bot)["thread_metadata"]["archive_timestamp"])


def _listed(world: World, found: list[Channel]) -> Payload:
    ours = [objects.thread_member(one, world.bot.id) for one in found if world.bot.id in one.members]
    return {"threads": [objects.thread(one, world.bot) for one in found], "members": ours}


CHANNEL = "/channels/{channel}"
ROUTES = {
    f"GET {CHANNEL}": read,
    f"PATCH {CHANNEL}": change,
    f"DELETE {CHANNEL}": delete,
    f"POST {CHANNEL}/messages/{{message}}/threads": thread_from_message,
    f"POST {CHANNEL}/threads": thread_alone,
    f"PUT {CHANNEL}/thread-members/@me": join,
    f"GET {CHANNEL}/thread-members/{{user}}": member,
    f"GET {CHANNEL}/threads/archived/public": archived,
    "GET /guilds/{guild}/threads/active": active,
}
