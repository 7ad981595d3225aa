"""The command ``threadbridge import``: ChatGPT's data export into the ledger, also while Threadbridge runs."""

import getpass
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bridge.cli.backup import in_words, progress
from bridge.cli.console import ConfigFile, finish
from bridge.errors import BadConfig
from bridge.texts import say

if TYPE_CHECKING:
    from bridge.cli.bringing import Outcome, Wish
    from bridge.config import Config
    from scraper.archive.opening import Archive
    from scraper.archive.reading import Tell

FAMILY = "chatgpt"


def import_archive(
    file: Annotated[
        Path, typer.Argument(help="The zip that ChatGPT's e-mail links to, its folder, or one JSON file.")
    ],
    account: Annotated[str, typer.Option(help="Whose it is, where [chatgpt] has several accounts.")] = "",
    project: Annotated[
        list[str] | None, typer.Option(metavar="ID=NAME", help="What a project is called; again for more.")
    ] = None,
    author: Annotated[str, typer.Option(help="Who asked all that. Default: you.")] = "",
    files: Annotated[bool, typer.Option(help="Pictures and files that are in it come along.")] = True,
    config: ConfigFile = None,
) -> None:
    """Bring your old ChatGPT chats here, to be found and to be gone on with (`adopt`).

    Nothing comes twice: run it again with every newer export, or after it was broken off.

    Example: threadbridge import ~/Downloads/chatgpt-export.zip
    """
    from bridge.cli.bringing import Outcome, Wish
    from bridge.config import load
    from scraper.archive.opening import opened
    from scraper.archive.reading import checked

    settings = load(config)
    language = settings.defaults.language
    projects = _projects(project or (), settings)
    wish = Wish(_backend(settings, account), author or getpass.getuser(), projects, files)
    with in_words(language), opened(file) as archive:
        with progress(language, "import_checking") as tell:
            checked(archive, _counted(tell, archive.size))
        outcome: Outcome | None = finish(_import(settings, archive, wish))
    if outcome is None:
        print(say("import_stopped", language), file=sys.stderr)
        raise typer.Exit(1)
    _tell(outcome, file, settings)


def _tell(outcome: "Outcome", file: Path, settings: "Config") -> None:
    language, brought = settings.defaults.language, outcome.brought
    figures = {name: f"{getattr(brought, name):,}" for name in ("new", "grown", "known", "exchanges", "files")}
    print(say("import_done", language, file=file.name, **figures))
    if brought.forgotten:
        print(say("import_forgotten", language, forgotten=brought.forgotten))
    if outcome.unread:
        number, title = outcome.unread[0]
        count = len(outcome.unread)
        print(say("import_unread", language, count=count, number=number, title=title), file=sys.stderr)
        raise typer.Exit(1)


def _backend(settings: "Config", account: str) -> str:
    from scraper.settings import ChatGPTSettings

    if account:
        settings.backend_settings(f"{FAMILY}/{account}", ChatGPTSettings)  # which says what accounts there are
        return f"{FAMILY}/{account}"
    chosen = settings.defaults.backend
    return chosen if chosen.partition("/")[0] == FAMILY else FAMILY


def _projects(told: Iterable[str], settings: "Config") -> dict[str, str]:
    projects = {}
    for one in told:
        id, _, name = one.partition("=")
        if not (id.startswith("g-p-") and name.strip()):
            raise BadConfig(what=say("import_bad_project", settings.defaults.language, found=one))
        projects[id] = name.strip()
    return projects


async def _import(settings: "Config", archive: "Archive", wish: "Wish") -> "Outcome":
    from bridge.cli.bringing import bring
    from storage.store import open_store

    with progress(settings.defaults.language, "import_going") as tell:
        async with open_store(settings.database) as store:
            return await bring(store, archive, wish, _counted(tell, archive.size))


def _counted(tell: Callable[[int, int], object], total: int) -> "Tell":
    done = 0

    def more(some: int) -> None:
        nonlocal done
        done += some
        tell(done, total)

    return more
