"""Where the transcripts go on that callers send again with every question."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import Boolean, Connection, bindparam, delete, or_, select

from bridge.types import Head, MessageId, State, Thread
from storage.home import key, thread_of
from storage.ledger import Ledger
from storage.models import choices, heads, turns
from storage.queries import KEPT
from storage.upsert import insert

_PLACE = ("platform", "workspace", "channel", "message")

_NEW = insert(heads).from_select(
    ["thread", "caller", "hash", "turn"],
    select(bindparam("own"), bindparam("by"), bindparam("of"), turns.c.id).where(
        *(turns.c[name] == bindparam(name) for name in _PLACE),
        KEPT,
        or_(~bindparam("unasked", type_=Boolean), turns.c.asking_at == 0),
    ),
)

PUT = _NEW.on_conflict_do_update(
    index_elements=[heads.c.thread],
    set_={name: _NEW.excluded[name] for name in ("caller", "hash", "turn")},
    where=heads.c.turn <= _NEW.excluded.turn,
)

_later = turns.alias("later")

TAKE = delete(heads).where(
    heads.c.thread
    == select(heads.c.thread)
    .join(turns, turns.c.id == heads.c.turn)
    .where(heads.c.caller == bindparam("by"), heads.c.hash == bindparam("of"), KEPT)
    .where(
        ~select(_later.c.id)
        .where(_later.c.home == turns.c.home, _later.c.id > turns.c.id, _later.c.state != State.WITHDRAWN)
        .where(~_later.c.ended | (_later.c.asking_at > 0))  # what was never asked is known to nobody
        .exists(),
        ~select(choices.c.home).where(choices.c.home == turns.c.home, choices.c.since > turns.c.id).exists(),
    )
    .order_by(heads.c.turn.desc())
    .limit(1)
    .scalar_subquery()
)
"""The newest, unless its Thread has more turns by now, or its conversation was begun anew."""


class Heads(Ledger):
    """One in a Thread at most."""

    async def put_heads(self, new: Sequence[Head]) -> None:
        rows = [
            {**asdict(head.thread.place), "message": head.message, "own": key(head.thread)}
            | {"by": head.caller, "of": head.hash, "unasked": head.unasked}
            for head in new
        ]

        if rows:
            await self._together(lambda connection: connection.execute(PUT, rows))

    async def newest_heads(self, most: int) -> Sequence[Head]:
        query = select(heads, turns.c.message).join(turns, turns.c.id == heads.c.turn).where(KEPT)
        async with self._reading() as read:
            rows = (await read(query.order_by(heads.c.turn.desc()).limit(most))).all()
        return [Head(thread_of(one.thread), MessageId(one.message), one.caller, one.hash) for one in rows[::-1]]

    async def take_head(self, caller: str, hash: str) -> Thread | None:
        taken = TAKE.returning(heads.c.thread)

        def write(connection: Connection) -> str | None:
            return connection.execute(taken, {"by": caller, "of": hash}).scalar()

        thread = await self._together(write)
        return thread_of(thread) if thread else None
