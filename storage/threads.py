"""What is known of whole Threads, and of the channels that they are in."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, literal, or_, select, update

from bridge.types import File, Image, MessageId, Part, Thread, Turn, TurnId
from storage.home import HOME, OTHERS, home_of, key, thread_of
from storage.ledger import Ledger
from storage.models import (
    SPENT,
    attachments,
    choices,
    conversations,
    cursors,
    files,
    joined,
    merged,
    parts,
    tags,
    titles,
    turns,
)
from storage.past.taking import forgotten_with
from storage.queries import (
    ANSWER,
    BEGUN_HERE,
    BESIDE,
    CHOSEN,
    ERASED,
    IN_THREAD,
    KEPT,
    KEY,
    QUESTION,
    TOGETHER,
    WITH_CONVERSATION,
    in_channel,
    named,
)
from storage.rows import among, made_from, said_in, turn_from
from storage.upsert import insert

BESIDES = (conversations, choices, titles, tags)
"""What is known of a conversation besides its turns."""


class Threads(Ledger):
    """Read besides the turns that are under way."""

    async def unfinished(self) -> Sequence[Thread]:
        key = [turns.c[name] for name in KEY]
        query = select(*key).where(~turns.c.ended).group_by(*key).order_by(func.min(turns.c.id))
        async with self._reading() as read:
            return [_thread(row) for row in await read(query)]

    async def knows(self, thread: Thread) -> bool:
        asked = select(turns.c.id).where(TOGETHER, KEPT).exists()
        query = select(or_(asked, select(joined.c.home).where(joined.c.thread == bindparam("own")).exists()))
        async with self._reading() as read:
            return bool((await read(query, {"own": key(thread)})).scalar_one())

    async def messages(self, thread: Thread) -> Collection[MessageId]:
        query = select(parts.c.message).join(turns, turns.c.id == parts.c.turn).where(IN_THREAD)
        async with self._reading() as read:
            return {MessageId(row.message) for row in await read(query, named(thread))}

    async def shown(self, thread: Thread, before: TurnId) -> Sequence[Part]:
        posted = select(parts.c.turn).where(parts.c.turn == turns.c.id).exists()
        answers = select(turns.c.id).where(IN_THREAD, turns.c.id < before, posted)
        newest = answers.order_by(turns.c.id.desc()).limit(1).scalar_subquery()
        query = select(parts).where(parts.c.turn == newest).order_by(parts.c.number)
        async with self._reading() as read:
            found = await read(query, named(thread))
            return [Part(row.number, MessageId(row.message), row.end) for row in found]

    async def history(
        self, thread: Thread, before: TurnId | None = None, *, whole: bool = True, most: int | None = None
    ) -> Sequence[Turn]:
        query = WITH_CONVERSATION.where(TOGETHER, KEPT).order_by(turns.c.id.desc()).limit(most)
        if not whole:
            query = query.where(turns.c.id >= func.coalesce(BEGUN_HERE, 0))
        if before is not None:
            query = query.where(turns.c.id < before)
        came = select(attachments).join(turns, turns.c.id == attachments.c.turn).where(TOGETHER)
        said = select(merged).join(turns, turns.c.id == merged.c.turn).where(TOGETHER)
        own = {"own": key(thread)}
        async with self._reading() as read:
            found: Sequence[Turn] = [turn_from(row) for row in await read(query, own)][::-1]
            if not found:
                return found
            lately = turns.c.id.between(found[0].id, found[-1].id)
            found = said_in(found, (await read(said.where(lately).order_by(merged.c.number), own)).all())
            came = came.where(lately)
            return among(found, (await read(came.order_by(attachments.c.number), own)).all())

    async def files(self, thread: Thread, before: TurnId) -> Mapping[TurnId, tuple[File, ...]]:
        query = select(files).join(turns, turns.c.id == files.c.turn).where(TOGETHER, turns.c.id < before)
        query = query.where(files.c.side == QUESTION).order_by(files.c.turn, files.c.number)
        came: dict[TurnId, tuple[File, ...]] = {}
        async with self._reading() as read:
            for row in await read(query, {"own": key(thread)}):
                came[TurnId(row.turn)] = (*came.get(TurnId(row.turn), ()), File(row.name, row.content))
        return came

    async def made(self, turn: TurnId) -> tuple[Image | File, ...]:
        query = select(files).where(files.c.turn == turn, files.c.side == ANSWER).order_by(files.c.number)
        async with self._reading() as read:
            return made_from((await read(query)).all())

    async def turn(self, turn: TurnId) -> Turn | None:
        async with self._reading() as read:
            row = (await read(WITH_CONVERSATION.where(turns.c.id == turn, KEPT))).first()
        return turn_from(row) if row else None

    async def turn_of(self, thread: Thread, message: MessageId) -> Turn | None:
        there = WITH_CONVERSATION.where(in_channel(turns.c, thread.place))
        # Joined, or SQLite would look through all of the channel for those that are among them.
        part, said = (
            there.join(table, table.c.turn == turns.c.id).where(table.c.message == message)
            for table in (parts, merged)
        )
        async with self._reading() as read:
            for which in (there.where(turns.c.message == message), part, said):  # mostly the first is meant
                if row := (await read(which.where(KEPT).limit(1))).first():
                    return turn_from(row)
        return None

    async def last(self, thread: Thread) -> Turn | None:
        query = WITH_CONVERSATION.where(TOGETHER, KEPT).order_by(turns.c.id.desc()).limit(1)
        async with self._reading() as read:
            row = (await read(query, {"own": key(thread)})).first()
        return turn_from(row) if row else None

    async def waiting(self, thread: Thread) -> int:
        query = select(func.count()).select_from(turns).where(TOGETHER, ~turns.c.ended)
        async with self._reading() as read:
            return int((await read(query, {"own": key(thread)})).scalar_one())

    async def choose(self, thread: Thread, model: str) -> None:
        row = insert(choices).values(home=home_of(thread), model=model, since=0)
        row = row.on_conflict_do_update(index_elements=list(choices.primary_key.columns), set_={"model": model})
        await self._together(lambda connection: connection.execute(row))

    async def chosen(self, thread: Thread) -> str:
        async with self._reading() as read:
            return (await read(CHOSEN, {"own": key(thread)})).scalar() or ""

    async def spent(self, backend: str, since: float) -> float:
        costs = select(func.coalesce(func.sum(turns.c.cost), 0.0))
        costs = costs.where(turns.c.backend == backend, turns.c.accepted_at >= since, SPENT)
        async with self._reading() as read:
            return float((await read(costs)).scalar_one())

    async def erase(self, thread: Thread) -> int:
        def write(connection: Connection) -> int:
            home = connection.execute(select(home_of(thread))).scalar_one()
            homes = [home, *forgotten_with(connection, home)]
            there = select(turns.c.id).where(turns.c.home.in_(homes))
            for table in BESIDE:
                connection.execute(delete(table).where(table.c.turn.in_(there)))
            for table in (*BESIDES, joined):
                connection.execute(delete(table).where(table.c.home.in_(homes)))
            return connection.execute(update(turns).where(turns.c.home.in_(homes), KEPT).values(ERASED)).rowcount

        gone = await self._together(write)
        await self._forgotten()
        await self._settle()
        return gone

    async def join(self, thread: Thread, other: Thread) -> bool:
        own, home = key(thread), home_of(other)
        used = or_(
            select(turns.c.id).where(turns.c.home == own, KEPT).exists(),
            select(joined.c.home).where(or_(joined.c.thread == own, joined.c.home == own)).exists(),
        )
        row = insert(joined).from_select(
            ["thread", "home", "since"],
            select(literal(own), home, literal(self._now())).where(~used, literal(own) != home),
        )

        def write(connection: Connection) -> bool:
            if connection.execute(row.returning(joined.c.home)).first() is None:
                return False
            for table in BESIDES:  # what was taken over, chosen or named there before, without a question
                connection.execute(delete(table).where(table.c.home == own))
            return True

        return await self._together(write)

    async def home(self, thread: Thread) -> Thread:
        async with self._reading() as read:
            return thread_of((await read(select(HOME), {"own": key(thread)})).scalar_one())

    async def joined(self, thread: Thread) -> Sequence[Thread]:
        own = {"own": key(thread)}
        async with self._reading() as read:
            home = (await read(select(HOME), own)).scalar_one()
            others = [row.thread for row in await read(OTHERS, own)]
        return [one for one in map(thread_of, [home, *others]) if one != thread]

    async def recent(self, platform: str, workspace: str, since: float) -> Sequence[Thread]:
        # As one text, or SQLite would look through all that was ever asked in the workspace.
        there = turns.c.platform + "/" + turns.c.workspace == f"{platform}/{workspace}"
        query = select(*(turns.c[name] for name in KEY)).where(turns.c.accepted_at >= since, there, KEPT)
        query = query.order_by(turns.c.accepted_at.desc())
        lately = select(joined.c.thread).where(joined.c.since >= since).order_by(joined.c.since.desc())
        async with self._reading() as read:
            asked = [_thread(row) for row in await read(query)]
            came = [thread_of(row.thread) for row in await read(lately)]
        ours = [thread for thread in came if (thread.platform, thread.workspace) == (platform, workspace)]
        return list(dict.fromkeys([*asked, *ours]))

    async def cursors(self, platform: str, workspace: str) -> Mapping[str, str]:
        query = select(cursors).where(cursors.c.platform == platform, cursors.c.workspace == workspace)
        async with self._reading() as read:
            return {row.channel: row.seen for row in await read(query)}

    async def seen(self, platform: str, workspace: str, up_to: Mapping[str, str]) -> None:
        row = insert(cursors)
        row = row.on_conflict_do_update(
            index_elements=list(cursors.primary_key.columns), set_={"seen": row.excluded.seen}
        )
        there = {"platform": platform, "workspace": workspace}
        rows = [{**there, "channel": channel, "seen": seen} for channel, seen in up_to.items()]
        if rows:
            await self._together(lambda connection: connection.execute(row, rows))


def _thread(row: Row[Any]) -> Thread:
    return Thread(row.platform, row.workspace, row.channel, row.thread)
