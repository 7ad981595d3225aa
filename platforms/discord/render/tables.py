"""Tables, which Discord does not have: code in which the columns stand below each other. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from platforms.discord.render.source import prepared
from platforms.markdown.columns import laid_out
from platforms.markdown.inline import Link, Node, Styled, plain, read

WIDEST = 80
"""Columns of a line of code that a window of middling size still shows in one line."""


@dataclass(frozen=True, slots=True)
class Table:
    rows: Sequence[Sequence[str]]
    """Their cells, in Markdown."""
    aligned: Sequence[str]
    headed: bool

    def lines(self, *, padded: bool) -> list[str]:
        """All rows as wide as the header, as GFM has it."""
        wide = len(self.aligned)
        rows = [[shown(cell) for cell in row[:wide]] + [""] * (wide - len(row)) for row in self.rows]
        return laid_out(rows, self.aligned, headed=self.headed, padded=padded, widest=WIDEST if padded else 0)

    @property
    def links(self) -> tuple[Link, ...]:
        """Where its cells lead to; in code nothing can be clicked."""
        return tuple(dict.fromkeys(link for row in self.rows for cell in row for link in _links_of(cell)))


@lru_cache(maxsize=4096)
def shown(cell: str) -> str:
    """What is seen of it; the same cells are asked for again and again while an answer grows."""
    return plain(read(prepared(cell))).replace("\n", " ")


@lru_cache(maxsize=4096)
def _links_of(cell: str) -> tuple[Link, ...]:
    return tuple(_found(read(prepared(cell)))) if "](" in cell or "<a" in cell else ()


def _found(nodes: Sequence[Node]) -> list[Link]:
    found: list[Link] = []
    for node in nodes:
        match node:
            case Link(_, inside) if inside:
                found.append(node)
            case Styled(_, inside):
                found += _found(inside)
            case _:
                pass
    return found
