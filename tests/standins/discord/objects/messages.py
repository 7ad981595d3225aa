"""Messages, and what hangs on them.

Source: docs.discord.com "Message Resource", "Gateway Events" (Message Create), seen 2026-08; discord.py 2.7, which
wants a field left out that has no value where Discord leaves it out.
"""

from tests.standins.discord import cdn
from tests.standins.discord.payloads import Payload
from tests.standins.discord.snowflakes import iso
from tests.standins.discord.state import Attachment, Channel, Flag, Message, User
from tests.standins.discord.world import World

from .people import member, user
from .places import thread


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
