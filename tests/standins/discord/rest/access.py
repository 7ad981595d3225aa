"""What the bot may do where it calls; each refusal as Discord makes it.

Source: docs.discord.com "Permissions", "Threads" (archived and locked threads), seen 2026-08.
"""

from tests.standins.discord.payloads import DiscordError
from tests.standins.discord.permissions import Permission, permissions
from tests.standins.discord.state import Channel, Kind, Message
from tests.standins.discord.world import World

from .call import Call

WRITABLE = (Kind.TEXT, Kind.DM, Kind.VOICE, Kind.STAGE, Kind.ANNOUNCEMENT)


def seen(world: World, call: Call) -> Channel:
    """The channel of the path; missing access where the bot does not see it."""
    channel = world.channel(call.id("channel"))
    if not world.sees(channel):
        raise DiscordError(50001)
    return channel


def need(world: World, channel: Channel, wanted: Permission) -> None:
    if wanted & ~permissions(world.bot, channel):
        raise DiscordError(50013)


def may(world: World, channel: Channel, wanted: Permission) -> bool:
    return not wanted & ~permissions(world.bot, channel)


def message(world: World, call: Call, channel: Channel) -> Message:
    return world.message(channel, call.id("message"))


def awake(channel: Channel) -> None:
    """An archived thread refuses every change but a new message."""
    if channel.is_thread and channel.archived:
        raise DiscordError(50083)


def unlocked(world: World, channel: Channel) -> None:
    """For what is written: in a locked thread that is a moderator's to do.

    One that is archived besides says so first, as seen 2024-05; which code a locked one has alone is assumed.
    """
    if channel.locked and not may(world, channel, Permission.MANAGE_THREADS):
        raise DiscordError(50083 if channel.archived else 160005)


def writable(world: World, channel: Channel) -> None:
    """For a new message."""
    if channel.is_thread:
        need(world, channel, Permission.SEND_MESSAGES_IN_THREADS)
        unlocked(world, channel)
        return
    if channel.kind not in WRITABLE:
        raise DiscordError(50008)
    if channel.kind is Kind.DM:
        _reachable(world, channel)
    need(world, channel, Permission.SEND_MESSAGES)


def _reachable(world: World, direct: Channel) -> None:
    """Somebody who shares a server with the bot, and lets bots write."""
    for person in direct.recipients:
        if person is not world.bot and not any(person.id in guild.members for guild in world.guilds.values()):
            raise DiscordError(50278)
        if not person.bot and not person.takes_messages:
            raise DiscordError(50007)
