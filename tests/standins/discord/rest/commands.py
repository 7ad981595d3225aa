"""Commands over the API: made, changed, listed, taken away; everywhere or in one server.

Source: docs.discord.com "Application Commands" (Endpoints), seen 2026-09.
"""

from collections.abc import Callable
from typing import Any

from tests.standins.discord.interactions import declared
from tests.standins.discord.payloads import DiscordError, Payload
from tests.standins.discord.world import World

from .call import Call


def _place(world: World, call: Call) -> int:
    """The server of the path, 0 for everywhere; missing access where its invite had not the scope."""
    if call.id("app") != world.app.id:
        raise DiscordError(50001)
    if "guild" not in call.params:
        return 0
    guild = call.id("guild")
    if guild not in world.guilds or guild in world.commands.not_invited:
        raise DiscordError(50001)
    return guild


def listed(world: World, call: Call) -> list[Payload]:
    found = world.commands.of(_place(world, call))
    return found if call.flag("with_localizations") else [declared.untranslated(one) for one in found]


def overwrite(world: World, call: Call) -> list[Payload]:
    return world.commands.overwrite(_place(world, call), call.listed)


def create(world: World, call: Call) -> Payload:
    return world.commands.put(_place(world, call), call.body)


def read(world: World, call: Call) -> Payload:
    return world.commands.find(_place(world, call), call.id("command"))


def change(world: World, call: Call) -> Payload:
    return world.commands.change(_place(world, call), call.id("command"), call.body)


def remove(world: World, call: Call) -> None:
    world.commands.remove(_place(world, call), call.id("command"))


def _routes(path: str) -> dict[str, Callable[[World, Call], Any]]:
    return {
        f"GET {path}": listed,
        f"PUT {path}": overwrite,
        f"POST {path}": create,
        f"GET {path}/{{command}}": read,
        f"PATCH {path}/{{command}}": change,
        f"DELETE {path}/{{command}}": remove,
    }


ROUTES = _routes("/applications/{app}/commands") | _routes("/applications/{app}/guilds/{guild}/commands")
