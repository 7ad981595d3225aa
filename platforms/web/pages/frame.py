"""A page around what it shows: the channels, the search, the languages."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from importlib.resources import files
from typing import get_args

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from bridge.naming.names import Names
from bridge.texts import say
from bridge.types import Channel, Inhabited, Language
from platforms.web import paths
from platforms.web.pages.house import House

LANGUAGES: tuple[Language, ...] = get_args(Language)
COOKIE = "threadbridge_language"

AT_ONCE = 12
"""Channels of a platform that are shown at once; the others are one click away."""

NAMES = {"web": "Web", "slack": "Slack", "discord": "Discord", "http": "API", "chatgpt": "ChatGPT"}
"""Platforms as people write them, in the order in which they are shown; others by their own name."""

STATIC = files("platforms.web") / "static"


def version(name: str) -> str:
    """Of a file of the page's own, so that browsers may keep it."""
    return sha256(STATIC.joinpath(name).read_bytes()).hexdigest()[:12]


PAGES = Environment(
    loader=PackageLoader("platforms.web"),
    autoescape=select_autoescape(default=True, default_for_string=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
VERSIONS = {one.name: version(one.name) for one in STATIC.iterdir() if one.is_file()}


@dataclass(frozen=True, slots=True)
class Place:
    """A channel in a list."""

    name: str
    path: str
    here: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The channels of one workspace."""

    name: str
    places: Sequence[Place]

    @property
    def first(self) -> Sequence[Place]:
        return [one for number, one in enumerate(self.places) if number < AT_ONCE or one.here]

    @property
    def others(self) -> Sequence[Place]:
        return [one for number, one in enumerate(self.places) if number >= AT_ONCE and not one.here]


def language_of(request: web.Request, house: House) -> Language:
    """What the visitor chose, or what is configured."""
    chosen = request.cookies.get(COOKIE)
    return next((one for one in LANGUAGES if one == chosen), house.language_of())


What = Mapping[str, object]
"""A template's own words, and what stands for them."""


async def page(
    request: web.Request, house: House, name: str, what: What, *, here: Channel | None = None, status: int = 200
) -> web.Response:
    """Of this template, with all that stands around it."""
    language = language_of(request, house)
    groups = await _groups(house, here)
    walls = [name for name, gate in house.bridge.gates.items() if gate.wall is not None]
    around = {"groups": groups, "walls": walls, "here": here, "signed_in": True}
    return _response(_rendered(name, request, language, what, around), status)


def bare_page(request: web.Request, language: Language, name: str, what: What, status: int = 200) -> web.Response:
    """With nothing around it that only somebody who is let in may know."""
    return _response(_rendered(name, request, language, what, {"signed_in": False}), status)


def piece(request: web.Request, language: Language, name: str, what: What) -> str:
    """HTML without a page around it."""
    return _rendered(name, request, language, what, {})


def label(place: Channel, names: Names) -> str:
    """As a channel is called on its platform, with where that is."""
    return f"{NAMES.get(place.platform, place.platform)} · #{names.where(place)}"


async def _groups(house: House, here: Channel | None) -> list[Group]:
    there = await house.store.inhabited()
    names = await house.names.of([one.place for one in there])
    workspaces: dict[tuple[str, str], list[Inhabited]] = {}
    for one in there:
        workspaces.setdefault((one.place.platform, one.place.workspace), []).append(one)
    several = {platform for platform, _ in workspaces if sum(platform == one for one, _ in workspaces) > 1}
    known = {platform: number for number, platform in enumerate(NAMES)}
    ordered = sorted(workspaces, key=lambda one: (known.get(one[0], len(known)), one))
    return [
        Group(_named(*one, several), [_place(at.place, names, here) for at in workspaces[one]]) for one in ordered
    ]


def _named(platform: str, workspace: str, several: Iterable[str]) -> str:
    name = NAMES.get(platform, platform)
    return f"{name} {workspace}" if platform in several and workspace else name


def _place(place: Channel, names: Mapping[Channel, str], here: Channel | None) -> Place:
    return Place(names[place], paths.of_channel(place), place == here)


def _rendered(name: str, request: web.Request, language: Language, what: What, around: What) -> str:
    say_it: Callable[..., str] = partial(_say, language)
    ours = {"language": language, "languages": LANGUAGES, "path": request.rel_url, "t": say_it, "file": _file}
    return PAGES.get_template(name).render({**ours, **around, **what})


def _say(language: Language, key: str, **values: object) -> str:
    return say(f"web_{key}", language, **values)


def _file(name: str) -> str:
    return f"/static/{VERSIONS[name]}/{name}"


def _response(text: str, status: int) -> web.Response:
    return web.Response(text=text, content_type="text/html", status=status)
