"""A message that the doctor posts and takes away again: does it come back as an event?"""

import asyncio
import time
from collections.abc import Mapping

import discord

from bridge.errors import BadConfig, BridgeError
from bridge.lines import Lines, Words
from platforms.discord.connection.client import SILENT, Client, Told
from platforms.discord.connection.gateway import listen
from platforms.discord.outbound import PAUSES
from platforms.discord.setup.permissions import SEND
from platforms.discord.web import calling
from platforms.trouble import NotNow, NotThere


async def there_and_back(
    client: Client, told: asyncio.Queue[Told], lines: Lines, test: str, channels: Mapping[str, str], patience: float
) -> None:
    """In the channel with this id or name. Whoever can connect at all is told its own messages with their text."""
    trial, channel = Trial(client, told, lines, patience), _id_of(test, channels)
    if channel is None:
        return trial.bad("discord_test_nowhere", channel=test)
    listening = asyncio.create_task(listen(client, PAUSES.trouble))
    try:
        await trial.run(channel, test, listening)
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)


class Trial(Words):
    """One test."""

    def __init__(self, client: Client, told: asyncio.Queue[Told], lines: Lines, patience: float) -> None:
        super().__init__(lines)
        self._client = client
        self._told = told
        self._patience = patience

    async def run(self, channel: int, test: str, listening: asyncio.Task[None]) -> None:
        try:
            await self._connected(listening)
            await self._try(channel, test)
        except BadConfig as error:
            self.bad("discord_no_connection", what=self.why(error))
        except TimeoutError:
            self.bad("discord_test_silent", channel=test, seconds=round(self._patience))
        except (NotNow, NotThere, BridgeError) as error:
            self.bad("discord_test_failed", channel=test, what=self.why(error))

    async def _connected(self, listening: asyncio.Task[None]) -> None:
        """BadConfig when Discord says no for good."""
        greeted = asyncio.create_task(self._client.wait_for("shard_connect", timeout=self._patience))
        try:
            await asyncio.wait({greeted, listening}, return_when=asyncio.FIRST_COMPLETED)
            if listening.done():
                listening.result()
            await greeted
        finally:
            greeted.cancel()
            await asyncio.gather(greeted, return_exceptions=True)

    async def _try(self, channel: int, test: str) -> None:
        began = time.monotonic()
        place = self._client.get_partial_messageable(channel)
        with calling(SEND):
            posted = await place.send(self.say("discord_test_message"), allowed_mentions=SILENT)
        try:
            async with asyncio.timeout(self._patience):
                while not _is(await self._told.get(), posted.id):
                    pass
            self.good("discord_test_heard", channel=test, seconds=f"{time.monotonic() - began:.1f}")
        finally:
            with calling():
                await posted.delete()


def _is(told: Told, message: int) -> bool:
    return isinstance(told, discord.Message) and told.id == message


def _id_of(test: str, channels: Mapping[str, str]) -> int | None:
    by_name = {name: id for id, name in channels.items()}
    found = by_name.get(test.removeprefix("#"), test)
    return int(found) if found.isdigit() else None
