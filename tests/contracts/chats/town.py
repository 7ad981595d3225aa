"""A place where people write lines, and the little that it needs to be a chat platform: ids, history, troubles."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Literal

PATIENCE = 10.0
FIRST = 1_800_000_000

Kind = Literal["written", "rewritten", "gone", "pressed"]


@dataclass(slots=True, eq=False)
class Line:
    """Somebody wrote it; the first of a thread has its own id as root."""

    id: str
    root: str
    author: str
    text: str
    direct: bool = False
    files: Sequence[tuple[str, bytes]] = ()
    gone: bool = False
    offers: tuple[tuple[str, str], ...] = ()
    """What can be pressed below it, and what that says."""
    mark: str = ""
    """What the author keeps with it for themselves."""


@dataclass(frozen=True, slots=True)
class Told:
    """A line was written, rewritten or taken away; or something below it was pressed."""

    line: Line
    kind: Kind = "written"
    what: tuple[str, str] = ("", "")
    number: int = 0
    """Another one each time, unless it is told again."""


Hear = Callable[[Told], None]


@dataclass(slots=True)
class Town:
    """Everything that was ever written, and who is told of it."""

    lines: dict[str, Line] = field(default_factory=dict)
    whispers: list[Line] = field(default_factory=list)
    """Each seen by its author alone, who is not who wrote it."""
    listeners: list[Hear] = field(default_factory=list)
    troubles: list[Callable[[], Exception]] = field(default_factory=list)
    """Come before the next writing …"""
    losses: list[Callable[[], Exception]] = field(default_factory=list)
    """… and after it."""
    _seconds: "count[int]" = field(default_factory=lambda: count(FIRST))
    _numbers: "count[int]" = field(default_factory=count)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    now: float = FIRST

    def write(
        self,
        author: str,
        text: str,
        root: str = "",
        *,
        direct: bool = False,
        files: Sequence[tuple[str, bytes]] = (),
        mark: str = "",
    ) -> Line:
        """A line a second. Only who keeps a mark with it has troubles."""
        if mark:
            self._before()
        self.now = next(self._seconds)
        id = str(int(self.now))
        self.lines[id] = line = Line(id, root or id, author, text, direct, files, mark=mark)
        self.tell(line)
        if mark:
            self._after()
        return line

    def rewrite(self, id: str, text: str) -> None:
        """By who keeps a mark with it."""
        self._before()
        self.lines[id].text = text
        self.ring()
        self._after()

    def reword(self, id: str, text: str) -> None:
        self.lines[id].text = text
        self.tell(self.lines[id], "rewritten")

    def remove(self, id: str) -> None:
        self.lines[id].gone = True
        self.tell(self.lines[id], "gone")

    def press(self, line: Line, what: str) -> None:
        found = next((one for one in line.offers if one[0] == what), None)
        if found is None:
            raise LookupError(f"nothing to press: {what}")
        self.tell(line, "pressed", found)

    def whisper(self, text: str, root: str, offers: tuple[tuple[str, str], ...] = ()) -> None:
        self.whispers.append(Line(f"w{len(self.whispers)}", root, "", text, offers=offers))
        self.ring()

    def tell(self, line: Line, kind: Kind = "written", what: tuple[str, str] = ("", "")) -> None:
        """Everybody who listens."""
        told = Told(line, kind, what, next(self._numbers))
        for hear in self.listeners:
            hear(told)
        self.ring()

    def thread(self, root: str) -> list[Line]:
        return [line for line in self.lines.values() if line.root == root and not line.gone]

    def ring(self) -> None:
        """Something happened."""
        rung, self._changed = self._changed, asyncio.Event()
        rung.set()

    async def until(self, condition: Callable[[], object]) -> None:
        """Looked at again after everything that happens; a LookupError means not yet."""
        async with asyncio.timeout(PATIENCE):
            while not _true(condition):
                await self._changed.wait()

    def _before(self) -> None:
        if self.troubles:
            raise self.troubles.pop(0)()

    def _after(self) -> None:
        if self.losses:
            raise self.losses.pop(0)()


def _true(condition: Callable[[], object]) -> object:
    try:
        return condition()
    except LookupError:
        return False
