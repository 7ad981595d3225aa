"""Which channels somebody can read, as Discord says it now, by their roles and what each channel adds or takes; and
what they are called.

Without the members intent Discord tells of nobody who joins, leaves or gets other roles; so it is asked.

Source: docs.discord.com "Get Guild Member", "Permissions", seen 2026-10; discord.py 2.7, permissions_for.
"""

import asyncio
from collections.abc import Collection

import discord

from bridge.types import Channel
from platforms.discord.connection.client import Client
from platforms.discord.places import Places
from platforms.discord.web import calling


class Members:
    """Of all servers that the bot is in."""

    def __init__(self, client: Client, places: Places) -> None:
        self._client = client
        self._places = places

    async def admitted(self, person: int, servers: Collection[str]) -> list[Channel]:
        """Those of these servers that they can read, and our direct messages, whose server is none.

        One call for each. Raises NotNow, NotThere or BridgeError.
        """
        found = await asyncio.gather(*(self._in_server(server, person) for server in servers if server))
        direct = [Channel("discord", "", await self._places.direct(str(person)))] if "" in servers else []
        return [*direct, *(Channel("discord", str(one.guild.id), str(one.id)) for some in found for one in some)]

    async def name_of(self, person: int, server: str) -> str:
        """As others see it there, or, once they have left, as everybody does. It raises the same."""
        guild = self._client.get_guild(int(server)) if server else None
        member = (guild.get_member(person) or await self._member(guild, person)) if guild else None
        if member is not None:
            return member.display_name
        with calling():
            return (await self._client.fetch_user(person)).display_name

    async def _in_server(self, server: str, person: int) -> list[discord.abc.GuildChannel]:
        guild = self._client.get_guild(int(server))
        member = await self._member(guild, person) if guild else None
        return [one for one in guild.channels if _reads(member, one)] if guild and member else []

    async def _member(self, guild: discord.Guild, person: int) -> discord.Member | None:
        with calling():
            try:
                return await guild.fetch_member(person)
            except discord.NotFound:
                return None


def _reads(member: discord.Member, place: discord.abc.GuildChannel) -> bool:
    """What was said there before, as long as they see it."""
    may = place.permissions_for(member)
    return may.view_channel and may.read_message_history
