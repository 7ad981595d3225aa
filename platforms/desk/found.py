"""What was found, as it is shown in a chat, and what can be done with it there.

A page is made anew for whoever turns it: what is in a button says what is looked for, and never what may be seen.
"""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass

from bridge.bridge import Bridge
from bridge.commands.finding import DEEPEST, asked_on
from bridge.commands.going_on import go_on
from bridge.commands.order import Order
from bridge.commands.words import Command, Hit, Page
from bridge.types import Thread, TurnId
from platforms.desk.around import Around, Sender

Begin = Callable[[Thread, str], Awaitable[Thread]]
"""Say something in a channel; the Thread that goes on from it."""

LONGEST_ID = 18
"""Digits of a turn's."""


@dataclass(frozen=True, slots=True)
class Run:
    """Some words that look alike, to be shown to the letter."""

    text: str
    bold: bool = False
    link: str = ""
    person: str = ""
    """Instead of words: somebody's name, whom it does not call."""


Line = Sequence[Run]


def lines(hit: Hit, number: int, conversation: str) -> Iterator[Line]:
    """What it is called, when and where and by whom it was asked, and where the words stand in it."""
    tags = "".join(f" #{one}" for one in hit.found.tags)
    yield [Run(f"{number}. "), Run(hit.title, True, hit.link), *([Run(tags)] if tags else [])]
    yield list(_about(hit, conversation))
    pieces = hit.found.snippet
    if "".join(piece.text for piece in pieces) != hit.title or any(piece.marked for piece in pieces):
        yield [Run(piece.text, piece.marked) for piece in pieces if piece.text]


def _about(hit: Hit, conversation: str) -> Iterator[Run]:
    channel = f" · #{hit.channel}" if hit.channel else ""
    yield Run(asked_on(hit.found) + channel)
    if hit.author:
        yield Run(" · ")
        yield Run("", person=hit.author)
    elif hit.asker:
        yield Run(f" · {hit.asker}")
    if hit.conversation:
        yield Run(" · ")
        yield Run(conversation, link=hit.conversation)


def turns(page: Page) -> Iterator[tuple[str, str]]:
    """The buttons to the pages beside this one: what each does, and with what."""
    if page.skip:
        yield "back", f"{max(0, page.skip - page.most)} {page.words}"
    if page.more:
        yield "on", f"{page.skip + page.most} {page.words}"


def choices(page: Page) -> list[tuple[str, str]]:
    """What can be gone on with: how it is called, and its turn."""
    numbered = enumerate(page.hits, page.skip + 1)
    return [(f"{number}. {hit.title}", str(hit.found.turn.id)) for number, hit in numbered if hit.goes_on]


def turned(value: str) -> Command:
    """The page that a button leads to; the first one where it was not us who wrote that."""
    skip, _, words = value.partition(" ")
    known = skip.isascii() and skip.isdigit() and len(skip) <= len(str(DEEPEST))
    return Command("find", words, skip=int(skip) if known else 0)


class GoingOn:
    """What was found goes on where somebody looked for it; outside of a thread in a new one."""

    def __init__(self, around: Around, begin: Begin) -> None:
        self._around = around
        self._begin = begin

    async def go_on(self, sender: Sender, order: Order, turn: str) -> None:
        """Raises BridgeError."""
        around = self._around
        if around.off(sender.thread):
            return await around.answer(sender, around.say(sender, "off_here"))
        known = turn.isascii() and turn.isdigit() and len(turn) <= LONGEST_ID
        where = self._thread(order.bridge, sender)
        return await around.answer(sender, await go_on(order, TurnId(int(turn) if known else 0), where))

    def _thread(self, bridge: Bridge, sender: Sender) -> Callable[[], Awaitable[Thread]]:
        async def thread() -> Thread:
            if sender.thread.thread:
                return sender.thread
            return await self._begin(sender.thread, self._around.say(sender, "find_goes_on_here"))

        return thread
