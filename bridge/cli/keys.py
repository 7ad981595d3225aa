"""The command ``threadbridge keys``: who may ask over HTTP. A Threadbridge that runs knows within a second."""

import secrets
import string
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from hashlib import sha256
from typing import TYPE_CHECKING, Annotated

import typer

from bridge.cli.console import ConfigFile, finish
from bridge.config.mistakes import meant
from bridge.texts import say
from bridge.types import ApiKey, Language

if TYPE_CHECKING:
    from bridge.config import Config
    from bridge.protocols import Keyring
    from platforms.http.settings import Key

keys = typer.Typer(help="Who may ask over HTTP: make, list and revoke keys.", no_args_is_help=True)

PREFIX = "sk-tb-"
"""Some clients take nothing for a key that does not begin with sk-."""
LETTERS = string.ascii_letters + string.digits
LENGTH = 43
"""Of these letters: 256 random bits."""

Name = Annotated[str, typer.Argument(help="Whose key it is; the channel of what is asked with it.")]


@keys.command()
def add(
    name: Name,
    rate: Annotated[int, typer.Option(min=0, help="Requests a minute; 0: as many as they like.")] = 0,
    model: Annotated[
        list[str] | None, typer.Option(help="That may be asked for; again for more. * stands for anything.")
    ] = None,
    backend: Annotated[list[str] | None, typer.Option(help="The same of backends.")] = None,
    config: ConfigFile = None,
) -> None:
    """Make a key. It goes to standard output, once; what is kept is only its hash.

    Example: threadbridge keys add laptop --rate 30 --model "gpt-5*"
    """
    from bridge.config import load

    settings = load(config)
    language, secret = settings.defaults.language, made()
    key = ApiKey(name, hashed(secret), rate, _listed(model), _listed(backend))
    if wrong := next(mistakes(key, settings), None):
        _end(wrong)
    if not finish(_with(settings, lambda ring: ring.add_key(key))):
        _end(say("keys_taken", language, name=name))
    print(say("keys_made", language, name=name), file=sys.stderr)
    print(secret)
    if not settings.has("http"):
        print(say("keys_no_http", language), file=sys.stderr)


@keys.command("list")
def list_keys(config: ConfigFile = None) -> None:
    """Every key with what it may do, those of config.toml and revoked ones too; never the secrets.

    Example: threadbridge keys list
    """
    from bridge.config import load

    settings = load(config)
    language = settings.defaults.language
    kept: Iterable[ApiKey] = finish(_with(settings, lambda ring: ring.keys())) or ()
    shown = [key for key in kept if not (_is_terminals(key.name) and key.revoked_at)]
    lines = [
        *(_line(name, key, language, say("keys_of_file", language)) for name, key in _of_file(settings).items()),
        *(_line(key.name, key, language, *_times(key, language)) for key in shown),
    ]
    print("\n".join(lines) or say("keys_none", language))


@keys.command()
def revoke(name: Name, config: ConfigFile = None) -> None:
    """Let nobody in with this key any more.

    Example: threadbridge keys revoke laptop
    """
    from bridge.config import load

    settings = load(config)
    language = settings.defaults.language
    if not finish(_with(settings, lambda ring: ring.revoke_key(name))):
        _end(say("keys_not_ours" if name in _of_file(settings) else "keys_unknown", language, name=name))
    print(say("keys_revoked_now", language, name=name))


def made() -> str:
    """A new secret."""
    return PREFIX + "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def hashed(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def mistakes(key: ApiKey, settings: "Config") -> Iterator[str]:
    """What would make the key one that nobody can use."""
    from pydantic import TypeAdapter, ValidationError

    from platforms.http.settings import KeyName

    language = settings.defaults.language
    try:
        TypeAdapter(KeyName).validate_python(key.name)
    except ValidationError:
        yield say("keys_bad_name", language)
    if _is_terminals(key.name):
        yield say("keys_of_terminal", language, name=key.name)
    if key.name in _of_file(settings):
        yield say("keys_in_file", language, name=key.name)
    for wanted in (*key.models, *key.backends):
        if not wanted.isprintable():
            yield say("keys_unprintable", language)
    for wanted in key.backends:
        if not any(fnmatchcase(known, wanted) for known in settings.backends):
            yield say("keys_no_backend", language, name=wanted) + meant(wanted, settings.backends)


def _is_terminals(name: str) -> bool:
    """`threadbridge ask` makes keys of this name, each for one question."""
    from platforms.http.settings import NOBODY_IN_PARTICULAR

    return name == NOBODY_IN_PARTICULAR


def _of_file(settings: "Config") -> "Mapping[str, Key]":
    from platforms.http.settings import HttpSettings

    return settings.settings("http", HttpSettings).keys if settings.has("http") else {}


async def _with(settings: "Config", do: "Callable[[Keyring], Awaitable[object]]") -> object:
    """With the ledger open, whether or not a Threadbridge is running."""
    async with _ring(settings) as ring:
        return await do(ring)


@asynccontextmanager
async def _ring(settings: "Config") -> "AsyncIterator[Keyring]":
    from storage.store import open_store

    async with open_store(settings.database) as store:
        yield store


def _listed(names: list[str] | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (name.strip() for name in names or ()))))


def _line(name: str, key: "ApiKey | Key", language: Language, *since: str) -> str:
    may = [
        say("keys_rate", language, rate=key.rate) if key.rate else "",
        say("keys_models", language, names=", ".join(key.models)) if key.models else "",
        say("keys_backends", language, names=", ".join(key.backends)) if key.backends else "",
    ]
    return f"{name}: " + " · ".join(filter(None, (*since, *may)))


def _times(key: ApiKey, language: Language) -> list[str]:
    times = [say("keys_since", language, day=_day(key.created_at))]
    return [*times, say("keys_until", language, day=_day(key.revoked_at))] if key.revoked_at else times


def _day(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC).astimezone():%Y-%m-%d %H:%M}"


def _end(why: str) -> None:
    print(why, file=sys.stderr)
    raise typer.Exit(1)
