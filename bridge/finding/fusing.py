"""One order out of two: what has the words that are looked for, and what means about the same; pure.

What has all of the words comes first, in the words' own order, whatever else means the same. Behind it a place in
either order is worth the less the further behind it is, and what stands in both has the worth of both.
"""

from collections.abc import Mapping, Sequence

FIRST = 10.0
"""How slowly a place loses its worth: the one behind so many others is worth half of the first."""

MOSTLY, MEANT = 0.3, 0.95
"""What the first place is worth among those with most of the words, and with the same meaning."""

WEAK, STRONG = 0.05, 0.25
"""Up to which nearness a meaning is nothing, and from which on it is worth all of its place.

About the cosine, less where many mean about the same.
"""


def fused(by_words: Sequence[int], sure: int, by_meaning: Mapping[int, float]) -> list[int]:
    """The best first. ``sure``: so many by words have all of them; ``by_meaning``: how near, the nearest first."""
    worth: dict[int, float] = {turn: MOSTLY * _at(place) for place, turn in enumerate(by_words[sure:], sure)}
    for place, (turn, near) in enumerate(by_meaning.items()):
        if near > WEAK:
            share = min(1.0, (near - WEAK) / (STRONG - WEAK))
            worth[turn] = worth.get(turn, 0.0) + MEANT * share * _at(place)
    rest = worth.keys() - set(by_words[:sure])
    return [*by_words[:sure], *sorted(rest, key=lambda turn: (-worth[turn], -turn))]


def _at(place: int) -> float:
    return FIRST / (FIRST + place)
