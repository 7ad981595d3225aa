"""What a person does on a chat platform and sees there, and the ledger in words that are the same everywhere."""

import re
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from bridge.bridge import Bridge
from bridge.protocols import Backend, Directory, Platform, Store
from bridge.types import Action, MessageId, State, Thread, TurnId
from platforms.errands import Errands

LEDGER = "house.db"

Trouble = Literal["not now", "lost"]
"""The platform takes no message this once and names a pause; or it takes one, and its answer to that is lost."""


class Busy(Platform, Protocol):
    """A Platform with something to do besides."""

    @property
    def errands(self) -> Errands: ...


@dataclass(frozen=True, slots=True)
class Inside:
    """What is running."""

    bridge: Bridge
    store: Store
    platform: Busy


@dataclass(frozen=True, slots=True)
class Talk:
    """A question, and the Thread that it began or went on with."""

    thread: Thread
    message: MessageId


class Chat(Protocol):
    """A platform with a channel in it, and with Ana."""

    folder: Path

    @property
    def ana(self) -> str:
        """Her id."""

    def house(self, backend: Backend, rules: Directory | None = None) -> AbstractAsyncContextManager[Inside]:
        """Everything open and receiving; leaving the block and entering it once more is a restart."""

    async def says(
        self,
        text: str,
        talk: Talk | None = None,
        *,
        mention: bool = False,
        files: Sequence[tuple[str, bytes, str]] = (),
    ) -> Talk:
        """Ana writes in the channel, or in the thread of this talk."""

    async def says_directly(self, text: str) -> Talk:
        """Ana writes to the bot alone."""

    async def other_bot_says(self, text: str, talk: Talk | None = None) -> None:
        """With a mention of ours."""

    async def redelivers(self, talk: Talk) -> None:
        """The question comes a second and a third time, in every way that this platform is known for."""

    async def until(self, condition: Callable[[], object]) -> None:
        """Looked at again after everything that happens; a LookupError means not yet."""

    def told(self, talk: Talk) -> list[str]:
        """What we wrote into the thread as answers, message by message, as a person reads it."""

    def files(self, talk: Talk) -> list[str]:
        """The names of the files that we put there."""

    def whispered(self) -> list[str]:
        """What we said to those who told us something, wherever that was."""

    def pinged(self) -> list[str]:
        """Whom our messages would have called."""

    async def edits(self, talk: Talk, text: str) -> None:
        """Ana gives her question other words."""

    async def deletes(self, talk: Talk) -> None:
        """Ana takes her question away."""

    def offers(self, talk: Talk) -> list[list[str]]:
        """What can be pressed below each of our messages in the thread."""

    async def presses(self, talk: Talk, what: str) -> None:
        """Ana presses it, below the last message that has it; a LookupError where there is none."""

    async def presses_whispered(self, what: str) -> None:
        """The same, below what was said to her."""

    async def goes_on_with(self, number: int) -> None:
        """Ana chooses this one of what was found last, to go on with it where she looked; they count from 0."""

    def away(self) -> AbstractContextManager[object]:
        """What happens meanwhile reaches nobody."""

    def trouble(self, kind: Trouble) -> None:
        """With the next message that we write."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A turn without what only its platform understands."""

    text: str
    answer: str = ""
    state: State = State.DELIVERED
    action: Action = "ask"
    author: str = "ana"
    stopped: bool = False
    reason: str = ""
    shown: int = 0
    """Characters of the answer that its messages are known to hold."""


async def ledger(chat: Chat, inside: Inside, talk: Talk) -> list[Entry]:
    """The Thread's turns; each message asked one of them."""
    turns = await inside.store.history(talk.thread)
    assert {turn.thread for turn in turns} <= {talk.thread}
    assert len({turn.question.message for turn in turns}) == len(turns)
    return [
        Entry(
            turn.question.text,
            turn.answer,
            turn.state,
            turn.question.action,
            "ana" if turn.question.author == chat.ana else turn.question.author,
            turn.stopped,
            turn.reason,
            _shown(chat.folder, turn.id),
        )
        for turn in turns
    ]


def _shown(folder: Path, turn: TurnId) -> int:
    with closing(sqlite3.connect(folder / LEDGER)) as database:
        [(end,)] = database.execute("SELECT max(end) FROM parts WHERE turn = ?", (turn,))
    return end or 0


async def begun(chat: Chat, talk: Talk, text: str) -> None:
    """So much of the answer stands there."""
    await chat.until(lambda: [one.strip() for one in chat.told(talk)] == [text.strip()])


async def answered(chat: Chat, inside: Inside, talk: Talk, *texts: str) -> None:
    """These are the answers in the thread, and nothing is under way any more."""
    try:
        await chat.until(lambda: chat.told(talk) == list(texts))
    except (AssertionError, TimeoutError) as error:
        raise AssertionError(f"{chat.told(talk)} is not {list(texts)}") from error
    await at_rest(inside)
    assert chat.told(talk) == list(texts)


async def at_rest(inside: Inside) -> None:
    """Every turn is at its end, and everybody was told what they are told."""
    await inside.bridge.idle()
    await inside.platform.errands.idle()


def bare(text: str) -> str:
    """Without white space, which a message may have or lack at its ends."""
    return re.sub(r"\s", "", text)


def forget_posts(folder: Path) -> None:
    """As if we had been killed between a post and the ledger: nothing is known there of what was posted."""
    with closing(sqlite3.connect(folder / LEDGER)) as database, database:
        database.execute("DELETE FROM parts")
