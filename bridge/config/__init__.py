"""config.toml, the environment and .env, read into one frozen object; what is wrong is said once, with its place.

The sections ``[slack]``, ``[chatgpt]`` and so on belong to the parts that entry points name; a part that is not
configured is not imported beyond its settings.
"""

import os
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, Field, PrivateAttr, ValidationError, create_model
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from bridge.cluster.settings import ClusterSettings
from bridge.config.mistakes import PREFIX, Sources, meant
from bridge.config.sections import Defaults, Lasting, Log, OneChannel, Person, Shutdown, Storage
from bridge.encoding.settings import SearchSettings
from bridge.errors import BadConfig
from bridge.protocols import HasAccounts, NamesBackends, Plugin
from bridge.section import Place, here
from bridge.types import Channel, Rules

DEFAULT_FILE = Path("config.toml")

S = TypeVar("S", bound=BaseModel)
V = TypeVar("V")


class Config(BaseSettings):
    """Everything that can be set."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True)

    folder: Place = Field(Path("data"), validate_default=True)
    log: Log = Log()
    storage: Storage = Storage()
    limits: Lasting = Lasting()
    shutdown: Shutdown = Shutdown()
    defaults: Defaults = Defaults()
    channels: dict[str, OneChannel] = {}
    people: dict[str, Person] = {}
    search: SearchSettings = SearchSettings()
    cluster: ClusterSettings | None = None

    _rules: dict[Channel, Rules] = PrivateAttr(default_factory=dict)
    """Those that were asked for: nothing here ever changes, and every question asks several times."""

    @property
    def database(self) -> str:
        return self.storage.url.get_secret_value() or f"sqlite+aiosqlite:///{self.folder / 'threadbridge.db'}"

    @property
    def index(self) -> Path | None:
        """Where that of what was said is; None: beside the ledger's own file."""
        return self.folder / "threadbridge.search.db" if self.database.startswith("postgres") else None

    def has(self, name: str) -> bool:
        """Whether a part has a section."""
        return getattr(self, name, None) is not None

    def settings(self, name: str, kind: type[S]) -> S:
        """A part's own section, or its defaults. Raises BadConfig when something in it has no default."""
        section = getattr(self, name, None)
        if isinstance(section, kind):
            return section
        try:
            return kind()
        except ValidationError as error:
            missing = ", ".join(str(mistake["loc"][0]) for mistake in error.errors())
            raise BadConfig(what=f"[{name}] is used but not set up. Add the section with {missing}.") from None

    def rules(self, place: Channel) -> Rules:
        """What holds in this channel; the key is platform/channel or platform/workspace/channel."""
        if (known := self._rules.get(place)) is None:
            chosen = self.defaults.model_dump()
            for own in _found(self.channels, place, place.channel):
                chosen |= own.model_dump(exclude_none=True)
            known = self._rules[place] = Rules(**chosen)
        return known

    def backend(self, place: Channel, author: str) -> str:
        """Which one answers: the channel's own, else the person's, else the one for all."""
        for own in reversed(_found(self.channels, place, place.channel)):
            if own.backend is not None:
                return own.backend
        for person in reversed(_found(self.people, place, author)):
            return person.backend
        return self.defaults.backend

    @property
    def backends(self) -> set[str]:
        """The names of the backends that some channel, person or platform uses."""
        channels: list[Defaults | OneChannel] = [self.defaults, *self.channels.values()]
        chosen = {name for one in channels for name in (one.backend, _backend(one.failover)) if name}
        in_slots = {name for names in self.cluster.slots.values() for name in names} if self.cluster else set()
        people = {person.backend for person in self.people.values()}
        return chosen | people | in_slots | self._named_by_platforms()

    def _named_by_platforms(self) -> set[str]:
        """What names no section is a model."""
        fields = type(self).model_fields
        sections = (getattr(self, name) for name in fields)
        named = {
            _backend(name) for one in sections if isinstance(one, NamesBackends) for name in one.named_backends
        }
        return {name for name in named if name.partition("/")[0] in fields.keys() - Config.model_fields}

    def backend_settings(self, name: str, kind: type[S]) -> S:
        """Those of a backend, or of one of its accounts: ``chatgpt/kim``."""
        family, _, account = name.partition("/")
        of_all = self.settings(family, kind)
        if not account:
            return of_all
        settings: object = of_all
        known = _accounts(self, family)
        if not isinstance(settings, HasAccounts) or account not in known:
            raise BadConfig(what=f'There is no account "{account}" of {family}.{meant(account, known)}')
        own = settings.account(account)
        assert isinstance(own, kind)
        return own


def _backend(failover: str | None) -> str:
    """Without the model that may stand behind it: ``openai:gpt-4o``."""
    return (failover or "").partition(":")[0]


def _found(by_key: Mapping[str, V], place: Channel, name: str) -> list[V]:
    """What is said under the short key and under the one with the workspace, which counts more."""
    keys = (f"{place.platform}/{name}", f"{place.platform}/{place.workspace}/{name}")
    return [by_key[key] for key in keys if key in by_key]


Plugins = Mapping[str, Plugin[Any, Any]]


@cache
def plugins(kind: str) -> Plugins:
    """The ``platforms`` or ``backends`` that are installed, by name."""
    return {point.name: point.load() for point in entry_points(group=f"threadbridge.{kind}")}


def load(file: Path | None = None, *, environment: bool = True, find: Callable[[str], Plugins] = plugins) -> Config:
    """Read the configuration. ``file`` None: config.toml in the current folder, or none at all.

    ``environment`` False: variables don't count. Relative paths start at the file's folder. Raises BadConfig, which
    names every mistake.
    """
    place = file or DEFAULT_FILE
    if file is not None and not file.exists():
        raise BadConfig(what=f"{file} does not exist. Copy config.example.toml to it, or leave out --config.")
    platforms, backends = find("platforms"), find("backends")
    sections = {name: plugin.settings for name, plugin in {**platforms, **backends}.items()}
    sources = Sources(place, _variables(place.parent / ".env") if environment else {})
    mistakes = list(sources.misspelt({*Config.model_fields, *sections}))
    kind = _with_sections(_read(place), place.parent / ".env" if environment else None, sections)
    folder = here.set(place.parent)
    try:
        config = kind()
    except SettingsError as error:
        mistakes.append(f"A variable {PREFIX}… is not the JSON that a whole section has to be: {error}.")
    except ValidationError as error:
        mistakes += sources.explained(error, kind)
    else:
        mistakes += _unknown_names(config, sources, platforms, backends)
    finally:
        here.reset(folder)
    if mistakes:
        raise BadConfig(what="\n".join(mistakes))
    return config


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8-sig"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise BadConfig(what=f"{file} can't be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise BadConfig(what=f"{file} is not UTF-8 text; save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise BadConfig(what=f"{file} is not TOML: {error}.") from error


def _variables(file: Path) -> dict[str, str]:
    """The names of the variables that are set, each with what to write before it."""
    try:
        from_file = dict.fromkeys(_dotenv(Config, file).env_vars, f"{file}, ")
    except UnicodeDecodeError as error:
        raise BadConfig(what=f"{file} is not UTF-8 text; save it as UTF-8.") from error
    return from_file | dict.fromkeys(os.environ, "")


def _dotenv(kind: type[BaseSettings], file: Path) -> DotEnvSettingsSource:
    """What stands in .env; others' variables are none of our business, the names of ours are checked by Sources."""
    return DotEnvSettingsSource(kind, file, "utf-8-sig", "only_existing")


def _unknown_names(config: Config, sources: Sources, platforms: Plugins, backends: Plugins) -> Iterator[str]:
    """Names that are well formed and yet lead nowhere."""
    chosen: dict[tuple[str, ...], str] = {("defaults", "backend"): config.defaults.backend}
    chosen |= _fails_over(("defaults",), config.defaults)
    for key, channel in config.channels.items():
        chosen |= {("channels", key, "backend"): channel.backend} if channel.backend else {}
        chosen |= _fails_over(("channels", key), channel)
    chosen |= {("people", key, "backend"): person.backend for key, person in config.people.items()}
    for section, what, keys in (("channels", "channel", config.channels), ("people", "person", config.people)):
        for key in keys:
            platform, *rest = key.split("/")
            if len(rest) not in (1, 2) or not all(rest):
                yield f'{sources.place((section, key))}: "{key}" names no {what}. Write platform/{what}.'
            elif platform not in platforms:
                yield f'{sources.place((section, key))}: no platform "{platform}".{meant(platform, platforms)}'
    slots = config.cluster.slots if config.cluster else {}
    for slot in config.cluster.takes if config.cluster else ():
        if slot not in slots:
            yield f'{sources.place(("cluster", "takes"))}: no slot "{slot}".{meant(slot, slots)}'
    in_slots = [(("cluster", "slots", slot), name) for slot, names in slots.items() for name in names]
    for place, name in [*chosen.items(), *in_slots]:
        family, slash, account = name.partition("/")
        if family not in backends:
            yield f'{sources.place(place)}: no backend "{name}".{meant(family, backends)}'
        elif slash and account not in (known := _accounts(config, family)):
            yield f'{sources.place(place)}: no account "{account}" of {family}.{meant(account, known)}'


def _fails_over(place: tuple[str, ...], rules: Defaults | OneChannel) -> dict[tuple[str, ...], str]:
    return {(*place, "failover"): _backend(rules.failover)} if rules.failover else {}


def _accounts(config: Config, backend: str) -> Collection[str]:
    settings = getattr(config, backend, None)
    return settings.accounts if isinstance(settings, HasAccounts) else ()


def _with_sections(
    values: dict[str, Any], env_file: Path | None, sections: Mapping[str, type[BaseModel]]
) -> type[Config]:
    class FromFile(Config):
        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,
            file_secret_settings: PydanticBaseSettingsSource,
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            file = InitSettingsSource(settings_cls, values)
            return (env_settings, _dotenv(settings_cls, env_file), file) if env_file else (file,)

    fields: dict[str, Any] = {name: (kind | None, None) for name, kind in sections.items()}
    return create_model("Config", __base__=FromFile, **fields)
