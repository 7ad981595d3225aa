"""How well a turn is what somebody looks for: title above question above answer, recent above old; pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bridge.finding.meaning import Sought
from bridge.finding.words import normal

ELSEWHERE = 0.2
"""Of what another field is worth that has it, too."""

NEAR, FAR = 0.6, 30
"""What stands side by side is worth so much more; half of that so many characters apart."""

FRESH, HALF = 0.15, 120 * 86_400.0
"""What is asked just now is worth so much more; and half of that after so many seconds."""

OFTEN, LONG = 1.2, 0.75
"""How much it says that a word stands there again, and how little it says in a long text: BM25's k and b."""

PLACES = 8
"""Of one word in a text; more are not looked at."""


@dataclass(frozen=True, slots=True)
class Field:
    """A part of a turn."""

    weight: float
    length: int
    """Characters of a usual one."""


TITLE, QUESTION, ANSWER = FIELDS = (Field(4.0, 30), Field(2.0, 80), Field(1.0, 700))


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
    now: float

    def score(self, said: Said, enough: float) -> float:
        """0: it is not what is looked for; ``enough``: the share of what is sought that has to be there."""
        texts = [normal(one) for one in (said.title, said.question, said.answer)]
        if any(_found(one, text)[0] for one in self.unwanted for text in texts):
            return 0.0
        if not self.sought:  # only filters: the newest first
            return max(said.accepted_at, 1.0)
        found = [[_found(one, text) for one in self.sought] for text in texts]
        worths = [
            [field.weight * worth * _much(len(places), len(text), field) for worth, places in row]
            for field, text, row in zip(FIELDS, texts, found, strict=True)
        ]
        total = there = 0.0
        for number, (one, rare) in enumerate(zip(self.sought, self.rare, strict=True)):
            own = sorted((row[number] for row in worths), reverse=True)
            if own[0]:
                there += rare
            elif one.literal:
                return 0.0
            total += rare * (own[0] + ELSEWHERE * (own[1] + own[2]))
        if there < enough * sum(self.rare) - 1e-9:
            return 0.0
        near = max(field.weight * _near(row) for field, row in zip(FIELDS, found, strict=True))
        total += NEAR * near * sum(self.rare)
        return total * (1 + FRESH * math.pow(0.5, max(0.0, self.now - said.accepted_at) / HALF))


Places = tuple[float, list[int]]
"""How near what stands there comes to what is sought, and where it begins."""


def _found(sought: Sought, text: str) -> Places:
    if text:
        for form in sought.forms:
            if spans := form.looks.spans(text):
                return form.worth, [begin for begin, _ in spans[:PLACES]]
    return 0.0, []


def _much(times: int, length: int, field: Field) -> float:
    return times * (1 + OFTEN) / (times + OFTEN * (1 - LONG + LONG * length / field.length)) if times else 0.0


def _near(row: Sequence[Places]) -> float:
    """Of 1: how near to each other they stand, and how many of them."""
    there = [places for _, places in row if places]
    if len(there) < 2:
        return 0.0
    first, *others = there
    span = min(sum(min(abs(place - other) for other in places) for places in others) for place in first)
    return (len(there) / len(row)) / (1 + span / (len(others) * FAR))
