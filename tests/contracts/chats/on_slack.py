"""Slack at work: slack-bolt, and a stand-in Slack over real sockets."""

import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bridge.protocols import Backend, Directory
from bridge.types import MessageId, Thread
from platforms.slack.setup.manifest import manifest
from platforms.slack.text import unescape
from tests.contracts.chats.chat import Chat, Inside, Talk, Trouble
from tests.platforms.slack.house import house, ours, told
from tests.standins.slack import Channel, Dropped, Message, Person, RateLimited, StandInSlack

POSTS = ("chat.startStream", "chat.postMessage")
EDITS = ("chat.appendStream", "chat.stopStream", "chat.update")
CALLS_SOMEBODY = ("<!", "<@")
LINK = re.compile(r"<(https?://[^>|]+)>")


class OnSlack:
    """A workspace with a channel and Ana in it."""

    def __init__(self, slack: StandInSlack, folder: Path) -> None:
        self.folder = folder
        self._slack = slack
        self._general: Channel = slack.channel("general")
        self._person: Person = slack.user("ana")
        self._direct: Channel = slack.dm(self._person)

    @property
    def ana(self) -> str:
        return self._person.id

    @asynccontextmanager
    async def house(self, backend: Backend, rules: Directory | None = None) -> AsyncIterator[Inside]:
        """With everything heard that was missed."""
        async with house(self._slack, self.folder, backend, rules=rules) as at:
            await at.platform.apps["slack"].caught_up()
            yield Inside(at.bridge, at.store, at.platform)
            await self._slack.settled()
        self._slack.clock.advance(1)  # nobody is away for less than that

    async def says(
        self,
        text: str,
        talk: Talk | None = None,
        *,
        mention: bool = False,
        files: Sequence[tuple[str, bytes, str]] = (),
    ) -> Talk:
        where = self._channel(talk) if talk else self._general
        thread = talk.thread.thread if talk else None
        ts = await self._person.says(where, text, thread=thread, mention=mention, files=files)
        return self._talk(where, thread or ts, ts)

    async def says_directly(self, text: str) -> Talk:
        ts = await self._person.says(self._direct, text)
        return self._talk(self._direct, ts, ts)

    async def other_bot_says(self, text: str, talk: Talk | None = None) -> None:
        thread = talk.thread.thread if talk else None
        await self._slack.other_bot("deploybot").says(self._general, text, thread=thread, mention=True)

    async def redelivers(self, talk: Talk) -> None:
        await self._slack.redeliver(talk.message, "same")
        await self._slack.redeliver(talk.message, "new", times=11)

    async def until(self, condition: Callable[[], object]) -> None:
        await self._slack.until(condition)

    def told(self, talk: Talk) -> list[str]:
        """Without a message that is there for a file alone."""
        texts = told(self._channel(talk), talk.thread.thread, self._slack)
        return [text for text, one in zip(texts, self._ours(talk), strict=True) if not one.files]

    def files(self, talk: Talk) -> list[str]:
        return [file.name for one in self._ours(talk) for file in one.files]

    def whispered(self) -> list[str]:
        everywhere = self._slack.workspace.channels.values()
        whispers = [one for channel in everywhere for one in channel.ephemerals]
        return [unescape(LINK.sub(r"\1", one.text)) for one in sorted(whispers, key=lambda one: one.ts)]

    def pinged(self) -> list[str]:
        everywhere = self._slack.workspace.channels.values()
        ours = [one for channel in everywhere for one in channel.messages if one.user == self._slack.bot_user]
        return [one.text for one in ours if any(sign in f"{one.text} {one.blocks}" for sign in CALLS_SOMEBODY)]

    def trouble(self, kind: Trouble) -> None:
        for method in POSTS if kind == "lost" else (*POSTS, *EDITS):
            self._slack.fail(method, Dropped() if kind == "lost" else RateLimited(0))

    def _channel(self, talk: Talk) -> Channel:
        return self._slack.workspace.channels[talk.thread.channel]

    def _ours(self, talk: Talk) -> list[Message]:
        return ours(self._channel(talk), talk.thread.thread, self._slack)

    def _talk(self, where: Channel, root: str, ts: str) -> Talk:
        return Talk(Thread("slack", self._slack.team, where.id, root), MessageId(ts))


@asynccontextmanager
async def on_slack(folder: Path) -> AsyncIterator[Chat]:
    """Set up by our own manifest."""
    async with StandInSlack() as running:
        running.configure(manifest())
        yield OnSlack(running, folder)
