"""Turns that came to their end before the ledger heard of them: many in one statement."""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, select, true

from bridge.types import Image, Turn
from storage.home import HOME, key
from storage.ledger import Ledger
from storage.models import files, turns
from storage.queries import ANSWER, KEY, in_channel
from storage.rows import file_rows, used_columns
from storage.upsert import insert

_ASKED = ("message", "author", "text", "instructions", "model", "effort", "action", "max_tokens", "temperature")
_SAID = ("backend", "state", "anchor", "answer", "answered_by", "reason", "read_by", "preface")
_FACTS = ("temporary", "stopped", "cut", "held", "accepted_at", "asking_at", "ended_at")
_USED = ("prompt_tokens", "completion_tokens", "cached_tokens", "cost", "counted")

NOTE = (
    insert(turns)
    .values(
        **{name: bindparam(name) for name in (*KEY, *_ASKED, *_SAID, *_FACTS, *_USED)},
        home=HOME,
        ended=true(),
    )
    .on_conflict_do_nothing()
)


class Noting(Ledger):
    """Behind the answer, where asking leaves no trace that would have to be looked for after a crash."""

    async def note(self, over: Sequence[Turn]) -> None:
        now = self._now()
        rows = [_row(turn, now) for turn in over]
        with_files = [turn for turn in over if turn.question.files or turn.files]

        def write(connection: Connection) -> None:
            connection.execute(NOTE, rows)
            for turn in with_files:
                _keep_files(turn, connection)

        if rows:
            await self._together(write)


def _row(turn: Turn, now: float) -> dict[str, object]:
    question = turn.question
    return {
        **{name: getattr(question.thread, name) for name in KEY},
        "own": key(question.thread),
        **{name: getattr(question, name) for name in _ASKED},
        **{name: getattr(turn, name) for name in _SAID},
        "temporary": question.temporary,
        "stopped": turn.stopped,
        "cut": turn.cut,
        "held": turn.held,
        "accepted_at": turn.accepted_at,
        "asking_at": turn.asking_since,
        "ended_at": now,
        **used_columns(turn.used),
    }


def _keep_files(turn: Turn, connection: Connection) -> None:
    """Those of a turn that is new by this note: of one that was known, its own stay."""
    mine = select(turns.c.id).where(in_channel(turns.c, turn.thread.place))
    mine = mine.where(turns.c.message == turn.question.message)
    id = connection.execute(mine).scalar_one()
    if connection.execute(select(files.c.turn).where(files.c.turn == id)).first() is not None:
        return
    if turn.question.files:
        connection.execute(insert(files), file_rows(id, turn.question.files))
    made = [
        {"turn": id, "side": ANSWER, "number": number, "name": one.name, "content": one.content}
        | {"kind": "image" if isinstance(one, Image) else "file"}
        for number, one in enumerate(turn.files, 1)
    ]
    if made:
        connection.execute(insert(files), made)
