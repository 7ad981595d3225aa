"""The commands ``threadbridge backup`` and ``threadbridge restore``: the whole ledger into a file, and back."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bridge.cli.console import ConfigFile
from bridge.errors import BridgeError
from bridge.exit_codes import DIED_OF
from bridge.texts import say
from bridge.types import Language

if TYPE_CHECKING:
    from bridge.config import Config
    from storage.backup.files import Contents, Tell

FOLDER = "backups"
"""In the data folder."""


def backup(
    file: Annotated[
        Path | None,
        typer.Argument(help="Where to; a folder: a new file there. Default: backups in the data folder."),
    ] = None,
    keep: Annotated[
        int, typer.Option(min=0, help="So many backups stay in the folder, the newest ones; 0: all of them.")
    ] = 0,
    config: ConfigFile = None,
) -> None:
    """Put the whole ledger into one file, also while Threadbridge runs.

    The file's name goes to standard output.

    Example: threadbridge backup --keep 14
    """
    from bridge.config import load
    from storage.backup.files import backups_in
    from storage.backup.saving import save

    settings = load(config)
    language = settings.defaults.language
    target = named(file, settings)
    with in_words(language), tidily(), progress(language, "backup_going") as tell:
        made = save(settings.database, target, tell)
    print(_said("backup_made", made, language), file=sys.stderr)
    print(target)
    if keep:
        for old in backups_in(target.parent)[:-keep]:
            old.unlink(missing_ok=True)
            print(say("backup_superseded", language, file=old), file=sys.stderr)


def restore(
    file: Annotated[Path, typer.Argument(help="A backup.")],
    into: Annotated[str, typer.Option(metavar="URL", help="Of another database than config.toml's.")] = "",
    replace: Annotated[
        bool, typer.Option("--replace", help="Though there is a ledger already, which is kept beside it.")
    ] = False,
    exact: Annotated[
        bool, typer.Option("--exact", help="Nothing was asked since the backup: waiting questions are new ones.")
    ] = False,
    config: ConfigFile = None,
) -> None:
    """Make a backup the ledger; end Threadbridge first. It is also the way to PostgreSQL and back.

    Without --exact nothing is asked again that may have been asked after the backup was made.

    Example: threadbridge restore data/backups/threadbridge-20261123-031500.db --replace
    """
    from bridge.app import alone
    from bridge.config import load
    from storage.backup.places import address_of, named
    from storage.backup.restoring import restore as restored

    settings = load(config)
    language, url = settings.defaults.language, into or settings.database
    aside = settings.folder / FOLDER / f"before-restore-{_now()}.db"
    with in_words(language), tidily():
        ours = address_of(url) == address_of(settings.database)
        with alone(settings.folder) if ours else nullcontext(), progress(language, "restore_going") as tell:
            done = restored(file, url, aside, exact=exact, replace=replace, tell=tell)
        print(_said("restore_done", done.contents, language, ledger=named(address_of(url))))
    if done.old:
        print(say("restore_old", language, file=done.old))
    if not exact:
        print(say("restore_not_exact", language))
    if not ours:
        print(say("restore_elsewhere", language))


def named(file: Path | None, settings: "Config") -> Path:
    """Where a backup goes."""
    folder = settings.folder / FOLDER if file is None else file
    return folder / f"threadbridge-{_now()}.db" if file is None or file.is_dir() else file


def _said(key: str, found: "Contents", language: Language, **values: object) -> str:
    newest = f"{datetime.fromtimestamp(found.newest_at, UTC).astimezone():%Y-%m-%d %H:%M}" if found.turns else "-"
    size = f"{found.size / 1_000_000:,.1f}"
    return say(
        key, language, turns=f"{found.turns:,}", waiting=found.unfinished, newest=newest, size=size, **values
    )


def _now() -> str:
    return f"{datetime.now(UTC).astimezone():%Y%m%d-%H%M%S}"


@contextmanager
def in_words(language: Language) -> Iterator[None]:
    """What went wrong, in the language of config.toml."""
    try:
        yield
    except BridgeError as error:
        print(error.say(language), file=sys.stderr)
        raise typer.Exit(1) from None


@contextmanager
def tidily() -> Iterator[None]:
    """Told to end (SIGTERM), it takes away what it has half done, as after Ctrl-C."""

    def end(number: int, _: object) -> None:
        sys.exit(DIED_OF + number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def progress(language: Language, key: str) -> "Iterator[Tell]":
    """A bar, where a person looks on."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(say(key, language))
        yield lambda done, of: bar.update(task, completed=done, total=of)
