"""The words of a paragraph as a tree. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from markdown_it.token import Token

from platforms.markdown.grammar import reader


@dataclass(frozen=True, slots=True)
class Words:
    text: str


@dataclass(frozen=True, slots=True)
class Code:
    text: str


@dataclass(frozen=True, slots=True)
class Break:
    """The end of a line inside of a paragraph."""


@dataclass(frozen=True, slots=True)
class Styled:
    style: Literal["bold", "italic", "strike"]
    inside: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Link:
    address: str
    inside: "tuple[Node, ...]"
    """Nothing where the address is all that is shown."""


Node = Words | Code | Break | Styled | Link

_PLAIN = re.compile(r"[^\\`*_~\[\]!<>&$:\n]*")

_STYLES: dict[str, Literal["bold", "italic", "strike"]] = {"strong": "bold", "em": "italic", "s": "strike"}


def read(text: str) -> tuple[Node, ...]:
    """Text with nothing special in it is words, and costs nothing."""
    if _PLAIN.fullmatch(text):
        return (Words(text),) if text else ()
    [inline] = reader().parseInline(text)
    return _nodes(inline.children or [])


def plain(nodes: tuple[Node, ...]) -> str:
    """What a reader sees, without any style."""
    said = []
    for node in nodes:
        match node:
            case Words(text) | Code(text):
                said.append(text)
            case Break():
                said.append("\n")
            case Styled(_, inside):
                said.append(plain(inside))
            case Link(address, inside):
                said.append(plain(inside) or address)
    return "".join(said)


def unbold(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """A heading is bold already."""
    flat: list[Node] = []
    for node in nodes:
        match node:
            case Styled("bold", inside):
                flat += unbold(inside)
            case Styled(style, inside):
                flat.append(Styled(style, unbold(inside)))
            case Link(address, inside):
                flat.append(Link(address, unbold(inside)))
            case _:
                flat.append(node)
    return tuple(flat)


def unlinked(nodes: Sequence[Node]) -> Iterator[Node]:
    """For a link's label, which holds no link of its own: a picture in it is its words."""
    for node in nodes:
        match node:
            case Link(address, inside):
                yield Words(plain(inside) or address)
            case Styled(style, inside):
                yield Styled(style, tuple(unlinked(inside)))
            case _:
                yield node


def _nodes(tokens: list[Token]) -> tuple[Node, ...]:
    """The tree of markdown-it's flat list."""
    levels: list[list[Node]] = [[]]
    opened: list[Token] = []
    for token in tokens:
        if token.nesting > 0:
            opened.append(token)
            levels.append([])
        elif token.nesting < 0:
            inside = tuple(levels.pop())
            levels[-1].append(_around(opened.pop(), inside))
        elif (leaf := _leaf(token)) is not None:
            levels[-1].append(leaf)
    return tuple(levels[0])


def _around(token: Token, inside: tuple[Node, ...]) -> Node:
    if token.tag == "a":
        return Link(str(token.attrs["href"]), inside)
    return Styled(_STYLES[token.tag], inside)


def _leaf(token: Token) -> Node | None:
    match token.type:
        case "text":
            return Words(token.content) if token.content else None
        case "code_inline":
            return Code(token.content)
        case "image":
            address = str(token.attrs["src"])
            return Link(address, (Words(plain(_nodes(token.children or []))),) if token.content else ())
        case _:
            return Break()
