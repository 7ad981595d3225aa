"""How a reader sees Markdown in Slack."""

import re
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from platforms.markdown.grammar import BARE, reader
from platforms.markdown.signs import THIN

SLACKS = MarkdownIt("commonmark", {"html": False}).enable(["strikethrough", "table"])
"""How Slack reads a `markdown` block: CommonMark, GFM's tables and strikes (docs.slack.dev "Markdown block")."""


def seen(text: str, by: MarkdownIt = SLACKS) -> str:
    """The characters that a reader sees, without blanks, and without the lines of tables."""
    said = "".join(_shown(by.parse(text)))
    return re.sub(rf"[\s|+{THIN}-]", "", said)


def seen_in_source(markdown: str) -> str:
    return seen(markdown, reader())


def links(text: str) -> set[str]:
    """Where one can click to in Slack, which makes links of bare addresses too."""
    found = set()
    for token in _inline(SLACKS.parse(text)):
        if token.type == "link_open":
            found.add(str(token.attrs["href"]))
        elif token.type == "image":
            found.add(str(token.attrs["src"]))
        elif token.type == "text":
            found |= {one.rstrip(".,;:!?") for one in re.findall(r"https?://[^\s<>]+", token.content)}
    return {unquote(one) for one in found}


def _inline(tokens: list[Token]) -> list[Token]:
    return [child for token in tokens for child in token.children or []]


def _shown(tokens: list[Token]) -> list[str]:
    said = []
    for token in tokens:
        if token.children:
            said += _shown(token.children)
        elif token.type == "link_open" and token.markup == BARE:
            said.append(str(token.attrs["href"]))
        elif token.type == "image":
            said += [token.content or str(token.attrs["src"])]
        elif token.type in ("text", "code_inline", "fence", "code_block"):
            said.append(token.content)
    return said
