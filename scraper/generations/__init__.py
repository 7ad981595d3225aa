"""What ChatGPT's page looks like: one TOML file per generation, and the user's files on top, as they are now.

``load(folder)`` gives Generations. A file in ``folder``/selectors that has the name of one of ours replaces entry
by entry what it names; one of another name describes one more generation. A file that can't be used is refused,
which the log and ``problems`` say; what held before it goes on to hold. They are read again when they change,
without a restart.
"""

import logging
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from bridge.errors import BadConfig
from scraper.page import selectors, states
from scraper.page.selectors import Generation, Table, Traffic
from scraper.page.states import States

logger = logging.getLogger(__name__)

FOLDER = "selectors"
TRAFFIC = "traffic.toml"
STATES = "states.toml"
OURS = ("app_shell.toml", "classic.toml", TRAFFIC, STATES)

Stamp = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Known:
    """Everything that the files say."""

    generations: tuple[Generation, ...]
    traffic: Traffic
    states: States


class Generations:
    """All generations that are known now, the first to be tried first."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder / FOLDER if folder else None
        self.problems: dict[str, str] = {}
        """What is wrong with which of the user's files, and what to do."""
        self.used: tuple[str, ...] = ()
        """The user's files that are in use."""
        self._base = {name: _read(name) for name in OURS}
        self._good: dict[str, Table] = {}
        self._stamps: dict[str, Stamp] = {}
        self._known = _parsed(self._base)
        self.refresh()

    @property
    def all(self) -> tuple[Generation, ...]:
        return self._known.generations

    @property
    def traffic(self) -> Traffic:
        return self._known.traffic

    @property
    def states(self) -> States:
        return self._known.states

    def of(self, name: str) -> Generation | None:
        """The generation that a look has told."""
        return next((one for one in self.all if one.name == name), None)

    def refresh(self) -> None:
        """Read the user's files again if any of them has changed; costs next to nothing if not."""
        stamps = _stamps(self.folder)
        if stamps == self._stamps:
            return
        changed = [name for name, stamp in stamps.items() if self._stamps.get(name) != stamp]
        self._stamps = stamps
        self._good = {name: table for name, table in self._good.items() if name in stamps}
        self.problems = {name: problem for name, problem in self.problems.items() if name in stamps}
        for name in sorted(changed):
            self._take(name)
        self._known = _parsed(self._with(self._good))
        self.used = tuple(sorted(self._good))

    def refuse(self, selector: str) -> None:
        """The browser can't read this selector: the user's file that has it is put aside until it changes."""
        for name in [name for name, table in self._good.items() if selector in _strings(table)]:
            del self._good[name]
            self._problem(name, f"{name}: {selector} is no selector that a browser understands. Correct it.")
        self._known = _parsed(self._with(self._good))
        self.used = tuple(sorted(self._good))

    def _take(self, name: str) -> None:
        try:
            table = _toml((self._folder / name).read_bytes(), name)
            _parsed(self._with({**self._good, name: table}))
        except BadConfig as error:
            self._problem(name, str(error))
        except OSError as error:
            self._problem(name, f"{name} can't be read: {error.strerror}.")
        else:
            self._good[name] = table
            self.problems.pop(name, None)
            logger.info("selectors: %s is in use", self._folder / name)

    def _problem(self, name: str, problem: str) -> None:
        self.problems[name] = problem
        logger.error("selectors: %s is not used. %s", self._folder / name, problem)

    @property
    def _folder(self) -> Path:
        return self.folder or Path()

    def _with(self, own: Mapping[str, Table]) -> dict[str, Table]:
        return {name: _merged(self._base.get(name, {}), own.get(name, {})) for name in [*self._base, *own]}


def load(folder: Path | None = None) -> Generations:
    """What the page looks like, with what is in the data folder on top."""
    return Generations(folder)


def _read(name: str) -> Table:
    return tomllib.loads(files("scraper.generations").joinpath(name).read_text("utf-8"))


def _toml(content: bytes, name: str) -> Table:
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadConfig(what=f"{name} is no TOML: {error}.") from None


def _parsed(tables: Mapping[str, Table]) -> Known:
    """Raises BadConfig."""
    looks = [selectors.generation(table, name) for name, table in tables.items() if name not in (TRAFFIC, STATES)]
    names = [look.name for look in looks]
    for name in names:
        if names.count(name) > 1:
            raise BadConfig(what=f'Two files call their generation "{name}". Give one of them another `name`.')
    return Known(
        generations=tuple(sorted(looks, key=lambda look: look.order)),
        traffic=selectors.traffic(tables[TRAFFIC], TRAFFIC),
        states=states.states(tables[STATES], STATES),
    )


def _merged(base: Table, own: Table) -> Table:
    """Sections entry by entry, everything else as a whole."""
    merged = dict(base)
    for key, value in own.items():
        below = base.get(key)
        merged[key] = _merged(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


def _stamps(folder: Path | None) -> dict[str, Stamp]:
    """When each of the user's files was changed, and its size."""
    stamps = {}
    try:
        for path in folder.glob("*.toml") if folder else ():
            stat = path.stat()
            stamps[path.name] = (stat.st_mtime_ns, stat.st_size)
    except OSError:  # it goes away while we look
        return {}
    return stamps


def _strings(value: object) -> set[str]:
    if isinstance(value, str):
        return {value}
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return {one for each in inner for one in _strings(each)}
