"""The command line. What a command needs is imported by the command, so that --help is quick."""

import asyncio
import signal
import sys
import uuid
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from bridge.errors import BridgeError
from bridge.types import Language

if TYPE_CHECKING:
    from bridge.config import Config

app = typer.Typer(
    help="Each Slack or Discord thread is one ChatGPT conversation.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

slack = typer.Typer(help="Slack's side: the app's manifest.", no_args_is_help=True)
app.add_typer(slack, name="slack")

ConfigFile = Annotated[Path | None, typer.Option("--config", help="config.toml, if it is not in this folder.")]

NO_CONFIG = """There is no config.toml in this folder.
  Get one:  cp config.example.toml config.toml   (every key is explained in it)
  Or look around first, with no account and no token:  threadbridge demo"""


def main() -> None:
    """The command ``threadbridge``: what went wrong on purpose is one message, not a traceback."""
    try:
        app()
    except BridgeError as error:
        print(error, file=sys.stderr)
        sys.exit(1)


@app.command()
def run(config: ConfigFile = None) -> None:
    """Answer where config.toml says, until Ctrl-C.

    Example: threadbridge run --config ~/threadbridge/config.toml
    """
    from bridge import log
    from bridge.config import DEFAULT_FILE, load

    if config is None and not DEFAULT_FILE.is_file():
        print(NO_CONFIG, file=sys.stderr)
        raise typer.Exit(1)
    settings = load(config)
    log.start(settings.log.level)

    async def serve() -> None:
        from bridge.app import opened

        async with opened(settings) as program:
            if not program.platforms:
                print("Nothing to receive from: add [slack] or [http] to config.toml.", file=sys.stderr)
                raise typer.Exit(1)
            await program.run()

    _run(serve())


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="What to ask.")] = "",
    thread: Annotated[str | None, typer.Option(help="A name: the conversation goes on where it was.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Another answer to the thread's last question.")] = False,
    edit: Annotated[str, typer.Option(metavar="TEXT", help="The thread's last question in other words.")] = "",
    go_on: Annotated[bool, typer.Option("--continue", help="The rest of an answer that was cut.")] = False,
    new: Annotated[bool, typer.Option("--new", help="In a new conversation of the same thread.")] = False,
    temporary: Annotated[bool, typer.Option("--temporary", help="In a chat without a history.")] = False,
    model: Annotated[str, typer.Option(help="One of `threadbridge models`.")] = "",
    effort: Annotated[str, typer.Option(help="How long it should think, in the model's own words.")] = "",
    file: Annotated[
        list[Path] | None, typer.Option(exists=True, dir_okay=False, help="Goes with the question; again for more.")
    ] = None,
    config: ConfigFile = None,
) -> None:
    """Ask one question here and see the answer come; where `threadbridge run` is at work, it asks for you.

    Example: threadbridge ask "What is a monad?" --thread haskell
    """
    from bridge import log
    from bridge.config import load
    from bridge.terminal import Wish, ask_once

    settings = load(config)
    log.start("warning")
    wish = Wish(
        text=edit or question,
        action="again" if again else "edit" if edit else "continue" if go_on else "ask",
        new=new,
        temporary=temporary,
        model=model,
        effort=effort,
        files=tuple(file or ()),
    )
    if _run(ask_once(settings, wish, thread or uuid.uuid4().hex)) is False:
        raise typer.Exit(1)


@app.command()
def models(config: ConfigFile = None) -> None:
    """Which models can be asked, by backend.

    Example: threadbridge models
    """
    from bridge import log
    from bridge.config import load
    from bridge.terminal import list_models

    settings = load(config)
    log.start("warning")
    _run(list_models(settings))


@app.command()
def adopt(
    thread: Annotated[str, typer.Argument(help="A name as for `ask`, or platform/workspace/channel/thread.")],
    link: Annotated[str, typer.Argument(help="Of the conversation, https://chatgpt.com/c/…")],
    config: ConfigFile = None,
) -> None:
    """Let a thread go on in a conversation that was begun on ChatGPT's own page.

    Example: threadbridge adopt haskell https://chatgpt.com/c/…
    """
    from bridge import log
    from bridge.config import load
    from bridge.terminal import adopt_here

    settings = load(config)
    log.start("warning")
    _run(adopt_here(settings, thread, link))


@app.command()
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
    _run(sign_in(settings.backend_settings(name, plugin.settings), settings.folder))


@app.command()
def doctor(
    part: Annotated[Literal["chatgpt", "slack"], typer.Argument(help="What to examine.")] = "chatgpt",
    canary: Annotated[
        bool, typer.Option("--canary", help="ChatGPT: ask one tiny question, in a temporary chat.")
    ] = False,
    account: Annotated[str, typer.Option(help=r"One of \[chatgpt.accounts]; default: the first.")] = "",
    workspace: Annotated[str, typer.Option(help=r"One of \[slack.workspaces]; default: all.")] = "",
    test: Annotated[
        str, typer.Option(metavar="CHANNEL", help="Slack: post a message there, see its event, delete it.")
    ] = "",
    config: ConfigFile = None,
) -> None:
    """Look at ChatGPT's page or at the Slack app and say, line by line, what holds and what to do.

    Example: threadbridge doctor slack --test "#general"
    """
    from bridge.config import load

    settings = load(config)
    examined = _chatgpt(settings, account, canary) if part == "chatgpt" else _slack(settings, workspace, test)
    if _run(examined) is not True:
        raise typer.Exit(1)


def _chatgpt(settings: "Config", account: str, canary: bool) -> Coroutine[Any, Any, bool]:
    from scraper import plugin
    from scraper.doctor import Doctor

    of_all = settings.settings("chatgpt", plugin.settings)
    if account and account not in of_all.accounts:
        print(f'There is no account "{account}" in [chatgpt.accounts].', file=sys.stderr)
        raise typer.Exit(1)
    return Doctor(of_all.account(account), settings.folder, settings.defaults.language).examine(canary=canary)


def _slack(settings: "Config", workspace: str, test: str) -> Coroutine[Any, Any, bool]:
    from bridge.lines import Lines
    from platforms.slack import plugin
    from platforms.slack.setup.doctor import examine

    named = [key.split("/")[-1] for key in settings.channels if key.startswith("slack/")]
    return examine(
        settings.settings("slack", plugin.settings),
        settings.folder,
        Lines(settings.defaults.language),
        workspace=workspace,
        test=test,
        named=named,
    )


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


@app.command()
def demo(
    once: Annotated[bool, typer.Option("--once", help="End after the two answers.")] = False,
    brain: Annotated[Literal["model", "rules"], typer.Option(help="What answers; rules: scripted.")] = "model",
    language: Annotated[Language | None, typer.Option(help="Default: this computer's.")] = None,
    port: Annotated[int, typer.Option(help="Of the completions endpoint; another one if it is taken.")] = 8642,
) -> None:
    """See it work with no account and no token: the product in front of a practice ChatGPT on this computer.

    Example: threadbridge demo --once
    """
    from bridge import log
    from bridge.demo import show

    log.start("warning")
    if _run(show(once=once, brain=brain, language=language, port=port)) is False:
        raise typer.Exit(1)


def _run(work: Coroutine[Any, Any, Any]) -> Any:
    """What it gives; None when Ctrl-C or SIGTERM ended it, in order."""

    async def until_stopped() -> Any:
        task = asyncio.ensure_future(work)
        with suppress(NotImplementedError):  # Windows has no signal handlers in the loop; Ctrl-C works there too
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        return await task

    with suppress(KeyboardInterrupt, asyncio.CancelledError):
        try:
            return asyncio.run(until_stopped())
        except* BridgeError as errors:
            raise _first(errors) from None
    return None


def _first(errors: BaseExceptionGroup[BaseException]) -> BaseException:
    error: BaseException = errors
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


if __name__ == "__main__":
    main()
