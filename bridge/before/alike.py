"""Whether two questions want to know the same; pure.

Meant to be sure rather than to find much: whoever is held up for nothing switches it off. So every word that
says something must be in both, but for one in long questions; a number, a "not" or another direction is another
question.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bridge.finding import korean
from bridge.finding.words import normal, runs

WORDS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
ENGLISH, KOREAN, DIRECTIONS = (frozenset(WORDS[name].split()) for name in ("english", "korean", "directions"))
PARTICLES = tuple(WORDS["particles"].split())
SAME = {word: line.split()[0] for line in WORDS["same"] for word in line.split()}

MOST = 60
"""Words; what is longer has to be the same to the letter."""

LONG = 5
"""So many words in common, and one of them may have one more."""

SLIP = 7
"""Letters of a word in which one may be wrong."""

TELLING = 6
"""Words that are looked for, all of them; more would only find less."""

REMEMBERED = 256
"""Questions, so that the one that is compared with many is read once."""

_NOT = re.compile(r"n['’]t\b")


@dataclass(frozen=True, slots=True)
class Word:
    """One that says something."""

    text: str
    names: frozenset[str]
    """It is the same as one that has one of these, too."""


@dataclass(frozen=True, slots=True)
class Gist:
    """What is left of a question without what stands in every one."""

    words: tuple[Word, ...]
    directed: bool
    """It matters what comes first."""


def alike(one: str, other: str) -> bool:
    """Whether the answer to one is very likely the answer to the other."""
    first, second = gist(one), gist(other)
    if not (first.words and second.words) or max(len(first.words), len(second.words)) > MOST:
        return normal(one).split() == normal(other).split()
    pairs, left, over = _matched(first.words, second.words)
    if left and over:
        return _spaced(left, over) and not (first.directed or second.directed)
    extra = [*left, *over]
    if len(extra) > (len(pairs) >= LONG) or any(not word.text.isalpha() for word in extra):
        return False
    in_order = [at for _, at in sorted(pairs)]
    return in_order == sorted(in_order) or not (first.directed or second.directed)


def telling(question: str) -> str:
    """By which words it is looked for whether somebody asked the same: those that have no other name."""
    words = [word for word in gist(question).words if word.text not in SAME] or list(gist(question).words)
    best = sorted(range(len(words)), key=lambda at: (-len(words[at].text), at))[:TELLING]
    return " ".join(words[at].text for at in sorted(best))


@lru_cache(maxsize=REMEMBERED)
def gist(question: str) -> Gist:
    """Each word once."""
    text, directed, found = _NOT.sub(" not", normal(question)), False, dict[str, Word]()
    for run, cjk in runs(text):
        directed = directed or run in DIRECTIONS or (cjk and run.endswith(PARTICLES))
        for word in _korean(run) if cjk else _latin(run):
            found.setdefault(word.text, word)
        if len(found) > MOST:
            break
    return Gist(tuple(found.values()), directed)


def _latin(run: str) -> Iterator[Word]:
    if run not in ENGLISH and (len(run) > 1 or run.isdigit() or not run.isascii()):
        yield Word(run, frozenset({SAME.get(run, run), *(SAME.get(one, one) for one in _stems(run))}))


def _stems(run: str) -> Iterator[str]:
    if not run.isalpha() or len(run) < 4:
        return
    for end in ("ies", "es", "s", "ed", "ing"):
        if run.endswith(end) and len(run) - len(end) >= 3:
            stem = run.removesuffix(end)
            yield from (stem, stem + "e", stem + "y") if end != "s" else (stem,)
            if stem[-1] == stem[-2]:  # running
                yield stem[:-1]


def _korean(run: str) -> Iterator[Word]:
    stems = korean.stems(run) if korean.is_hangul(run) else (run,)
    if KOREAN.isdisjoint(stems):
        names = {SAME.get(stem, stem) for stem in stems}
        yield Word(min(stems, key=len), frozenset(names | set(_bent(run))))


def _bent(run: str) -> Sequence[str]:
    return korean.bent(run) if korean.is_hangul(run) else ()


def _matched(some: Sequence[Word], others: Sequence[Word]) -> tuple[list[tuple[int, int]], list[Word], list[Word]]:
    """Where each stands in both, and what is in one of them alone."""
    pairs, free = list[tuple[int, int]](), dict(enumerate(others))
    for number, word in enumerate(some):
        if (at := next((at for at, one in free.items() if _same(word, one)), None)) is not None:
            pairs.append((number, at))
            del free[at]
    known = {number for number, _ in pairs}
    return pairs, [word for number, word in enumerate(some) if number not in known], list(free.values())


def _same(one: Word, other: Word) -> bool:
    return not one.names.isdisjoint(other.names) or _slipped(one.text, other.text)


def _slipped(one: str, other: str) -> bool:
    """One letter is wrong, missing or too many, or two have changed places; not how it begins."""
    short, long = sorted((one, other), key=len)
    if len(short) < SLIP or len(long) - len(short) > 1 or one[:2] != other[:2] or not (one + other).isascii():
        return False
    if not (one + other).isalpha():
        return False
    begins = next((at for at, letter in enumerate(short) if letter != long[at]), len(short))
    rest, of_long = short[begins:], long[begins:]
    if len(short) < len(long):
        return rest == of_long[1:]
    return rest[1:] == of_long[1:] or (rest[1::-1] == of_long[:2] and rest[2:] == of_long[2:])


def _spaced(some: Sequence[Word], others: Sequence[Word]) -> bool:
    """The same syllables with other spaces between them."""
    one, other = ("".join(word.text for word in words) for words in (some, others))
    return one == other
