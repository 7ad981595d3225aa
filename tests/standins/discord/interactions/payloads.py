"""How an app is told what somebody did.

Source: docs.discord.com "Receiving and Responding" (Interaction Structure), seen 2026-09; discord.py 2.7, which
reads `attachment_size_limit` from each.
"""

from typing import TYPE_CHECKING

from tests.standins.discord import objects
from tests.standins.discord.payloads import Payload
from tests.standins.discord.permissions import permissions
from tests.standins.discord.state import Channel, User

if TYPE_CHECKING:
    from tests.standins.discord.world import World

    from .made import Interaction


def created(one: "Interaction", world: "World") -> Payload:
    where, guild = one.channel, one.channel.guild
    payload: Payload = {
        "id": str(one.id),
        "application_id": str(world.app.id),
        "type": int(one.kind),
        "token": one.token,
        "version": 1,
        "data": one.data,
        "channel_id": str(where.id),
        "channel": objects.channel(where, world.bot) | {"permissions": _permissions(one.user, where)},
        "locale": one.user.locale,
        "app_permissions": _permissions(world.bot, where),
        "entitlements": [],
        "authorizing_integration_owners": {"0": str(guild.id) if guild else "0"},
        "context": 0 if guild else 1,
        "attachment_size_limit": world.habits.file_size,
    }
    if guild is None:
        payload["user"] = objects.user(one.user)
    else:
        payload |= {"guild_id": str(guild.id), "guild_locale": guild.locale}
        payload["guild"] = {"id": str(guild.id), "locale": guild.locale, "features": []}
        member = objects.member(guild.members[one.user.id])
        payload["member"] = member | {"permissions": _permissions(one.user, where)}
    if one.message is not None:
        payload["message"] = objects.message(one.message, world)
    return payload


def _permissions(user: User, where: Channel) -> str:
    return str(int(permissions(user, where)))


def metadata(one: "Interaction") -> Payload:
    """Beside a message that answers it."""
    guild = one.channel.guild
    return {
        "id": str(one.id),
        "type": int(one.kind),
        "user": objects.user(one.user),
        "authorizing_integration_owners": {"0": str(guild.id) if guild else "0"},
    }
