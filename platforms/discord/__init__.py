"""Discord: each thread of a channel is one conversation, and so is each direct message channel.

settings    the section [discord] of config.toml
text        mentions, sizes and thread names                                         pure
inbound     their message → what a person said, and whether it is a question to us   pure
put         a question that a command asks, as all see it                            pure
outbound    what a message holds, and how often it may be written
refusals    what went wrong with a call → what to do about it                        pure
connection/ discord.py: its calls, its gateway, and whether Discord lets us in
web         the calls of the API that we make
places      channels, threads and messages as they are now
receiving/  what comes in, and who sees to it
telling     which refusals the owners hear of; barred: where we are refused and don't ask again at once
showing/    one answer, written into its thread and kept there
render/     ChatGPT's Markdown → what Discord shows well                             pure
setup/      before it runs: what it has to be allowed, the invitation, the doctor
bot         the connection, and everything that comes in by it
platform    the Platform: from the bot to the bridge, from the bridge to its thread
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bridge.protocols import Plugin, Site
from platforms.discord.settings import DiscordSettings

if TYPE_CHECKING:
    from platforms.discord.platform import DiscordPlatform


@asynccontextmanager
async def _open(settings: DiscordSettings, site: Site) -> AsyncIterator["DiscordPlatform"]:
    from platforms.discord.platform import opened  # discord.py is not loaded before somebody uses it

    async with opened(settings, site) as platform:
        yield platform


plugin = Plugin(settings=DiscordSettings, open=_open)
