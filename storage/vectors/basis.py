"""Which directions say much in this ledger, and a vector as one bit for each of them; pure.

All that one team asks is about a few things, so an encoder's vectors of it lie close together, those of a language
closer still. Turned to their own axes, and stretched until all of these vary alike, they can be told apart: in our
bench a quarter more is found across languages, and one bit of each axis is nearly as good as the number.

Some turns mean about the same as many others, and so are near to whatever is looked for; how crowded it is around
each is measured by those that were learned from, so that it counts against it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bridge.protocols import Vector

Floats = NDArray[np.float32]

LEAST = 256
"""Vectors to learn from; with fewer they are taken as they are."""

MOST = 2_048
"""To learn from; more would say the same."""

WIDEST = 512
"""Axes that are kept: of a longer vector those that say most."""

EVEN = 1.0
"""How much of the usual spread is added to each axis, so that one of next to none is not all noise."""

ASIDE = 0.3
"""How much an answer says of what its turn is about, beside the question."""

FELLOWS = 10
"""By so many of the nearest it is told how crowded it is."""

USUAL = 0.798
"""What is left of a number of usual size when only its sign is kept."""


Codes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Basis:
    """What was learned, and of how many."""

    middle: Floats
    axes: Floats
    learned: int
    sample: Codes
    """Of those that it was learned from."""

    def turned(self, vectors: Floats) -> Floats:
        """Along these axes; as long as one."""
        return _as_long_as_one((vectors - self.middle) @ self.axes)

    def meant(self, asked: Floats, answered: Floats) -> Floats:
        """What turns mean; a row of zeros is an answer that is not there."""
        there = answered.any(axis=1, keepdims=True)
        return _as_long_as_one(self.turned(asked) + ASIDE * there * self.turned(answered))

    def coded(self, asked: Floats, answered: Floats) -> Iterator[tuple[bytes, float]]:
        """Of each turn one bit for each axis, and how crowded it is around it."""
        meant = self.meant(asked, answered)
        for code, crowd in zip(_bits(meant), self._crowds(meant), strict=True):
            yield code.tobytes(), float(crowd)

    def _crowds(self, meant: Floats) -> Floats:
        """About the cosine of each and its nearest fellows, without the nearest of all, which may be itself."""
        if len(self.sample) <= FELLOWS:
            return np.zeros(len(meant), np.float32)
        near = agree(meant, self.sample)
        nearest = np.partition(near, -FELLOWS - 1, axis=1)[:, -FELLOWS - 1 :]
        return np.asarray((nearest.sum(axis=1) - nearest.max(axis=1)) / FELLOWS, dtype=np.float32)

    @property
    def outgrown(self) -> int:
        """With so many turns there is more to learn; 0: never."""
        return (4 * self.learned or LEAST) if self.learned < MOST else 0


def floats(vectors: "Sequence[Vector | None]", width: int) -> Floats:
    """As rows; of zeros where there is none."""
    rows = [np.zeros(width, np.float32) if one is None else np.frombuffer(one, dtype=np.float32) for one in vectors]
    return np.array(rows)


def learned(asked: Floats, answered: Floats) -> Basis:
    """From vectors of what is in the ledger: what is asked there tells the axes."""
    many, width = asked.shape
    nothing = np.zeros((0, 0), np.uint8)
    if many < LEAST:
        as_they_are = np.eye(width, min(width, WIDEST), dtype=np.float32)
        return Basis(np.zeros(width, np.float32), as_they_are, 0, nothing)
    middle = asked.mean(axis=0)
    apart = asked - middle
    spread, axes = np.linalg.eigh((apart.T @ apart / many).astype(np.float64))
    kept = min(WIDEST, many // 2)  # beyond these there is little to learn from, and then nothing
    spread, axes = spread[::-1][:kept], axes[:, ::-1][:, :kept]
    stretched = axes / np.sqrt(np.maximum(spread, 0) + EVEN * max(float(spread.mean()), 1e-12))
    alone = Basis(middle, stretched.astype(np.float32), many, nothing)
    return replace(alone, sample=_bits(alone.meant(asked, answered)))


def agree(turned: Floats, codes: Codes) -> Floats:
    """About the cosines of vectors and those that only their codes are left of."""
    width = turned.shape[-1]
    signs = np.unpackbits(codes, axis=1, count=width).astype(np.float32) * 2 - 1
    return np.asarray(turned @ signs.T / (np.sqrt(width) * USUAL), dtype=np.float32)


def _bits(turned: Floats) -> Codes:
    return np.packbits(turned > 0, axis=1)


def _as_long_as_one(rows: NDArray[np.floating[Any]]) -> Floats:
    lengths = np.sqrt(np.square(rows).sum(axis=1, keepdims=True))
    return np.asarray(rows / np.maximum(lengths, np.float32(1e-9)), dtype=np.float32)
