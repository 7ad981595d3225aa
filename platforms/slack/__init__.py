"""Slack: each thread of a channel is one conversation.

settings   the section [slack] of config.toml
text       Slack's escaping                                                       pure
inbound    their event → what a person said, and whether it is a question to us   pure
refusals   what went wrong with a call → what to do about it                      pure
workspace  one workspace as its bot token sees it: who we are, names, a word to one person
workspaces  those we are in, by team
door       whether Slack lets us in there; a client that stops calling when it does not
telling    who is told what goes wrong, once and privately
history    what Slack remembers, for what was said while nobody was here to hear it
messages   the messages of one answer in its thread
stream     … as they are streamed; writing: … posted, edited, compared with what Slack holds of them (held)
sign       the sign of life before there is something to read
buttons    what stands below an answer                                            pure
newest     which answer of a thread has them
render     ChatGPT's Markdown → what Slack shows well                               pure
outbound   what one message holds, and how often each method is called
means      what the workspace has refused, and is not asked for again
receiver   what comes in through slack-bolt, handed over before it is acknowledged
desk       … to whoever sees to it in its workspace; around: what that finds there
server     … as signed HTTP requests, for all apps together
socket_mode   … and over a connection of our own
app        one app: its tokens, its way in, its workspace
platform   the Platform: from the apps to the bridge, from the bridge to outbound
installed  an app that teams install themselves: oauth its pages, installations what is kept of them
manifest   what Slack has to know of the app; manifest_limits: what it takes of that  pure
doctor     what holds of an app in its workspace; way_in, ears: whether its events arrive
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
