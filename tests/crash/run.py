"""One run: a rehearsal that lists the steps, then kill after kill until there were enough of them."""

import asyncio
import logging
import signal
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.crash.asking import LOOK, Round
from tests.crash.judging import end, wrong
from tests.crash.plan import AGAIN, FIRST, Job, Plan
from tests.crash.questions import Asked
from tests.crash.scripts import SCRIPTS
from tests.crash.world import World, world

logger = logging.getLogger(__name__)

PATIENCE = 180.0  # seconds after which what has no end is lost
ROUNDS_OF_A_WORLD = 15
"""Then it is a new one: what is caught up with at each start grows with what was asked."""


@dataclass(slots=True)
class Row:
    """What came of the kills at one step."""

    kills: int = 0
    lost: int = 0
    twice: int = 0
    told: int = 0


@dataclass(slots=True)
class Report:
    """Of a run."""

    rows: defaultdict[str, Row] = field(default_factory=lambda: defaultdict(Row))
    mistakes: list[str] = field(default_factory=list)
    missed: Counter[str] = field(default_factory=Counter)
    """Steps that did not come when they were waited for."""
    kills: int = 0
    turns: int = 0
    seconds: float = 0.0


class Run:
    """Kills and judges; several worlds beside each other."""

    def __init__(self, plan: Plan, kills: int, seed: int) -> None:
        self.report = Report()
        self._plan = plan
        self._jobs = plan.jobs()
        self._kills = kills
        self._seed = seed
        self._count = 0
        for step in plan.steps:
            self.report.rows[step]

    def enough(self) -> None:
        """What is under way comes to its end, and nobody is killed any more."""
        self._kills = 0

    async def go_on(self) -> None:
        """Worlds one after the other, until there were enough kills."""
        while self.report.kills < self._kills:
            with tempfile.TemporaryDirectory(prefix="threadbridge-crash-") as folder:
                await self._in_a_world(Path(folder))

    async def _in_a_world(self, folder: Path) -> None:
        job = next(self._jobs)
        async with world(folder) as around:
            if job.when == FIRST:
                around.watch.aim(*job.targets)
            rounds = list[tuple[Job, Round]]()
            async with around.lives.lived():
                await _up(around)
                while len(rounds) < ROUNDS_OF_A_WORLD and self.report.kills < self._kills:
                    rounds.append((job, await self._round(around, job)))
                    if self._judged(around, *rounds[-1]):
                        logger.error(around.lives.log.read_text())
                        break
                    job = next(self._jobs)
                    while job.when == FIRST:
                        job = next(self._jobs)
            for unwell in around.lives.unwell:
                self._note(job, [], unwell)
            for earlier, one in rounds[:-1]:
                self._judged(around, earlier, one, again=True)

    async def _round(self, around: World, job: Job) -> Round:
        self._count += 1
        random = Random(f"{self._seed}/{self._count}")
        round = Round(around, random, lambda one: _settled(around, one))
        if job.when != FIRST:
            around.watch.aim(*job.targets)
        if job.when == AGAIN:
            around.lives.kill("bridge")
        try:
            async with asyncio.timeout(PATIENCE):
                await SCRIPTS[job.script](round)
                while around.unfinished:
                    await asyncio.sleep(LOOK)
        except TimeoutError:
            logger.error("%s: not at its end", job)
        self._learn(around, job)
        return round

    def _learn(self, around: World, job: Job) -> None:
        for step in around.watch.seen.keys() - set(self._plan.steps):
            logger.warning("a step that was not rehearsed: %s", step)
            self._plan.found(job, step)

    def _judged(self, around: World, job: Job, round: Round, *, again: bool = False) -> bool:
        """Whether something does not hold. ``again``: later on nothing has come besides."""
        hits = around.watch.hits if not again else []
        mistakes = [(one, mistake) for one in round.asked for mistake in _wrong(around, one)]
        if not again:
            self.report.turns += len(round.asked)
            self.report.kills += len(hits)
            if len(hits) < len(job.targets) and not hits:
                self.report.missed[job.targets[0].step] += 1
            told = sum(end(one, "") == "told" for one in round.asked)
            for hit in hits:
                row = self.report.rows[hit]
                row.kills += 1
                row.told += told
                row.lost += any(mistake.startswith("lost") for _, mistake in mistakes)
                row.twice += any(mistake.startswith("twice") for _, mistake in mistakes)
            logger.info("%4d %s %s", self.report.kills, job.script, hits)
        for one, mistake in mistakes:
            self._note(job, hits, f"{one.token}: {mistake}")
        return bool(mistakes)

    def _note(self, job: Job, hits: Sequence[str], mistake: str) -> None:
        said = f"{job.script}, {[(one.step, one.moment, one.whom, one.number) for one in job.targets]}: {mistake}"
        logger.error("%s (%s)", said, hits)
        self.report.mistakes.append(said)


def _wrong(around: World, one: Asked) -> Sequence[str]:
    return wrong(around.asked(one.token, one.action), one, around.failed(one.token))


async def rehearse(scripts: Collection[str]) -> dict[str, Counter[str]]:
    """The steps of a program that nobody kills."""
    steps = dict[str, Counter[str]]()
    with tempfile.TemporaryDirectory(prefix="threadbridge-crash-") as folder:
        async with world(Path(folder)) as around, around.lives.lived():
            await _up(around)
            steps[FIRST] = around.watch.seen
            for script in scripts:
                around.watch.aim()
                round = Round(around, Random(script), lambda one: bool(end(one, around.failed(one.token))))
                async with asyncio.timeout(PATIENCE):
                    await SCRIPTS[script](round)
                    while around.unfinished:
                        await asyncio.sleep(LOOK)
                assert all(one.answered for one in round.asked), round.asked
                steps[script] = around.watch.seen
            around.watch.aim()
            around.lives.kill("bridge")
            await around.slack.until(lambda: not around.slack.sockets.open)
            await _up(around)
            steps[AGAIN] = around.watch.seen
    return steps


async def _up(around: World) -> None:
    """Connected, and what is said from now on can be caught up with."""
    await around.slack.until(lambda: around.slack.sockets.open, PATIENCE)
    await around.discord.until(lambda: around.discord.gateway.connected, PATIENCE)
    async with asyncio.timeout(PATIENCE):
        while not around.reads_on:
            await asyncio.sleep(LOOK)


def _settled(around: World, one: Asked) -> bool:
    """Whoever is told that it can't be known waits for the button, which comes last."""
    how = end(one, around.failed(one.token))
    return bool(how) and (how != "told" or not around.unfinished)


async def crash(
    kills: int, seed: int, scripts: Collection[str] = tuple(SCRIPTS), *, worlds: int = 2, ctrl_c: bool = False
) -> Report:
    """So many kills; the same seed chooses the same ones. ``ctrl_c``: that ends it early, and in order."""
    began = time.monotonic()
    run = Run(Plan(await rehearse(scripts), Random(seed)), kills, seed)
    if ctrl_c:
        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, run.enough)
    await asyncio.gather(*(run.go_on() for _ in range(worlds)))
    run.report.seconds = time.monotonic() - began
    return run.report


def table(report: Report) -> Iterator[str]:
    """For people."""
    width = max(map(len, report.rows))
    yield f"{'step':{width}}  kills  lost  twice  told"
    for step, row in sorted(report.rows.items()):
        yield f"{step:{width}}  {row.kills:5}  {row.lost:4}  {row.twice:5}  {row.told:4}"
    rows = report.rows.values()
    lost, twice, told = (sum(getattr(row, what) for row in rows) for what in ("lost", "twice", "told"))
    yield f"{'all':{width}}  {report.kills:5}  {lost:4}  {twice:5}  {told:4}"
    never = sorted(step for step, row in report.rows.items() if not row.kills)
    yield f"{report.turns} turns in {report.seconds:.0f} s; steps: {len(report.rows)}, not struck: {len(never)}"
    yield from (f"  not struck: {step}" for step in never)
    yield f"{len(report.mistakes)} mistakes"
    yield from (f"  {mistake}" for mistake in report.mistakes)
