"""Markdown, line by line, into Slack's: what is said once is said for good, whatever comes later. Pure.

A line scanner, like platforms/showing/split.py and for its reason: in a tree the shape of a block hangs on what
follows it. The marks at the head of a line stay as they are, for Slack reads them as CommonMark does; what is
between them is read by markdown-it and written anew.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from platforms.markdown.inline import Styled, read, unbold
from platforms.markdown.lines import Line, alignments, cells, is_sure, line, next_line
from platforms.slack.render.boxes import Box, boxed, loose
from platforms.slack.render.ink import written
from platforms.slack.render.paragraph import paragraph
from platforms.slack.render.spans import PATIENCE, Unsettled
from platforms.slack.render.tables import Table

ITEMS = 40
"""Of the 50 blocks of a message: Slack makes one of each heading, of each rule, and of what is between them
(darkgaldragon/slack-markdown-parser 2.5.0, measured in 2026-06); our buttons are blocks too."""

LONGEST_HEADING = 140
"""A header block holds 150 characters (docs.slack.dev "Header block")."""


@dataclass(frozen=True, slots=True)
class Said:
    """Slack's Markdown for everything up to `end`, from where the one before ended; or a table in its place."""

    end: int
    text: str
    table: Table | None = None


@dataclass(slots=True)
class Reader:
    """`whole`: the text ends here. `tables`: they are told as such, and not as text."""

    source: str
    whole: bool = True
    tables: bool = False
    patience: int = PATIENCE
    box: Box | None = None
    """The fence that is open at the end."""
    _items: int = 0
    _in_rows: bool = False
    _had_table: bool = False
    _columns: list[int] = field(default_factory=list)
    _after_break: bool = True
    """The line before this one is no text that this one could belong to."""

    def said(self) -> Iterator[Said]:
        at = 0
        try:
            while at < len(self.source):
                for one in self._line(at):
                    yield one
                    at = one.end
        except Unsettled:
            return

    def ending(self, text: str) -> str:
        """What closes the fence that is open at the end of what was said."""
        return ("" if text.endswith("\n") else "\n") + self.box.closing if self.box else ""

    def _line(self, at: int) -> Iterator[Said]:
        text, end = next_line(self.source, at)
        if self.box:
            if not end and not self.whole:
                if begun := self.box.begins(text):
                    yield Said(at + begun[0], begun[1])
                raise Unsettled
            taken = self.box.takes(text)
            if taken is not None:
                self.box = None if taken[1] else self.box
                yield Said(end or len(self.source), taken[0] if end else taken[0].removesuffix("\n"))
                return
            yield Said(at, self._closed())
        one = line(text)
        if not end and not self.whole and not is_sure(text):
            raise Unsettled
        self._place(one)
        yield from self._block(one, at, end or len(self.source))

    def _block(self, one: Line, at: int, end: int) -> Iterator[Said]:
        after_break, self._after_break = self._after_break, True
        in_rows, self._in_rows = self._in_rows, False
        if one.is_blank:
            yield Said(end, one.marks.rstrip(" \t") + "\n")
        elif fence := one.fence:
            self.box = boxed("code", one, self._nested(one), fence[0])
            yield Said(end, f"{self._marks(one)}{fence[0]}{fence[1]}\n")
        elif after_break and not one.is_item and one.indent - (self._columns or [0])[-1] >= 4:
            if not self.whole and self.source[end - 1] != "\n":
                raise Unsettled
            yield Said(end, self._indented(one))
        elif heading := one.heading:
            yield Said(end, self._heading(one, *heading))
        elif one.is_rule:
            self._items += 2
            rule = "———" if self._items > ITEMS else one.content.replace(" ", "")[:3]
            yield Said(end, f"{one.marks}{rule}\n")
        elif maths := one.maths:
            yield Said(end, self._formula(one, *maths))
        elif one.is_row and in_rows:
            self._in_rows = True
            yield Said(end, _row(one))
        elif one.is_row and (aligned := self._header(one, end)):
            yield self._table(one, aligned, end)
        elif one.is_row and _is_row(one, next_line(self.source, end)[0]):
            yield self._rest_of_table(one, end)
        else:
            self._after_break = False
            for more, said in paragraph(self.source, at, whole=self.whole, patience=self.patience):
                yield Said(more, said)

    def _place(self, one: Line) -> None:
        """Keep the columns of the list items that this line is inside of."""
        if one.is_item or (self._after_break and not one.is_blank):
            self._columns = [column for column in self._columns if column <= one.indent]
        if one.is_item:
            self._columns.append(len(one.marks.rpartition(">")[2].expandtabs(4)))

    def _nested(self, one: Line) -> bool:
        return bool(one.quotes or self._columns)

    def _marks(self, one: Line) -> str:
        return one.marks if self._nested(one) else ""

    def _closed(self) -> str:
        closing = self.box.closing + "\n" if self.box else ""
        self.box, self._after_break = None, True
        return closing

    def _indented(self, one: Line) -> str:
        """Code by its indentation, which Slack may not know."""
        inner = (self._columns or [0])[-1] + 4
        self.box = replace(boxed("indented", one, self._nested(one)), room=inner)
        return f"{self._marks(one)}```\n" + self.box.row(" " * (one.indent - inner) + one.content)

    def _formula(self, one: Line, closer: str, inside: str) -> str:
        box = replace(boxed("maths", one, self._nested(one)), closer=closer)
        said = f"{self._marks(one)}```\n" + (box.row(inside) if inside else "")
        if closer:
            self.box = box
            return said
        return f"{said}{box.closing}\n"

    def _heading(self, one: Line, level: str, text: str) -> str:
        nodes = unbold(read(text.strip()))
        self._items += 2
        if self._items > ITEMS or len(text) > LONGEST_HEADING:
            return f"{one.marks}{written((Styled('bold', nodes),))}\n" if nodes else "\n"
        return f"{one.marks}{level} {written(nodes, begins=False)}\n"

    def _header(self, one: Line, end: int) -> list[str] | None:
        """How the columns of a table stand that begins with this line."""
        under, after = next_line(self.source, end)
        if not self.whole and not after and not under.strip(" \t>|:-"):
            raise Unsettled
        second = line(under)
        aligned = None if second.is_item or second.quotes != one.quotes else alignments(second.content)
        return aligned if aligned and len(aligned) == len(cells(one.content)) else None

    def _table(self, one: Line, aligned: list[str], end: int) -> Said:
        under, after = next_line(self.source, end)
        nested, rows = self._nested(one), [cells(one.content)]
        after = after or len(self.source)
        if self.tables:
            more, end = self._rows(one, after)
            below = one.below if nested else ""
            return Said(end, "", Table(rows + more, aligned, self._marks(one), below, native=not nested))
        if not nested and not self._had_table:
            self._had_table = self._in_rows = True
            return Said(after, _row(one) + _row(line(under)))
        self.box = box = boxed("table", one, nested)  # Slack has no tables in lists, and one in a message
        said = f"{self._marks(one)}```\n" + box.row(loose(rows[0])) + box.row(loose(cells(line(under).content)))
        return Said(after, said)

    def _rest_of_table(self, one: Line, end: int) -> Said:
        """Rows without a header: those that did not fit into the message before."""
        box = boxed("table", one, self._nested(one))
        if not self.tables:
            self.box = box
            return Said(end, f"{self._marks(one)}```\n" + box.row(loose(cells(one.content))))
        more, end = self._rows(one, end)
        rows = [cells(one.content), *more]
        aligned = ["left"] * max(map(len, rows))
        return Said(end, "", Table(rows, aligned, self._marks(one), box.below, native=False, headed=False))

    def _rows(self, one: Line, at: int) -> tuple[list[list[str]], int]:
        """The rows below this one, and where they end."""
        rows: list[list[str]] = []
        while at < len(self.source) and _is_row(one, (text := next_line(self.source, at))[0]):
            rows.append(cells(line(text[0]).content))
            at = text[1] or len(self.source)
        return rows, at


def _row(one: Line) -> str:
    """A row of a table that Slack makes one of."""
    parts = cells(one.content)
    said = [part if alignments(part) else written(read(part), begins=False, also="|") for part in parts]
    return f"{one.marks}| {' | '.join(said)} |\n"


def _is_row(header: Line, text: str) -> bool:
    one = line(text)
    return one.is_row and not one.is_item and one.quotes == header.quotes
