"""Names in a file, for the next start and for the command line. Without it they are only learned once more."""

import json
import logging
from collections.abc import Iterable
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import Any

from bridge.arriving import arriving
from bridge.naming.learned import Name
from bridge.types import Channel, Person

logger = logging.getLogger(__name__)

FILE = "names.json"
"""In the data folder."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What stands in it."""

    channels: dict[Channel, Name] = field(default_factory=dict)
    people: dict[Person, Name] = field(default_factory=dict)


def read(file: Path) -> Kept:
    """Nothing where there is no such file, or it is none of ours."""
    try:
        told: Any = json.loads(file.read_bytes())
        channels = {Channel(*of): Name(str(text), float(since)) for *of, text, since in told["channels"]}
        people = {Person(*of): Name(str(text), float(since)) for *of, text, since in told["people"]}
    except FileNotFoundError:
        return Kept()
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        logger.info("the names in %s are not read: %s", file, error)
        return Kept()
    return Kept(channels, people)


def write(file: Path, channels: Iterable[tuple[Channel, Name]], people: Iterable[tuple[Person, Name]]) -> None:
    """For its owner alone. It is whole or not there; raises OSError."""
    told = {"channels": _rows(channels), "people": _rows(people)}
    with arriving(file, settle=False) as opened:
        opened.write(json.dumps(told, ensure_ascii=False).encode())


def _rows(names: Iterable[tuple[Channel, Name]] | Iterable[tuple[Person, Name]]) -> list[tuple[object, ...]]:
    return [(*astuple(key), name.text, name.since) for key, name in names]
