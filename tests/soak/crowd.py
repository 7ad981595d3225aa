"""Who asks, what is shown to them, and what must hold of it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from uuid import UUID

from bridge.bridge import Bridge
from bridge.errors import Apology
from bridge.events import Failed, Rewritten, Shown, Stopped, Text
from bridge.texts import say
from bridge.types import MessageId, Question, State, Thread, Turn
from scraper.practice.faults import NOTICE

SOMEBODYS = "somebody's own words"
"""What a person may type into our composer."""
WORDS = (
    "사과",
    "mango",
    "**bold**",
    "`code`",
    "* a",
    "_b_",
    "1. c",
    "<b>",
    "\\",
    "한국어 문장입니다.",
    "🍎",
    "\n\n",
    "line\n",
)
MANNERS = ("", "", "", "think: ", "aside: ", "broken: ", "broken hard: ", "slow 5: ")


@dataclass(slots=True)
class Asked:
    """One question, and what must come of it."""

    number: int
    token: str
    text: str
    answer: str
    mishap: str = ""
    shown: str = ""
    stopped: bool = False
    failed: Exception | None = None
    over: asyncio.Event = field(default_factory=asyncio.Event)


def asked(number: int, random: Random) -> Asked:
    """A question whose answer is known, with a token that is nobody else's."""
    token = f"T{UUID(int=random.getrandbits(128)).hex}"
    words = " ".join(random.choice(WORDS) for _ in range(random.choice((3, 30, 300))))
    answer = f"{token} {words} {token}"
    return Asked(number, token, f"{random.choice(MANNERS)}say: {answer}", answer)


class Crowd:
    """A platform of our own: keeps what it is shown of each question."""

    def __init__(self) -> None:
        self.asked: dict[MessageId, Asked] = {}
        self.waits = False
        """The owner was told that questions wait, and not yet that they go on."""

    async def tell_owner(self, text: str, picture: Path | None) -> None:
        self.waits = text != say("owner_clear", backend="chatgpt")

    async def run(self, bridge: Bridge) -> None:
        await asyncio.Event().wait()

    async def show(self, turn: Turn, events: AsyncIterator[Shown]) -> None:
        one = self.asked[turn.question.message]
        one.shown, one.stopped, one.failed = "", False, None
        async for event in events:
            match event:
                case Text(more):
                    one.shown += more
                case Rewritten(text):
                    one.shown = text
                case Stopped():
                    one.stopped = True
                case Failed(error):
                    one.failed = error
                case _:
                    pass
        one.over.set()

    def question(self, one: Asked, thread: Thread) -> Question:
        message = MessageId(str(one.number))
        self.asked[message] = one
        return Question(thread, message, "ana", one.text)


def wrong(one: Asked, turn: Turn, posts: int, others: set[str], *, calm: bool) -> Iterator[str]:
    """What does not hold; ``calm``: nothing had gone wrong anywhere while it was asked."""
    if posts > 1:
        yield f"sent {posts} times"
    if any(token in turn.answer or token in one.shown for token in others):
        yield "another question's words are in the answer"
    if turn.state is State.DELIVERED:
        if turn.answer != one.shown:
            yield f"shown {one.shown[:80]!r}… but the ledger has {turn.answer[:80]!r}…"
        if posts != 1:
            yield "answered without having been sent"
        # What a person types between the last look and the click goes along; the log says so.
        theirs = SOMEBODYS in turn.answer and one.token in turn.answer
        if turn.answer != one.answer and not (one.stopped or theirs or turn.answer in NOTICE.values()):
            yield f"answered {turn.answer[:200]!r} for {one.answer[:200]!r}"
    elif turn.state is State.FAILED:
        if one.failed is None or not turn.reason:
            yield "failed without a reason"
        if isinstance(one.failed, Apology):
            yield "failed with a bug"
        if calm:
            yield f"failed, though nothing had gone wrong: {turn.reason}"
    else:
        yield f"not at its end: {turn.state}"
