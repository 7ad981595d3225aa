"""What the page looks like, as data: one TOML file per generation of the page in scraper/generations."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from re import Pattern, compile
from typing import Literal, get_args

Name = Literal[
    "editor",
    "stub",
    "send",
    "stop",
    "attachment",
    "turn",
    "signed_in",
    "signed_out",
    "human_check",
    "dialog",
]
"""What can be looked for on the page."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """The page's own requests that are worth reading, by their path."""

    ask: Pattern[str]
    read: Pattern[str]
    listing: Pattern[str]
    session: Pattern[str]


@dataclass(frozen=True, slots=True)
class Generation:
    """One way in which the page is built."""

    name: str
    told_by: tuple[str, ...]
    in_active_page: str
    selectors: Mapping[Name, tuple[str, ...]]
    too_many_requests: tuple[str, ...]
    traffic: Traffic


@cache
def load(file: str = "app_shell.toml") -> Generation:
    """A generation out of its file; KeyError when the file leaves something out."""
    data = tomllib.loads(files("scraper.generations").joinpath(file).read_text("utf-8"))
    entries = data["composer"] | data["thread"] | data["account"] | data["wall"]
    return Generation(
        name=data["name"],
        told_by=tuple(data["told_by"]),
        in_active_page=data["in_active_page"],
        selectors={name: tuple(entries[name]) for name in get_args(Name)},
        too_many_requests=tuple(data["wall"]["too_many_requests"]),
        traffic=Traffic(**{name: compile(pattern) for name, pattern in data["traffic"].items()}),
    )
