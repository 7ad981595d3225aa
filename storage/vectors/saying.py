"""What of a turn is encoded: its title, how its question begins, and how its answer begins."""

from collections.abc import Sequence
from hashlib import blake2s
from typing import Any

from sqlalchemy import Row, Select, func, select

from bridge.protocols import Encoder, Vector
from storage.models import conversations, turns
from storage.search.titles import OF_TURN, TITLE

LONGEST = 300
"""Characters: a text begins with what it is about, and what is pasted behind would drown that."""

SAID: Select[Any] = select(
    turns.c.id, turns.c.state, turns.c.text, func.substr(turns.c.answer, 1, LONGEST).label("answer"), TITLE
).join(conversations, OF_TURN, isouter=True)


def digest(row: Row[Any]) -> bytes:
    """Another one when something else is said."""
    text = f"{_asked(row)}\0{row.answer}"
    return blake2s(text.encode("utf-8", "replace"), digest_size=8).digest()


async def encoded(encoder: Encoder, rows: Sequence[Row[Any]]) -> "tuple[list[Vector], list[Vector | None]]":
    """Of each the question and the answer, which there may not be yet."""
    asked = await _in_steps(encoder, [_asked(row) for row in rows])
    answers = iter(await _in_steps(encoder, [row.answer for row in rows if row.answer.strip()]))
    return asked, [next(answers) if row.answer.strip() else None for row in rows]


async def _in_steps(encoder: Encoder, texts: Sequence[str]) -> list[Vector]:
    step = encoder.at_once
    return [one for at in range(0, len(texts), step) for one in await encoder.encode(texts[at : at + step])]


def _asked(row: Row[Any]) -> str:
    return "\n".join(filter(None, (row.title, row.text[:LONGEST])))
