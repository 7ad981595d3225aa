"""Which turns are worth a look, by the index alone: those with all of it, then with slips, then with most of it."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from bridge.finding.meaning import Sought, beginning, loosened, meant, unwanted, with_slips
from bridge.finding.ranking import Ranking
from bridge.types import Query, Seen
from storage.search import matching
from storage.search.index import Index
from storage.search.packing import ASKED, CALLED
from storage.search.slips import neighbours

MOST = 100
"""The newest of each kind."""

TEXTS = 200
"""The text of each is looked at; more are not looked for."""

LITERAL = 1000
"""Where the index can't say whether it stands there to the letter."""

BUSY = 10_000
"""Turns with a word; where all words are in more, the best are looked for among the newest with so many of them."""

ANY = 60
"""Where only some of it has to be there."""

ACCOUNTS = 8_000
"""Rows that are looked at where only some of it has to be there."""

EACH = 2_000

ALL, MOSTLY = 1.0, 0.5

UNKNOWN = 0.01
"""What is in no turn says next to nothing of those that there are."""


Find = Callable[[str, int, int], list[int]]
"""One way to look into the index."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found, for a look at the texts."""

    turns: Sequence[int]
    ranking: Ranking
    enough: float
    """The share of what is sought that has to be there."""


class Candidates:
    """Of one search."""

    def __init__(self, query: Query, seen: Seen, now: float, among: Sequence[int] | None = None) -> None:
        """``among``: the newest of them, where it is no others."""
        self._seen = seen
        self._among = among
        self._now = now
        self._sought = meant(query)
        self._unwanted = unwanted(query)
        self._scope = matching.scope(seen)
        self._narrowed = list(matching.narrowed(query, now))
        self._guesses: dict[str, Sought] | None = None

    def closest(self, index: Index) -> Looked:
        """Everything of it, as it was written or in another form."""
        return self._all_of(index, self._sought)

    def slipped(self, index: Index) -> Looked | None:
        """Where a word is known to nobody: what it may have been, or how one begins; None: there is no such."""
        guessed = self._guessed(index)
        return self._all_of(index, [guessed.get(one.text, one) for one in self._sought]) if guessed else None

    def mostly(self, index: Index) -> Looked | None:
        """Most of it, in pieces; what is in few turns says more."""
        guessed = self._guessed(index)
        pieces = [piece for one in self._sought for piece in loosened(guessed.get(one.text, one))]
        if len(pieces) < 2 and not guessed:
            return None
        rare = self._rare(index, pieces)
        scores: dict[int, float] = {}
        left = ACCOUNTS
        for weight, piece in sorted(zip(rare, pieces, strict=True), key=lambda one: -one[0]):
            if left <= 0:
                break
            found = self._turns(index.turns, index, matching.any_of(piece), min(EACH, left))
            left -= len(found)
            for turn in found:
                scores[turn] = scores.get(turn, 0.0) + weight
        best = sorted(scores, key=lambda turn: (scores[turn], turn), reverse=True)[:ANY]
        return self._looked(best, pieces, rare, MOSTLY)

    def _all_of(self, index: Index, sought: Sequence[Sought]) -> Looked:
        """All that there are; where these are too many the nearest first, until it is enough."""
        literal = any(one.literal for one in (*sought, *self._unwanted))
        most, texts = (LITERAL, LITERAL) if literal else (MOST, TEXTS)
        anywhere = self._turns(index.turns, index, matching.all_of(sought), texts)
        found: dict[int, None] = {}
        if len(anywhere) >= texts and sought:
            since = self._since(index, sought)
            for find, words in dict.fromkeys(self._kinds(index, sought)):
                if len(found) >= texts:
                    break
                found |= dict.fromkeys(self._turns(find, index, words, most, since))
        return self._looked(list(found | dict.fromkeys(anywhere))[:texts], sought, self._rare(index, sought), ALL)

    def _kinds(self, index: Index, sought: Sequence[Sought]) -> Iterator[tuple[Find, str]]:
        """Where all of it may stand: in the title, the question, near to each other in the answer, or in both."""
        firm = [one.firm for one in sought]
        yield index.turns, matching.all_of(sought, CALLED)
        yield from ((index.turns, matching.all_of(way, ASKED)) for way in (firm, sought))
        if len(sought) > 1:
            for way in (firm, sought):
                together = [matching.in_parts(one) for one in way]
                if all(one.forms for one in together):
                    yield index.near, matching.all_of(together)
            asked = " OR ".join(filter(None, (matching.any_of(one, ASKED) for one in firm)))
            yield index.turns, " AND ".join(filter(None, (f"({asked})" if asked else "", matching.all_of(sought))))
        yield index.turns, matching.all_of(firm)

    def _since(self, index: Index, sought: Sequence[Sought]) -> int:
        """Common words alone are not looked for in all of a large archive."""
        fewest = min((index.count(match) for one in sought if (match := matching.any_of(one))), default=0)
        return 0 if fewest <= BUSY else round(index.size * (1 - BUSY / fewest))

    def _turns(self, find: Find, index: Index, words: str, most: int, since: int = 0) -> list[int]:
        """What is quickly known to be theirs to see; then also what others asked in their Threads."""
        found = self._matching(find, index, [words, *self._narrowed, self._scope], most, since)
        if self._scope and self._seen.person is not None and len(found) < most:
            found += self._matching(find, index, [words, *self._narrowed], most, since)
        return list(dict.fromkeys(found))

    def _matching(self, find: Find, index: Index, parts: Iterable[str], most: int, since: int) -> list[int]:
        wanted = " AND ".join(f"({one})" for one in parts if one)
        if not wanted:
            return index.newest(most) if self._among is None else list(self._among[:most])
        without = matching.none_of(self._unwanted)
        match = f"({wanted}) NOT ({without})" if without else wanted
        return find(match, most, since) if self._among is None else index.among(self._among, match, most)

    def _guessed(self, index: Index) -> dict[str, Sought]:
        """What words may have been that nobody has written in any form where they may look: what stands elsewhere
        is not even known to be there."""
        if self._guesses is None:
            words = [one for one in self._sought if one.latin and not self._is_written(index, one)]
            near = {one.text: neighbours(index, one.text) for one in words}
            self._guesses = {one.text: _slipped(one, near[one.text]) for one in words}
        return self._guesses

    def _is_written(self, index: Index, sought: Sought) -> bool:
        where = matching.theirs(self._seen)
        return bool(index.turns(" AND ".join(filter(None, (matching.any_of(sought), where))), 1))

    def _rare(self, index: Index, sought: Sequence[Sought]) -> list[float]:
        """How much each says."""
        if len(sought) < 2:
            return [1.0] * len(sought)
        of = index.size + 1
        counts = (index.count(match) if (match := matching.any_of(one)) else of for one in sought)
        return [math.log(1 + of / (1 + count)) if count else UNKNOWN for count in counts]

    def _looked(self, turns: list[int], sought: Sequence[Sought], rare: list[float], enough: float) -> Looked:
        return Looked(turns, Ranking(sought, rare, self._unwanted, self._now), enough)


def _slipped(sought: Sought, slips: Sequence[str]) -> Sought:
    return with_slips(sought, slips) if slips else beginning(sought)
