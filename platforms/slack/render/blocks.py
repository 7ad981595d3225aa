"""A part of an answer as the blocks of one message. Pure.

Source: docs.slack.dev "Markdown block" (12,000 characters in all of them together), "Table block"; all blocks of a
message together hold 13,200 (darkgaldragon/slack-markdown-parser 2.5.0), which we count as JSON (bolt-js#2509).
"""

import json
from collections.abc import Iterator
from typing import Literal, TypedDict

from platforms.slack.render.reader import Reader
from platforms.slack.render.signs import as_text
from platforms.slack.render.tables import Table, TableBlock, characters, fenced, native

MARKDOWN = 11_800
"""Bytes of Markdown in a message."""

ALL = 12_000
"""Characters of its blocks as JSON: buttons need some too."""

AT_ONCE = 4_000
"""Characters that an emphasis may have in a text that is all there."""


class MarkdownBlock(TypedDict):
    type: Literal["markdown"]
    text: str


Block = MarkdownBlock | TableBlock


def blocks(markdown: str) -> list[Block]:
    """`markdown` as cut by platforms/showing/split with `size`; the first table that may be one is Slack's own."""
    for aligned, own in ((True, True), (False, True), (False, False)):
        found = list(_blocks(markdown, aligned, own))
        if fits(found):
            return found
    return list(_markdown(as_text(markdown)))  # signs without end: they are shown as they are


def fits(found: list[Block]) -> bool:
    texts = [one for one in found if one["type"] == "markdown"]
    cells = sum(characters(one["rows"]) for one in found if one["type"] == "table")
    room = ALL - len(json.dumps(texts, ensure_ascii=False))
    return sum(len(one["text"].encode()) for one in texts) <= MARKDOWN and cells <= room


def _blocks(markdown: str, aligned: bool, own: bool) -> Iterator[Block]:
    reader = Reader(markdown, tables=True, patience=AT_ONCE)
    text = ""
    for said in reader.said():
        table = native(said.table) if said.table and own else None
        if table:
            yield from _markdown(text)
            yield table
            text, own = "", False
        else:
            text += said.text if said.table is None else _code(said.table, text, aligned)
    yield from _markdown(text + reader.ending(text))


def _code(table: Table, before: str, aligned: bool) -> str:
    code = fenced(table, aligned)
    return code if before.endswith("\n") or not before else "\n" + code


def _markdown(text: str) -> Iterator[MarkdownBlock]:
    """Without the empty lines around it, which Slack does not show."""
    if text.strip():
        yield {"type": "markdown", "text": text.strip("\n")}
