"""An encoder that knows a few things by several words; whatever else is said is noise of its own."""

import random
from array import array
from collections.abc import Sequence

from bridge.errors import BackendError
from bridge.protocols import Encoder, Vector

WIDTH = 96

SAME = (
    ("fruit", "과일", "apples"),
    ("bicycle", "자전거", "bike"),
    ("deposit", "보증금"),
)


class Concepts:
    """Remembers what it was given."""

    at_once = 8

    def __init__(self, name: str = "concepts") -> None:
        self.name = name
        self.given: list[str] = []
        self.fails: BackendError | None = None

    async def encode(self, texts: Sequence[str]) -> Sequence[Vector]:
        if self.fails is not None:
            raise self.fails
        self.given += texts
        return [_vector(text) for text in texts]


def _vector(text: str) -> Vector:
    found = array("f", [0.0] * WIDTH)
    about = [f"about {number}" for number, words in enumerate(SAME) if any(word in text for word in words)]
    for one in (*about, *about, text):
        chance = random.Random(one)
        for at in range(WIDTH):
            found[at] += chance.gauss(0, 1)
    return found


_encoder: type[Encoder] = Concepts
