"""Which turns are worth a look, by the index alone: those with all of it, then with slips, then with most of it."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bridge.finding.meaning import Sought, beginning, loosened, meant, unwanted, with_slips
from bridge.finding.ranking import Ranking
from bridge.types import Query, Seen
from storage.search import matching
from storage.search.index import Index
from storage.search.slips import neighbours

MOST = 100
"""The newest of each kind; the text of each is looked at."""

LITERAL = 1000
"""Where the index can't say whether it stands there to the letter."""

COMMON = 50_000
"""Turns; what is in so many says little."""

ACCOUNTS = 12_000
"""Rows that are looked at where only some of it has to be there."""

EACH = 3_000

ALL, MOSTLY = 1.0, 0.5

UNKNOWN = 0.01
"""What is in no turn says next to nothing of those that there are."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found, for a look at the texts."""

    turns: Sequence[int]
    ranking: Ranking
    enough: float
    """The share of what is sought that has to be there."""


class Candidates:
    """Of one search."""

    def __init__(self, query: Query, seen: Seen, now: float) -> None:
        self._query = query
        self._seen = seen
        self._now = now
        self._sought = meant(query)
        self._unwanted = unwanted(query)
        self._scope = matching.scope(seen)
        self._narrowed = list(matching.narrowed(query, now))

    def closest(self, index: Index) -> Looked:
        """Everything of it, as it was written or in another form."""
        return self._all_of(index, self._sought)

    def slipped(self, index: Index) -> Looked | None:
        """Where a word is known to nobody: what it may have been, or how one begins; None: there is no such."""
        unknown = {one.text for one in self._sought if one.latin and not index.known([one.text])}
        if not unknown:
            return None
        sought = [self._guessed(index, one) if one.text in unknown else one for one in self._sought]
        return self._all_of(index, sought)

    def mostly(self, index: Index) -> Looked | None:
        """Most of it, in pieces; what is in few turns says more."""
        guessed = [
            one if index.known([one.text]) else self._guessed(index, one) for one in self._sought if one.latin
        ]
        pieces = [*guessed, *(part for one in self._sought if not one.latin for part in loosened(one))]
        if len(pieces) < 2 and not guessed:
            return None
        rare = self._rare(index, pieces)
        scores: dict[int, float] = {}
        left = ACCOUNTS
        for weight, piece in sorted(zip(rare, pieces, strict=True), key=lambda one: -one[0]):
            if left <= 0:
                break
            found = self._turns(index, matching.any_of(piece), min(EACH, left))
            left -= len(found)
            for turn in found:
                scores[turn] = scores.get(turn, 0.0) + weight
        best = sorted(scores, key=lambda turn: (scores[turn], turn), reverse=True)[: 2 * MOST]
        return self._looked(best, pieces, rare, MOSTLY)

    def _all_of(self, index: Index, sought: Sequence[Sought]) -> Looked:
        most = LITERAL if any(one.literal for one in (*sought, *self._unwanted)) else MOST
        found = self._turns(index, matching.all_of(sought, asked=True), MOST) if sought else []
        found += self._turns(index, matching.all_of(sought), most)
        return self._looked(list(dict.fromkeys(found)), sought, self._rare(index, sought), ALL)

    def _turns(self, index: Index, words: str, most: int) -> list[int]:
        """What is quickly known to be theirs to see; then also what others asked in their Threads."""
        found = self._matching(index, [words, *self._narrowed, self._scope], most)
        if self._scope and self._seen.person is not None:
            found += self._matching(index, [words, *self._narrowed], most)
        return list(dict.fromkeys(found))

    def _matching(self, index: Index, parts: Iterable[str], most: int) -> list[int]:
        wanted = " AND ".join(f"({one})" for one in parts if one)
        if not wanted:
            return index.newest(most)
        without = matching.none_of(self._unwanted)
        return index.turns(f"({wanted}) NOT ({without})" if without else wanted, most)

    def _guessed(self, index: Index, sought: Sought) -> Sought:
        slips = neighbours(index, sought.text)
        return with_slips(sought, slips) if slips else beginning(sought)

    def _rare(self, index: Index, sought: Sequence[Sought]) -> list[float]:
        """How much each says."""
        if len(sought) < 2:
            return [1.0] * len(sought)
        of = index.size + 1
        counts = (index.count(match, COMMON) if (match := matching.any_of(one)) else COMMON for one in sought)
        return [math.log(1 + of / (1 + count)) if count else UNKNOWN for count in counts]

    def _looked(self, turns: list[int], sought: Sequence[Sought], rare: list[float], enough: float) -> Looked:
        return Looked(turns, Ranking(sought, rare, self._unwanted, self._now), enough)
