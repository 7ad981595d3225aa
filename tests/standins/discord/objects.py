"""Payloads as Discord writes them: users, roles, channels, messages, servers.

Source: docs.discord.com "User", "Guild", "Channel", "Message Resource", "Gateway Events", seen 2026-08; discord.py
2.7, which wants a field left out that has no value where Discord leaves it out.
"""

from . import cdn
from .payloads import Payload
from .snowflakes import iso, moment
from .state import Attachment, Channel, Flag, Guild, Kind, Member, Message, Overwrite, Role, User
from .world import World


def user(one: User) -> Payload:
    return {
        "id": str(one.id),
        "username": one.name,
        "global_name": None if one.bot else one.name.capitalize(),
        "discriminator": "0000" if one.bot else "0",
        "avatar": None,
        "bot": one.bot,
        "public_flags": 0,
    }


def member(one: Member, *, whole: bool = True) -> Payload:
    """Its roles are ids; beside an author it has no user of its own."""
    alone = {
        "roles": [str(role.id) for role in one.roles],
        "nick": None,
        "avatar": None,
        "joined_at": iso(one.joined),
        "premium_since": None,
        "communication_disabled_until": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
    }
    return {**alone, "user": user(one.user)} if whole else alone


def role(one: Role, bot: User | None = None) -> Payload:
    payload: Payload = {
        "id": str(one.id),
        "name": one.name,
        "permissions": str(int(one.permissions)),
        "position": one.position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": one.managed,
        "mentionable": False,
        "flags": 0,
    }
    return {**payload, "tags": {"bot_id": str(bot.id)}} if one.managed and bot else payload


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


def attachment(one: Attachment, where: Channel, world: World) -> Payload:
    address = cdn.address(one, where.id, world)
    payload: Payload = {
        "id": str(one.id),
        "filename": one.name,
        "size": len(one.content),
        "url": address,
        "proxy_url": address,
    }
    if one.kind:
        payload["content_type"] = one.kind
    if one.description:
        payload["description"] = one.description
    if one.ephemeral:
        payload["ephemeral"] = True
    return payload


def message(one: Message, world: World) -> Payload:
    """As the API gives it; the gateway adds where and by which member."""
    named = [world.users[id] for id in sorted(one.mentions) if id in world.users]
    payload: Payload = {
        "id": str(one.id),
        "channel_id": str(one.channel.id),
        "author": user(one.author),
        "content": one.content,
        "timestamp": iso(one.at),
        "edited_timestamp": iso(one.edited_at) if one.edited_at is not None else None,
        "tts": False,
        "mention_everyone": one.mention_everyone,
        "mentions": [user(person) for person in named],
        "mention_roles": [str(id) for id in sorted(one.mention_roles)],
        "attachments": [attachment(each, one.channel, world) for each in one.attachments],
        "embeds": [] if one.flags & Flag.SUPPRESS_EMBEDS else one.embeds,
        "components": one.components,
        "pinned": one.pinned,
        "type": int(one.type),
        "flags": one.flags,
    }
    if one.reactions:
        payload["reactions"] = [reaction(name, ids, world.bot) for name, ids in one.reactions.items()]
    if one.nonce is not None:
        payload["nonce"] = one.nonce
    if one.webhook_id is not None:
        payload["webhook_id"] = str(one.webhook_id)
        payload["author"]["id"] = str(one.webhook_id)
    if one.author is world.bot:
        payload["application_id"] = str(world.app.id)
    if one.interaction is not None:
        payload["interaction_metadata"] = one.interaction
    if one.reference is not None:
        payload |= referring(one.reference, world)
    if one.has_thread:
        payload["thread"] = thread(one.thread, world.bot)
    return payload


def reaction(name: str, ids: list[int], bot: User) -> Payload:
    ours, count = bot.id in ids, len(ids)
    details = {"burst": 0, "normal": count}
    emoji = {"id": None, "name": name}
    return {"emoji": emoji, "count": count, "count_details": details, "me": ours, "me_burst": False}


def referring(reference: Payload, world: World) -> Payload:
    """message_reference, and what it refers to: null where that was deleted, left out where it is elsewhere."""
    place = world.channels.get(int(reference["channel_id"]))
    found = place.find(int(reference["message_id"])) if place and "message_id" in reference else None
    payload: Payload = {"message_reference": {"type": 0, **reference}}
    if "message_id" in reference:
        plain = message(found, world) if found and found.reference is None else found and bare(found, world)
        payload["referenced_message"] = plain
    return payload


def bare(one: Message, world: World) -> Payload:
    """Without what it refers to itself: Discord goes one step deep."""
    reference, one.reference = one.reference, None
    try:
        return message(one, world)
    finally:
        one.reference = reference


def told(one: Message, world: World) -> Payload:
    """As the gateway tells it."""
    payload = message(one, world) | {"channel_type": int(one.channel.kind)}
    guild = one.channel.guild
    if guild is not None:
        payload["guild_id"] = str(guild.id)
        if one.webhook_id is None and one.author.id in guild.members:
            payload["member"] = member(guild.members[one.author.id], whole=False)
    return payload


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


def application(world: World) -> Payload:
    return {
        "id": str(world.app.id),
        "name": world.bot.name,
        "description": "",
        "icon": None,
        "flags": world.app.flags,
        "verify_key": world.app.verify_key,
        "bot_public": True,
        "bot_require_code_grant": False,
        "owner": user(world.users[world.app.owner_id]),
        "team": None,
        "bot": user(world.bot),
        "summary": "",
        "integration_types_config": {"0": {}},
        "approximate_guild_count": len(world.guilds),
    }
