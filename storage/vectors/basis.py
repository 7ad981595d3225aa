"""Which directions say much in this ledger, and a vector as one bit for each of them; pure.

All that one team asks is about a few things, so an encoder's vectors of it lie close together, those of a language
closer still. Turned to their own axes, and stretched until all of these vary alike, they can be told apart: in our
bench a quarter more is found across languages, and one bit of each axis is nearly as good as the number.
"""

from dataclasses import dataclass

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

USUAL = 0.798
"""What is left of a number of usual size when only its sign is kept."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What was learned, and of how many."""

    middle: Floats
    axes: Floats
    learned: int

    def turned(self, vectors: Floats) -> Floats:
        """Along these axes; as long as one."""
        found = (vectors - self.middle) @ self.axes
        found /= np.maximum(np.sqrt(np.square(found).sum(axis=1, keepdims=True)), np.float32(1e-9))
        return np.asarray(found, dtype=np.float32)

    def codes(self, vectors: Floats) -> NDArray[np.uint8]:
        """One bit for each axis."""
        return np.packbits(self.turned(vectors) > 0, axis=1)

    @property
    def outgrown(self) -> int:
        """With so many turns there is more to learn; 0: never."""
        return (4 * self.learned or LEAST) if self.learned < MOST else 0


def floats(vectors: list[Vector]) -> Floats:
    """As rows."""
    return np.array([np.frombuffer(one, dtype=np.float32) for one in vectors])


def learned(vectors: Floats) -> Basis:
    """From vectors of what is in the ledger."""
    many, width = vectors.shape
    if many < LEAST:
        as_they_are = np.eye(width, min(width, WIDEST), dtype=np.float32)
        return Basis(np.zeros(width, np.float32), as_they_are, 0)
    middle = vectors.mean(axis=0)
    apart = vectors - middle
    spread, axes = np.linalg.eigh((apart.T @ apart / many).astype(np.float64))
    kept = min(WIDEST, many // 2)  # beyond these there is little to learn from, and then nothing
    spread, axes = spread[::-1][:kept], axes[:, ::-1][:, :kept]
    stretched = axes / np.sqrt(np.maximum(spread, 0) + EVEN * max(float(spread.mean()), 1e-12))
    return Basis(middle, stretched.astype(np.float32), many)


def agree(turned: Floats, codes: NDArray[np.uint8]) -> Floats:
    """About the cosine of one vector and each of those that only their codes are left of."""
    signs = np.unpackbits(codes, axis=1, count=len(turned)).astype(np.float32) * 2 - 1
    return np.asarray(signs @ turned / (np.sqrt(len(turned)) * USUAL), dtype=np.float32)
