"""What people ask in one round, and what then stands where they asked."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from html import unescape
from random import Random

from tests.crash.world import World
from tests.standins.discord import Channel as DiscordChannel
from tests.standins.discord import Message as DiscordMessage
from tests.standins.discord.state import PEOPLES
from tests.standins.slack import Channel as SlackChannel
from tests.standins.slack import Message as SlackMessage

LOOK = 0.02  # seconds between two looks
NOTES = ("notes.txt", b"mango", "text/plain")


@dataclass(frozen=True, slots=True)
class Stands:
    """What somebody reads below a question."""

    texts: Sequence[str] = ()
    again: bool = False
    """There is the button with which it is asked again."""
    files: Sequence[str] = ()

    @property
    def whole(self) -> str:
        """Where a text is cut in parts, white space may stand or not."""
        return "".join("".join(text.split()) for text in self.texts)


@dataclass(slots=True)
class Asked:
    """One question."""

    token: str
    text: str
    answer: str
    pictures: int = 0
    """That are its answer, instead of words."""
    stands: Callable[[], Stands] = Stands

    @property
    def answered(self) -> bool:
        stands = self.stands()
        if self.pictures:
            return len(stands.files) >= self.pictures
        return stands.whole == "".join(self.answer.split())


def worded(random: Random, manner: str = "slow 60: ", words: int = 60) -> Asked:
    """A question whose answer shows where something of it is missing, or stands twice."""
    token = f"q{random.getrandbits(48):012x}"
    answer = f"{token} {' '.join(map(str, range(words)))} over"
    return Asked(token, f"{manner}say: {answer}", answer)


def pictured(random: Random) -> Asked:
    token = f"q{random.getrandbits(48):012x}"
    return Asked(token, f"{token}\nimage {token}", "", pictures=1)


class Round:
    """The questions so far. ``settled`` says of one whether it is at its end."""

    def __init__(self, world: World, random: Random, settled: Callable[[Asked], bool]) -> None:
        self.asked: list[Asked] = []
        self.world = world
        self.random = random
        self._settled = settled

    async def on_slack(self, one: Asked, thread: str | None = None, *, files: bool = False) -> str:
        """Until it is at its end; the thread."""
        where = self.world.general
        sent = [NOTES] if files else []
        question = await self.world.ana.says(where, one.text, thread=thread, files=sent)
        one.stands = lambda: _on_slack(where, thread or question, question)
        await self._until_settled(one)
        return thread or question

    async def on_discord(
        self, one: Asked, thread: DiscordChannel | None = None, *, files: bool = False
    ) -> DiscordMessage:
        world = self.world
        question = await world.bob.says(thread or world.lobby, one.text, files=[NOTES] if files else [])
        one.stands = lambda: _on_discord(world, question, thread)
        await self._until_settled(one)
        return question

    async def _until_settled(self, one: Asked) -> None:
        self.asked.append(one)
        while not self._settled(one):
            await asyncio.sleep(LOOK)


def _on_slack(where: SlackChannel, root: str, question: str) -> Stands:
    below = [one for one in where.thread(root) if one.ts > question]
    ours = list[SlackMessage]()
    for message in below:
        if not message.bot_id:
            break
        ours.append(message)
    return Stands(
        [said for one in ours if (said := _said(one))],
        any("tb_again" in str(one.blocks) for one in ours),
        [file.name for one in ours for file in one.files],
    )


def _said(message: SlackMessage) -> str:
    """As a person sees it: Slack takes & < > escaped, and our zero-width spaces show nothing."""
    blocks = "\n\n".join(block["text"] for block in message.blocks if block["type"] == "markdown")
    return unescape(blocks or message.markdown_text or message.text).replace("\u200b", "")


def _on_discord(world: World, question: DiscordMessage, thread: DiscordChannel | None) -> Stands:
    try:
        thread = thread or question.thread
    except LookupError:
        return Stands()
    ours = list[DiscordMessage]()
    for message in thread.messages:
        if message.id > question.id and message.type in PEOPLES:
            if message.author is not world.discord.bot:
                break
            ours.append(message)
    return Stands(
        [one.content for one in ours if one.content],
        any("tb:again" in str(one.components) for one in ours),
        [file.name for one in ours for file in one.attachments],
    )


async def slack(round: Round) -> None:
    """A question, and one more in its thread."""
    root = await round.on_slack(worded(round.random))
    await round.on_slack(worded(round.random), root)


async def slack_parts(round: Round) -> None:
    """An answer in several messages."""
    await round.on_slack(worded(round.random, "", 3_000))


async def slack_files(round: Round) -> None:
    """A file comes with the question, a picture is the answer."""
    await round.on_slack(pictured(round.random), files=True)


async def discord(round: Round) -> None:
    """As on Slack."""
    question = await round.on_discord(worded(round.random))
    await round.on_discord(worded(round.random), question.thread)


async def discord_parts(round: Round) -> None:
    """As on Slack."""
    await round.on_discord(worded(round.random, "", 700))


async def discord_files(round: Round) -> None:
    """As on Slack."""
    await round.on_discord(pictured(round.random), files=True)


async def both(round: Round) -> None:
    """At the same time."""
    await asyncio.gather(round.on_slack(worded(round.random)), round.on_discord(worded(round.random)))


Script = Callable[[Round], Awaitable[None]]
SCRIPTS: dict[str, Script] = {
    one.__name__: one for one in (slack, slack_parts, slack_files, discord, discord_parts, discord_files, both)
}
