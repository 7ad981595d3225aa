"""The command line's other half: signing in, the doctor, Slack's manifest, Discord's invitation."""

import asyncio
import sys
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from bridge.cli.console import ConfigFile, finish
from bridge.types import Language

if TYPE_CHECKING:
    from bridge.config import Config

slack = typer.Typer(help="Slack's side: the app's manifest.", no_args_is_help=True)
discord = typer.Typer(help="Discord's side: the invitation.", no_args_is_help=True)


def login(
    account: Annotated[str, typer.Option(help=r"One of \[chatgpt.accounts]; default: the first.")] = "",
    config: ConfigFile = None,
) -> None:
    """Open the browser window and wait until you are signed in to ChatGPT.

    Example: threadbridge login
    """
    from bridge import log
    from bridge.config import load
    from scraper import plugin
    from scraper.login import sign_in

    settings = load(config)
    log.start(settings.log.level)
    name = f"chatgpt/{account}" if account else "chatgpt"
    finish(sign_in(settings.backend_settings(name, plugin.settings), settings.folder))


def doctor(
    part: Annotated[
        Literal["chatgpt", "openai", "slack", "discord", "ledger"], typer.Argument(help="What to examine.")
    ] = "chatgpt",
    canary: Annotated[bool, typer.Option("--canary", help="ChatGPT, an API: ask one tiny question.")] = False,
    account: Annotated[
        str, typer.Option(help=r"One of \[chatgpt.accounts] or \[openai.accounts]; default: the first.")
    ] = "",
    workspace: Annotated[
        str, typer.Option(help=r"One of \[slack.workspaces], or a Discord server's id; default: all.")
    ] = "",
    test: Annotated[
        str,
        typer.Option(metavar="CHANNEL", help="Slack, Discord: post a message there, see its event, delete it."),
    ] = "",
    full: Annotated[bool, typer.Option("--full", help="The ledger: read every index, too.")] = False,
    config: ConfigFile = None,
) -> None:
    """Look at ChatGPT's page, an API, the Slack app, the Discord bot or the ledger; say what holds and what to do.

    Example: threadbridge doctor slack --test "#general"
    """
    from bridge.config import load

    settings = load(config)
    match part:
        case "chatgpt":
            examined = _chatgpt(settings, account, canary)
        case "openai":
            examined = _openai(settings, account, canary)
        case "slack":
            examined = _slack(settings, workspace, test)
        case "discord":
            examined = _discord(settings, workspace, test)
        case "ledger":
            examined = _ledger(settings, full)
    if finish(examined) is not True:
        raise typer.Exit(1)


def _chatgpt(settings: "Config", account: str, canary: bool) -> Coroutine[Any, Any, bool]:
    from scraper import plugin
    from scraper.doctor import Doctor

    of_all = settings.settings("chatgpt", plugin.settings)
    if account and account not in of_all.accounts:
        print(f'There is no account "{account}" in [chatgpt.accounts].', file=sys.stderr)
        raise typer.Exit(1)
    return Doctor(of_all.account(account), settings.folder, settings.defaults.language).examine(canary=canary)


def _openai(settings: "Config", account: str, canary: bool) -> Coroutine[Any, Any, bool]:
    from bridge.lines import Lines
    from bridge.openai import OpenAISettings
    from bridge.openai.doctor import examine
    from bridge.openai.settings import section_of

    of_all = settings.settings("openai", OpenAISettings)
    if account and account not in of_all.accounts:
        print(f'There is no account "{account}" in [openai.accounts].', file=sys.stderr)
        raise typer.Exit(1)
    section = section_of(f"openai/{account}" if account else "openai")
    return examine(of_all.account(account), Lines(settings.defaults.language), section=section, canary=canary)


def _ledger(settings: "Config", full: bool) -> Coroutine[Any, Any, bool]:
    from bridge.encoding.opening import noted
    from bridge.lines import Lines
    from storage.doctor import examine

    lines = Lines(settings.defaults.language)
    noted(settings.search, lines)
    return asyncio.to_thread(examine, settings.database, settings.folder / "backups", lines, full=full)


def _slack(settings: "Config", workspace: str, test: str) -> Coroutine[Any, Any, bool]:
    from bridge.lines import Lines
    from platforms.slack import plugin
    from platforms.slack.setup.doctor import examine

    return examine(
        settings.settings("slack", plugin.settings),
        settings.folder,
        Lines(settings.defaults.language),
        workspace=workspace,
        test=test,
        named=_named(settings, "slack"),
    )


def _discord(settings: "Config", server: str, test: str) -> Coroutine[Any, Any, bool]:
    from bridge.lines import Lines
    from platforms.discord import plugin
    from platforms.discord.setup.doctor import examine

    of_bot, lines = settings.settings("discord", plugin.settings), Lines(settings.defaults.language)
    return examine(of_bot, lines, server=server, test=test, named=_named(settings, "discord"))


def _named(settings: "Config", platform: str) -> list[str]:
    """The channels that config.toml names."""
    return [key.split("/")[-1] for key in settings.channels if key.startswith(f"{platform}/")]


@slack.command()
def manifest(
    name: Annotated[str, typer.Option(help="Of the app, as people see it.")] = "Threadbridge",
    http: Annotated[
        str, typer.Option(metavar="ADDRESS", help="https://… where Slack reaches us; default: Socket Mode.")
    ] = "",
    language: Annotated[Language | None, typer.Option(help="Of the app's texts; default: config.toml's.")] = None,
    workspace: Annotated[str, typer.Option(help=r"One of \[slack.workspaces]; default: \[slack].")] = "",
    config: ConfigFile = None,
) -> None:
    """Print the app's manifest, and a link that opens Slack with everything filled in.

    The manifest goes to standard output, what to do with it to standard error.

    Example: threadbridge slack manifest > manifest.json
    """
    import json

    from bridge.config import DEFAULT_FILE, load
    from bridge.texts import say
    from platforms.slack.settings import SlackSettings
    from platforms.slack.setup import manifest as made

    settings = load(config) if config or DEFAULT_FILE.is_file() else None
    section = getattr(settings, "slack", None)
    spoken: Language = language or (settings.defaults.language if settings else "en")
    way = made.way_of(section if isinstance(section, SlackSettings) else None, workspace, http.rstrip("/"))
    whole = made.manifest(name, spoken, way)
    print(json.dumps(whole, ensure_ascii=False, indent=2))
    then = "manifest_then_socket" if way.by_socket else "manifest_then_http"
    place = f"slack.workspaces.{workspace}" if workspace else "slack"
    for line in (say("manifest_open", spoken), made.link(whole), say(then, spoken, section=place)):
        print(f"\n{line}", file=sys.stderr)


@discord.command()
def invite(
    app: Annotated[str, typer.Option(metavar="ID", help=r"Of the app; default: that of \[discord].")] = "",
    server: Annotated[str, typer.Option(metavar="ID", help="Of the server, to have it chosen already.")] = "",
    language: Annotated[Language | None, typer.Option(help="Default: config.toml's.")] = None,
    config: ConfigFile = None,
) -> None:
    """Print the link that takes the bot into a server, with exactly the permissions it needs.

    The link goes to standard output, what it asks for to standard error.

    Example: threadbridge discord invite
    """
    from bridge.config import DEFAULT_FILE, load
    from platforms.discord import plugin
    from platforms.discord.setup.invite import explained, id_of_app, link

    settings = load(config) if config or DEFAULT_FILE.is_file() or not app else None
    spoken: Language = language or (settings.defaults.language if settings else "en")
    if settings and not app:
        app = finish(id_of_app(settings.settings("discord", plugin.settings)))
    before, after = explained(spoken)
    print(before, file=sys.stderr)
    print(link(app, server))
    print(after, file=sys.stderr)
