"""Korean words in other forms: without particles and endings, and with the last syllable of a stem bent; pure.

Rules, and no dictionary: what comes out is looked for besides the word itself, so a wrong guess finds nothing.
"""

import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

ENDS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
PARTICLES, ENDINGS, VERBAL = (tuple(ENDS[name].split()) for name in ("particles", "endings", "verbal"))

FIRST, LAST = 0xAC00, 0xD7A3

VOWELS, FINALS = 21, 28

NONE, N, D, L, M, B, S, SS, H = 0, 4, 7, 8, 16, 17, 19, 20, 27
"""Finals: none, ㄴ, ㄷ, ㄹ, ㅁ, ㅂ, ㅅ, ㅆ, ㅎ."""

SOFT = (NONE, N, L, M, B, SS)
"""They come and go with endings."""

_A, _AE, _EO, _YEO, _O, _WA, _OAE, _OE, _U, _WEO, _EU, _I = 0, 1, 4, 6, 8, 9, 10, 11, 13, 14, 18, 20
"""Vowels: ㅏ ㅐ ㅓ ㅕ ㅗ ㅘ ㅙ ㅚ ㅜ ㅝ ㅡ ㅣ."""

CLOSED = "는고게지자니기다던"
"""What stands behind the stem of a verb where that ends in a consonant; of 짓는 so one syllable is enough."""

OPEN = "어었아았으은을"
"""Before these such a stem may change."""

SOFTENED = "우워웠운울와왔"
"""What ㅂ becomes before them."""

STEM = 2
"""Syllables that have to be left of a noun; one alone stands in too many other words."""


def stems(word: str) -> tuple[str, ...]:
    """The word, and what is left of it without particles and endings, the longest first."""
    found = [word]
    for whole in (word, *_without(word, PARTICLES)):
        found += [whole, *_without(whole, ENDINGS), *_without(whole, PARTICLES)]
    return tuple(dict.fromkeys(one for one in found if one == word or len(one) >= STEM))


def bent(word: str) -> tuple[str, ...]:
    """How a verb or adjective begins in its other forms: 배웠어요 is 배우, 배워 …; none where it is no such."""
    found: dict[str, None] = {}
    for stem, end in _verb_stems(word):
        closed = end in CLOSED and _apart(stem[-1])[2] != NONE
        if len(stem) >= STEM or len(end) >= STEM or (end and closed):  # of 가는 one syllable says too little
            found.update(dict.fromkeys(stem[:-1] + last for last in _forms(stem[-1], alone=len(stem) == 1)))
            found.update(dict.fromkeys(_doubled(stem)))
            found.update(dict.fromkeys(_irregular(stem, end)))
    found.pop(word, None)
    return tuple(found)


def is_hangul(word: str) -> bool:
    return all(FIRST <= ord(one) <= LAST for one in word)


def _without(word: str, ends: Sequence[str]) -> Iterator[str]:
    for end in ends:
        if len(word) > len(end) and word.endswith(end):
            yield word[: -len(end)]


def _verb_stems(word: str) -> Iterator[tuple[str, str]]:
    """Where an ending may have been, and that; the last syllable of what is left may be bent with it."""
    for end in VERBAL:
        if word.endswith(end) and len(word) > len(end):
            yield word[: -len(end)], end
    if len(word) >= STEM and _apart(word[-1])[2] in SOFT:
        yield word, ""


def _forms(last: str, *, alone: bool) -> Iterator[str]:
    """The last syllable of a stem: bare, with the finals of endings, and drawn together with -어 and -았."""
    first, vowel, final = _apart(last)
    if final not in SOFT:  # 찍 and 읽 stay what they are
        yield last
        return
    drawn_from, drawn_to = (_DRAWN_FROM_ALONE, _DRAWN_TO_ALONE) if alone else (_DRAWN_FROM, _DRAWN_TO)
    for bare in sorted({vowel, *drawn_from.get(vowel, ())}):
        for one in sorted({bare, *drawn_to.get(bare, ())}):
            yield from (_together(first, one, end) for end in SOFT)


def _doubled(stem: str) -> Iterator[str]:
    """고르 and 골라 are one: what ends in 르 has another ㄹ before -아 and -어."""
    if len(stem) < STEM:
        return
    (first, vowel, final), last = _apart(stem[-2]), stem[-1]
    if last == "르" and not final:
        yield from (stem[:-2] + _together(first, vowel, L) + one for one in ("라", "러", "랐", "렀"))
    elif last in "라러랐렀" and final == L:
        yield from (stem[:-2] + _together(first, vowel, NONE) + one for one in ("르", "른", "를", "름", "릅"))


def _irregular(stem: str, end: str) -> Iterator[str]:
    """굽는 and 구운, 짓는 and 지은, 듣는 and 들은, 노랗게 and 노란 are one each."""
    before, (first, vowel, final) = stem[:-1], _apart(stem[-1])
    bare = before + _together(first, vowel, NONE)
    if final == B:
        yield from (bare + one for one in SOFTENED)
    elif final == S:
        yield from (bare + one for one in OPEN)
    elif final == D:
        yield before + _together(first, vowel, L)
    elif final == H:
        yield from (before + _together(first, one, last) for one in (vowel, _AE) for last in (N, L, NONE))
    elif end and end[0] in OPEN and final in (NONE, L):
        yield before + _together(first, vowel, S if final == NONE else D)
    if before and stem[-1] in SOFTENED and _apart(before[-1])[2] == NONE:
        yield before[:-1] + _together(*_apart(before[-1])[:2], B)


_DRAWN_TO = {_U: (_WEO,), _O: (_WA,), _I: (_YEO,), _EU: (_EO, _A), _OE: (_OAE,), _A: (_AE,)}
"""배우 + 어 is 배워; 보 + 아 is 봐; 마시 + 어 is 마셔; 크 + 어 is 커; 되 + 어 is 돼; 하 + 여 is 해."""

_DRAWN_FROM = {_A: (_EU,), _WEO: (_U,), _WA: (_O,), _YEO: (_I,), _EO: (_EU,), _OAE: (_OE,), _AE: (_A,)}

_DRAWN_TO_ALONE = {**_DRAWN_TO, _EU: (_EO,)}
_DRAWN_FROM_ALONE = {**_DRAWN_FROM, _A: ()}
"""Of one syllable: 쓰 + 어 is 써, but no 갈 comes of 그."""


def _apart(syllable: str) -> tuple[int, int, int]:
    code = ord(syllable) - FIRST
    return code // (VOWELS * FINALS), code // FINALS % VOWELS, code % FINALS


def _together(first: int, vowel: int, final: int) -> str:
    return chr(FIRST + (first * VOWELS + vowel) * FINALS + final)
