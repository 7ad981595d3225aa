"""Users, members, roles and the app.

Source: docs.discord.com "User", "Guild" (Guild Member), "Permissions" (Role), "Application", seen 2026-08.
"""

from tests.standins.discord.payloads import Payload
from tests.standins.discord.snowflakes import iso
from tests.standins.discord.state import Member, Role, User
from tests.standins.discord.world import World


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
        "communication_disabled_until": iso(one.quiet_until) if one.quiet_until else None,
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


def application(world: World) -> Payload:
    return {
        "id": str(world.app.id),
        "name": world.bot.name,
        "description": "",
        "icon": None,
        "flags": world.app.flags,
        "verify_key": world.app.verify_key,
        "bot_public": world.app.public,
        "bot_require_code_grant": world.app.code_grant,
        "interactions_endpoint_url": world.app.endpoint,
        "owner": user(world.users[world.app.owner_id]),
        "team": None,
        "bot": user(world.bot),
        "summary": "",
        "integration_types_config": {"0": {}},
        "approximate_guild_count": len(world.guilds),
    }
