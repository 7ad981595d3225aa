"""The commands that there are: everywhere, or in one server; and who sees which.

Source: docs.discord.com "Application Commands" (making, updating, permissions; 200 creates a day for each server),
seen 2026-09. Here a command is seen the moment it is there.
"""

from typing import TYPE_CHECKING, Any

from tests.standins.discord.payloads import DiscordError, Payload, invalid
from tests.standins.discord.permissions import Permission, permissions
from tests.standins.discord.state import Channel, Guild, User

from . import declared
from .declared import Kind

if TYPE_CHECKING:
    from tests.standins.discord.world import World

CREATES = 200
A_DAY = 86_400.0
IN_GUILD, IN_DIRECT = 0, 1

Key = tuple[str, int]


class Registry:
    def __init__(self, world: "World") -> None:
        self._world = world
        self._kept: dict[int, dict[Key, Payload]] = {}
        """By server; 0 is everywhere."""
        self._created: dict[int, list[float]] = {}
        self.not_invited: set[int] = set()
        """Servers whose invite had no scope `applications.commands`."""

    def of(self, guild: int = 0) -> list[Payload]:
        return list(self._kept.get(guild, {}).values())

    def find(self, guild: int, id: int) -> Payload:
        for one in self.of(guild):
            if one["id"] == str(id):
                return one
        raise declared.unknown_command()

    def overwrite(self, guild: int, given: list[Any]) -> list[Payload]:
        """All at once: what is not among them is gone, what is there already keeps its id."""
        made = [declared.command(one, f"{number}.") for number, one in enumerate(given)]
        keys = [_key(one) for one in made]
        if len(set(keys)) < len(keys):
            raise invalid("name", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
        for kind, most in declared.MOST.items():
            if sum(one["type"] == kind for one in made) > most:
                raise DiscordError(30032, message=f"Maximum number of application commands reached ({most})")
        before = self._kept.get(guild, {})
        self._count(guild, sum(key not in before for key in keys))
        self._kept[guild] = {
            key: self._stored(guild, one, before.get(key)) for key, one in zip(keys, made, strict=True)
        }
        return self.of(guild)

    def put(self, guild: int, given: Payload) -> Payload:
        """One more, or another for one of the same name."""
        made = declared.command(given)
        kept = self._kept.setdefault(guild, {})
        alike = [one for one in kept.values() if one["type"] == made["type"]]
        before = kept.get(_key(made))
        if before is None and len(alike) >= declared.MOST[Kind(made["type"])]:
            raise DiscordError(30032)
        self._count(guild, before is None)
        kept[_key(made)] = stored = self._stored(guild, made, before)
        return stored

    def change(self, guild: int, id: int, given: Payload) -> Payload:
        before = self.find(guild, id)
        made = declared.command(before | given)
        del self._kept[guild][_key(before)]
        self._kept[guild][_key(made)] = stored = self._stored(guild, made, before)
        return stored

    def remove(self, guild: int, id: int) -> None:
        del self._kept[guild][_key(self.find(guild, id))]

    def _stored(self, guild: int, made: Payload, before: Payload | None) -> Payload:
        """A new version where something is new."""
        if before is not None and made.items() <= before.items() and ("options" in made) is ("options" in before):
            return before
        id, version = self._world.snowflakes.new(), self._world.snowflakes.new()
        head = {"id": before["id"] if before else str(id), "application_id": str(self._world.app.id)}
        return {**head, "version": str(version), **({"guild_id": str(guild)} if guild else {}), **made}

    def _count(self, guild: int, new: int) -> None:
        now = self._world.clock.now()
        today = [at for at in self._created.get(guild, []) if at > now - A_DAY]
        if len(today) + new > CREATES:
            raise DiscordError(30034)
        self._created[guild] = today + [now] * new

    def seen(self, user: User, where: Channel) -> list[Payload]:
        """What this person finds there: a server's own commands come first."""
        guild = where.guild
        if guild is None:
            return [one for one in self.of() if _fits(one, IN_DIRECT)]
        may = permissions(user, where)
        wanted = Permission.VIEW_CHANNEL | Permission.USE_APPLICATION_COMMANDS
        if guild.id in self.not_invited or wanted & ~may:
            return []
        here = [*self.of(guild.id), *(one for one in self.of() if _fits(one, IN_GUILD))]
        return [one for one in here if _permitted(one, may, user, guild)]


def _permitted(one: Payload, may: Permission, user: User, guild: Guild) -> bool:
    needed = one["default_member_permissions"]
    if needed is None or guild.owner_id == user.id:
        return True
    return needed != "0" and not int(needed) & ~int(may)


def _fits(one: Payload, context: int) -> bool:
    if one["contexts"] is not None:
        return context in one["contexts"]
    return context == IN_GUILD or bool(one["dm_permission"])


def _key(one: Payload) -> Key:
    return one["name"], one["type"]
