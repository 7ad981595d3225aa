"""The command ``threadbridge find``: what was asked, by words, in the whole ledger."""

import json
import sys
import time
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bridge.cli.console import ConfigFile, finish, names
from bridge.cli.turns import harmless
from bridge.finding.told import told
from bridge.naming.called import Called, channel_name
from bridge.texts import say
from bridge.types import Found, Looking, Results, Seen

if TYPE_CHECKING:
    from bridge.config import Config
    from bridge.naming.names import Names

SECONDS = 3.0
"""In which the index is brought forward first, where no Threadbridge does it."""

BOLD, PLAIN = "\033[1m", "\033[0m"


def find(
    words: Annotated[
        list[str], typer.Argument(help='And filters: "phrases" -not pre* in:general since:30d has:code')
    ],
    most: Annotated[int, typer.Option(min=1, max=100, help="So many of the best.")] = 10,
    skip: Annotated[int, typer.Option(min=0, max=1_000, help="So many of the best are known already.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    config: ConfigFile = None,
) -> None:
    """What was asked, by what stands in it; in everything that the ledger holds.

    Example: threadbridge find 과일 보관 since:30d
    """
    from bridge.config import load

    settings = load(config)
    language = settings.defaults.language
    text = " ".join(words)
    called = names(settings)
    results: Results = finish(_looked(settings, called, Looking(text, Seen(everything=True), most, skip)))
    if as_json:
        print(json.dumps(told(results, called), ensure_ascii=False, indent=2))
        return
    marks = (BOLD, PLAIN) if sys.stdout.isatty() else ("", "")
    print(
        "\n".join(shown(one, called, marks) for one in results.found)
        or say("find_none", language, words=harmless(text))
    )
    if results.unread:
        print(say("find_unread", language, filters=harmless(" ".join(results.unread))), file=sys.stderr)
    if results.left:
        print(say("find_left", language, count=f"{results.left:,}"), file=sys.stderr)
    if results.unmeant:
        print(say("find_unmeant", language, count=f"{results.unmeant:,}"), file=sys.stderr)
    elif results.unmeant is None and not results.found and settings.search.meaning == "auto":
        print(say("find_by_words", language), file=sys.stderr)


async def _looked(settings: "Config", called: "Names", looking: Looking) -> Results:
    from bridge.encoding.opening import opened
    from bridge.finding.finding import Finding
    from storage.store import open_store

    async with (
        opened(settings.search, settings.backend_settings) as encoder,
        open_store(settings.database, index=settings.index, encoder=encoder) as store,
    ):
        began = time.monotonic()
        while time.monotonic() - began < SECONDS and await store.index():
            pass
        return await Finding(store, {}, names=called).find(looking)


def shown(found: Found, called: Called, marks: tuple[str, str] = ("", "")) -> str:
    """Two lines for a person."""
    turn = found.turn
    asked = f"{datetime.fromtimestamp(turn.accepted_at).astimezone():%Y-%m-%d}"
    name = channel_name(called, turn.thread.place)
    where = filter(None, (found.title, name and f"#{name}", str(turn.thread), called.who(turn.question)))
    head = " · ".join((f"#{turn.id}", asked, *where))
    line = "".join(_piece(piece.text, marks if piece.marked else ("", "")) for piece in found.snippet)
    return f"{harmless(head)}\n    {line}"


def _piece(text: str, marks: tuple[str, str]) -> str:
    return f"{marks[0]}{harmless(text)}{marks[1]}"
