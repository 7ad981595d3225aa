"""How well a turn is what somebody looks for: title above question above answer, recent above old; pure."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from bridge.finding.meaning import Sought
from bridge.finding.words import normal

TITLE, QUESTION, ANSWER = 5.0, 3.0, 1.0

ELSEWHERE = 0.2
"""Of what another field is worth that has it, too."""

TOGETHER = 0.4
"""What stands there as it was written is worth so much more."""

DENSE = 0.5
"""A question of nothing else is worth so much more than a long one."""

FRESH, HALF = 0.25, 120 * 86_400.0
"""What is asked just now is worth so much more; and half of that after so many seconds."""


@dataclass(frozen=True, slots=True)
class Said:
    """A turn as it is looked at."""

    title: str
    question: str
    answer: str
    accepted_at: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """Of one search. ``rare``: how much each of what is sought says, being in few turns."""

    sought: Sequence[Sought]
    rare: Sequence[float]
    unwanted: Sequence[Sought]
    whole: str
    """What was written, in one line."""
    now: float

    def score(self, said: Said, enough: float) -> float:
        """0: it is not what is looked for; ``enough``: the share of what is sought that has to be there."""
        fields = [
            (TITLE, normal(said.title)),
            (QUESTION, normal(said.question)),
            (ANSWER, normal(said.answer)),
        ]
        if any(_worth(one, text) for one in self.unwanted for _, text in fields):
            return 0.0
        if not self.sought:  # only filters: the newest first
            return max(said.accepted_at, 1.0)
        total = there = 0.0
        for one, rare in zip(self.sought, self.rare, strict=True):
            worths = sorted((weight * _worth(one, text) for weight, text in fields), reverse=True)
            if worths[0]:
                there += rare
            elif one.literal:
                return 0.0
            total += rare * (worths[0] + ELSEWHERE * (worths[1] + worths[2]))
        if there < enough * sum(self.rare) - 1e-9:
            return 0.0
        total += self._together(fields) + self._dense(fields[1][1])
        age = max(0.0, self.now - said.accepted_at)
        return total * (1 + FRESH * math.pow(0.5, age / HALF))

    def _together(self, fields: Sequence[tuple[float, str]]) -> float:
        if len(self.sought) < 2:
            return 0.0
        best = max((weight for weight, text in fields if self.whole in text), default=0.0)
        return TOGETHER * best * sum(self.rare)

    def _dense(self, question: str) -> float:
        length = sum(len(one.text) for one in self.sought if _worth(one, question))
        return DENSE * sum(self.rare) * min(1.0, length / max(1, len(question)))


def _worth(sought: Sought, text: str) -> float:
    for pattern, forms in groupby(sought.forms, lambda form: form.pattern):
        if pattern.search(text):
            return next(forms).worth
    return 0.0


def one_line(texts: Sequence[str]) -> str:
    return re.sub(r"\s+", " ", normal(" ".join(texts))).strip()
