"""A Bridge between fake ends over a real ledger, and what a test turns and watches."""

import asyncio
import inspect
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, cast

import pytest
from sqlalchemy import Connection, event

from bridge.bridge import Bridge
from bridge.events import Opened, Shown
from bridge.protocols import Store
from bridge.types import MessageId, Question, Rules, State, Thread, Turn
from bridge.waiting.limits import UNLIMITED, Limits
from storage.database import Database
from tests.fakes import FakeBackend, FakePlatform, rules_for

HERE = Thread("fake", "W", "C", "1")


def question(text: str = "hello", message: str = "1", thread: Thread = HERE) -> Question:
    return Question(thread, MessageId(message), "U", text)


class Pauses:
    """Instead of sleeping: writes down how long, and lets happen what the test wants to happen meanwhile."""

    def __init__(self) -> None:
        self.taken: list[float] = []
        self.meanwhile: Callable[[], None] = lambda: None

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)
        self.meanwhile()
        await asyncio.sleep(0)


class Stubborn(FakePlatform):
    """Fails to show as often as it has errors left; before that it reads ``reads`` events."""

    def __init__(self, *errors: Exception, reads: int = 0) -> None:
        super().__init__()
        self.errors = list(errors)
        self.reads = reads

    async def show(self, turn: Turn, events: AsyncIterator[Shown]) -> None:
        if self.errors:
            for _ in range(self.reads):
                await anext(events, None)
            raise self.errors.pop(0)
        await super().show(turn, events)


@dataclass
class World:
    """All of it together."""

    store: Store
    backend: FakeBackend
    platform: FakePlatform = field(default_factory=FakePlatform)
    pauses: Pauses = field(default_factory=Pauses)
    rules: Rules = field(default_factory=rules_for)
    limits: Limits = UNLIMITED

    def __post_init__(self) -> None:
        self.bridge = Bridge(
            self.store,
            {"fake": self.backend},
            {"fake": self.platform},
            lambda _: self.rules,
            self.pauses,
            limits=self.limits,
        )

    async def accept(self, *questions: Question) -> list[Turn | None]:
        return [await self.bridge.accept(question) for question in questions]

    async def settle(self, *questions: Question) -> Turn:
        """Accept, wait until all is done, and give the Thread's last turn."""
        await self.accept(*questions)
        await self.bridge.idle()
        return (await self.turns())[-1]

    async def turns(self, thread: Thread = HERE) -> Sequence[Turn]:
        return await self.store.history(thread)

    async def states(self, thread: Thread = HERE) -> list[State]:
        return [turn.state for turn in await self.turns(thread)]

    def shown(self, message: str = "1") -> list[list[Shown]]:
        """What the platform was shown of this message, try by try."""
        return [seen for turn, seen in self.platform.shown.items() if turn.question.message == message]

    @property
    def asked(self) -> list[str]:
        return [turn.question.text for turn in self.backend.asked]


on_both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
"""The ``database`` of a test."""


class ReadOnly:
    """Makes a database that is open read-only, and writable again."""

    def __init__(self, database: Database) -> None:
        self.on = False
        for engine in database.engines:
            event.listen(engine, "begin", self._begins)

    def _begins(self, connection: Connection) -> None:
        cursor = connection.connection.cursor()
        sqlite = connection.dialect.name == "sqlite"
        mode = "ONLY" if self.on else "WRITE"
        cursor.execute(f"PRAGMA query_only={int(self.on)}" if sqlite else f"SET TRANSACTION READ {mode}")
        cursor.close()

    def __call__(self, on: bool) -> None:
        self.on = on


Moment = Literal["before", "after"]
Tell = Callable[[Moment, str], None]


class Watched:
    """A Store that tells of each call before and after it is done, by its name and number: ``asking 2``.

    It stands before every method that there is, so that a new one can't be forgotten.
    """

    def __init__(self, store: Store, tell: Tell) -> None:
        self._store = store
        self._tell = tell
        self._count: Counter[str] = Counter()

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._store, name)
        assert inspect.iscoroutinefunction(method)

        async def watched(*args: Any, **keywords: Any) -> Any:
            what = " ".join(
                [name, *(type(arg).__name__ for arg in args if type(arg).__module__ == Opened.__module__)]
            )
            what = what if name == "record" else name
            self._count[what] += 1
            call = f"{what} {self._count[what]}"
            self._tell("before", call)
            result = await method(*args, **keywords)
            self._tell("after", call)
            return result

        return watched


def watched(store: Store, tell: Tell) -> Store:
    return cast(Store, Watched(store, tell))
