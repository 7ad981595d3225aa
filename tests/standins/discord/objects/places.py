"""Channels, threads and servers.

Source: docs.discord.com "Channels Resource", "Threads", "Guild", "Gateway Events" (Guild Create), seen 2026-08.
"""

from tests.standins.discord.payloads import Payload
from tests.standins.discord.snowflakes import iso, moment
from tests.standins.discord.state import Channel, Guild, Kind, Overwrite, User
from tests.standins.discord.world import World

from .people import member, role, user


def overwrite(id: int, one: Overwrite) -> Payload:
    kind = 1 if one.of_member else 0
    return {"id": str(id), "type": kind, "allow": str(int(one.allow)), "deny": str(int(one.deny))}


def channel(one: Channel, bot: User) -> Payload:
    if one.is_thread:
        return thread(one, bot)
    last = str(one.messages[-1].id) if one.messages else None
    if one.guild is None:
        others = [user(recipient) for recipient in one.recipients if recipient is not bot]
        return {"id": str(one.id), "type": int(one.kind), "last_message_id": last, "recipients": others, "flags": 0}
    payload: Payload = {
        "id": str(one.id),
        "type": int(one.kind),
        "guild_id": str(one.guild.id),
        "name": one.name,
        "position": list(one.guild.channels).index(one.id),
        "parent_id": str(one.parent.id) if one.parent else None,
        "permission_overwrites": [overwrite(id, its) for id, its in one.overwrites.items()],
        "nsfw": False,
        "topic": one.topic,
        "last_message_id": last,
        "rate_limit_per_user": 0,
        "flags": 0,
    }
    if one.kind in (Kind.VOICE, Kind.STAGE):
        payload |= {"bitrate": 64000, "user_limit": 0, "rtc_region": None}
    if one.kind is Kind.FORUM:
        payload |= {"available_tags": [], "default_reaction_emoji": None, "default_forum_layout": 0}
        payload |= {"default_sort_order": None, "default_thread_rate_limit_per_user": 0, "template": ""}
    return payload


def thread(one: Channel, bot: User) -> Payload:
    assert one.guild is not None
    assert one.parent is not None
    payload: Payload = {
        "id": str(one.id),
        "type": int(one.kind),
        "guild_id": str(one.guild.id),
        "parent_id": str(one.parent.id),
        "owner_id": str(one.owner_id),
        "name": one.name,
        "last_message_id": str(one.messages[-1].id) if one.messages else None,
        "rate_limit_per_user": 0,
        "message_count": len(one.messages),
        "total_message_sent": len(one.messages) + len(one.gone),
        "member_count": min(len(one.members), 50),
        "flags": 0,
        "thread_metadata": {
            "archived": one.archived,
            "auto_archive_duration": one.auto_archive,
            "archive_timestamp": iso(one.archived_at),
            "create_timestamp": iso(moment(one.id)),
            "locked": one.locked,
        },
    }
    if one.private:
        payload["thread_metadata"]["invitable"] = True
    if one.parent.kind is Kind.FORUM:
        payload["applied_tags"] = [str(tag) for tag in one.tags]
    if bot.id in one.members:
        payload["member"] = thread_member(one, bot.id)
    return payload


def thread_member(one: Channel, id: int) -> Payload:
    return {"id": str(one.id), "user_id": str(id), "join_timestamp": iso(moment(one.id)), "flags": 1}


def threads_seen(one: Channel, where: Guild, world: World) -> Payload:
    """Of a channel that the bot sees from now on."""
    seen = [each for each in one.threads if not each.archived and world.sees(each)]
    return {
        "guild_id": str(where.id),
        "channel_ids": [str(one.id)],
        "threads": [thread(each, world.bot) for each in seen],
        "members": [thread_member(each, world.bot.id) for each in seen if world.bot.id in each.members],
    }


def guild(one: Guild, world: World) -> Payload:
    """As the API gives it."""
    return {
        "id": str(one.id),
        "name": one.name,
        "owner_id": str(one.owner_id),
        "roles": [role(each, world.bot) for each in one.roles.values()],
        "emojis": [],
        "stickers": [],
        "features": [],
        "icon": None,
        "banner": None,
        "splash": None,
        "discovery_splash": None,
        "description": None,
        "vanity_url_code": None,
        "preferred_locale": one.locale,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "rules_channel_id": None,
        "public_updates_channel_id": None,
        "safety_alerts_channel_id": None,
        "afk_channel_id": None,
        "afk_timeout": 300,
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "premium_progress_bar_enabled": False,
        "application_id": None,
        "max_members": 500_000,
    }


def guild_created(one: Guild, world: World) -> Payload:
    """As the gateway tells it: with channels, the threads that are active, and of the members the bot."""
    return guild(one, world) | {
        "joined_at": iso(one.members[world.bot.id].joined),
        "large": False,
        "unavailable": False,
        "member_count": len(one.members),
        "voice_states": [],
        "members": [member(one.members[world.bot.id])],
        "channels": [channel(each, world.bot) for each in one.channels.values()],
        "threads": [thread(each, world.bot) for each in one.threads if not each.archived and world.sees(each)],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }
