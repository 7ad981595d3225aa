"""Discord's channels, threads and messages as they are now, and the little that we say or take away there.

Source: docs.discord.com "Get Channel Messages", "Threads" (the message that a thread was made from stands in its
channel, and has its id), "Permissions", seen 2026-09.
"""

from contextlib import suppress

import discord

from bridge.types import MessageId, Thread
from platforms.discord.connection.client import SILENT, Client
from platforms.discord.setup.permissions import HISTORY, SEND, to_answer
from platforms.discord.text import plain
from platforms.discord.web import calling


class Places:
    """Of one bot. Each call raises what `refusals` understands."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def remove(self, channel: str, message: str) -> None:
        """A message of ours. Raises NotThere when it is gone already."""
        with calling():
            await self._client.get_partial_messageable(int(channel)).get_partial_message(int(message)).delete()

    async def message(self, thread: Thread, message: str) -> discord.Message | None:
        """One of a Thread as it is now, whose first may stand in the channel; None when it is gone."""
        places = dict.fromkeys((thread.channel, thread.thread) if message == thread.thread else (thread.thread,))
        for place in places:
            with calling(HISTORY), suppress(discord.NotFound):
                channel = await self._messageable(int(place))
                if channel is not None and _belongs(channel, thread):
                    return await channel.fetch_message(int(message))
        return None

    async def thread(self, thread: int) -> discord.Thread | None:
        """None where there is none."""
        with calling(), suppress(discord.NotFound):
            found = await self._messageable(thread)
            return found if isinstance(found, discord.Thread) else None
        return None

    async def latest(self, channel: str, most: int) -> list[discord.Message]:
        """What was said last, oldest first."""
        with calling(HISTORY):
            said = [one async for one in self._client.get_partial_messageable(int(channel)).history(limit=most)]
        return said[::-1]

    async def history(self, channel: int, since: int, most: int) -> list[discord.Message]:
        """What was said in a channel or thread after a message, or all of it; oldest first."""
        with calling(HISTORY):
            place = await self._messageable(channel)
            after = discord.Object(since) if since else None
            if place is None:
                return []
            return [one async for one in place.history(limit=most, after=after, oldest_first=True)]

    async def may_answer(self, thread: Thread) -> bool:
        """Whether we have what an answer takes, in a thread that is there or that is yet to be made."""
        place = await self.thread(int(thread.thread)) or await self.place_of(int(thread.channel))
        if not isinstance(place, discord.Thread | discord.TextChannel):
            return False
        granted = place.permissions_for(place.guild.me)
        if isinstance(place, discord.Thread) and place.locked and not granted.manage_threads:
            return False
        return all(getattr(granted, one) for one in to_answer(place) or ())

    async def direct(self, person: str) -> str:
        """The channel in which we and this person talk alone."""
        with calling():
            return str((await self._client.create_dm(discord.Object(int(person)))).id)

    async def post(self, channel: str, text: str) -> MessageId:
        """A message of ours with this plain text, which is no part of an answer."""
        with calling(SEND):
            said = await self._client.get_partial_messageable(int(channel)).send(
                plain(text), allowed_mentions=SILENT, suppress_embeds=True, silent=True
            )
        return MessageId(str(said.id))

    async def place_of(self, channel: int) -> discord.abc.Messageable | None:
        """A channel or a thread, also where discord.py has not heard of it; None where nothing can be said."""
        with calling():
            return await self._messageable(channel)

    async def _messageable(self, channel: int) -> discord.abc.Messageable | None:
        known: object = self._client.get_channel(channel) or await self._client.fetch_channel(channel)
        return known if isinstance(known, discord.abc.Messageable) else None


def _belongs(place: discord.abc.Messageable, thread: Thread) -> bool:
    """It is the Thread's channel, or a thread in it: the id may have come from a program of somebody's."""
    channel = place.parent_id if isinstance(place, discord.Thread) else getattr(place, "id", 0)
    return str(channel) == thread.channel
