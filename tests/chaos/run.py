"""One chaos, from an empty folder to its account."""

import asyncio
import logging
import signal
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from random import Random

from playwright.async_api import BrowserContext
from playwright.async_api import Error as PlaywrightError

from bridge.exit_codes import TRY_LATER
from bridge.protocols import Store
from bridge.types import State, Turn
from scraper.practice import PracticeSite
from storage.store import open_store
from tests.chaos import mischief
from tests.chaos.account import ENDS, Account, account
from tests.chaos.mischief import Mischief, Stage
from tests.chaos.people import Asked, DiscordPlace, Place, SlackPlace, asked
from tests.chaos.program import Program, watched_browser
from tests.chaos.relay import Relay
from tests.chaos.window import Window
from tests.postgres import Server
from tests.soak.mishaps import Scene, Trouble
from tests.soak.person import Person
from tests.soak.run import sitting
from tests.standins.discord import StandInDiscord
from tests.standins.slack import StandInSlack

logger = logging.getLogger(__name__)

WORKERS = 4
"""Who ask at the same time on each platform."""
TURNS_OF_A_THREAD = 4
PATIENCE = 120.0
"""Seconds for which somebody waits before asking on in the same thread."""
STARTS = 60.0
"""Seconds."""
LAST_PATIENCE = 900.0
"""Seconds in which all that is left comes to its end."""
STILL = 1.5
"""Seconds after which the clock is turned when nothing moves …"""
STEPS = (3.0, 5.0, 10.0, 20.0, 40.0)
"""… by so many, and by more the longer that lasts: whoever is only slow is not to run out of time."""
BEAT = 3.0
"""Seconds between two heartbeats of Discord's gateway, so that a dead line is noticed soon."""
HABITS = {"assistant.threads.setStatus", "auth.test", "apps.connections.open", "POST /channels/{channel}/typing"}
"""Calls that are made while nothing else is done."""
OVER = {State.DELIVERED, State.FAILED}

CONFIG = """
[defaults]
mode = "every"

[storage]
url = "{url}"

[chatgpt]
address = "{site.url}"
browser = "{browser}"
headless = true
check = 0.5
look_again = 0.3
silence = 60
patience = 120
proof = 60
longest_answer = 300

[slack]
bot_token = "{slack.bot_token}"
app_token = "{slack.app_token}"
api_url = "{slack_api}"
owners = ["{owner}"]

[discord]
token = "{discord.token}"
api_url = "{discord.api_url}"
gateway_url = "{discord.gateway_url}"
"""


class Chaos:
    """Asks, disturbs, waits."""

    def __init__(self, seed: int, stage: Stage, store: Store, places: Sequence[Place]) -> None:
        self.asked: list[Asked] = []
        self.still = False
        """Nothing moves: somebody who sits at the window looks what it waits for."""
        self.enough = False
        """Nothing more is asked."""
        self._seed = seed
        self._stage = stage
        self._store = store
        self._places = places
        self._trouble = Trouble(stage.window)
        self._mischief: set[asyncio.Task[None]] = set()
        self._ended: list[str] = []
        """Programs that have ended though nobody told them to."""

    async def run(self, turns: int) -> Account:
        await self._listening()
        numbers = iter(range(turns))
        turning = asyncio.create_task(self._turn_when_still())
        try:
            workers = [self._work(place, numbers) for place in self._places for _ in range(WORKERS)]
            await asyncio.gather(*workers)
            await self._calm()
            await self._all_over()
        finally:
            turning.cancel()
            await asyncio.wait({turning})
        for program in self._stage.programs:
            await program.end()  # so that nothing changes while it is looked at
        made = await account(self.asked, self._places, self._stage.site, self._store)
        made.mistakes += self._ended
        return made

    @asynccontextmanager
    async def looked_at(self) -> AsyncIterator[BrowserContext | None]:
        """The window, by somebody who looks only when nothing moves any more."""
        if not self.still:
            yield None
            return
        async with self._stage.window.window() as context:
            yield context

    async def so_far(self) -> Account:
        """Of those that are at their end."""
        over = []
        for one in self.asked:
            turn = await self._store.turn_of(one.thread, one.message)
            over += [one] if turn is not None and turn.state in OVER and not await self._at_work(turn) else []
        made = await account(over, self._places, self._stage.site, self._store)
        made.mistakes = [mistake for mistake in made.mistakes if "a message too many" not in mistake]
        return made

    async def _at_work(self, turn: Turn) -> bool:
        return turn.thread in await self._store.unfinished()

    def story(self) -> Iterator[str]:
        """Every call, for whoever wants to know how a mistake came about."""
        for call in self._stage.slack.calls:
            yield f"{call.at:.3f} slack {call.method} {call.arguments} -> {call.error or call.http_status}"
        for made in self._stage.discord.calls:
            yield f"{made.at:.3f} discord {made.method} {made.path} {made.body} -> {made.status} {made.code or ''}"
        for post in self._stage.site.posts:
            yield f"chatgpt {post.conversation} {post.message} {post.action} {post.text[:60]!r}"

    async def _listening(self) -> None:
        """From when on nothing is missed any more."""
        slack, discord = self._stage.slack, self._stage.discord
        await slack.until(lambda: slack.sockets.open, STARTS)
        await discord.until(lambda: discord.gateway.connected, STARTS)
        for platform, workspace in (("slack", slack.team), ("discord", str(discord.guild.id))):
            while not await self._store.cursors(platform, workspace):
                await asyncio.sleep(0.1)

    async def _work(self, place: Place, numbers: Iterator[int]) -> None:
        before: Asked | None = None
        for done, number in enumerate(numbers):
            if self.enough:
                break
            random = Random(f"{self._seed}/{number}")
            one = asked(number, random)
            one.place = place
            async with self._something(one, random) as lost:
                with place.unheard() if lost else nullcontext():
                    await place.asks(one, before if done % TURNS_OF_A_THREAD else None)
                if lost:
                    place.breaks(random)
                self.asked.append(one)
                if one.wrong == "told again":
                    await place.again(one, random)
                if random.random() < 0.85:  # else at once the next one
                    await self._over(one)
            before = one

    @asynccontextmanager
    async def _something(self, one: Asked, random: Random) -> AsyncIterator[bool]:
        """Goes wrong while the block lasts; True: the question is not told to anybody."""
        pick = random.random()
        if pick < 0.15:
            one.wrong = "nothing"
            yield False
        elif pick < 0.5:
            async with self._trouble.one(random) as one.wrong:
                yield False
        elif pick < 0.6:
            one.wrong = random.choice(("told again", "told to nobody"))
            yield one.wrong == "told to nobody"
        else:
            some = mischief.ON[one.place.name] if pick < 0.8 else self._stage.everywhere
            chosen = random.choice(some if pick < 0.99 else mischief.RARE)
            one.wrong = chosen.__name__.replace("_", " ")
            self._begin(chosen, random)
            yield False

    def _begin(self, chosen: Mischief, random: Random) -> None:
        task = asyncio.create_task(self._strike(chosen, random))
        self._mischief.add(task)
        task.add_done_callback(self._mischief.discard)

    async def _strike(self, chosen: Mischief, random: Random) -> None:
        await asyncio.sleep(random.uniform(0, 1.5))
        try:
            await chosen(self._stage, random)
        except PlaywrightError as error:
            logger.info("%s: %s", chosen.__name__, error)

    async def _over(self, one: Asked) -> None:
        """Its asker waits, but not for ever."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            turn = await self._store.turn_of(one.thread, one.message)
            if turn is not None and turn.state in OVER:
                logger.info("%s: %s %s", one, turn.state, turn.reason[:80])
                return
            await asyncio.sleep(0.3)
        logger.warning("%s: %s after %g s", one, turn.state if turn else "not heard", PATIENCE)

    async def _calm(self) -> None:
        """Nothing goes wrong any more, and whatever was missed is looked for."""
        if self._mischief:
            await asyncio.wait(self._mischief)
        stage = self._stage
        stage.slack.recover()
        stage.discord.recover()
        stage.site.faults.clear()
        stage.site.states.clear()
        stage.discord.gateway.forget()
        for relay in stage.relays:
            relay.cut()

    async def _all_over(self) -> None:
        end = time.monotonic() + LAST_PATIENCE
        while time.monotonic() < end:
            if not await self._store.unfinished() and await self._all_heard():
                return
            await asyncio.sleep(0.5)

    async def _all_heard(self) -> bool:
        return all([await self._store.turn_of(one.thread, one.message) for one in self.asked])

    async def _turn_when_still(self) -> None:
        times = 0
        while True:
            before = self._signs()
            await asyncio.sleep(STILL)
            self.still = self._signs() == before and not self._stage.restarting.locked()
            if self.still:
                self._stage.turn(STEPS[min(times, len(STEPS) - 1)])
            times = times + 1 if self.still else 0
            if not self._stage.restarting.locked():
                async with self._stage.restarting:
                    await self._look_after()

    async def _look_after(self) -> None:
        """Only one of several may end by itself: when others have taken it for dead."""
        for program in self._stage.programs:
            code = await program.looked_after()
            if code is not None and (self._stage.database is None or code != TRY_LATER):
                self._ended.append(f"a program ended with {code}")

    def _signs(self) -> tuple[int, ...]:
        """Of life: what has succeeded. To try again and again is none."""
        stage = self._stage
        slack = sum(1 for call in stage.slack.calls if call.error is None and call.method not in HABITS)
        discord = sum(1 for call in stage.discord.calls if (call.status or 500) < 300 and call.route not in HABITS)
        return slack, discord, len(stage.site.attempts)


async def chaos(turns: int, seed: int, folder: Path, database: Server | None = None) -> Account:
    """So many turns; the same seed asks the same questions and lets the same things go wrong.

    With a ``database`` there are two programs, which share it; without, there is one.
    """
    async with _staged(folder, seed, database) as staged, _asked_meanwhile(staged):
        made = await staged.run(turns)
    if made.mistakes:
        (folder / "story").write_text("\n".join(staged.story()), encoding="utf-8")
    return made


@asynccontextmanager
async def _staged(folder: Path, seed: int, database: Server | None) -> AsyncIterator[Chaos]:
    async with AsyncExitStack() as stack:
        site = await stack.enter_async_context(
            PracticeSite(language="en", seed=seed, hydration=0.05, settle=0.02, poll=0.2)
        )
        slack, discord = StandInSlack(), StandInDiscord()
        await stack.enter_async_context(slack)
        await stack.enter_async_context(discord)
        discord.habits.heartbeat = BEAT
        relays = [
            await stack.enter_async_context(Relay(int(address.rpartition(":")[2])))
            for address in (slack.world.address, discord.world.address, site.url)
        ]
        slack.world.address, discord.world.address, site.port = relays[0].url, relays[1].url, relays[2].port
        to_database = await stack.enter_async_context(Relay(database.port)) if database else None
        url = database.new() if database else f"sqlite:///{folder / 'ledger.db'}"
        store = await stack.enter_async_context(open_store(url))
        values = {"site": site, "slack": slack, "discord": discord, "browser": watched_browser(folder)}
        values |= {"slack_api": f"{slack.world.address}/api/", "owner": slack.user("owner").id}
        configs = {name: folder / name / "config.toml" for name in (("one", "two") if database else ("one",))}
        for name, config in configs.items():
            config.parent.mkdir()
            through, among = url, ""
            if database and to_database:
                through = url.replace(f":{database.port}/", f":{to_database.port}/")
                among = f'\n[cluster]\nnode = "{name}"\n'
            config.write_text(CONFIG.format(url=through, **values) + among, encoding="utf-8")
        places: list[Place] = [
            SlackPlace(slack, slack.channel("general"), slack.user("ana")),
            DiscordPlace(discord, discord.channel("general"), discord.user("bea")),
        ]
        programs = [Program(config) for config in configs.values()]
        window = Window([config.parent / "data" / "profile" for config in configs.values()])
        scene = Scene(site, window.open, folder, lambda: staged.still)
        stage = Stage(site, slack, discord, relays, programs, scene, asyncio.Lock(), to_database)
        for program in programs:
            await program.start()
            stack.push_async_callback(program.end)
        staged = Chaos(seed, stage, store, places)
        await stack.enter_async_context(sitting(Person(replace(scene, window=staged.looked_at))))
        yield staged


@asynccontextmanager
async def _asked_meanwhile(staged: Chaos) -> AsyncIterator[None]:
    """SIGUSR1: how it stands; SIGTERM: nothing more is asked, and what was asked is accounted for."""
    loop, begin, telling = asyncio.get_running_loop(), time.monotonic(), set[asyncio.Task[None]]()

    async def tell() -> None:
        print("\n".join(table(await staged.so_far(), time.monotonic() - begin)), flush=True)

    loop.add_signal_handler(signal.SIGUSR1, lambda: telling.add(asyncio.create_task(tell())))
    loop.add_signal_handler(signal.SIGTERM, lambda: setattr(staged, "enough", True))
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGUSR1)
        loop.remove_signal_handler(signal.SIGTERM)
        if telling:
            await asyncio.wait(telling)


def table(made: Account, seconds: float) -> Sequence[str]:
    """For people."""
    width = max((len(name) for name in made.ends), default=5)
    lines = [f"{'what went wrong':{width}} {'turns':>6} " + " ".join(f"{end:>{max(8, len(end))}}" for end in ENDS)]
    for name, ends in (*sorted(made.ends.items()), ("all", made.total)):
        lines.append(
            f"{name:{width}} {ends.total():6} " + " ".join(f"{ends[end]:{max(8, len(end))}}" for end in ENDS)
        )
    lines += [f"{made.total.total()} turns in {seconds:.0f} s"]
    lines += [f"  {count:4} × {reason}" for reason, count in sorted(made.reasons.items())]
    return [*lines, f"{len(made.mistakes)} mistakes", *(f"  {mistake}" for mistake in made.mistakes)]
