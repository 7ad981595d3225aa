"""The command ``threadbridge turns``: what is stuck, what was given up, and another try for it.

It works on the ledger, whether or not a Threadbridge is running; one that runs goes on with it within seconds.
"""

import json
import sys
import time
import unicodedata
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypeVar

import typer

from bridge.cli.console import ConfigFile, finish, names
from bridge.naming.called import Called
from bridge.texts import say
from bridge.types import Entry, Kind, Language, TurnId, Wanted

if TYPE_CHECKING:
    from bridge.config import Config
    from bridge.protocols import Store

turns = typer.Typer(help="What is stuck or was given up: look at it, try it again.", no_args_is_help=True)

T = TypeVar("T")

WORDS = 80
"""Characters of a question in a list."""

UNSEEN = ("Cc", "Cs")
"""Unicode's categories of control characters, and of halves that no terminal writes."""

TIMES = ("given_up_at", "accepted_at", "asking_since", "retried_at")

MANY = 100_000
"""More were never given up."""

LARGEST = 2**63 - 1
"""No database counts further."""

Id = Annotated[int, typer.Argument(max=LARGEST, help="Of the turn, as `threadbridge turns list` shows it.")]
Platform = Annotated[str, typer.Option(help="Only those asked on it.")]
Backend = Annotated[str, typer.Option(help="Only those that it answers.")]
Place = Annotated[str, typer.Option(metavar="KEY", help="Only of this thread or place: slack/T…/C…/17….")]
Json = Annotated[bool, typer.Option("--json", help="For programs.")]


@turns.command("list")
def list_turns(
    kind: Annotated[
        Kind, typer.Option(help="stuck: what is not at its end, and what was given up.", case_sensitive=False)
    ] = "stuck",
    platform: Platform = "",
    backend: Backend = "",
    thread: Place = "",
    older: Annotated[float, typer.Option(metavar="HOURS", min=0, help="Only those asked so long ago.")] = 0,
    most: Annotated[int, typer.Option(min=1, max=LARGEST, help="So many of the newest.")] = 50,
    as_json: Json = False,
    config: ConfigFile = None,
) -> None:
    """The newest turns first, with what became of them.

    Example: threadbridge turns list --kind given_up --platform slack
    """
    settings = _settings(config)
    before = time.time() - older * 3600 if older else 0.0
    wanted = Wanted(kind, platform, backend, thread, before, most)
    found: Sequence[Entry] = _with(settings, lambda store: store.entries(wanted))
    called = names(settings)
    if as_json:
        print(json.dumps([as_data(one, called) for one in found], ensure_ascii=False, indent=2))
    else:
        language = settings.defaults.language
        print("\n".join(line(one, language, called) for one in found) or say("turns_none", language))


@turns.command()
def show(id: Id, as_json: Json = False, config: ConfigFile = None) -> None:
    """One turn: who asked what where, how far it came, and why it failed.

    Example: threadbridge turns show 17
    """
    settings = _settings(config)
    entry: Entry | None = _with(settings, lambda store: store.entry(TurnId(id)))
    if entry is None:
        _end(say("turns_unknown", settings.defaults.language, id=id))
    data = as_data(entry, names(settings))
    if as_json:
        print(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        texts = ("text", "answer", "reason")
        heads = {key: value for key, value in data.items() if value and key not in texts}
        print("\n".join(f"{key}: {_shown(key, value)}" for key, value in heads.items()))
        print("\n".join(f"\n{key}:\n{harmless(data[key])}" for key in texts if data[key]))


@turns.command()
def retry(
    id: Annotated[int | None, typer.Argument(max=LARGEST, help="Of the turn.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All that were given up.")] = False,
    platform: Platform = "",
    backend: Backend = "",
    thread: Place = "",
    anew: Annotated[
        bool, typer.Option("--anew", help="Ask it once more, even if it may have been asked before.")
    ] = False,
    config: ConfigFile = None,
) -> None:
    """Go on with what failed, from where it failed: nothing is asked twice, unless you say --anew.

    Example: threadbridge turns retry 17
    """
    settings = _settings(config)
    language = settings.defaults.language
    if (id is None) != every:
        _end(say("turns_which", language))
    wanted = Wanted("given_up", platform, backend, thread, most=MANY)
    done: Sequence[int] = _with(settings, lambda store: _retried(store, id, wanted, anew=anew))
    if id is not None and not done:
        _end(say("turns_not_failed", language, id=id))
    print(say("turns_retried", language, count=len(done)))


@turns.command("give-up")
def give_up(id: Id, config: ConfigFile = None) -> None:
    """Wait no longer for one that is not at its end; whoever asked is told. It can be tried again.

    Example: threadbridge turns give-up 17
    """
    settings = _settings(config)
    if not _with(settings, lambda store: store.give_up(TurnId(id))):
        _end(say("turns_ended", settings.defaults.language, id=id))
    print(say("turns_given_up", settings.defaults.language, id=id))


async def _retried(store: "Store", id: int | None, wanted: Wanted, *, anew: bool) -> Sequence[int]:
    found = await store.entries(wanted) if id is None else ()
    these = [one.turn.id for one in reversed(found)] if id is None else [TurnId(id)]  # as they would have come
    return [one for one in these if await store.retry(one, anew=anew)]


def as_data(entry: Entry, called: Called) -> dict[str, Any]:
    """For programs; times are Unix seconds."""
    turn = entry.turn
    return {
        "id": turn.id,
        "state": str(turn.state),
        "ended": entry.ended,
        "given_up_at": entry.given_up_at,
        "thread": str(turn.thread),
        "message": turn.question.message,
        "author": turn.question.author,
        "author_name": called.who(turn.question),
        "backend": turn.backend,
        "conversation": turn.conversation or "",
        "action": turn.question.action,
        "accepted_at": turn.accepted_at,
        "asking_since": turn.asking_since,
        "retried_at": turn.retried_at,
        "tries": entry.tries,
        "held": turn.held,
        "unwanted": turn.unwanted,
        "text": turn.question.text,
        "answer": turn.answer,
        "reason": turn.reason,
    }


def line(entry: Entry, language: Language, called: Called) -> str:
    """Two lines for a person."""
    turn = entry.turn
    state = say(f"state_{turn.state}", language)
    if entry.given_up_at:
        state = say("turns_since", language, state=state, when=_when(entry.given_up_at))
    words = " ".join(turn.question.text.split())
    words = words if len(words) <= WORDS else words[:WORDS].rstrip() + " …"
    who = called.who(turn.question)
    head = (f"#{turn.id}", _when(turn.accepted_at), state, str(turn.thread), who, turn.backend)
    return harmless(" · ".join(head) + f"\n    {words}" + (f"\n    → {turn.reason}" if turn.reason else ""))


def harmless(text: str) -> str:
    """A terminal does what the signs between letters tell it; whoever asks could write them."""
    return "".join("�" if unicodedata.category(one) in UNSEEN and one not in "\n\t" else one for one in text)


def _shown(key: str, value: object) -> str:
    return _when(value) if key in TIMES and isinstance(value, float) else harmless(str(value))


def _when(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds).astimezone():%Y-%m-%d %H:%M}"


def _settings(config: ConfigFile) -> "Config":
    from bridge.config import load

    return load(config)


def _with(settings: "Config", do: "Callable[[Store], Awaitable[T]]") -> T:
    """With the ledger open, whether or not a Threadbridge is running."""

    async def work() -> T:
        async with _opened(settings) as store:
            return await do(store)

    done: T = finish(work())
    return done


@asynccontextmanager
async def _opened(settings: "Config") -> "AsyncIterator[Store]":
    from storage.store import open_store

    async with open_store(settings.database) as store:
        yield store


def _end(why: str) -> NoReturn:
    print(why, file=sys.stderr)
    raise typer.Exit(1)
