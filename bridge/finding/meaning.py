"""In which forms what somebody looks for may stand in a text: other endings, other spacing, a slip; pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bridge.finding import korean
from bridge.finding.looks import Apart, Literal, Looks, Whole, Written
from bridge.finding.words import CJK, normal, pairs, runs
from bridge.types import Query, Term

ENGLISH = ("s", "es", "ed", "d", "ing", "er", "ly")

SHORT = 3
"""Letters; what is shorter has no forms."""

LONG = 4
"""Syllables of what may be two words."""


FIRM = 0.8
"""A form of that worth is hardly anything else."""


@dataclass(frozen=True, slots=True)
class Form:
    """One of them."""

    tokens: tuple[str, ...]
    """All of them are among a text's; with a * behind it, what begins so."""
    looks: Looks
    worth: float
    """Of 1."""
    ends: tuple[str, ...] = ()
    """One of these as well, where there are any."""


@dataclass(frozen=True, slots=True)
class Sought:
    """Something that has to be there in one form or another, the closest first."""

    text: str
    forms: tuple[Form, ...]
    latin: bool = False
    literal: bool = False
    """Nothing but this will do."""

    @property
    def firm(self) -> "Sought":
        """Without forms that may be other words."""
        kept = tuple(form for form in self.forms if form.worth >= FIRM)
        return replace(self, forms=kept or self.forms)


def meant(query: Query) -> tuple[Sought, ...]:
    """What all has to be there, each once."""
    found = [sought for term in query.terms for sought in _all_of(term)]
    return tuple({sought.text: sought for sought in found}.values())


def unwanted(query: Query) -> tuple[Sought, ...]:
    """What may not be there, to the letter."""
    return tuple(filter(None, (_literal(term) for term in query.unwanted)))


def with_slips(sought: Sought, others: Iterable[str]) -> Sought:
    """It may also be one of these words."""
    forms = [Form((word,), Whole(word), 0.6) for word in others]
    return Sought(sought.text, (*sought.forms, *forms), sought.latin)


def beginning(sought: Sought) -> Sought:
    """It may also be how a word begins."""
    prefix = Form((sought.text + "*",), Whole(sought.text, open=True), 0.7)
    return Sought(sought.text, (*sought.forms, prefix), sought.latin)


def loosened(sought: Sought) -> tuple[Sought, ...]:
    """Its parts, each for itself."""
    if sought.latin or sought.literal or len(sought.text) <= korean.STEM:
        return (sought,)
    return tuple(Sought(part, (Form((part,), Written(part), 0.5),)) for part in pairs(sought.text))


@lru_cache(maxsize=100)
def _all_of(term: Term) -> tuple[Sought, ...]:
    """Of the same search more than one wants to know."""
    return tuple(_of(term))


def _of(term: Term) -> Iterator[Sought]:
    if term.kind == "phrase":
        if literal := _literal(term):
            yield literal
        return
    parts = list(runs(term.text))
    for number, (run, cjk) in enumerate(parts):
        if cjk and number and not parts[number - 1][1] and run in korean.PARTICLES:
            continue  # of "Python을"
        last = number == len(parts) - 1
        if cjk:
            yield Sought(run, tuple(_parts_of(run)))
        elif term.kind == "prefix" and last:
            yield Sought(run, beginning(Sought(run, ())).forms, latin=True)
        else:
            yield Sought(run, tuple(_latin(run)), latin=True)


def _literal(term: Term) -> Sought | None:
    text = " ".join(normal(term.text).split())
    tokens = [token for run, cjk in runs(term.text) for token in (pairs(run) if cjk else (run,))]
    spaced = r"\s+".join(map(re.escape, text.split()))
    edges = (r"(?<![^\W_])" if _is_latin(text[:1]) else "", r"(?![^\W_])" if _is_latin(text[-1:]) else "")
    if not text:
        return None
    if term.kind == "prefix":
        tokens, edges = [*tokens[:-1], tokens[-1] + "*"] if tokens else [], (edges[0], "")
    pattern = re.compile(edges[0] + spaced + edges[1])
    return Sought(text, (Form(tuple(dict.fromkeys(tokens)), Literal(pattern), 1.0),), literal=True)


def _latin(word: str) -> Iterator[Form]:
    yield Form((word,), Whole(word), 1.0)
    if len(word) > SHORT and word.isalpha():
        others = dict.fromkeys(_english(word))
        others.pop(word, None)
        for other in others:
            yield Form((other,), Whole(other), 0.85)


def _english(word: str) -> Iterator[str]:
    stems = [word]
    for end in ENGLISH:
        if word.endswith(end) and len(word) - len(end) >= SHORT:
            stem = word.removesuffix(end)
            stems.append(stem)
            if end in ("ed", "ing", "er", "es"):
                stems.append(stem + "e")
                if stem[-1] == stem[-2]:  # running
                    stems.append(stem[:-1])
    if word.endswith("ies"):
        stems.append(word[:-3] + "y")
    for stem in stems:
        yield stem
        yield from (stem + end for end in ("s", "ed", "ing"))
        if stem.endswith("e"):
            yield from (stem + "d", stem[:-1] + "ing")
        if stem.endswith("y"):
            yield stem[:-1] + "ies"


def _parts_of(run: str) -> Iterator[Form]:
    if len(run) == 1:  # it is a part of many words, and seldom meant so
        yield Form((run,), Written(run, begins=True, ends=True), 1.0)
        yield Form((run,), Written(run, begins=True), 0.85)
        yield Form((run,), Written(run), 0.75)
        return
    yield Form(pairs(run), Written(run, begins=True), 1.0)
    yield Form(pairs(run), Written(run), 0.9)
    stems = korean.stems(run)[1:] if korean.is_hangul(run) else ()
    for stem in stems:
        yield Form(pairs(stem), Written(stem, begins=True), 0.9)
        yield Form(pairs(stem), Written(stem), 0.8)
    longest, *others = stems or (run,)  # without a particle: that may stand behind the second of two words
    yield from _halved(longest, 0.9, 0.5)
    if korean.is_hangul(run):
        yield from _bent(korean.bent(run))
    for stem in others:
        yield from _halved(stem, 0.75, 0.4)


def _halved(run: str, near: float, apart: float) -> Iterator[Form]:
    """As two words; the second may be of one syllable, then it is beside the first."""
    for worth, beside in ((near, True), (apart, False)):
        for at in range(korean.STEM, len(run) - korean.STEM + 1):
            yield _apart(run[:at], run[at:], worth, near=beside)
    if len(run) > korean.STEM:
        yield _apart(run[:-1], run[-1], apart, near=True)


def _apart(left: str, right: str, worth: float, *, near: bool) -> Form:
    return Form(tuple(dict.fromkeys(pairs(left) + pairs(right))), Apart(left, right, near=near), worth)


def _bent(forms: Sequence[str]) -> Iterator[Form]:
    """By how they begin."""
    by_beginning: dict[str, list[str]] = {}
    for form in forms:
        by_beginning.setdefault(form[:-1], []).append(form[-1])
    for last in by_beginning.pop("", ()):
        yield Form((last,), Written(last, begins=True), 0.5)
    for begin, lasts in by_beginning.items():
        tokens = pairs(begin) if len(begin) > 1 else ()
        ends = tuple(begin[-1:] + last for last in lasts)
        yield Form(tokens, Written(begin, begins=True, lasts="".join(lasts)), 0.7, ends)


def _is_latin(letter: str) -> bool:
    return letter.isalnum() and not re.match(f"[{CJK}]", letter)
