"""Who is told of each step, counts them, and kills at those that were chosen."""

import ast
from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from tests.crash.wire import Moment

Whom = Literal["bridge", "Chromium", "both"]

ROOT = Path(__file__).parents[2]
ANY = "*"


@dataclass(frozen=True, slots=True)
class Target:
    """Where one is killed: at this occurrence of the step, counted from when it was chosen."""

    step: str
    """ANY: whichever comes as that number."""
    moment: Moment
    whom: Whom
    number: int = 1


class Watch:
    """Of one world."""

    def __init__(self, kill: Callable[[Whom], bool]) -> None:
        self.seen: Counter[str] = Counter()
        """The steps since it was told where to aim."""
        self.hits: list[str] = []
        """The steps at which somebody was killed since then."""
        self._kill = kill
        self._targets: deque[Target] = deque()
        self._passed = 0

    def aim(self, *targets: Target) -> None:
        """At one after the other."""
        self._targets, self._passed = deque(targets), 0
        self.seen, self.hits = Counter(), []

    def at(self, moment: Moment, steps: Iterable[str]) -> Whom | None:
        """Whom it has just killed there."""
        steps = [readable(step) for step in steps]
        if moment == "before":
            self.seen.update(steps)
        if not self._targets or moment != self._targets[0].moment:
            return None
        target = self._targets[0]
        fitting = [step for step in steps if target.step in (ANY, step)]
        self._passed += len(fitting)
        if not fitting or self._passed < target.number or not self._kill(target.whom):
            return None
        self._targets.popleft()
        self._passed = 0
        self.hits.append(fitting[0])
        return target.whom


@cache
def readable(step: str) -> str:
    """A place in our code by the name of the function that it is in."""
    kind, _, place = step.rpartition(" ")
    file, _, line = place.rpartition(":")
    if not file.endswith(".py"):
        return step
    return f"{kind} {file.removesuffix('.py')} {_function(file, int(line))}"


def _function(file: str, line: int) -> str:
    """The innermost one."""
    around = [(begin, name) for begin, end, name in _functions(file) if begin <= line <= end]
    return max(around)[1] if around else "module"


@cache
def _functions(file: str) -> list[tuple[int, int, str]]:
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    found = [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [(one.lineno, one.end_lineno or one.lineno, one.name) for one in found]
