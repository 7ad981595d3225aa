"""The servers as a test sees them: their people, places and roles, and who may do what there."""

from . import objects
from .permissions import INVITED, USUAL, Permission, named
from .person import Person
from .state import Channel, Guild, Kind, Role, User
from .world import World


class Servers:
    def __init__(self, world: World) -> None:
        self.world = world
        self.app = world.app
        self.bot: User = world.bot
        self.guild: Guild = world.add_guild("home")

    def another_guild(self, name: str, everyone: Permission = USUAL, invited: Permission = INVITED) -> Guild:
        """Another server that has invited the bot."""
        guild = self.world.add_guild(name, everyone, invited)
        self.world.tell("GUILD_CREATE", objects.guild_created(guild, self.world), None, guild)
        return guild

    def leave(self, guild: Guild) -> None:
        """Somebody removes the bot from a server."""
        del self.world.guilds[guild.id], guild.members[self.bot.id]
        self.world.tell("GUILD_DELETE", {"id": str(guild.id)}, None, guild)

    def outage(self, guild: Guild) -> None:
        """Discord can't reach a server of its own; what is said there meanwhile nobody hears."""
        guild.unavailable = True
        self.world.tell("GUILD_DELETE", {"id": str(guild.id), "unavailable": True}, None, guild)

    def back(self, guild: Guild) -> None:
        """After an outage."""
        guild.unavailable = False
        self.world.tell("GUILD_CREATE", objects.guild_created(guild, self.world), None, guild)

    def channel(self, name: str, kind: Kind = Kind.TEXT, *, guild: Guild | None = None) -> Channel:
        channel = self.world.add_channel(guild or self.guild, name, kind)
        self.world.tell("CHANNEL_CREATE", objects.channel(channel, self.bot), channel, channel.guild)
        return channel

    def forum(self, name: str) -> Channel:
        return self.channel(name, Kind.FORUM)

    def user(self, name: str, *roles: Role, guild: Guild | None = None, locale: str = "en-US") -> Person:
        """A new member of a server."""
        user = self.world.add_user(name)
        user.locale = locale
        return self._joined(user, guild or self.guild, roles)

    def other_bot(self, name: str) -> Person:
        return self._joined(self.world.add_user(name, bot=True), self.guild, ())

    def stranger(self, name: str) -> Person:
        """Somebody who shares no server with the bot."""
        return Person(self.world, self.world.add_user(name))

    def _joined(self, user: User, guild: Guild, roles: tuple[Role, ...]) -> Person:
        member = self.world.add_member(guild, user, *roles)
        told = objects.member(member) | {"guild_id": str(guild.id)}
        self.world.tell("GUILD_MEMBER_ADD", told, None, guild)
        return Person(self.world, user)

    def role(self, name: str, *allows: str, guild: Guild | None = None) -> Role:
        guild = guild or self.guild
        role = self.world.add_role(guild, name, named(*allows))
        told = {"guild_id": str(guild.id), "role": objects.role(role)}
        self.world.tell("GUILD_ROLE_CREATE", told, None, guild)
        return role

    def dm(self, person: Person) -> Channel:
        return self.world.direct(person.user)

    # ---- who may what

    def deny(self, channel: Channel, *names: str, whom: Role | User | None = None) -> None:
        """In this channel, by default to the bot's role: `discord.deny(general, "send_messages")`."""
        self._overwrite(channel, whom, Permission.NONE, named(*names))

    def allow(self, channel: Channel, *names: str, whom: Role | User | None = None) -> None:
        self._overwrite(channel, whom, named(*names), Permission.NONE)

    def _overwrite(self, channel: Channel, whom: Role | User | None, allow: Permission, deny: Permission) -> None:
        assert channel.guild is not None
        seen = self.world.sees(channel)
        self.world.overwrite(channel, whom or self.world.bot_role(channel.guild), allow, deny)
        self.world.tell("CHANNEL_UPDATE", objects.channel(channel, self.bot), None, channel.guild)
        if self.world.sees(channel) and not seen:
            told = objects.threads_seen(channel, channel.guild, self.world)
            self.world.tell("THREAD_LIST_SYNC", told, channel, channel.guild)

    def revoke(self, *names: str, guild: Guild | None = None) -> None:
        """In the whole server nobody but its owner may do it any more."""
        guild = guild or self.guild
        for role in guild.roles.values():
            role.permissions &= ~named(*names)
            told = {"guild_id": str(guild.id), "role": objects.role(role, self.bot)}
            self.world.tell("GUILD_ROLE_UPDATE", told, None, guild)

    def grant(self, *names: str, guild: Guild | None = None) -> None:
        """To the bot's role."""
        guild = guild or self.guild
        role = self.world.bot_role(guild)
        role.permissions |= named(*names)
        told = {"guild_id": str(guild.id), "role": objects.role(role, self.bot)}
        self.world.tell("GUILD_ROLE_UPDATE", told, None, guild)
