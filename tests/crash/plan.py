"""Which steps there are, and in what order they are killed at."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from random import Random

from tests.crash.scripts import SCRIPTS
from tests.crash.watch import ANY, Target, Whom
from tests.crash.wire import Moment

FIRST, AGAIN = "first start", "start"
"""Scripts that are none: what the program does before it has heard of anybody, with a new ledger and later."""

MOMENTS: tuple[Moment, ...] = ("before", "after")
EVERYBODY: tuple[Whom, ...] = ("bridge", "Chromium", "both")
AGAIN_AT_ONCE = 0.7
"""How often it is killed once more while it recovers."""
RECOVERING = 120
"""Steps within which that strikes."""


@dataclass(frozen=True, slots=True)
class Job:
    """One round, and who is killed in it."""

    script: str
    when: str
    """FIRST, AGAIN, or the script itself."""
    targets: tuple[Target, ...]


class Plan:
    """Each step before and after, with each whom it can strike; then all of them once more, in another order."""

    def __init__(self, steps: Mapping[str, Counter[str]], random: Random) -> None:
        self.steps = sorted(set(chain.from_iterable(steps.values())))
        self._random = random
        self._where = defaultdict[str, list[str]](list)
        for when, counted in steps.items():
            for step in counted:
                self._where[step].append(when)
        self._counts = steps
        self._more: list[Job] = []

    def jobs(self) -> Iterator[Job]:
        """Endless."""
        every = [(step, moment, whom) for step in self.steps for moment in MOMENTS for whom in self._whom(step)]
        while True:
            self._random.shuffle(every)
            for step, moment, whom in every:
                yield self._job(step, moment, whom)
                yield from self._new()

    def found(self, job: Job, step: str) -> None:
        """While the program went on after a kill it did something that it does at no other time: killed at, too."""
        self.steps.append(step)
        for moment in MOMENTS:
            self._more.append(Job(job.script, job.when, (job.targets[0], Target(step, moment, "bridge"))))

    def _new(self) -> Iterator[Job]:
        while self._more:
            yield self._more.pop()

    def _job(self, step: str, moment: Moment, whom: Whom) -> Job:
        when = self._random.choice(self._where[step])
        target = Target(step, moment, whom, self._random.randint(1, self._counts[when][step]))
        script = when if when in SCRIPTS else self._random.choice(sorted(SCRIPTS))
        if self._random.random() > AGAIN_AT_ONCE:
            return Job(script, when, (target,))
        second = Target(ANY, self._random.choice(MOMENTS), "bridge", self._random.randint(1, RECOVERING))
        return Job(script, when, (target, second))

    def _whom(self, step: str) -> tuple[Whom, ...]:
        beside = step.startswith(("browser", "chatgpt")) and not {FIRST, AGAIN} & set(self._where[step])
        return EVERYBODY if beside else ("bridge",)
