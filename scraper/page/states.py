"""What a page can be in, as data (scraper/generations/states.toml), and which error each state is.

The states of a look are told by attributes first and by words, in English and Korean, last; never by what was asked
or answered. What stands in the way is an error that says so. A harmless dialog has a control that takes it away.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from re import Pattern
from typing import Literal, get_args

from bridge import errors
from bridge.errors import BadConfig, BridgeError
from scraper.page.selectors import Table, only, regular, strings, table_of
from scraper.wire import limits

Place = Literal["dialog", "notice", "error", "turn", "composer", "page"]

ERRORS: Mapping[str, type[BridgeError]] = {
    kind.__name__: kind
    for kind in (
        errors.AccountLocked,
        errors.AnswerFailed,
        errors.BadQuestion,
        errors.ChoiceWanted,
        errors.ConversationFull,
        errors.ConversationGone,
        errors.GuestPage,
        errors.HumanCheck,
        errors.LoginRequired,
        errors.Maintenance,
        errors.PageChanged,
        errors.PermissionWanted,
        errors.PolicyNotice,
        errors.RateLimited,
        errors.SessionExpired,
        errors.UsageCap,
        errors.WorkMode,
    )
}

KEYS = (
    "error",
    "selectors",
    "places",
    "words",
    "buttons",
    "unless",
    "close",
    "until",
    "patient",
    "unknown",
    "hidden",
    "stops",
)


@dataclass(frozen=True, slots=True)
class State:
    """One thing that a page can be in. The fields are explained in states.toml."""

    name: str
    error: str
    selectors: tuple[str, ...]
    places: tuple[Place, ...]
    words: tuple[str, ...]
    buttons: tuple[str, ...]
    unless: tuple[str, ...]
    close: tuple[str, ...]
    until: tuple[Pattern[str], ...]
    patient: bool
    unknown: bool
    hidden: bool
    stops: bool

    def raised(self, text: str) -> BridgeError | None:
        """The error that says so; None for what only has to be closed."""
        kind = ERRORS.get(self.error)
        if kind is None:
            return None
        if kind is errors.UsageCap:
            return limits.capped(self._until(text))
        if kind in (errors.AnswerFailed, errors.BadQuestion, errors.PageChanged):
            return kind(what=text or self.name.replace("_", " "))
        return kind()

    def _until(self, text: str) -> str:
        found = (pattern.search(text) for pattern in self.until)
        return next((match[1].strip() for match in found if match), "")


@dataclass(frozen=True, slots=True)
class States:
    """All of them, the ones that count first first."""

    all: tuple[State, ...]
    places: Mapping[str, tuple[str, ...]]
    quoted: tuple[str, ...]
    """Where texts are somebody's own."""
    never: tuple[str, ...]
    """Parts of the names of buttons that are never pressed."""

    def named(self, name: str) -> State | None:
        return next((one for one in self.all if one.name == name), None)

    def pressable(self) -> frozenset[str]:
        """Everything that may ever be pressed to take something away."""
        return frozenset(name for one in self.all for name in one.close)

    def arguments(self) -> dict[str, object]:
        """What the probe wants to know."""
        return {
            "all": [
                {
                    "name": one.name,
                    "selectors": list(one.selectors),
                    "places": list(one.places),
                    "words": [word.lower() for word in one.words],
                    "buttons": list(one.buttons),
                    "unless": list(one.unless),
                    "close": list(one.close),
                    "unknown": one.unknown,
                    "hidden": one.hidden,
                }
                for one in self.all
            ],
            "places": {name: list(found) for name, found in self.places.items()},
            "quoted": list(self.quoted),
            "never": list(self.never),
        }


def states(table: Table, file: str) -> States:
    """The states out of their file. Raises BadConfig, which names the file, the key and the cure."""
    only(table, ("places", "quoted", "never", "states"), file, "")
    places = table_of(table, "places", file)
    only(places, get_args(Place), file, "[places] ")
    never = strings(table_of(table, "never", file).get("words"), file, "[never] words")
    return States(
        all=tuple(_state(name, one, file, never) for name, one in table_of(table, "states", file).items()),
        places={name: strings(places.get(name), file, f"[places] {name}") for name in get_args(Place)},
        quoted=strings(table_of(table, "quoted", file).get("selectors"), file, "[quoted] selectors"),
        never=never,
    )


def _state(name: str, table: object, file: str, never: tuple[str, ...]) -> State:
    if not isinstance(table, dict):
        raise BadConfig(what=f"{file}: [states.{name}] has to be a section.")
    where = f"[states.{name}] "
    only(table, KEYS, file, where)
    for one in _list(table, "close", file, where):
        if any(word in one.lower() for word in never):
            raise BadConfig(
                what=f"{file}: {where}close: {one!r} is never pressed, for it may cost, agree or choose."
            )
    error = table.get("error", "")
    if error and error not in ERRORS:
        raise BadConfig(what=f"{file}: {where}error = {error!r} is none. There are: {', '.join(sorted(ERRORS))}.")
    places = _list(table, "places", file, where)
    for place in places:
        if place not in get_args(Place):
            raise BadConfig(
                what=f"{file}: {where}places: {place!r} is none. There are: {', '.join(get_args(Place))}."
            )
    return State(
        name=name,
        error=error,
        selectors=_list(table, "selectors", file, where),
        places=tuple(place for place in get_args(Place) if place in places),
        words=_list(table, "words", file, where),
        buttons=_list(table, "buttons", file, where),
        unless=_list(table, "unless", file, where),
        close=_list(table, "close", file, where),
        until=tuple(regular(one, file, f"{where}until") for one in _list(table, "until", file, where)),
        patient=_flag(table, "patient", file, where, default=False),
        unknown=_flag(table, "unknown", file, where, default=False),
        hidden=_flag(table, "hidden", file, where, default=False),
        stops=_flag(table, "stops", file, where, default=True),
    )


def _list(table: Table, key: str, file: str, where: str) -> tuple[str, ...]:
    return strings(table.get(key, []), file, f"{where}{key}", empty=True)


def _flag(table: Table, key: str, file: str, where: str, *, default: bool) -> bool:
    if not isinstance(value := table.get(key, default), bool):
        raise BadConfig(what=f"{file}: {where}{key} has to be true or false.")
    return value


def normal(text: str) -> str:
    """One space where a page has many."""
    return re.sub(r"\s+", " ", text).strip()
