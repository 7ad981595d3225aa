"""The command line. What a command needs is imported by the command, so that --help is quick."""

import sys
import uuid
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import typer

from bridge.cli.backup import backup, restore
from bridge.cli.console import ConfigFile, finish
from bridge.cli.exporting import export
from bridge.cli.finding import find
from bridge.cli.forgetting import forget
from bridge.cli.importing import import_archive
from bridge.cli.keys import keys
from bridge.cli.setting_up import discord, doctor, login, slack
from bridge.cli.turns import turns
from bridge.cli.web import web
from bridge.errors import BadConfig, BridgeError, StorageAway
from bridge.exit_codes import TRY_LATER, WRONG_CONFIG
from bridge.types import Language

app = typer.Typer(
    help="Each Slack or Discord thread is one ChatGPT conversation.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

NO_CONFIG = """There is no config.toml in this folder.
  Get one:  cp config.example.toml config.toml   (every key is explained in it)
  Or look around first, with no account and no token:  threadbridge demo"""

NOWHERE = "Nothing to receive from: add [web], [slack], [discord] or [http] to config.toml."


def main() -> None:
    """The command ``threadbridge``: what went wrong on purpose is one message, not a traceback."""
    try:
        app()
    except BridgeError as error:
        print(error, file=sys.stderr)
        sys.exit(_code(error))


def _code(error: BridgeError) -> int:
    match error:
        case BadConfig():
            return WRONG_CONFIG
        case StorageAway():
            return TRY_LATER
        case _:
            return 1


@app.command()
def run(config: ConfigFile = None) -> None:
    """Answer where config.toml says, until Ctrl-C.

    Example: threadbridge run --config ~/threadbridge/config.toml
    """
    from bridge import log
    from bridge.cli.ending import until_told
    from bridge.config import DEFAULT_FILE, load

    if config is None and not DEFAULT_FILE.is_file():
        print(NO_CONFIG, file=sys.stderr)
        raise typer.Exit(WRONG_CONFIG)
    settings = load(config)
    log.start(settings.log.level)

    async def serve() -> None:
        from bridge.app import opened

        async with opened(settings) as program:
            if not program.platforms:
                print(NOWHERE, file=sys.stderr)
                raise typer.Exit(WRONG_CONFIG)
            await until_told(program.run(), partial(program.end, settings.shutdown.seconds))

    finish(serve())


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
    from bridge.cli.terminal import Wish, ask_once
    from bridge.config import load

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
    if finish(ask_once(settings, wish, thread or uuid.uuid4().hex)) is False:
        raise typer.Exit(1)


@app.command()
def models(config: ConfigFile = None) -> None:
    """Which models can be asked, by backend.

    Example: threadbridge models
    """
    from bridge import log
    from bridge.cli.terminal import list_models
    from bridge.config import load

    settings = load(config)
    log.start("warning")
    finish(list_models(settings))


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
    from bridge.cli.terminal import adopt_here
    from bridge.config import load

    settings = load(config)
    log.start("warning")
    finish(adopt_here(settings, thread, link))


app.command()(login)
app.command()(doctor)
app.command()(backup)
app.command()(restore)
app.command()(web)
app.command()(export)
app.command(context_settings={"ignore_unknown_options": True})(find)  # "-not" is no option
app.command()(forget)
app.command("import")(import_archive)
app.add_typer(slack, name="slack")
app.add_typer(discord, name="discord")
app.add_typer(keys, name="keys")
app.add_typer(turns, name="turns")


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
    from bridge.cli.demo import show

    log.start("warning")
    if finish(show(once=once, brain=brain, language=language, port=port)) is False:
        raise typer.Exit(1)


if __name__ == "__main__":
    main()
