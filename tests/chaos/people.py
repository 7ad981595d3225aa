"""Who asks, in Slack and in Discord, and what stands there in the end."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from random import Random
from typing import Any, Protocol
from uuid import UUID

from bridge.types import MessageId, Thread
from tests.platforms.slack.house import read
from tests.soak.crowd import MANNERS
from tests.standins import discord, slack

LENGTHS = (3, 30, 300, 900)
"""Words of an answer; the longest takes several messages on Discord."""
GAPS = (" ", " ", " ", "\n\n")
NOWHERE, NEVER = Thread("", "", "", ""), MessageId("")


@dataclass(slots=True, eq=False)
class Asked:
    """One question, and what must come of it."""

    number: int
    token: str
    text: str
    answer: str
    wrong: str = ""
    """What went wrong meanwhile."""
    thread: Thread = NOWHERE
    message: MessageId = NEVER
    place: "Place" = field(init=False)

    def __str__(self) -> str:
        return f"question {self.number} in {self.thread} ({self.wrong})"


def asked(number: int, random: Random) -> Asked:
    """A question whose answer is known, with a token that is nobody else's; plain words look alike everywhere."""
    token = f"T{UUID(int=random.getrandbits(128)).hex}"
    words = "".join(
        f"말{count}{random.choice((' ', ' ', ' ', chr(10) * 2))}" for count in range(random.choice(LENGTHS))
    )
    answer = f"{token} {words}{token}"
    return Asked(number, token, f"{random.choice(MANNERS)}say: {answer}", answer)


class Place(Protocol):
    """A channel, and a person in it."""

    name: str

    async def asks(self, one: Asked, after: Asked | None) -> None:
        """In a thread of its own, or in that of an earlier question."""

    async def again(self, one: Asked, random: Random) -> None:
        """The platform tells of it once more."""

    def unheard(self) -> AbstractContextManager[None]:
        """What is said meanwhile is told to nobody."""

    def breaks(self, random: Random) -> None:
        """Whoever is connected loses the connection, and perhaps what was told on it."""

    def ours(self) -> Mapping[MessageId, str]:
        """Everything that the program has written there, as a person reads it."""


class SlackPlace:
    name = "slack"

    def __init__(self, at: slack.StandInSlack, channel: slack.Channel, person: slack.Person) -> None:
        self._at, self._channel, self._person = at, channel, person

    async def asks(self, one: Asked, after: Asked | None) -> None:
        root = after.thread.thread if after else None
        one.message = MessageId(await self._person.says(self._channel, one.text, thread=root))
        one.thread = Thread("slack", self._at.team, self._channel.id, root or one.message)

    async def again(self, one: Asked, random: Random) -> None:
        for _ in range(random.randint(1, 3)):
            await self._at.redeliver(one.message, random.choice(("same", "new")))

    def unheard(self) -> AbstractContextManager[None]:
        return self._at.unheard()

    def breaks(self, random: Random) -> None:
        self._at.cut_sockets()

    def ours(self) -> Mapping[MessageId, str]:
        written = (one for one in self._channel.messages if one.user == self._at.bot_user)
        return {MessageId(one.ts): _read(one) for one in written}


def _read(message: slack.Message) -> str:
    """Slack tells blocks of Markdown as rich text, and so they come back when their buttons are taken away."""
    return "".join(_words(block) for block in message.blocks if block["type"] == "rich_text") or read(message)


def _words(element: Mapping[str, Any]) -> str:
    inner = "".join(map(_words, element.get("elements", ())))
    return inner or str(element.get("text", ""))


class DiscordPlace:
    name = "discord"

    def __init__(self, at: discord.StandInDiscord, channel: discord.Channel, person: discord.Person) -> None:
        self._at, self._channel, self._person = at, channel, person
        self._said: dict[MessageId, discord.Message] = {}

    async def asks(self, one: Asked, after: Asked | None) -> None:
        root = self._said[MessageId(after.thread.thread)] if after else None
        where = root.thread if root is not None and root.has_thread else self._channel
        said = await self._person.says(where, one.text)
        one.message = MessageId(str(said.id))
        self._said[one.message] = said
        assert self._channel.guild is not None
        thread = str(where.id) if where.is_thread else one.message
        one.thread = Thread("discord", str(self._channel.guild.id), str(self._channel.id), thread)

    async def again(self, one: Asked, random: Random) -> None:
        said = self._said[one.message]
        random.choice((self._at.redeliver, self._at.echo))(said, random.randint(1, 3))

    def unheard(self) -> AbstractContextManager[None]:
        return self._at.unheard()

    def breaks(self, random: Random) -> None:
        line = self._at.gateway
        line.forget()  # a session that is resumed has missed nothing
        random.choice((line.cut, line.close))()

    def ours(self) -> Mapping[MessageId, str]:
        places = (self._channel, *self._channel.threads)
        written = (one for place in places for one in place.by(self._at.bot))
        return {MessageId(str(one.id)): one.content for one in written}
