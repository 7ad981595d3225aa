"""The command ``threadbridge export``: conversations as files for others, from the ledger itself."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bridge.cli.backup import in_words, progress, tidily
from bridge.cli.console import ConfigFile, finish, names
from bridge.errors import BadQuestion, BridgeError
from bridge.texts import say
from bridge.types import Language, Record, Which

if TYPE_CHECKING:
    from bridge.config import Config
    from bridge.exporting.form import Form
    from bridge.naming.names import Names
    from storage.archive.notes import Done

Format = Literal["markdown", "json", "html", "chatgpt"]


def export(
    thread: Annotated[str, typer.Argument(help="A name as for `ask`, or platform/workspace/channel/thread.")] = "",
    channel: Annotated[
        str, typer.Option(metavar="KEY", help="All of this place: slack, slack/T… or slack/T…/C….")
    ] = "",
    every: Annotated[bool, typer.Option("--all", help="All there is.")] = False,
    to: Annotated[Path, typer.Option(metavar="FOLDER", help="Where to; it is made where it is not there.")] = Path(
        "export"
    ),
    format: Annotated[
        Format, typer.Option(help="markdown: a folder for Obsidian; the others: one file.", case_sensitive=False)
    ] = "markdown",
    config: ConfigFile = None,
) -> None:
    """Conversations as Markdown, JSON, one HTML page, or in the shape of ChatGPT's own export; also while it runs.

    Markdown again into the same folder takes what is new, and leaves what you changed there as it is.

    Example: threadbridge export --all --to ~/notes/chats
    """
    from bridge.config import load

    settings = load(config)
    language = settings.defaults.language
    with in_words(language), tidily():
        if bool(thread) + bool(channel) + every != 1:
            raise BadQuestion(what=say("export_which", language))
        which = _thread(thread, settings) if thread else _place(channel, language)
        finish(_export(settings, which, to.expanduser(), format))


async def _export(settings: "Config", which: Which, folder: Path, format: Format) -> None:
    from storage.archive.notes import Notes
    from storage.archive.one_file import write
    from storage.store import open_store

    language = settings.defaults.language
    async with open_store(settings.database) as store:
        turns = await store.count(which)
        if not turns and format != "markdown":
            raise BadQuestion(what=say("export_nothing_there", language))
        with progress(language, "export_going") as told:
            tell = partial(_tell, told, turns)
            if format == "markdown":
                done = await Notes(store, folder, language, linker(settings), names(settings)).write(which, tell)
                print("\n".join(_said(done, folder, language)))
            else:
                file, turns = await write(store, which, _form(format, language, names(settings)), folder, tell)
                print(say("export_done", language, count=turns, file=file))


def _form(format: Format, language: Language, called: "Names") -> "Form":
    from bridge.exporting.chatgpt import ChatGPT
    from bridge.exporting.html import Page
    from bridge.exporting.plain import Plain
    from platforms.web.render.markdown import html

    match format:
        case "html":
            return Page(language, html, called)
        case "chatgpt":
            return ChatGPT(called)
        case _:
            return Plain(called)


def _tell(told: Callable[[int, int], None], of: int, done: int) -> None:
    told(done, of)


def _said(done: "Done", folder: Path, language: Language) -> Iterator[str]:
    if not (done.written or done.same or done.gone):
        yield say("export_nothing_there", language)
        return
    yield say("export_notes", language, written=done.written, same=done.same, count=done.turns, folder=folder)
    if done.gone:
        yield say("export_notes_gone", language, count=done.gone)
    if done.theirs:
        yield say("export_notes_theirs", language, count=len(done.theirs))
        yield from (f"  {one}" for one in done.theirs)


def _thread(thread: str, settings: "Config") -> Which:
    from bridge.cli.terminal import thread_of

    place = thread_of(thread, settings)
    return Which(place.platform, place.workspace, place.channel, place.thread)


def _place(channel: str, language: Language) -> Which:
    parts = channel.strip("/").split("/") if channel else []
    if len(parts) > 3:
        raise BadQuestion(what=say("export_which", language))
    return Which(*parts)


def linker(settings: "Config") -> Callable[[Record], str]:
    """Where a conversation can be opened, said by its backend's settings: nothing is opened for it."""
    from bridge.config import plugins
    from bridge.protocols import Links

    known = plugins("backends")

    def link(record: Record) -> str:
        conversation = record.conversation
        plugin = known.get(conversation.backend.partition("/")[0]) if conversation else None
        if conversation is None or plugin is None:
            return ""
        try:
            section: object = settings.backend_settings(conversation.backend, plugin.settings)
        except (BridgeError, KeyError):  # an account that is not configured any more
            return ""
        return section.link(conversation.id) if isinstance(section, Links) else ""

    return link
