"""An exchange of an old chat as a turn: it is at its end, and nobody is shown anything."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Row, bindparam, insert

from bridge.types import Exchange, State, Thread
from storage.models import turns
from storage.queries import ANSWER, KEY, QUESTION

_SAME: Mapping[str, object] = {
    **dict.fromkeys(("model", "reason"), ""),
    "held": False,
    "state": State.DELIVERED,
    "ended": True,
    "read_by": "export",
}

_OWN = (*KEY, "home", "message", "author", "backend", "instructions", "anchor")
_TOLD = ("text", "answer", "answered_by", "stopped", "cut", "accepted_at", "asking_at", "ended_at")

NEW = insert(turns).values({**_SAME, **{name: bindparam(name) for name in (*_OWN, *_TOLD)}})

CHANGING = ("thread", "home", "text", "answer", "answered_by", "stopped", "cut", "ended_at")
"""What a later export may say otherwise."""


def turn_row(
    one: Exchange, thread: Thread, home: str, *, backend: str, author: str, now: float
) -> dict[str, object]:
    asked_at = min(one.asked_at, now)  # whatever a wrong clock has written
    return {
        "platform": thread.platform,
        "workspace": thread.workspace,
        "channel": thread.channel,
        "thread": thread.thread,
        "home": home,
        "message": one.message,
        "author": one.author or author,
        "backend": backend,
        "anchor": one.anchor,
        "instructions": one.instructions,
        "text": one.text,
        "answer": one.answer,
        "answered_by": one.answered_by,
        "stopped": one.stopped,
        "cut": one.cut,
        "accepted_at": asked_at,
        "asking_at": asked_at,
        "ended_at": min(max(one.answered_at, asked_at), now),
    }


def different(row: Row[Any], wanted: Mapping[str, object]) -> dict[str, object]:
    """What of a turn is to be changed."""
    return {name: wanted[name] for name in CHANGING if getattr(row, name) != wanted[name]}


def named_rows(turn: int, one: Exchange) -> Iterator[dict[str, object]]:
    """The files of the question, by name."""
    for number, came in enumerate(one.came, 1):
        row: dict[str, object] = {"turn": turn, "number": number, "name": came.name, "source": came.source}
        yield {**row, "size": came.size, "kind": came.kind, "fetched": True}


def file_rows(turn: int, one: Exchange, contents: Mapping[str, bytes]) -> Iterator[dict[str, object]]:
    """Those files of both sides that the archive had."""
    for side, both in ((QUESTION, one.came), (ANSWER, one.made)):
        there = (file for file in both if file.source in contents)
        for number, file in enumerate(there, 1):
            kind = "image" if side == ANSWER and file.kind.startswith("image") else "file"
            row: dict[str, object] = {"turn": turn, "side": side, "number": number, "kind": kind}
            yield {**row, "name": file.name, "content": contents[file.source]}
