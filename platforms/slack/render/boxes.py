"""Fences: those of the answer, and those that we put around what Slack would not show as it is meant. Pure."""

import re
from dataclasses import dataclass
from typing import Literal

from platforms.markdown.inline import plain, read
from platforms.markdown.lines import Line, alignments, cells, line, parted
from platforms.slack.render.signs import as_code

LONGEST_LINE = 160
"""Characters of a line of code that nobody has to wait for."""

WAITS = 40
"""Characters of it that are held back."""

_COMMAND = re.compile(r"<[^\s<>]*>$|>$")


@dataclass(frozen=True, slots=True)
class Box:
    """An open fence."""

    kind: Literal["code", "maths", "table", "indented"]
    run: str
    below: str
    """The marks of each of its lines."""
    room: int
    """Columns of a line that are not code, behind its quote signs."""
    quotes: int
    closer: str = ""
    """What ends a formula."""

    @property
    def closing(self) -> str:
        return self.below + self.run

    def row(self, text: str, marks: str | None = None) -> str:
        """A line inside of it, behind the marks that it has of its own."""
        own = self.below if marks is None or not self.below else marks
        return f"{own}{as_code(text)}\n" if text else f"{own.rstrip()}\n"

    def begins(self, text: str) -> tuple[int, str] | None:
        """How much of a long line of code that has not ended can be said, and what stands for it."""
        if self.kind != "code" or len(text) < LONGEST_LINE or line(text).quotes < self.quotes:
            return None
        marks, code = parted(text, self.quotes, self.room)
        kept = code[: len(code) - WAITS]
        kept = kept[: _COMMAND.search(kept + ">").start()]  # type: ignore[union-attr]  # it finds the end at least
        return len(marks) + len(kept), self.row(kept, marks).removesuffix("\n")

    def takes(self, text: str) -> tuple[str, bool] | None:
        """What stands for this line, and whether it ends the box; None where the box had ended before it."""
        one = line(text)
        if one.quotes < self.quotes:
            return None
        match self.kind:
            case "code":
                return self._code(*parted(text, self.quotes, self.room))
            case "maths":
                return self._maths(*parted(text, self.quotes, self.room))
            case "table":
                goes_on = one.is_row and not one.is_item and one.quotes == self.quotes
                return (self.row(loose(cells(one.content)), one.marks), False) if goes_on else None
            case "indented":
                goes_on = not one.is_blank and one.indent >= self.room and one.quotes == self.quotes
                marks, bare = parted(text, self.quotes, self.room)
                return (self.row(bare, marks), False) if goes_on else None

    def _code(self, marks: str, bare: str) -> tuple[str, bool]:
        mark = bare.strip()
        closes = len(mark) >= len(self.run) and set(mark) == {self.run[0]}
        return (self.closing + "\n", True) if closes else (self.row(bare, marks), False)

    def _maths(self, marks: str, bare: str) -> tuple[str, bool] | None:
        if not bare.strip():
            return None
        if not bare.rstrip().endswith(self.closer):
            return self.row(bare, marks), False
        last = bare.rstrip().removesuffix(self.closer).rstrip()
        return (self.row(last, marks) if last else "") + self.closing + "\n", True


def boxed(kind: Literal["code", "maths", "table", "indented"], one: Line, nested: bool, run: str = "```") -> Box:
    """Around what begins with this line; `nested` in a list or a quote, whose marks each line has to keep."""
    below = one.below if nested else ""
    return Box(kind, run, below, one.room, one.quotes)


def loose(parts: list[str]) -> str:
    """A row of a table as it comes, when nobody knows yet how wide its columns are."""
    said = ["---" if alignments(part) else plain(read(part)).replace("\n", " ") for part in parts]
    return f"| {' | '.join(said)} |"
