"""What the pictures show: the real bridge and the real Slack platform, a scripted ChatGPT, the stand-in Slack."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bridge.events import Text
from bridge.types import Language
from tests.platforms.house import everywhere, growing
from tests.platforms.slack.house import House, house, quiet
from tests.standins.screen.author import ENGLISH, KOREAN, MORNING, SLOW, Author, halves, text
from tests.standins.slack import Channel, Person, StandInSlack
from tests.standins.slack.screen.page import Look, Shot
from tests.standins.slack.state import Ephemeral, Message


@dataclass(frozen=True, slots=True)
class Stage:
    """A workspace with the program in it, and who asks."""

    slack: StandInSlack
    house: House
    channel: Channel
    person: Person
    language: Language

    def thread(self, ts: str, look: Look = "light") -> Shot:
        status = self.slack.status(self.channel, ts)
        return self._shot(self.channel.thread(ts), status, look, thread=True)

    def whispered(self, look: Look = "light") -> Shot:
        """What only the person sees, in the channel."""
        return self._shot(self.channel.ephemerals, "", look, thread=False)

    async def answered(self, ts: str) -> None:
        await quiet(self.slack, self.house)

    async def said(self, count: int) -> None:
        await self.slack.until(lambda: len(self.channel.ephemerals) == count)

    def _shot(self, said: Sequence[Message | Ephemeral], status: str, look: Look, *, thread: bool) -> Shot:
        name = _names(self.slack)
        line = f"{name(self.slack.bot_user)} {status}" if status else ""
        return Shot(self.channel.name, list(said), self.slack.bot_user, name, line, look, thread, self.language)


@asynccontextmanager
async def stage(
    folder: Path, author: Author, person: str, channel: str, language: Language
) -> AsyncIterator[Stage]:
    async with StandInSlack() as slack:
        slack.clock.advance((MORNING - slack.clock.now()) % 86_400)
        async with house(slack, folder, author, rules=everywhere(language=language)) as at:
            await at.bridge.controls.models("fake")
            yield Stage(slack, at, slack.channel(channel), slack.user(person), language)


async def scenes(folder: Path) -> AsyncIterator[tuple[str, Shot]]:
    """Each picture's name, and what is on it."""
    steps, [begins, goes_on] = growing("", *halves(text("streaming")))
    author = Author({KOREAN: [Text(text("korean"))], ENGLISH: [Text(text("english"))], SLOW: steps})
    async with stage(folder / "ko", author, "지민", "파이썬", "ko") as at:
        asked = await at.person.says(at.channel, SLOW)
        await at.slack.until(lambda: at.slack.status(at.channel, asked))
        yield "question", at.thread(asked)
        begins.set()
        await at.slack.until(lambda: "ExceptionGroup" in (at.channel.thread(asked)[1].markdown_text or ""))
        yield "streaming", at.thread(asked)
        goes_on.set()
        await at.answered(asked)
        asked = await at.person.says(at.channel, KOREAN)
        await at.answered(asked)
        yield "answer", at.thread(asked)
        yield "answer-dark", at.thread(asked, "dark")
    async with stage(folder / "en", author, "Ana", "release", "en") as at:
        asked = await at.person.says(at.channel, ENGLISH)
        await at.answered(asked)
        yield "plan", at.thread(asked)
        for number, words in enumerate(("find friday", "help"), 1):
            await at.person.command("/threadbridge", words, at.channel)
            await at.said(number)
        yield "commands", at.whispered()


def _names(slack: StandInSlack) -> Callable[[str], str]:
    people = {user.id: user.name for workspace in slack.workspaces for user in workspace.users.values()}
    return lambda user: "Threadbridge" if user == slack.bot_user else people.get(user, user)
