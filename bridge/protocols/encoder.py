"""Says what a text means, in numbers: texts that mean about the same, in whatever language, get about the same."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from array import array

Vector: TypeAlias = "array[float]"
"""Single floats, ``f``; only its direction says something. Whoever carries it needs no numpy."""


class Encoder(Protocol):
    """One of them is used at a time; what two of them say can't be compared."""

    @property
    def name(self) -> str:
        """Of it and its model."""

    @property
    def at_once(self) -> int:
        """So many texts are best given at once: others wait meanwhile."""

    async def encode(self, texts: Sequence[str]) -> Sequence[Vector]:
        """One for each, all of a length. Raises BackendError where it can't be done now."""
