"""What somebody's words mean who looks for something; pure.

``과일 "to the letter" -not pre* in:#general from:me on:slack model:gpt-5 has:code since:30d before:2026-03``
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from bridge import tags
from bridge.finding.dates import span
from bridge.types import Person, Query, Term

LONGEST = 400
"""Characters that are looked at; nobody remembers more."""

MOST = 16
"""Words that are looked for."""

FILTERS = {
    **dict.fromkeys(("in", "channel", "채널"), "in"),
    **dict.fromkeys(("from", "사람"), "from"),
    **dict.fromkeys(("on", "platform", "플랫폼"), "on"),
    **dict.fromkeys(("model", "모델"), "model"),
    **dict.fromkeys(("tag", "태그"), "tag"),
    **dict.fromkeys(("has", "포함"), "has"),
    **dict.fromkeys(("before", "이전"), "before"),
    **dict.fromkeys(("after", "이후"), "after"),
    **dict.fromkeys(("since", "부터"), "since"),
}

ME = ("me", "나")

HAS = {"code": "code", "코드": "code", "file": "file", "files": "file", "파일": "file"}

_QUOTES = str.maketrans("“”„‟«»「」『』", '"' * 10)

_PART = re.compile(
    rf"""(?P<no>-)? (?: (?P<key>{"|".join(FILTERS)}):(?:"(?P<quoted>[^"]*)"?|(?P<value>\S+))
    | "(?P<phrase>[^"]*)"? | (?P<word>[^\s"]+) )""",
    re.VERBOSE | re.IGNORECASE,
)

_MENTION = re.compile(r"<[#@]!?([^<>|]+)(?:\|[^<>]*)?>")
"""As chats write a channel or a person that was chosen from a list."""


def read(text: str, now: float, person: Person | None = None) -> Query:
    """``person``: who looks, and is meant by ``from:me``."""
    query, unread = Query(), list[str]()
    for part in _PART.finditer(text[:LONGEST].translate(_QUOTES)):
        if part["key"] is None:
            query = _with_term(query, part)
        elif (more := _filtered(query, part, now, person)) is not None:
            query = more
        else:
            unread.append(part[0])
    return replace(query, unread=tuple(unread))


def _with_term(query: Query, part: re.Match[str]) -> Query:
    terms = [term for term in _terms(part) if any(one.isalnum() for one in term.text) or term.kind == "phrase"]
    if part["no"]:
        return replace(query, unwanted=(query.unwanted + tuple(terms))[:MOST])
    return replace(query, terms=(query.terms + tuple(terms))[:MOST])


def _terms(part: re.Match[str]) -> Iterator[Term]:
    if part["phrase"] is not None:
        if phrase := " ".join(part["phrase"].split()):
            yield Term(phrase, "phrase")
    elif (word := part["word"]).rstrip("*"):
        yield Term(word.rstrip("*"), "prefix" if word.endswith("*") else "word")


def _filtered(query: Query, part: re.Match[str], now: float, person: Person | None) -> Query | None:
    """None where it can't be understood; what is not wanted can only be a word."""
    value = (part["value"] or part["quoted"] or "").strip()
    return None if part["no"] or not value else _READ[FILTERS[part["key"].lower()]](query, value, now, person)


def _in(query: Query, value: str, *_: object) -> Query | None:
    place = _meant(value).lstrip("#")
    return replace(query, places=(*query.places, place)) if place else None


def _from(query: Query, value: str, now: float, person: Person | None) -> Query | None:
    name = _meant(value).lstrip("@")
    if name.lower() in ME and person is not None:
        name = person.name
    return replace(query, people=(*query.people, name)) if name else None


def _on(query: Query, value: str, *_: object) -> Query:
    return replace(query, platforms=(*query.platforms, value.lower()))


def _model(query: Query, value: str, *_: object) -> Query:
    return replace(query, models=(*query.models, value))


def _tag(query: Query, value: str, *_: object) -> Query | None:
    named, _no_more = tags.read(value)
    return replace(query, tags=tuple(dict.fromkeys((*query.tags, *named)))) if named else None


def _has(query: Query, value: str, *_: object) -> Query | None:
    match HAS.get(value.lower()):
        case "code":
            return replace(query, code=True)
        case "file":
            return replace(query, file=True)
        case _:
            return None


def _before(query: Query, value: str, now: float, *_: object) -> Query | None:
    when = span(value, now)
    return when and replace(query, before=min(query.before or when[0], when[0]))


def _after(query: Query, value: str, now: float, *_: object) -> Query | None:
    when = span(value, now)
    return when and replace(query, since=max(query.since, when[1]))


def _since(query: Query, value: str, now: float, *_: object) -> Query | None:
    when = span(value, now)
    return when and replace(query, since=max(query.since, when[0]))


def _meant(value: str) -> str:
    mention = _MENTION.fullmatch(value)
    return mention[1] if mention else value


_READ: dict[str, Callable[[Query, str, float, Person | None], Query | None]] = {
    "in": _in,
    "from": _from,
    "on": _on,
    "model": _model,
    "tag": _tag,
    "has": _has,
    "before": _before,
    "after": _after,
    "since": _since,
}
