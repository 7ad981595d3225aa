"""What goes wrong besides ChatGPT: on the platforms, in the network, and with the program itself."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from random import Random

from scraper.practice import PracticeSite
from tests.chaos.program import Program
from tests.chaos.relay import Relay
from tests.soak import mishaps
from tests.standins import discord, slack
from tests.standins.faults import Dropped, ServerError

STATUSES = (500, 502, 503)
STORM, LASTS = 10_000, (1.0, 4.0)
"""Calls that would fail, and the seconds after which it is over."""
FIVE_MINUTES, TIMES = 300.0, 12
A_MOMENT = (0.2, 2.0)


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything that something can happen to."""

    site: PracticeSite
    slack: slack.StandInSlack
    discord: discord.StandInDiscord
    relays: Sequence[Relay]
    """To Slack, Discord and ChatGPT."""
    programs: Sequence[Program]
    window: mishaps.Scene
    restarting: asyncio.Lock
    database: Relay | None = None
    """To PostgreSQL, where several programs share it."""

    @property
    def everywhere(self) -> Sequence["Mischief"]:
        return EVERYWHERE if self.database is None else (*EVERYWHERE, *AMONG_SEVERAL)

    def turn(self, seconds: float) -> None:
        """So much later for everybody."""
        self.slack.clock.advance(seconds)
        self.discord.clock.advance(seconds)
        for program in self.programs:
            program.turn(seconds)


Mischief = Callable[[Stage, Random], Awaitable[None]]


async def calls_to_slack(stage: Stage, random: Random) -> None:
    """A few of them fail, whatever they are."""
    faults: list[slack.Fault] = [
        slack.RateLimited(random.randint(1, 30)),
        ServerError(random.choice(STATUSES)),
        slack.ApiError("internal_error"),
        Dropped(written=False),
        Dropped(),
    ]
    for _ in range(random.randint(1, 3)):
        stage.slack.fail("*", random.choice(faults))


async def storm_at_slack(stage: Stage, random: Random) -> None:
    """All of them fail, for a while."""
    fault: slack.Fault = random.choice((slack.RateLimited(5), ServerError(503), Dropped(written=False)))
    stage.slack.fail("*", fault, STORM)
    await asyncio.sleep(random.uniform(*LASTS))
    stage.slack.recover()


async def sockets_of_slack(stage: Stage, random: Random) -> None:
    """Broken, or taken back in order."""
    if random.random() < 0.5:
        stage.slack.cut_sockets()
    else:
        await stage.slack.refresh_sockets()


async def calls_to_discord(stage: Stage, random: Random) -> None:
    """A few of them fail, whatever they are."""
    faults: list[discord.Fault] = [
        discord.RateLimited(random.uniform(0.1, 5)),
        discord.RateLimited(random.uniform(0.1, 5), scope="global"),
        discord.RateLimited(random.uniform(0.1, 5), scope="shared"),
        ServerError(random.choice(STATUSES)),
        Dropped(written=False),
        Dropped(),
    ]
    for _ in range(random.randint(1, 3)):
        stage.discord.fail("*", random.choice(faults))


async def storm_at_discord(stage: Stage, random: Random) -> None:
    """All of them fail, for a while."""
    fault: discord.Fault = random.choice((discord.RateLimited(1.0), ServerError(503), Dropped(written=False)))
    stage.discord.fail("*", fault, STORM)
    await asyncio.sleep(random.uniform(*LASTS))
    stage.discord.recover()


async def gateway_of_discord(stage: Stage, random: Random) -> None:
    """It breaks in one of its ways; after some of them the session can be resumed."""
    gateway = stage.discord.gateway
    if random.random() < 0.3:
        gateway.forget()
        gateway.cut()
    else:
        random.choice((gateway.cut, gateway.ask_for_reconnect, gateway.close, gateway.invalidate))()


async def network_away(stage: Stage, random: Random) -> None:
    """To one of them or to all, for a moment."""
    relays = stage.relays if random.random() < 0.5 else [random.choice(stage.relays)]
    with ExitStack() as stack:
        for relay in relays:
            stack.enter_context(relay.gone())
        await asyncio.sleep(random.uniform(*A_MOMENT))


async def network_away_for_an_hour(stage: Stage, random: Random) -> None:
    """To all of them."""
    with ExitStack() as stack:
        for relay in stage.relays:
            stack.enter_context(relay.gone())
        for _ in range(TIMES):
            stage.turn(FIVE_MINUTES)
            await asyncio.sleep(0.3)


async def connections_cut(stage: Stage, random: Random) -> None:
    """Those to one of them."""
    random.choice(stage.relays).cut()


async def connections_half_open(stage: Stage, random: Random) -> None:
    """Those to one of them: nobody says goodbye."""
    random.choice(stage.relays).silence()


async def ended_and_started(stage: Stage, random: Random) -> None:
    """In order."""
    async with stage.restarting:
        program = random.choice(stage.programs)
        await program.end()
        await program.start()


async def killed_and_started(stage: Stage, random: Random) -> None:
    """kill -9; sometimes of its browser, too."""
    async with stage.restarting:
        program = random.choice(stage.programs)
        await program.kill()
        if random.random() < 0.5:
            await mishaps.killed(stage.window, random)
        await program.start()


async def one_stands_still(stage: Stage, random: Random) -> None:
    """For a moment, or for so long that the others take it for dead."""
    async with stage.restarting, random.choice(stage.programs).frozen():
        await asyncio.sleep(random.choice((0.5, 3.0, 10.0)))


async def database_away(stage: Stage, random: Random) -> None:
    """Connections to it break; sometimes nobody gets there for a while."""
    assert stage.database is not None
    with stage.database.gone():
        await asyncio.sleep(random.choice((0.0, 0.5, 5.0)))


async def a_minute_passes(stage: Stage, random: Random) -> None:
    """In the middle of whatever is under way."""
    stage.turn(60.0)


ON: dict[str, tuple[Mischief, ...]] = {
    "slack": (calls_to_slack, calls_to_slack, storm_at_slack, sockets_of_slack),
    "discord": (calls_to_discord, calls_to_discord, storm_at_discord, gateway_of_discord),
}
EVERYWHERE: tuple[Mischief, ...] = (
    network_away,
    connections_cut,
    connections_half_open,
    ended_and_started,
    killed_and_started,
    a_minute_passes,
)
RARE: tuple[Mischief, ...] = (network_away_for_an_hour,)
AMONG_SEVERAL: tuple[Mischief, ...] = (one_stands_still, database_away, killed_and_started)
