"""What the picker offers, by name: models, how hard they can think, and what of it a question asks for. Pure.

A model is called by its label ("GPT-5.6 Sol" is ``gpt-5.6-sol``) or as ChatGPT itself calls it
(``gpt-5-6-thinking``); a question may say both at once: ``gpt-5.6-sol/high``.
The list that the page fetches is of a shape seen 2026-09.
"""

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from bridge.types import Model

OWNER = "openai"
DEFAULT = "chatgpt"
LATEST = "latest"
KEPT = (DEFAULT, "auto", "default")
"""Names that keep what is chosen on the page."""


@dataclass(frozen=True, slots=True)
class Option:
    """One family with one effort."""

    effort: str
    slug: str
    """What ChatGPT calls it."""
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Family:
    """One row of the picker."""

    label: str
    options: tuple[Option, ...] = ()

    @property
    def id(self) -> str:
        return slug(self.label)

    def called(self, name: str) -> bool:
        """Whether somebody who says this name means it."""
        return slug(name) == self.id or any(option.slug.lower() == name.lower() for option in self.options)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a question asks for; empty: what the page has."""

    model: str
    effort: str

    @property
    def nothing(self) -> bool:
        return not self.model and not self.effort


def wanted(model: str, effort: str, unmeant: Collection[str] = ()) -> Wanted:
    """Out of what the asker or the channel said."""
    name, _, behind = model.strip().partition("/")
    name = name.strip()
    kept = name.lower() in (*KEPT, *(one.lower() for one in unmeant))
    return Wanted("" if kept else name, named_effort(behind or effort))


def narrowed(wanted: Wanted, families: Sequence[Family]) -> Wanted:
    """ChatGPT's own name may say the effort, too."""
    for family in families:
        options = [one for one in family.options if one.slug.lower() == wanted.model.lower()]
        if options and slug(wanted.model) != family.id:
            efforts = [one.effort for one in options if not one.locked] or [options[0].effort]
            best = "medium" if "medium" in efforts else efforts[0]
            return Wanted(family.label, wanted.effort or best)
    return wanted


def find(name: str, labels: Sequence[str], families: Sequence[Family]) -> int | None:
    """Which of the rows that the picker shows is meant."""
    ids = [slug(label) for label in labels]
    if slug(name) in ids:
        return ids.index(slug(name))
    meant = [family.id for family in families if family.called(name)]
    if meant and meant[0] in ids:
        return ids.index(meant[0])
    # Without that list: "gpt-5-6-thinking" is of "GPT-5.6 Sol".
    number = re.sub(r"(?<=\d)-(?=\d)", ".", re.sub(r"-(instant|thinking|pro)$", "", name.lower()))
    alike = [n for n, one in enumerate(ids) if one == number or one.startswith(f"{number}-")]
    return alike[0] if len(alike) == 1 else None


def expected(chosen: Wanted, families: Sequence[Family]) -> str:
    """ChatGPT's name for it; empty where that is not known."""
    family = next((one for one in families if one.called(chosen.model)), None)
    options = family.options if family else ()
    return next((one.slug for one in options if one.effort == chosen.effort), "")


def models(families: Sequence[Family]) -> list[Model]:
    """As people can ask for them; the first one is what the page has."""
    listed = [
        Model(one.id, OWNER, one.label, tuple(option.effort for option in one.options if not option.locked))
        for one in families
    ]
    return [Model(DEFAULT, OWNER, "ChatGPT"), *listed]


def named_effort(word: str) -> str:
    """The page's own word for it; one that nobody knows stays as it is."""
    return _efforts().get(_bare(word), _bare(word))


def slug(label: str) -> str:
    """A bare version ("5.5", seen 2026-06) is one of GPT."""
    name = re.sub(r"[^\w.]+", "-", label.strip().lower()).strip("-")
    return LATEST if name == "최신" else re.sub(r"^(?=\d)", "gpt-", name)


def parse(value: dict[str, Any]) -> tuple[Family, ...]:
    """The list as the page fetches it; without families, the flat one. Raises KeyError, TypeError or ValueError."""
    if rows := value.get("families") or value.get("versions"):
        return tuple(Family(row.get("label") or row["title"], _options(row)) for row in rows)
    flat: dict[str, list[Option]] = {}
    for one in value["models"]:
        flat.setdefault(one.get("title") or one["slug"], []).append(Option("", one["slug"]))
    return tuple(Family(title, tuple(options) if len(options) == 1 else ()) for title, options in flat.items())


def _options(row: Mapping[str, Any]) -> tuple[Option, ...]:
    listed = row.get("options") or row.get("presets") or []
    return tuple(
        Option(
            one.get("thinking_effort") or one.get("effort") or "",
            one.get("model") or one.get("slug") or "",
            bool(one.get("locked")),
        )
        for one in listed
    )


def _bare(word: str) -> str:
    return re.sub(r"[\s_-]+", "", word).lower()


@cache
def _efforts() -> dict[str, str]:
    data = tomllib.loads(files("scraper.asking").joinpath("efforts.toml").read_text("utf-8"))
    return {_bare(word): name for name, words in data.items() for word in (name, *words)}
