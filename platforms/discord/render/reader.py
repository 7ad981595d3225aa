"""Markdown, line by line, into Discord's. Pure.

The marks at the head of a line are made Discord's, what is between them is read by markdown-it and written anew. A
message is edited as a whole, so all of it is read each time.
"""

import re
from collections.abc import Iterable

from platforms.discord.render.ink import written
from platforms.discord.render.signs import code
from platforms.discord.render.source import defined, prepared
from platforms.discord.render.tables import Table
from platforms.markdown.inline import Styled, read, unbold
from platforms.markdown.lines import Line, alignments, cells, line, next_line, parted

LEVELS = 3
"""Of headings."""

RULE = "─" * 12

BAR = "│ "
"""Of a quote in a quote, or in a list."""

EMPTY = "\u200b"
"""Where something has to stand and nothing does."""

_MARKER = re.compile(r"(?:[-*+]|(\d{1,9})[.)])(?:[ ]+|$)")
_TASK = re.compile(r"\[([ xX])\][ ]*")
_NOTHING_BELOW = re.compile(r"(?:\n(?:> ?)?)+$")


class Reader:
    """`padded`: the columns of tables stand below each other."""

    def __init__(self, source: str, *, padded: bool = True) -> None:
        self._source = source
        self._padded = padded
        self._at = 0
        self._columns: list[int] = []
        """Of the list items that the line is inside of."""
        self._after_break = True
        """The line before this one is no text that this one could belong to."""

    def text(self) -> str:
        said = []
        while self._at < len(self._source):
            said.append(self._block())
        return _NOTHING_BELOW.sub("", "".join(said))

    def _block(self) -> str:
        one = self._next()
        self._place(one)
        after_break, self._after_break = self._after_break, True
        if one.is_blank:
            return self._blank(one)
        if fence := one.fence:
            return self._fenced(one, self._code(one, fence[0]), fence[1])
        if after_break and not one.is_item and one.indent - (self._columns or [0])[-1] >= 4:
            return self._indented(one)
        if heading := one.heading:
            return self._heading(one, *heading)
        if one.is_rule:
            return f"{self._marks(one)}{RULE}\n"
        if maths := one.maths:
            return self._fenced(one, self._formula(one, *maths), "tex")
        if one.is_row and (table := self._table(one)):
            return self._tabled(one, table)
        self._after_break = False
        return self._paragraph(one)

    def _next(self) -> Line:
        text, self._at = self._ahead()
        return line(text)

    def _ahead(self) -> tuple[str, int]:
        """The line that comes, and where the next one begins."""
        text, end = next_line(self._source, self._at)
        return text, end or len(self._source)

    def _place(self, one: Line) -> None:
        if one.is_item or (self._after_break and not one.is_blank):
            self._columns = [column for column in self._columns if column <= one.indent]
        if one.is_item:
            self._columns.append(len(one.marks.rpartition(">")[2].expandtabs(4)))

    def _blank(self, one: Line) -> str:
        marks = self._marks(one)
        return f"{marks}{EMPTY}\n" if one.is_item else f"{marks.rstrip(' ')}{' ' * bool(one.quotes)}\n"

    def _marks(self, one: Line) -> str:
        """Discord's own: one kind of item, one level of quotes, boxes for tasks."""
        before, quote, rest = one.marks.expandtabs(4).partition(">")
        nested = bool(before.strip() or (before and self._columns))
        if not quote:
            return self._listed(before)
        rest = rest.replace(">", "").removeprefix(" ")
        if nested:
            return self._listed(before) + BAR * one.quotes + self._listed(rest)
        return "> " + BAR * (one.quotes - 1) + self._listed(rest.lstrip() if one.quotes > 1 else rest)

    def _listed(self, marks: str) -> str:
        if not marks.strip():
            return marks if self._columns else ""
        marks = _MARKER.sub(lambda found: f"{found[1]}. " if found[1] else "- ", marks)
        return _TASK.sub(lambda found: "☐ " if found[1] == " " else "☑ ", marks)

    def _fenced(self, one: Line, rows: Iterable[str], language: str = "") -> str:
        """Code, where Discord shows it as such: at the beginning of a line, in a quote behind its sign."""
        quote = "> " if one.quotes else ""
        item = self._marks(one).removeprefix(quote) if one.is_item else ""
        body = [code(row) for row in rows]
        if not any(row.strip() for row in body):
            body = [EMPTY]
        lines = [f"```{language}", *body, "```"]
        return (f"{quote}{item}{EMPTY}\n" if item else "") + "".join(f"{quote}{row}\n" for row in lines)

    def _code(self, one: Line, run: str) -> list[str]:
        rows = []
        while self._at < len(self._source):
            text, end = self._ahead()
            if line(text).quotes < one.quotes:
                break
            self._at = end
            bare = parted(text, one.quotes, one.room)[1]
            mark = bare.strip()
            if len(mark) >= len(run) and set(mark) == {run[0]}:
                break
            rows.append(bare)
        return rows

    def _indented(self, one: Line) -> str:
        """Code by its indentation, which Discord does not know."""
        room = (self._columns or [0])[-1] + 4
        rows = [" " * (one.indent - room) + one.content]
        while self._at < len(self._source):
            text, end = self._ahead()
            more = line(text)
            if more.is_blank or more.indent < room or more.quotes != one.quotes:
                break
            rows.append(parted(text.expandtabs(4), one.quotes, room)[1])
            self._at = end
        return self._fenced(one, rows)

    def _formula(self, one: Line, closer: str, inside: str) -> list[str]:
        rows = [inside] if inside else []
        while closer and self._at < len(self._source):
            text, end = self._ahead()
            if line(text).quotes < one.quotes:
                break
            bare = parted(text, one.quotes, one.room)[1].rstrip()
            if not bare:
                break
            self._at = end
            if bare.endswith(closer):
                last = bare.removesuffix(closer).rstrip()
                return rows + [last] * bool(last)
            rows.append(bare)
        return rows

    def _heading(self, one: Line, level: str, text: str) -> str:
        nodes = unbold(read(prepared(text.strip())))
        if not nodes:
            return "\n"
        if len(level) > LEVELS:
            return f"{self._marks(one)}{written((Styled('bold', nodes),))}\n"
        return f"{self._marks(one)}{level} {written(nodes, begins=False, newline=' ')}\n"

    def _table(self, one: Line) -> Table | None:
        """What begins with this line; rows without a header did not fit into the message before."""
        text, after = self._ahead()
        under, rows = line(text), [cells(one.content)]
        aligned = None if under.is_item or under.quotes != one.quotes else alignments(under.content)
        if aligned and len(aligned) == len(rows[0]):
            self._at = after
            return Table([*rows, *self._rows(one)], aligned, headed=True)
        if not _is_row(one, text):
            return None
        rows += self._rows(one)
        return Table(rows, ["left"] * max(map(len, rows)), headed=False)

    def _rows(self, one: Line) -> list[list[str]]:
        rows = []
        while self._at < len(self._source) and _is_row(one, (ahead := self._ahead())[0]):
            rows.append(cells(line(ahead[0]).content))
            self._at = ahead[1]
        return rows

    def _tabled(self, one: Line, table: Table) -> str:
        links = " · ".join(written((link,), begins=False) for link in table.links)
        below = f"{'> ' if one.quotes else ''}-# {links}\n" if links else ""
        return self._fenced(one, table.lines(padded=self._padded)) + below

    def _paragraph(self, one: Line) -> str:
        rows, quotes = [one], one.quotes
        while self._at < len(self._source):
            text, end = self._ahead()
            more = line(text)
            if not (more.is_text and more.quotes == quotes):
                break
            rows.append(more)
            self._at = end
        marks = self._marks(one)
        newline = "\n" + (self._marks(rows[1]) if len(rows) > 1 else "> " * bool(quotes))
        nodes = read(prepared(defined("\n".join(row.content for row in rows))))
        return f"{marks}{written(nodes, newline=newline)}\n"


def _is_row(header: Line, text: str) -> bool:
    one = line(text)
    return one.is_row and not one.is_item and one.quotes == header.quotes
