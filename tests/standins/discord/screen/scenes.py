"""What the pictures show: the real bridge and Discord platform, a scripted ChatGPT, the stand-in Discord."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bridge.events import Text
from bridge.types import Language
from tests.platforms.discord.sockets import House, house, quiet
from tests.platforms.house import everywhere, growing
from tests.standins.discord import Channel, Message, Person, StandInDiscord
from tests.standins.discord.screen.page import Look, Shot
from tests.standins.discord.screen.prose import Name
from tests.standins.screen.author import ENGLISH, KOREAN, MORNING, SLOW, Author, halves, text


@dataclass(frozen=True, slots=True)
class Stage:
    """A server with the program in it, and who asks."""

    discord: StandInDiscord
    house: House
    channel: Channel
    person: Person
    language: Language

    async def asks(self, question: str) -> Message:
        """Its thread is there when this returns."""
        asked = await self.person.says(self.channel, question)
        await self.discord.until(lambda: asked.thread)
        return asked

    def thread(self, asked: Message, look: Look = "light") -> Shot:
        """The question, and what stands in its thread."""
        said = [asked, *asked.thread.by(self.discord.bot)]
        typing = self.discord.typing(asked.thread)
        return self._shot(said, look, asked.thread.name, typing=typing)

    def whispered(self, look: Look = "light") -> Shot:
        """What only the person sees, in the channel."""
        return self._shot(self.channel.whispers, look)

    async def answered(self) -> None:
        await quiet(self.discord, self.house)

    def _shot(self, said: Sequence[Message], look: Look, thread: str = "", *, typing: bool = False) -> Shot:
        bot, channel = self.discord.bot.id, self.channel.name
        return Shot(channel, list(said), bot, _names(self.discord), typing, look, thread, self.language)


@asynccontextmanager
async def stage(
    folder: Path, author: Author, person: str, channel: str, language: Language
) -> AsyncIterator[Stage]:
    async with StandInDiscord(limits=False) as discord:
        discord.clock.advance((MORNING - discord.clock.now()) % 86_400)
        async with house(discord, folder, author, rules=everywhere(language=language)) as at:
            await at.bridge.controls.models("fake")
            yield Stage(discord, at, discord.channel(channel), discord.user(person), language)


async def scenes(folder: Path) -> AsyncIterator[tuple[str, Shot]]:
    """Each picture's name, and what is on it."""
    steps, [begins, goes_on] = growing("", *halves(text("streaming")))
    author = Author({KOREAN: [Text(text("korean"))], ENGLISH: [Text(text("english"))], SLOW: steps})
    (folder / "ko").mkdir()
    (folder / "en").mkdir()
    async with stage(folder / "ko", author, "지민", "파이썬", "ko") as at:
        asked = await at.asks(SLOW)
        await at.discord.until(lambda: at.discord.typing(asked.thread))
        yield "question", at.thread(asked)
        begins.set()
        await at.discord.until(lambda: "ExceptionGroup" in asked.thread.by(at.discord.bot)[0].content)
        yield "streaming", at.thread(asked)
        goes_on.set()
        await at.answered()
        asked = await at.asks(KOREAN)
        await at.answered()
        yield "answer", at.thread(asked)
        yield "answer-dark", at.thread(asked, "dark")
    async with stage(folder / "en", author, "Ana", "release", "en") as at:
        asked = await at.asks(ENGLISH)
        await at.answered()
        yield "plan", at.thread(asked)
        await at.discord.until(lambda: at.person.commands(at.channel))
        for name, options in (("find", {"words": "friday"}), ("help", {})):
            done = await at.person.command(at.channel, name, **options)
            await at.discord.until(lambda: done.texts)  # noqa: B023
        yield "commands", at.whispered("dark")


def _names(discord: StandInDiscord) -> Name:
    known = {user.id: user.name for user in discord.world.users.values()}
    places = {channel.id: channel.name for channel in discord.world.channels.values()}
    return lambda id: "Threadbridge" if id == discord.bot.id else known.get(id) or places.get(id, str(id))
