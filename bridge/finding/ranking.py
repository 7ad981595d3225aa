"""How well a turn is what somebody looks for: title above question above answer, recent above old; pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bridge.finding.meaning import Sought
from bridge.finding.words import normal

ELSEWHERE = 0.1
"""Of what another field is worth that has it, too."""

NEAR, FAR = 0.8, 12
"""What stands side by side is worth so much more; half of that so many characters apart."""

FRESH, HALF = 0.15, 120 * 86_400.0
"""What is asked just now is worth so much more; and half of that after so many seconds."""

OFTEN, LONG = 2.5, 0.9
"""How much it says that a word stands there again, and how little it says in a long text: BM25's k and b.

They are high: what somebody remembers is what all of a question or of an answer was about.
"""

PLACES = 8
"""Of one word in a text; more are not looked at."""


@dataclass(frozen=True, slots=True)
class Field:
    """A part of a turn."""

    weight: float
    length: int
    """Bytes of a usual one, for Korean says the same in fewer letters."""


TITLE, QUESTION, ANSWER = FIELDS = (Field(2.8, 60), Field(1.4, 200), Field(1.0, 1000))


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
        texts = [normal(said.title), normal(said.question)]
        found = [[_found(one, text) for one in self.sought] for text in texts]
        if self.unwanted or not all(there for there, _ in map(max, *found)):
            texts.append(normal(said.answer))
            found.append([_found(one, texts[-1]) for one in self.sought])
        if any(_found(one, text)[0] for one in self.unwanted for text in texts):
            return 0.0
        if not self.sought:  # only filters: the newest first
            return max(said.accepted_at, 1.0)
        lengths = [len(text.encode("utf-8", "replace")) for text in texts]
        worths = [
            [field.weight * worth * _much(len(places), long, field) for worth, places in row]
            for field, long, row in zip(FIELDS, lengths, found, strict=False)
        ]
        total = there = 0.0
        for number, (one, rare) in enumerate(zip(self.sought, self.rare, strict=True)):
            own = sorted((row[number] for row in worths), reverse=True)
            if own[0]:
                there += rare
            elif one.literal:
                return 0.0
            total += rare * (own[0] + ELSEWHERE * sum(own[1:]))
        if there < enough * sum(self.rare) - 1e-9:
            return 0.0
        near = max(field.weight * _near(row) for field, row in zip(FIELDS, found, strict=False))
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
