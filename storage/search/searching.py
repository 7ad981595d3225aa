"""Looking for what was said."""

import asyncio
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, select

from bridge.finding.fusing import fused
from bridge.finding.ranking import Said
from bridge.types import Found, Query, Results, Seen
from storage.models import conversations, turns
from storage.queries import KEPT, WITH_CONVERSATION
from storage.rows import turn_from
from storage.search.candidates import Candidates, Looked
from storage.search.filters import filters, seen_by
from storage.search.titles import CALLED, OF_TURN, TAGS, TITLE
from storage.vectors.making import Making

TEXTS = (
    select(turns.c.id, turns.c.text, turns.c.answer, turns.c.accepted_at, *CALLED)
    .join(conversations, OF_TURN, isouter=True)
    .where(KEPT)
)

MOST_RANKED = 300

MOST_MEANT = 20
"""Of what only means about the same; who pages on beyond these looks for something else."""

ENOUGH = 5
"""With fewer it is looked less closely, too; what is found so stands behind."""

TAGGED = 10_000
"""Turns; of more under the same tags the newest are looked at."""

LOADED = 200
"""Texts that are looked at, at once."""


class Search(Making):
    """By words and, where there is an encoder, by what they mean; in one ledger."""

    async def find(self, query: Query, seen: Seen, most: int = 10, offset: int = 0) -> Results:
        left = await self._catch_up()
        by_words, sure = await self._by_words(query, seen)
        by_meaning = {} if query.whole else await self._by_meaning(query, seen)
        ranked = fused(list(by_words), sure, by_meaning)
        wanted = ranked[offset : offset + most]
        return Results(await self._whole_turns(wanted), len(ranked) > offset + most, left, await self.unmeant())

    async def _by_words(self, query: Query, seen: Seen) -> tuple[dict[int, float], int]:
        """What it is worth, the best first: all that has everything, so many, and behind it what has most."""
        candidates = Candidates(query, seen, self._now(), await self._tagged(query))
        ranked: dict[int, float] = {}
        sure = 0
        less = () if query.whole else (candidates.slipped, candidates.mostly)
        for look in (candidates.closest, *less):
            if len(ranked) < ENOUGH and (looked := await self._shelf(look)) is not None:
                ranked |= await self._scored(looked, query, seen, set(ranked))
            if look != candidates.mostly:
                sure = len(ranked)
        return ranked, sure

    async def _by_meaning(self, query: Query, seen: Seen) -> dict[int, float]:
        """The nearest first; nothing for words that are wanted to the letter. No file is believed here, either."""
        if any(term.kind != "word" for term in query.terms) or query.unwanted:
            return {}
        if not (near := await self._nearest(query, seen)):
            return {}
        theirs = select(turns.c.id).where(turns.c.id.in_(near), KEPT, seen_by(seen), *filters(query))
        async with self._reading() as read:
            found = {turn for (turn,) in await read(theirs)}
        best = sorted(found, key=lambda turn: -near[turn])[:MOST_MEANT]
        return {turn: near[turn] for turn in best}

    async def _tagged(self, query: Query) -> Sequence[int] | None:
        """Tags are the conversation's, and the index knows turns."""
        if not query.tags:
            return None
        tagged = select(turns.c.id).where(KEPT, *filters(Query(tags=query.tags))).order_by(turns.c.id.desc())
        async with self._reading() as read:
            return (await read(tagged.limit(TAGGED))).scalars().all()

    async def _scored(self, looked: Looked, query: Query, seen: Seen, known: Collection[int]) -> dict[int, float]:
        """The best first. What the index says is not believed: neither what is said there nor who may see it."""
        scores: dict[int, float] = {}
        these = [turn for turn in looked.turns if turn not in known]
        for begin in range(0, len(these), LOADED):
            texts = TEXTS.where(turns.c.id.in_(these[begin : begin + LOADED]), seen_by(seen), *filters(query))
            async with self._reading() as read:
                rows = (await read(texts)).all()
            scores |= await asyncio.to_thread(_scores, rows, looked)
            if len(scores) > MOST_RANKED:
                break
        return dict(sorted(scores.items(), key=lambda one: (one[1], one[0]), reverse=True))

    async def _whole_turns(self, wanted: Sequence[int]) -> tuple[Found, ...]:
        if not wanted:
            return ()
        query = WITH_CONVERSATION.add_columns(TITLE, TAGS.label("tags")).where(turns.c.id.in_(wanted))
        async with self._reading() as read:
            found = {
                row.id: Found(turn_from(row), row.title, tags=tuple(sorted((row.tags or "").split())))
                for row in await read(query)
            }
        return tuple(found[turn] for turn in wanted if turn in found)


def _scores(rows: Sequence[Row[Any]], looked: Looked) -> dict[int, float]:
    """Of those that are what is looked for. It takes milliseconds, for which nobody's answer is to wait."""
    scores: dict[int, float] = {}
    for row in rows:
        title = " ".join(filter(None, (row.own, row.title, row.tags)))
        if score := looked.ranking.score(Said(title, row.text, row.answer, row.accepted_at), looked.enough):
            scores[row.id] = score
    return scores
