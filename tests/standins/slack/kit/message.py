"""The blocks of a message, one by one and together.

Source: docs.slack.dev, the pages of the blocks ("Section block", "Table block", …). All of them together as JSON,
without tables: seen 2026-08 near 13,200 (bolt-js#2509). Input blocks are refused, as nothing of ours asks for any.
A cell has to hold something: stricter than documented.
"""

import json
from collections.abc import Iterator
from typing import Any

from tests.standins.slack.payloads import Payload, SlackError

from .elements import IN_ACTIONS, IN_CONTEXT_ACTIONS, IN_CONTEXTS, IN_SECTIONS, image
from .rich import RICH_TEXT
from .shapes import (
    ID_MOST,
    URL_MOST,
    Check,
    both,
    distinct,
    either,
    flag,
    listed,
    one_of,
    plain,
    prose,
    shape,
    text,
    typed,
    wrong,
)

BLOCKS_MOST = 50
MARKDOWN_MOST = 12_000
ALL_MOST = 13_200
TABLE_MOST = 10_000
ROWS_MOST, COLUMNS_MOST = 100, 20

ID: dict[str, Check] = {"block_id": text(ID_MOST)}
RICH = typed({"rich_text": shape({"elements": RICH_TEXT}, ID)})
CELL = typed({"raw_text": shape({"text": text(TABLE_MOST)}), "rich_text": shape({"elements": RICH_TEXT}, ID)})
COLUMN = shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": flag})
SOURCE = typed({"url": shape({"url": text(URL_MOST), "text": text(ID_MOST)})})
TASK = shape(
    {"task_id": text(ID_MOST), "title": text(ID_MOST)},
    {
        **ID,
        "status": one_of("pending", "in_progress", "complete", "error"),
        "details": RICH,
        "output": RICH,
        "sources": listed(SOURCE, 100, 0),
    },
)


def _pressed(check: Check, most: int) -> Check:
    """Elements, each with an action_id of its own."""

    def elements(value: Any, at: str) -> Iterator[str]:
        yield from listed(check, most)(value, at)
        if isinstance(value, list):
            yield from distinct(value, "action_id", at)

    return elements


BLOCKS: dict[str, Check] = {
    "section": both(
        shape(
            {},
            {
                **ID,
                "text": prose(3_000),
                "fields": listed(prose(2_000), 10),
                "accessory": IN_SECTIONS,
                "expand": flag,
            },
        ),
        either("text", "fields"),
    ),
    "header": shape({"text": plain(150)}, ID),
    "divider": shape({}, ID),
    "context": shape({"elements": listed(IN_CONTEXTS, 10)}, ID),
    "context_actions": shape({"elements": _pressed(IN_CONTEXT_ACTIONS, 5)}, ID),
    "actions": shape({"elements": _pressed(IN_ACTIONS, 25)}, ID),
    "image": image({**ID, "title": plain(2_000)}),
    "markdown": shape({"text": text(MARKDOWN_MOST)}, ID),
    "rich_text": shape({"elements": RICH_TEXT}, ID),
    "table": shape(
        {"rows": listed(listed(CELL, COLUMNS_MOST), ROWS_MOST)},
        {**ID, "column_settings": listed(COLUMN, COLUMNS_MOST, 0)},
    ),
    "task_card": TASK,
    "plan": shape({"title": text(ID_MOST)}, {**ID, "tasks": listed(typed({"task_card": TASK}), 50, 0)}),
}
ANY = typed(BLOCKS)


def checked(blocks: list[Payload]) -> None:
    """Nothing, or the refusal."""
    if problems := [*listed(ANY, BLOCKS_MOST, 0)(blocks, "/blocks"), *distinct(blocks, "block_id", "/blocks")]:
        _refuse("invalid_blocks", problems)
    tables = [block for block in blocks if block["type"] == "table"]
    if len(tables) > 1:
        _refuse("invalid_attachments", ["only_one_table_allowed"])
    if tables and sum(map(_length, _cells(tables[0]))) > TABLE_MOST:
        _refuse("invalid_blocks", [wrong(f"must be less than {TABLE_MOST + 1} characters", "/blocks")])
    if sum(len(block["text"]) for block in blocks if block["type"] == "markdown") > MARKDOWN_MOST:
        _refuse("msg_blocks_too_long", [])
    others = [block for block in blocks if block["type"] != "table"]
    if len(json.dumps(others, ensure_ascii=False, separators=(",", ":"))) > ALL_MOST:
        _refuse("msg_blocks_too_long", [])


def _cells(table: Payload) -> Iterator[Payload]:
    for row in table["rows"]:
        yield from row


def _length(of: Any) -> int:
    """The characters of every text inside."""
    match of:
        case {"text": str() as words}:
            return len(words)
        case dict():
            return sum(map(_length, of.values()))
        case list():
            return sum(map(_length, of))
        case _:
            return 0


def _refuse(error: str, problems: list[str]) -> None:
    messages = [f"[ERROR] {problem}" for problem in problems]
    raise SlackError(error, errors=problems, response_metadata={"messages": messages})
