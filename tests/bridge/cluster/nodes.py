"""Nodes as processes of their own, over a ledger in PostgreSQL, and a world outside that remembers what they did.

    python -m tests.bridge.cluster.nodes '{"url": …, "folder": …}'

is one of them; `Nodes` starts, kills, stops and continues them.
"""

import asyncio
import json
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import IO, Any

from bridge import log
from bridge.bridge import Bridge
from bridge.cluster.holding import Timing
from bridge.cluster.opening import prepared
from bridge.cluster.settings import ClusterSettings
from bridge.events import Event, Opened, Sent, Shown, Text
from bridge.protocols import Backend
from bridge.types import Anchor, ConversationId, Health, MessageId, Model, Question, Thread, Turn
from storage.store import open_store
from tests.bridge.crash import Memory
from tests.fakes import FakePlatform, rules_for

QUICK = Timing(look=0.1, beat=0.25, step=1.0, patient=1.5, deadly=2.5, frozen=3.5, grace=0.5)
"""For tests that wait until a node is taken for dead."""


@dataclass(frozen=True)
class Life:
    """What one node is told."""

    url: str
    folder: str
    name: str = "node"
    slots: Mapping[str, Sequence[str]] = field(default_factory=dict)
    backends: Sequence[str] = ("fake",)
    takes: Sequence[str] = ()
    seconds: float = 0.0
    """That an answer takes."""
    pages: int = 1000
    """Answers at the same time."""
    timing: Mapping[str, float] = field(default_factory=lambda: asdict(Timing()))


class Account:
    """Remembers outside what it was asked, and looks there before it asks again, as the real one does."""

    def __init__(self, name: str, life: Life) -> None:
        self._name = name
        self._life = life
        self._memory = Memory(Path(life.folder) / "asked")
        self._pages = asyncio.Semaphore(life.pages)

    @asynccontextmanager
    async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
        async with self._pages:
            yield self._events(turn)

    async def _events(self, turn: Turn) -> AsyncIterator[Event]:
        yield Opened(turn.conversation or ConversationId(str(turn.thread)))
        asked = turn.question.message
        if not turn.resumed or all(line["message"] != asked for line in self._memory.lines()):
            self._memory.add(
                message=asked,
                thread=turn.thread.thread,
                node=self._life.name,
                backend=self._name,
                at=time.time(),
                resumed=turn.resumed,
            )
        yield Sent(Anchor(f"a{asked}"))
        await asyncio.sleep(self._life.seconds)
        yield Text(f"answer to {asked}")

    async def models(self) -> Sequence[Model]:
        return (Model(self._life.name, "test"),)

    async def check(self) -> Health:
        return Health(True, "")


class Free(Account):
    """Nothing is left of what it is asked."""

    leaves_no_trace = True


class Wall(FakePlatform):
    """Writes down what it was shown whole, and when."""

    def __init__(self, life: Life) -> None:
        super().__init__()
        self._memory = Memory(Path(life.folder) / "shown")
        self._life = life

    async def show(self, turn: Turn, events: AsyncIterator[Shown]) -> None:
        text = ""
        async for event in events:
            text += event.more if isinstance(event, Text) else ""
        self._memory.add(message=turn.question.message, text=text, node=self._life.name, at=time.time())


async def live(life: Life) -> None:
    """Until SIGTERM."""
    settings = ClusterSettings(node=life.name, takes=tuple(life.takes), slots=dict(life.slots))
    cluster = await prepared(settings, life.url, Timing(**life.timing))
    over = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, over.set)
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(
            open_store(cluster.url, entered=cluster.entered, connected=cluster.fence)
        )
        backends: dict[str, Backend] = {}
        for name in life.backends:
            opening = cluster.guarded(name, partial(_open, name, life))
            backends[name] = await stack.enter_async_context(opening)
        platform = Wall(life)
        rules = rules_for(life.backends[0])
        bridge = Bridge(
            store,
            backends,
            {"fake": platform},
            lambda _: rules,
            choice=lambda place, _: place.channel,
            scheduler=cluster.scheduler,
        )
        stack.push_async_callback(bridge.close)
        await stack.enter_async_context(cluster.at_work(bridge))
        asyncio.create_task(_accept(bridge, life), name="accepting")  # noqa: RUF006
        print("ready", flush=True)
        await over.wait()


async def _accept(bridge: Bridge, life: Life) -> None:
    """What stands in its own file, as it comes; each line is a question."""
    file = Path(life.folder) / f"in {life.name}"
    read = 0
    while True:
        lines = file.read_bytes()[read:].splitlines(keepends=True) if file.exists() else []
        whole = [line for line in lines if line.endswith(b"\n")]
        read += sum(map(len, whole))
        await asyncio.gather(*(bridge.accept(_question(**json.loads(line))) for line in whole))
        await asyncio.sleep(0.02)


@asynccontextmanager
async def _open(name: str, life: Life) -> AsyncIterator[Backend]:
    yield Free(name, life) if name.startswith("free") else Account(name, life)


def _question(thread: str, message: str, backend: str) -> Question:
    """Each channel has the name of the backend that answers in it."""
    return Question(Thread("fake", "W", backend, thread), MessageId(message), "U", f"question {message}")


@dataclass
class Node:
    """One that runs."""

    process: subprocess.Popen[str]
    life: Life

    def ask(self, *questions: tuple[str, str], backend: str = "fake") -> None:
        """It accepts these: the Thread and the message of each."""
        memory = Memory(Path(self.life.folder) / f"in {self.life.name}")
        for thread, message in questions:
            memory.add(thread=thread, message=message, backend=backend)

    def kill(self) -> None:
        """As a power cut does."""
        self.process.kill()
        self._gone()

    def end(self) -> int:
        """In order."""
        self.process.terminate()
        return self._gone()

    def _gone(self) -> int:
        code = self.process.wait(30)
        if self.process.stdout is not None:
            self.process.stdout.close()
        return code

    def stand_still(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self.process.send_signal(signal.SIGCONT)


class Nodes:
    """All that share a ledger and a world."""

    def __init__(self, url: str, folder: Path, **life: Any) -> None:
        self.url = url
        self.folder = folder
        self.life = life
        self._running: list[Node] = []

    def start(self, name: str, **different: Any) -> Node:
        """Returns when it receives."""
        life = Life(**{"url": self.url, "folder": str(self.folder), "name": name, **self.life, **different})
        with (self.folder / f"log {name}").open("a") as log:
            process = self._started(life, log)
        node = Node(process, life)
        self._running.append(node)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n", (self.folder / f"log {name}").read_text()
        return node

    def _started(self, life: Life, log: IO[str]) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.bridge.cluster.nodes", json.dumps(asdict(life))],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )

    def close(self) -> None:
        for node in self._running:
            node.go_on()
            node.kill()

    @property
    def asked(self) -> list[dict[str, Any]]:
        return Memory(self.folder / "asked").lines()

    @property
    def shown(self) -> list[dict[str, Any]]:
        return Memory(self.folder / "shown").lines()

    def wait(self, messages: Collection[str], seconds: float = 60.0) -> None:
        """Until all of them were answered."""
        until, missing = time.monotonic() + seconds, set(messages)
        while missing := missing - {line["message"] for line in self.shown}:
            assert time.monotonic() < until, f"not answered: {sorted(missing)[:10]}\n{self.logs()}"
            time.sleep(0.02)

    def wait_asked(self, message: str, seconds: float = 30.0) -> dict[str, Any]:
        """Until it was asked, and how."""
        until = time.monotonic() + seconds
        while True:
            for line in self.asked:
                if line["message"] == message:
                    return line
            assert time.monotonic() < until, f"{message} was not asked\n{self.logs()}"
            time.sleep(0.01)

    def logs(self) -> str:
        return "\n".join(f"{file.name}:\n{file.read_text()[-2000:]}" for file in sorted(self.folder.glob("log *")))

    def twice(self) -> list[str]:
        """What was asked more than once."""
        return [message for message, count in Counter(line["message"] for line in self.asked).items() if count > 1]

    def out_of_order(self) -> int:
        """How often a Thread's later message was asked before an earlier one; their numbers tell."""
        by_thread: defaultdict[str, list[int]] = defaultdict(list)
        for line in self.asked:
            by_thread[line["thread"]].append(int(line["message"]))
        return sum(a > b for asked in by_thread.values() for a, b in pairwise(asked))


@contextmanager
def nodes(url: str, folder: Path, **life: Any) -> Iterator[Nodes]:
    """None of them is left at the end."""
    running = Nodes(url, folder, **life)
    try:
        yield running
    finally:
        running.close()


if __name__ == "__main__":
    log.start("info")
    asyncio.run(live(Life(**json.loads(sys.argv[1]))))
