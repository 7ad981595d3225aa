"""What the bot may do in one server, channel by channel: what is missing, what for, and where it is granted."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

import discord

from bridge.lines import Lines, Words
from platforms.discord.refusals import MISSING_ACCESS
from platforms.discord.setup.invite import link
from platforms.discord.setup.permissions import (
    ESSENTIAL,
    NEEDED,
    POSTS,
    TEXT,
    VIEW,
    Needed,
    granted,
    missing,
    role_of,
)
from platforms.discord.web import calling
from platforms.receiving.doors import Admission

SHOWN = 10
"""Channels that are named in one line."""


class Server(Words):
    """One that the bot is in. `named` are ids of channels in which it has to answer."""

    def __init__(
        self,
        guild: discord.Guild,
        application: int,
        lines: Lines,
        named: Collection[str],
        admission: Admission,
    ) -> None:
        super().__init__(lines)
        self._admission = admission
        self._guild = guild
        self._application = application
        self._named = named

    async def examine(self, us: discord.ClientUser, http: discord.http.HTTPClient) -> Mapping[str, str]:
        """The names of its channels that the bot sees, by id. Raises what a call raises."""
        with calling():
            me = await self._guild.fetch_member(us.id)
            channels = [one for one in await self._guild.fetch_channels() if self._answers_in(one)]
        role = role_of(me)
        if me.guild_permissions.administrator:
            self.note("discord_server_administrator", server=self._guild.name, role=role)
        if me.timed_out_until is not None and me.is_timed_out():
            until = f"{me.timed_out_until:%Y-%m-%d %H:%M} UTC"
            self.bad("discord_server_timeout", server=self._guild.name, until=until)
        else:
            self._in_each(channels, me, role, self._in_all(me.guild_permissions, role))
        await self._commands(http)
        return {str(one.id): one.name for one in channels if granted(one, me).view_channel}

    def _in_all(self, granted: discord.Permissions, role: str) -> frozenset[Needed]:
        """What its roles don't give it anywhere."""
        lacking = frozenset(one for one in NEEDED if not getattr(granted, one.name))
        for one in NEEDED:
            if one in lacking:
                self.bad(
                    "discord_server_lacks",
                    server=self._guild.name,
                    permission=one.shown,
                    what=one.reason,
                    role=role,
                )
        return lacking

    def _in_each(
        self, channels: Iterable[discord.abc.GuildChannel], me: discord.Member, role: str, known: frozenset[Needed]
    ) -> None:
        """Where it can answer, and what a channel's own settings take away."""
        able, taken = [], defaultdict[tuple[Needed, ...], list[discord.abc.GuildChannel]](list)
        for channel in channels:
            lacks = missing(channel.type, granted(channel, me))
            able += [] if _essential(lacks) else [channel]
            if own := tuple(one for one in lacks if one not in known):
                taken[own].append(channel)
        if able:
            self.good("discord_server_answers", server=self._guild.name, count=len(able), channels=_names(able))
        elif not _essential(known):
            self.bad("discord_server_nowhere", server=self._guild.name)
        for lacks, places in taken.items():
            self._taken(lacks, places, role)

    def _taken(self, lacks: tuple[Needed, ...], places: list[discord.abc.GuildChannel], role: str) -> None:
        """Often on purpose, so it is wrong only in channels that config.toml names."""
        wanted = [one for one in places if str(one.id) in self._named]
        others = [one for one in places if one not in wanted]
        key = "discord_channel_hidden" if lacks[0].name == VIEW else "discord_channel_lacks"
        for tell, some in ((self.bad, wanted), (self.note, others)):
            if some:
                tell(
                    key,
                    server=self._guild.name,
                    channels=_names(some),
                    permissions=self.all(one.shown for one in lacks),
                    role=role,
                )

    def _answers_in(self, channel: discord.abc.GuildChannel) -> bool:
        """By its kind, and by the lists of config.toml."""
        allowed, blocked = self._admission.allowed_channels, self._admission.blocked_channels
        here = str(channel.id)
        return channel.type in TEXT | POSTS and here not in blocked and (not allowed or here in allowed)

    async def _commands(self, http: discord.http.HTTPClient) -> None:
        """Whether the app may have commands there, which a bot that was invited long ago may not."""
        try:
            await http.get_guild_commands(self._application, self._guild.id)
        except discord.Forbidden as error:
            if error.code == MISSING_ACCESS:
                address = link(str(self._application), str(self._guild.id))
                self.bad("discord_server_no_commands", server=self._guild.name, link=address)
        except discord.HTTPException:
            pass  # nothing is known then


def _essential(lacks: Iterable[Needed]) -> bool:
    return any(one.name in ESSENTIAL for one in lacks)


def _names(channels: Collection[discord.abc.GuildChannel]) -> str:
    names = [f"#{one}" for one in sorted(channel.name for channel in channels)]
    return ", ".join(names[:SHOWN] + (["…"] if len(names) > SHOWN else []))
