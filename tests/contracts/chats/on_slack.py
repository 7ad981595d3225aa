"""Slack at work: slack-bolt, and a stand-in Slack over real sockets."""

import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from pathlib import Path

from bridge.protocols import Backend, Directory
from bridge.types import MessageId, Thread
from platforms.slack.setup.manifest import manifest
from platforms.slack.text import unescape
from tests.contracts.chats.chat import Inside, Talk, Trouble
from tests.platforms.slack.house import house, ours, read, told
from tests.standins.slack import Channel, Dropped, Ephemeral, Message, Person, RateLimited, StandInSlack, clicks

POSTS = ("chat.startStream", "chat.postMessage")
EDITS = ("chat.appendStream", "chat.stopStream", "chat.update")
CALLS_SOMEBODY = ("<!", "<@")
LINK = re.compile(r"<(https?://[^>|]+)>")


def _rich(message: Ephemeral | Message) -> str:
    """Rich text as a person reads it; empty where it has none."""
    sections = [one["elements"][0]["elements"] for one in message.blocks if one["type"] == "rich_text"]
    read = ["".join(one.get("text") or "(somebody)" for one in section) for section in sections]
    return "\n\n".join(read)


class OnSlack:
    """A workspace with a channel and Ana in it."""

    def __init__(self, slack: StandInSlack, folder: Path) -> None:
        self.folder = folder
        self._slack = slack
        self._general: Channel = slack.channel("general")
        self._person: Person = slack.user("ana")
        self._ben: Person = slack.user("ben")
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
        return [_rich(one) or unescape(LINK.sub(r"\1", one.text)) for one in self._ephemerals]

    def pinged(self) -> list[str]:
        everywhere = self._slack.workspace.channels.values()
        ours = [one for channel in everywhere for one in channel.messages if one.user == self._slack.bot_user]
        return [one.text for one in ours if any(sign in f"{one.text} {one.blocks}" for sign in CALLS_SOMEBODY)]

    async def edits(self, talk: Talk, text: str) -> None:
        await self._person.edits(talk.message, text)

    async def deletes(self, talk: Talk) -> None:
        await self._person.deletes(talk.message)

    def offers(self, talk: Talk) -> list[list[str]]:
        return [self._offered(one) for one in self._ours(talk) if not one.files]

    async def presses(self, talk: Talk, what: str) -> None:
        await self._press(self._ours(talk), what)

    async def presses_whispered(self, what: str) -> None:
        await self._press(self._ephemerals, what)

    async def goes_on_with(self, number: int) -> None:
        shown = self._ephemerals[-1]
        seen = clicks.shown(self._slack.workspace, shown)["blocks"]
        [menu] = [one for _, one in clicks.elements(seen) if one["action_id"] == "tb_here"]
        await self._person.clicks(shown, "tb_here", option=menu["options"][number]["value"])

    async def _press(self, messages: Sequence[Message | Ephemeral], what: str) -> None:
        await self._person.clicks([one for one in messages if what in self._offered(one)][-1], f"tb_{what}")

    def _offered(self, message: Message | Ephemeral) -> list[str]:
        """Buttons, without the one that leads away."""
        seen = clicks.shown(self._slack.workspace, message)["blocks"]
        buttons = [one for _, one in clicks.elements(seen) if one["type"] == "button" and "url" not in one]
        return [one["action_id"].removeprefix("tb_") for one in buttons]

    async def about(self, said: str, words: str) -> Talk:
        """Ana asks about what Ben has said in the channel, by the menu of his message."""
        ts = await self._ben.says(self._general, said)
        await self._person.uses_shortcut("ask_about_this", ts)
        await self._slack.until(lambda: self._slack.workspace.views)
        await self._person.submits(words)
        return self._talk(self._general, ts, ts)

    async def summarises(self, talk: Talk) -> None:
        """By the menu of the message that began the thread."""
        await self._person.uses_shortcut("summarise_thread", talk.thread.thread)

    def posted(self) -> list[str]:
        """What we said in the channel itself, as a person reads it."""
        ours = [one for one in self._general.top() if one.user == self._slack.bot_user]
        return [_rich(one) for one in ours]

    def direct(self) -> list[str]:
        """What Ana reads in our direct messages, in threads and beside them."""
        return [read(one) for one in self._direct.messages if one.user == self._slack.bot_user]

    async def slash(self, name: str, words: str = "") -> None:
        """In the channel."""
        await self._person.command("/threadbridge", f"{name} {words}".strip(), self._general)

    def away(self) -> AbstractContextManager[object]:
        return self._slack.unheard()

    def trouble(self, kind: Trouble) -> None:
        for method in POSTS if kind == "lost" else (*POSTS, *EDITS):
            self._slack.fail(method, Dropped() if kind == "lost" else RateLimited(0))

    @property
    def _ephemerals(self) -> list[Ephemeral]:
        everywhere = self._slack.workspace.channels.values()
        return sorted((one for channel in everywhere for one in channel.ephemerals), key=lambda one: one.ts)

    def _channel(self, talk: Talk) -> Channel:
        return self._slack.workspace.channels[talk.thread.channel]

    def _ours(self, talk: Talk) -> list[Message]:
        return ours(self._channel(talk), talk.thread.thread, self._slack)

    def _talk(self, where: Channel, root: str, ts: str) -> Talk:
        return Talk(Thread("slack", self._slack.team, where.id, root), MessageId(ts))


@asynccontextmanager
async def on_slack(folder: Path) -> AsyncIterator["OnSlack"]:
    """Set up by our own manifest."""
    async with StandInSlack() as running:
        running.configure(manifest())
        yield OnSlack(running, folder)
