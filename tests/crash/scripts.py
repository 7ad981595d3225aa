"""What is asked in a round; together they bring the program to all of its steps."""

import asyncio
from collections.abc import Awaitable, Callable

from tests.crash.asking import Round
from tests.crash.questions import pictured, versioned, worded


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


async def slack_again(round: Round) -> None:
    """Another answer to the same question."""
    first, second = versioned(round.random)
    thread = await round.on_slack(first)
    if first.answered:
        await round.again_on_slack(first, second, thread)


async def discord_again(round: Round) -> None:
    """As on Slack."""
    first, second = versioned(round.random)
    question = await round.on_discord(first)
    if first.answered:
        await round.again_on_discord(first, second, question)


async def http(round: Round) -> None:
    """Somebody who holds the stream; without that caller there is nobody to answer."""
    await round.over_http(worded(round.random))


async def both(round: Round) -> None:
    """At the same time."""
    await asyncio.gather(round.on_slack(worded(round.random)), round.on_discord(worded(round.random)))


Script = Callable[[Round], Awaitable[None]]
ON_SLACK = (slack, slack_parts, slack_files, slack_again)
ON_DISCORD = (discord, discord_parts, discord_files, discord_again)
SCRIPTS: dict[str, Script] = {one.__name__: one for one in (*ON_SLACK, *ON_DISCORD, http, both)}
