"""The command ``threadbridge forget``: a thread is erased from the ledger, and by choice at its backend.

Only one process can have the browser. Where a Threadbridge is at work, that one does it, and this one waits.
"""

import asyncio
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from bridge.cli.backup import in_words
from bridge.cli.console import ConfigFile, finish
from bridge.errors import BadQuestion, Occupied
from bridge.texts import say
from bridge.types import Forgotten, Language, Thread, Turn, WishId

if TYPE_CHECKING:
    from bridge.config import Config
    from bridge.protocols import Store, Wishes

LOOK = 0.2
"""Seconds between two looks whether it is done."""

BEGUN = 20.0
"""Seconds in which a Threadbridge at work has begun what is wished of it."""


def forget(
    thread: Annotated[str, typer.Argument(help="A name as for `ask`, or platform/workspace/channel/thread.")],
    everywhere: Annotated[
        bool, typer.Option("--everywhere", help="ChatGPT's conversation, too; what runs already does it.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask whether I am sure.")] = False,
    config: ConfigFile = None,
) -> None:
    """Erase a thread: its questions, answers and files. What is left elsewhere is said.

    Example: threadbridge forget haskell
    """
    from bridge import log
    from bridge.cli.terminal import thread_of
    from bridge.config import load

    settings = load(config)
    log.start("warning")
    place = thread_of(thread, settings)
    with in_words(settings.defaults.language):
        finish(_everywhere(settings, place, yes=yes) if everywhere else _here(settings, place, yes=yes))


async def _here(settings: "Config", thread: Thread, *, yes: bool) -> None:
    """In the ledger, whether or not a Threadbridge is at work; one that is leaves off."""
    from bridge.cli.exporting import linker
    from bridge.types import Record
    from storage.store import open_store

    language, link = settings.defaults.language, linker(settings)
    async with open_store(settings.database) as store:
        turns = await _sure(store, thread, language, yes=yes)
        conversation = await store.conversation(thread)
        for turn in turns:
            await store.give_up(turn.id)
        print(say("forgotten", language, count=await store.erase(thread)))
    if left := link(Record(thread, conversation=conversation)):
        print(say("forgotten_but", language, link=left))


async def _everywhere(settings: "Config", thread: Thread, *, yes: bool) -> None:
    from bridge.app import opened
    from bridge.commands.granting import forgotten

    language = settings.defaults.language
    try:
        async with opened(settings) as program:
            await _sure(program.bridge.store, thread, language, yes=yes)
            outcome = await forgotten(program.bridge, thread)
    except Occupied:
        outcome = await _wished(settings, thread, yes=yes)
    if outcome.failed:
        raise BadQuestion(what=outcome.failed)
    print(say("forgotten", language, count=outcome.turns))
    if outcome.there:
        print(say("forgotten_there", language))
    for link in outcome.left:
        print(say("forgotten_but", language, link=link))


async def _wished(settings: "Config", thread: Thread, *, yes: bool) -> Forgotten:
    """The one at work does it. Whoever leaves before it has begun wishes it no more."""
    from storage.store import open_store

    language = settings.defaults.language
    async with open_store(settings.database) as store:
        await _sure(store, thread, language, yes=yes)
        wish = await store.wish(thread)
        try:
            async with asyncio.timeout(BEGUN):
                return await _outcome(store, wish)
        except TimeoutError:
            if await store.unwish(wish):
                raise BadQuestion(what=say("forget_by_nobody", language)) from None
            print(say("forget_under_way", language), file=sys.stderr)
            return await _outcome(store, wish)
        finally:
            await store.unwish(wish)


async def _outcome(wishes: "Wishes", wish: WishId) -> Forgotten:
    while (outcome := await wishes.outcome(wish)) is None:
        await asyncio.sleep(LOOK)
    return outcome


async def _sure(store: "Store", thread: Thread, language: Language, *, yes: bool) -> Sequence[Turn]:
    """What would be forgotten. Raises BadQuestion where there is nothing, or whoever is asked says no."""
    turns = await store.history(thread)
    if not turns:
        raise BadQuestion(what=say("nothing_to_forget", language))
    if others := await store.joined(thread):
        where = ", ".join(map(str, others))
        print(say("forget_elsewhere", language, where=where), file=sys.stderr)
    if not yes and not typer.confirm(say("forget_really", language, count=len(turns)), err=True):
        raise BadQuestion(what=say("forget_not", language))
    return turns
