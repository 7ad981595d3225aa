"""People and programs that ask in one round, each until there is an end."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from random import Random

from aiohttp import ClientConnectorError, ClientError, ClientSession

from tests.crash.questions import Asked, Stands
from tests.crash.seeing import AGAIN, on_discord, on_slack
from tests.crash.world import World
from tests.standins.discord import Channel as DiscordChannel
from tests.standins.discord import Message as DiscordMessage
from tests.standins.discord.interactions import components

LOOK = 0.02  # seconds between two looks
NOTES = ("notes.txt", b"mango", "text/plain")


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
        one.stands = lambda: on_slack(where, thread or question, question)
        await self._until_settled(one)
        return thread or question

    async def on_discord(
        self, one: Asked, thread: DiscordChannel | None = None, *, files: bool = False
    ) -> DiscordMessage:
        world = self.world
        question = await world.bob.says(thread or world.lobby, one.text, files=[NOTES] if files else [])
        one.stands = lambda: on_discord(world.discord.bot, question, thread)
        await self._until_settled(one)
        return question

    async def again_on_slack(self, first: Asked, one: Asked, thread: str) -> None:
        """Somebody presses the button below the answer, again where Slack says that it was not heard."""
        where = self.world.general
        answer = next(message for message in where.thread(thread) if message.bot_id)
        first.stands = lambda: on_slack(where, thread, thread, answer.ts)
        one.stands = lambda: on_slack(where, thread, answer.ts)

        async def press() -> bool:
            pressed = await self.world.ana.clicks(answer, "tb_again")
            await self._until(lambda: pressed.state != "under way")
            return pressed.acknowledged

        await self._pressed(one, lambda: "tb_again" in str(answer.blocks), press)

    async def again_on_discord(self, first: Asked, one: Asked, question: DiscordMessage) -> None:
        """As on Slack."""
        thread, discord = question.thread, self.world.discord
        answer = thread.by(discord.bot)[0]
        first.stands = lambda: on_discord(discord.bot, question, thread, answer)
        one.stands = lambda: on_discord(discord.bot, answer, thread)

        async def press() -> bool:
            named = (str(part.get("custom_id", "")) for part in components.walk(answer.components))
            button = next(name for name in named if name.startswith(AGAIN))
            pressed = await self.world.bob.clicks(answer, button)
            await self._until(lambda: pressed.acknowledged or pressed.failed)
            return pressed.acknowledged

        await self._pressed(one, lambda: AGAIN in str(answer.components), press)

    async def over_http(self, one: Asked) -> None:
        """A program that holds the answer's stream; when it is cut off it knows that."""
        body = {"model": "gpt-4o", "messages": [{"role": "user", "content": one.text}]}
        self.asked.append(one)
        async with ClientSession() as session:
            while not (one.left or one.answered):
                try:
                    async with session.post(self.world.endpoint, json=body) as response:
                        answer = await response.json()
                    said = answer["choices"][0]["message"]["content"]
                    one.stands = partial(Stands, [said])
                except ClientConnectorError:
                    await asyncio.sleep(LOOK)  # nobody is there yet
                except ClientError:
                    one.left = True

    async def _pressed(self, one: Asked, there: Callable[[], bool], press: Callable[[], Awaitable[bool]]) -> None:
        """The button goes when there is an answer after that; then it was heard."""
        self.asked.append(one)
        while not one.stands().texts:
            await self._until(lambda: there() or bool(one.stands().texts))
            if there() and await press():
                break
        await self._until(lambda: self._settled(one))

    async def _until(self, condition: Callable[[], bool]) -> None:
        while not condition():
            await asyncio.sleep(LOOK)

    async def _until_settled(self, one: Asked) -> None:
        self.asked.append(one)
        await self._until(lambda: self._settled(one))
        one.offered = one.stands().again
