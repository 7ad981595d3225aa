"""What all forms keep to that put everything into one file."""

from dataclasses import dataclass, field
from typing import Protocol

from bridge.types import Enclosed, Sheet


@dataclass(frozen=True, slots=True)
class Filed:
    """A file that goes along."""

    enclosed: Enclosed
    path: str = ""
    """From the folder, with slashes; empty where it stands in the file itself."""
    content: bytes = field(default=b"", repr=False)
    """Only where it does."""


def side_of(one: Enclosed) -> str:
    """What it came with."""
    return "question" if one.asked else "answer"


class Form(Protocol):
    """Takes turn by turn, and gives the text of its file piece by piece."""

    @property
    def file(self) -> str:
        """Its name."""

    @property
    def whole(self) -> bool:
        """Files that go along stand in the file itself."""

    def named(self, sheet: Sheet, one: Enclosed) -> str:
        """What such a file would be called, in the folder."""

    def begin(self) -> str:
        """What stands before it all."""

    def add(self, sheet: Sheet, files: tuple[Filed, ...]) -> str:
        """One more turn."""

    def end(self) -> str:
        """What stands behind it all."""
