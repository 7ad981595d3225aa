"""Slack: each thread of a channel is one conversation.

receiving/   what comes in, and who sees to it: messages, commands, clicks, edits, shortcuts, files, the past
showing/     one answer in its thread: streamed, posted, edited, compared with what Slack holds
render/      ChatGPT's Markdown → what Slack shows well                                pure
setup/       before it runs: the manifest, installing it, the doctor
platform     the Platform: from the apps to the bridge, from the bridge to showing
app          one app: its tokens, its way in, its workspace; installed: one that teams install themselves
workspace    one workspace as its bot token sees it; workspaces: those we are in, by team
client       slack-sdk's client of it, which stops calling when Slack does not let us in
means        what the workspace has refused, and is not asked for again
telling      which refusals the owners hear of
refusals     what went wrong with a call → what to do about it                        pure
inbound      their event → what a person said, and whether it is a question to us     pure
put          a question that a command asks, as all see it                            pure
outbound     what one message holds, and how often each method is called
text · ids   Slack's escaping; which message of Slack's an id of ours is about        pure
settings     the section [slack] of config.toml
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
