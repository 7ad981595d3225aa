"""Users, servers and the app over the API, and where the gateway is.

Source: docs.discord.com "User", "Guild", "Application", "Gateway" (Get Gateway Bot), seen 2026-08.
"""

from tests.standins.discord import objects
from tests.standins.discord.payloads import DiscordError, Payload
from tests.standins.discord.state import Guild
from tests.standins.discord.world import World

from .call import Call, snowflake


def me(world: World, call: Call) -> Payload:
    return objects.user(world.bot) | {"verified": True, "mfa_enabled": True, "email": None, "flags": 0}


def user(world: World, call: Call) -> Payload:
    found = world.users.get(call.id("user"))
    if found is None:
        raise DiscordError(10013)
    return objects.user(found)


def direct(world: World, call: Call) -> Payload:
    """The direct message channel with somebody; made when first asked for."""
    found = world.users.get(snowflake(call.body.get("recipient_id"), "recipient_id"))
    if found is None or found is world.bot:
        raise DiscordError(10013 if found is None else 50007)
    return objects.channel(world.direct(found), world.bot)


def my_guilds(world: World, call: Call) -> list[Payload]:
    return [
        {
            "id": str(guild.id),
            "name": guild.name,
            "icon": None,
            "owner": False,
            "permissions": str(int(world.bot_role(guild).permissions | guild.everyone.permissions)),
            "features": [],
        }
        for guild in world.guilds.values()
    ]


def application(world: World, call: Call) -> Payload:
    return objects.application(world)


def _guild(world: World, call: Call) -> Guild:
    if found := world.guilds.get(call.id("guild")):
        return found
    raise DiscordError(10004)


def guild(world: World, call: Call) -> Payload:
    found = _guild(world, call)
    counts = {"approximate_member_count": len(found.members), "approximate_presence_count": 1}
    return objects.guild(found, world) | (counts if call.flag("with_counts") else {})


def channels(world: World, call: Call) -> list[Payload]:
    return [objects.channel(one, world.bot) for one in _guild(world, call).channels.values()]


def roles(world: World, call: Call) -> list[Payload]:
    return [objects.role(one, world.bot) for one in _guild(world, call).roles.values()]


def member(world: World, call: Call) -> Payload:
    found = _guild(world, call).members.get(call.id("user"))
    if found is None:
        raise DiscordError(10007)
    return objects.member(found)


def gateway(world: World, call: Call) -> Payload:
    return {"url": world.gateway_url}


def gateway_bot(world: World, call: Call) -> Payload:
    limit = {
        "total": world.habits.identifies_a_day,
        "remaining": world.identifies_left(),
        "reset_after": 24 * 3_600_000,
        "max_concurrency": 1,
    }
    return {"url": world.gateway_url, "shards": world.habits.shards, "session_start_limit": limit}


ROUTES = {
    "GET /users/@me": me,
    "GET /users/@me/guilds": my_guilds,
    "POST /users/@me/channels": direct,
    "GET /users/{user}": user,
    "GET /oauth2/applications/@me": application,
    "GET /applications/@me": application,
    "GET /guilds/{guild}": guild,
    "GET /guilds/{guild}/channels": channels,
    "GET /guilds/{guild}/roles": roles,
    "GET /guilds/{guild}/members/{user}": member,
    "GET /gateway": gateway,
    "GET /gateway/bot": gateway_bot,
}
