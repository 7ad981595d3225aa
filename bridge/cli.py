"""The command line. What a command needs is imported by the command, so that --help is quick."""

import asyncio
import signal
import sys
import uuid
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from bridge.errors import BridgeError, Occupied
from bridge.types import Language

app = typer.Typer(
    help="Each Slack or Discord thread is one ChatGPT conversation.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

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
    question: Annotated[str, typer.Argument(help="What to ask.")],
    thread: Annotated[str | None, typer.Option(help="A name: the conversation goes on where it was.")] = None,
    config: ConfigFile = None,
) -> None:
    """Ask one question here and see the answer come; where `threadbridge run` is at work, it asks for you.

    Example: threadbridge ask "What is a monad?" --thread haskell
    """
    from bridge import log
    from bridge.config import load

    settings = load(config)
    log.start("warning")

    async def once() -> bool:
        from bridge.app import opened
        from bridge.terminal import ask_here, ask_there, named
        from platforms.http.settings import HttpSettings

        http = settings.settings("http", HttpSettings) if settings.has("http") else None
        place = named(thread or uuid.uuid4().hex, http)
        try:
            async with opened(settings) as program:
                return await ask_here(program.bridge, question, place, settings.defaults.language)
        except Occupied:
            if http is None:
                raise
            return await ask_there(http, question, place)

    if _run(once()) is False:
        raise typer.Exit(1)


@app.command()
def login(config: ConfigFile = None) -> None:
    """Open the browser window and wait until you are signed in to ChatGPT.

    Example: threadbridge login
    """
    from bridge import log
    from bridge.config import load
    from scraper import plugin
    from scraper.login import sign_in

    settings = load(config)
    log.start(settings.log.level)
    _run(sign_in(settings.settings("chatgpt", plugin.settings), settings.folder))


@app.command()
def doctor(
    backend: Annotated[Literal["chatgpt"], typer.Argument(help="What to examine.")] = "chatgpt",
    canary: Annotated[bool, typer.Option("--canary", help="Ask one tiny question, in a temporary chat.")] = False,
    account: Annotated[str, typer.Option(help="One of [chatgpt.accounts]; default: the first.")] = "",
    config: ConfigFile = None,
) -> None:
    """Look at ChatGPT's page and say, line by line, what holds and what to do.

    Example: threadbridge doctor chatgpt --canary
    """
    from bridge.config import load
    from scraper import plugin
    from scraper.doctor import Doctor

    settings = load(config)
    of_all = settings.settings(backend, plugin.settings)
    if account and account not in of_all.accounts:
        print(f'There is no account "{account}" in [chatgpt.accounts].', file=sys.stderr)
        raise typer.Exit(1)
    examined = Doctor(of_all.account(account), settings.folder, settings.defaults.language).examine(canary=canary)
    if _run(examined) is not True:
        raise typer.Exit(1)


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
