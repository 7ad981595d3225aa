"""A paragraph as far as it is there: its lines together, for what one opens the next may close. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from platforms.markdown.inline import read
from platforms.markdown.lines import Line, is_sure, line, next_line
from platforms.slack.render.ink import written
from platforms.slack.render.spans import cut


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of it."""

    begin: int
    """Where it does in the source."""
    line: Line
    """With the end of the line, if that is there."""


def paragraph(source: str, at: int, *, whole: bool, patience: int) -> Iterator[tuple[int, str]]:
    """Each piece that is said for good: where it ends in the source, and Slack's Markdown for it.

    `whole`: the source ends where it ends. Raises Unsettled behind the last piece where more has to come.
    """
    rows, whole = _rows(source, at, whole)
    text = "".join(row.line.content for row in rows)
    newline = "\n" + rows[min(1, len(rows) - 1)].line.below
    done, number, inside = 0, 0, 0
    while done < len(text):
        end = cut(text, done, whole=whole, patience=patience)
        piece = text[done:end]
        marks = rows[number].line.marks if inside == 0 else ""
        said = written(read(piece.removesuffix("\n")), begins=inside == 0, newline=newline)
        inside += len(piece)
        while number < len(rows) and inside >= len(rows[number].line.content):
            inside -= len(rows[number].line.content)
            number += 1
        done = end
        yield _origin(source, rows, number, inside), marks + said + "\n" * piece.endswith("\n")


def _rows(source: str, at: int, whole: bool) -> tuple[list[_Row], bool]:
    """Its lines, and whether they are all there."""
    rows: list[_Row] = []
    while at < len(source):
        text, end = next_line(source, at)
        one = line(text)
        sure = bool(end) or whole or is_sure(text)
        if rows and not (one.is_text and one.quotes == rows[0].line.quotes):
            return rows, sure
        if rows and not sure:
            return rows, False
        content = one.content + "\n" if end else text[len(one.marks) :].rstrip("\r")
        rows.append(_Row(at, replace(one, content=content)))
        at = end or len(source)
    return rows, whole


def _origin(source: str, rows: list[_Row], number: int, inside: int) -> int:
    """Where in the source this place of the paragraph is."""
    if number < len(rows):
        row = rows[number]
        return row.begin + (len(row.line.marks) + inside if inside else 0)
    return next_line(source, rows[-1].begin)[1] or len(source)
