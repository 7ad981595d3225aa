"""Slack: each thread of a channel is one conversation.

settings   the section [slack] of config.toml
text       Slack's escaping                                                       pure
inbound    their event → what a person said, and whether it is a question to us   pure
refusals   what went wrong with a call → what to do about it                      pure
workspace  one workspace as its bot token sees it: who we are, names, a word to one person
messages   the messages of one answer in its thread
outbound   what one message holds, and how often one is written
receiver   events through slack-bolt, as signed HTTP requests
socket_mode   … and over a connection of our own
platform   the Platform: from receiver to bridge, from bridge to outbound
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bridge.protocols import Plugin, Site
from platforms.slack.settings import SlackSettings

if TYPE_CHECKING:
    from platforms.slack.platform import SlackPlatform


@asynccontextmanager
async def _open(settings: SlackSettings, site: Site) -> AsyncIterator["SlackPlatform"]:
    from platforms.slack.platform import opened  # slack-bolt is not loaded before somebody uses it

    async with opened(settings, site) as platform:
        yield platform


plugin = Plugin(settings=SlackSettings, open=_open)
