"""What Discord offers people: the commands behind "/", and two entries in the menu of a message; pure.

Each name and description stands in bridge/texts and is shown in the language of whoever looks.

Source: docs.discord.com "Application Commands" (names, 100 characters of description, contexts), "Locales", seen
2026-09.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bridge.texts import say

TYPED: Final = 1
MENU: Final = 3
"""Discord's numbers for a command that is typed, and for one in the menu of a message."""

TEXT: Final = 3
FILE: Final = 11
"""Its numbers for options."""

LOCALES: Final = ("ko",)
"""Those that have a language of ours; English is what all others see."""

IN_SERVERS: Final = [0]
"""The bot has to be where its commands are: it answers by itself, and later than a command may be answered."""
IN_SERVERS_AND_DIRECT: Final = [0, 1]

LONGEST_QUESTION: Final = 1_800
"""Characters: it is shown whole, in one message, and is asked as it stands there."""
LONGEST_WORDS: Final = 200
LABEL: Final = 100
"""Characters of a model's name."""

ABOUT: Final = say("manifest_ask_about_this")
SUMMARY: Final = say("manifest_summarise_thread")


@dataclass(frozen=True, slots=True)
class Option:
    """What is typed behind a command."""

    name: str
    required: bool = False
    completed: bool = False
    """While it is typed, what it can be is offered."""
    longest: int = LONGEST_WORDS
    kind: int = TEXT


@dataclass(frozen=True, slots=True)
class Slash:
    """A command behind "/"."""

    name: str
    options: tuple[Option, ...] = ()


QUESTION = Option("question", required=True, longest=LONGEST_QUESTION)
MODEL = Option("model", completed=True, longest=LABEL)

SLASHES: Final = (
    Slash("ask", (QUESTION, MODEL, Option("file", kind=FILE))),
    Slash("find", (Option("words", required=True),)),
    Slash("model", (MODEL,)),
    Slash("stop"),
    Slash("retry"),
    Slash("edit", (QUESTION,)),
    Slash("continue", (Option("code"),)),
    Slash("new", (Option("question", longest=LONGEST_QUESTION),)),
    Slash("title", (Option("title"),)),
    Slash("tag", (Option("tags"),)),
    Slash("status"),
    Slash("export"),
    Slash("adopt", (Option("link", required=True),)),
    Slash("forget"),
    Slash("help"),
)

Offer = dict[str, Any]


def offers() -> list[Offer]:
    """All of it, as Discord takes it."""
    return [*map(_typed, SLASHES), _in_menu("manifest_ask_about_this"), _in_menu("manifest_summarise_thread")]


def differing(theirs: Sequence[Mapping[str, Any]]) -> list[str]:
    """The names of those that Discord does not have, or has otherwise."""
    known = {(one.get("type", TYPED), one["name"]): one for one in theirs}
    return [ours["name"] for ours in offers() if not _alike(ours, known.get((ours["type"], ours["name"]), {}))]


def with_others(theirs: Sequence[Mapping[str, Any]]) -> list[Offer]:
    """Ours, and those that somebody else has given the application, as they are."""
    ours = offers()
    names = {(one["type"], one["name"]) for one in ours}
    others = [one for one in theirs if (one.get("type", TYPED), one["name"]) not in names]
    return [*ours, *map(_kept, others)]


KEPT = (
    "type",
    "name",
    "name_localizations",
    "description",
    "description_localizations",
    "options",
    "default_member_permissions",
    "integration_types",
    "nsfw",
    "handler",
)
"""What makes a command; the rest of what Discord tells is made by Discord."""


def _kept(one: Mapping[str, Any]) -> Offer:
    """Where it may be used is said in one of two ways."""
    where = ("contexts",) if one.get("contexts") is not None else ("dm_permission",)
    return {key: one[key] for key in (*KEPT, *where) if one.get(key) is not None}


def _typed(slash: Slash) -> Offer:
    described = _localized("description", f"slash_{slash.name}_for")
    options = [_option(slash, one) for one in slash.options]
    named = _localized("name", f"slash_{slash.name}")
    return {"type": TYPED, **named, **described, "options": options, **_where(IN_SERVERS_AND_DIRECT)}


def _option(slash: Slash, one: Option) -> Offer:
    named = _localized("name", f"slash_{one.name}")
    described = _localized("description", f"slash_{slash.name}_{one.name}_for")
    text = {"autocomplete": one.completed, "max_length": one.longest} if one.kind == TEXT else {}
    return {"type": one.kind, **named, **described, "required": one.required, **text}


def _in_menu(key: str) -> Offer:
    return {"type": MENU, **_localized("name", key), **_where(IN_SERVERS_AND_DIRECT)}


def _where(contexts: list[int]) -> Offer:
    return {"contexts": contexts, "integration_types": IN_SERVERS}


def _localized(what: str, key: str) -> Offer:
    return {what: say(key), f"{what}_localizations": {locale: say(key, locale) for locale in LOCALES}}


def _alike(ours: object, theirs: object) -> bool:
    """Whether Discord has this: it leaves out what is empty or false, and adds what it makes itself."""
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
        return all(_alike(value, theirs.get(key)) for key, value in ours.items())
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(_alike, ours, theirs))
    return ours == theirs or (not ours and not theirs)
