"""Tables: as Slack's own block, or as code in which the columns stand below each other. Pure.

Source: docs.slack.dev "Table block": one in a message, 100 rows, 20 columns, 10,000 characters in its cells, and no
empty text.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NotRequired, TypedDict

from platforms.markdown.columns import laid_out
from platforms.markdown.inline import Break, Code, Link, Node, Styled, Words, plain, read
from platforms.markdown.signs import live
from platforms.slack.render.signs import as_code

ROWS, COLUMNS, CHARACTERS = 100, 20, 9_500


class Style(TypedDict, total=False):
    bold: bool
    italic: bool
    strike: bool
    code: bool


class TextElement(TypedDict):
    type: Literal["text"]
    text: str
    style: NotRequired[Style]


class LinkElement(TypedDict):
    type: Literal["link"]
    url: str
    text: NotRequired[str]
    style: NotRequired[Style]


Element = TextElement | LinkElement


class Section(TypedDict):
    type: Literal["rich_text_section"]
    elements: list[Element]


class RichText(TypedDict):
    type: Literal["rich_text"]
    elements: list[Section]


class RawText(TypedDict):
    type: Literal["raw_text"]
    text: str


class Column(TypedDict):
    align: str
    is_wrapped: bool


class TableBlock(TypedDict):
    type: Literal["table"]
    rows: list[list[RawText | RichText]]
    column_settings: list[Column]


@dataclass(frozen=True, slots=True)
class Table:
    rows: list[list[str]]
    aligned: list[str]
    marks: str
    below: str
    native: bool
    """Where Slack may have one: not in a list or a quote."""
    headed: bool = True

    @property
    def full(self) -> Iterator[list[str]]:
        """All rows as wide as the header, as GFM has it."""
        width = len(self.aligned)
        for row in self.rows:
            yield [*row[:width], *[""] * (width - len(row))]


def native(table: Table) -> TableBlock | None:
    """Slack's block, where its rules allow one."""
    if not table.native or len(table.rows) > ROWS or len(table.aligned) > COLUMNS:
        return None
    rows = [[_cell(read(cell)) for cell in row] for row in table.full]
    if characters(rows) > CHARACTERS:
        return None
    columns: list[Column] = [{"align": side, "is_wrapped": True} for side in table.aligned]
    return {"type": "table", "rows": rows, "column_settings": columns}


def characters(rows: Sequence[Sequence[RawText | RichText]]) -> int:
    return sum(len(text) for row in rows for cell in row for text in _texts(cell))


def fenced(table: Table, aligned: bool = True) -> str:
    """As code; `aligned` costs the blanks that bring the columns below each other."""
    rows = [[plain(read(cell)).replace("\n", " ") for cell in row] for row in table.full]
    lines = laid_out(rows, table.aligned, headed=table.headed, padded=aligned)
    body = "".join(f"{table.below}{as_code(one)}\n" for one in lines)
    return f"{table.marks}```\n{body}{table.below}```\n"


def _cell(nodes: Sequence[Node]) -> RawText | RichText:
    if all(isinstance(node, Words | Break) for node in nodes):
        return {"type": "raw_text", "text": as_code(plain(tuple(nodes))) or " "}
    elements = list(_elements(nodes, {}))
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}


def _elements(nodes: Sequence[Node], style: Style) -> Iterator[Element]:
    for node in nodes:
        match node:
            case Words(text):
                yield _text(text, style)
            case Code(text):
                yield _text(text or " ", {**style, "code": True})
            case Break():
                yield _text("\n", style)
            case Styled(kind, inside):
                more: Style = {**style, kind: True}  # type: ignore[misc]  # its three names are keys of Style
                yield from _elements(inside, more)
            case Link(address, inside):
                yield from _link(address, inside, style)


def _link(address: str, inside: Sequence[Node], style: Style) -> Iterator[Element]:
    target, label = live(address), plain(tuple(inside))
    if not target:
        yield _text(label or address, style)
        return
    link: LinkElement = {"type": "link", "url": target}
    if label:
        link["text"] = as_code(label)
    if style:
        link["style"] = style
    yield link


def _text(text: str, style: Style) -> TextElement:
    element: TextElement = {"type": "text", "text": as_code(text)}
    if style:
        element["style"] = style
    return element


def _texts(cell: RawText | RichText) -> Iterator[str]:
    if cell["type"] == "raw_text":
        yield cell["text"]
        return
    for section in cell["elements"]:
        for element in section["elements"]:
            yield element.get("text", "")
            if element["type"] == "link":
                yield element["url"]
