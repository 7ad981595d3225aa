"""A bridge that is killed at a chosen moment, and started again.

    python -m tests.bridge.crash

imports everything once, then reads a line of JSON for each run and forks: the child lives until it is done or kills
itself before or after the named call of the ledger; the answer is its exit status. What the ends of the line got to
see stands in files, as it would at ChatGPT and Slack.
"""

import asyncio
import json
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from bridge.bridge import Bridge
from bridge.errors import HumanCheck, Refused
from bridge.events import AnsweredBy, Event, Failed, Opened, Rewritten, Sent, Shown, Status, Text
from bridge.protocols import Backend, Platform, Store
from bridge.types import (
    Anchor,
    Attachment,
    ConversationId,
    File,
    Health,
    MessageId,
    Model,
    Part,
    State,
    Thread,
    Turn,
)
from storage.store import open_store
from tests.bridge.world import Moment, question, watched
from tests.fakes import rules_for

PART = 16
"""Characters that a posted message holds."""

ANSWER = "Forty-two, says the machine."
INSTEAD = "About forty."

SCAN = Attachment("scan.png", "F1", 3)
POSTED = [
    question("answer me", "1"),
    replace(question("refuse me", "2"), attachments=(SCAN,)),
    question("answer me again", "3"),
]
HELD = question("answer me", "1")

PASSED_BY = "2"
"""The message of the question that meets a wall."""


@dataclass(frozen=True)
class Run:
    """One life: what is asked in it, and the moment of its death."""

    folder: str
    held: bool
    """One question whose caller holds the stream, or those that are posted."""
    moment: Moment | None = None
    call: str = ""
    walled: bool = False
    """The second question meets a wall, and another backend stands in."""
    url: str = ""
    """Of the ledger; empty: a file of SQLite's in the folder."""

    @property
    def ledger(self) -> str:
        return self.url or f"sqlite:///{Path(self.folder) / 'ledger.db'}"


KINDS = {
    "posted": Run("", held=False),
    "held": Run("", held=True),
    "walled": Run("", held=False, walled=True),
}


class Memory:
    """Lines in a file: what the world outside remembers, whatever becomes of us."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def add(self, **line: object) -> None:
        with self.file.open("a") as file:
            file.write(json.dumps(line) + "\n")

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.file.read_text().splitlines()] if self.file.exists() else []


class RememberingBackend:
    """Looks, like the real one, whether the question is there before it asks a turn that was resumed."""

    def __init__(self, folder: Path) -> None:
        self.asked = Memory(folder / "asked")
        self.all_accepted = asyncio.Event()
        self.wall = False

    @asynccontextmanager
    async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
        there = turn.resumed and any(line["message"] == turn.question.message for line in self.asked.lines())
        assert turn.state in (State.ACCEPTED, State.ASKING, State.ASKED), "nothing is left to be asked"
        assert there or turn.state is not State.ASKED, "the ledger says that it was asked"
        assert [file.name for file in turn.question.files] == [one.name for one in turn.question.attachments]
        if self.wall:
            raise HumanCheck
        yield self._events(turn, there)

    async def _events(self, turn: Turn, there: bool) -> AsyncIterator[Event]:
        yield Opened(turn.conversation or ConversationId("c1"))
        if not there:
            self.asked.add(message=turn.question.message, conversation=turn.conversation, text=turn.question.text)
        yield Sent(Anchor(f"a{turn.question.message}"))
        await self.all_accepted.wait()
        yield AnsweredBy("m")
        if "refuse" in turn.question.text:
            raise Refused(what="no")
        yield Status("thinking")
        yield Text("Forty-three")
        yield Rewritten(ANSWER[:10])
        yield Text(ANSWER[10:])

    async def wall_is_gone(self, _: float) -> None:
        """A pause, not a moment longer than it has to be."""
        while self.wall:
            await asyncio.sleep(0)

    async def models(self) -> Sequence[Model]:
        return ()

    async def check(self) -> Health:
        return Health(not self.wall, "")


class StandingIn:
    """Keeps nothing, so nothing has to be looked for."""

    leaves_no_trace = True

    def __init__(self, folder: Path) -> None:
        self.asked = Memory(folder / "asked instead")

    @asynccontextmanager
    async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
        yield self._events(turn)

    async def _events(self, turn: Turn) -> AsyncIterator[Event]:
        self.asked.add(message=turn.question.message, text=turn.question.text)
        yield Sent(Anchor(f"i{turn.question.message}"))
        yield Text(INSTEAD)

    async def models(self) -> Sequence[Model]:
        return ()

    async def check(self) -> Health:
        return Health(True, "")


class RememberingPlatform:
    """Writes an answer in parts; before it posts one in a turn that was resumed, it looks for it, as on Slack."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.store = store
        self.posts = Memory(folder / "posts")

    async def run(self, bridge: Bridge) -> None:
        await asyncio.Event().wait()

    async def show(self, turn: Turn, events: AsyncIterator[Shown]) -> None:
        text, shown = "", dict[int, str]()
        known = {part.number: part.message for part in turn.parts}
        async for event in events:
            match event:
                case Text(more):
                    text += more
                case Rewritten(whole):
                    text = whole
                case Failed(error):
                    text = str(error)
                case _:
                    continue
            for number, start in enumerate(range(0, len(text), PART)):
                piece = text[start : start + PART]
                if shown.get(number) != piece:
                    await self._write(turn, number, piece, start + len(piece), known)
                    shown[number] = piece

    async def fetch(self, thread: Thread, attachment: Attachment) -> File:
        return File(attachment.name, b"PNG")

    async def _write(self, turn: Turn, number: int, piece: str, end: int, known: dict[int, MessageId]) -> None:
        found = known.get(number) or self._found(turn, number)
        known[number] = message = found or MessageId(f"{turn.id}-{number}-{os.getpid()}")
        self.posts.add(what="edit" if found else "post", turn=turn.id, part=number, message=message, text=piece)
        await self.store.posted(turn.id, Part(number, message, end))

    def _found(self, turn: Turn, number: int) -> MessageId | None:
        for line in self.posts.lines():
            if (line["turn"], line["part"]) == (turn.id, number):
                return MessageId(line["message"])
        return None


_backend: type[Backend] = RememberingBackend
_stand_in: type[Backend] = StandingIn
_platform: type[Platform] = RememberingPlatform


async def live(run: Run) -> list[str]:
    """One life from start to end; the calls of the ledger, in the order in which they began."""
    calls: list[str] = []

    def tell(moment: Moment, call: str) -> None:
        if moment == "before":
            calls.append(call)
        if (moment, call) == (run.moment, run.call):
            os.kill(os.getpid(), signal.SIGKILL)

    folder = Path(run.folder)
    async with open_store(run.ledger) as opened:
        store, backend = watched(opened, tell), RememberingBackend(folder)
        platform = RememberingPlatform(folder, store)
        backends: dict[str, Backend] = {"fake": backend, "instead": StandingIn(folder)}
        rules = replace(rules_for(), failover="instead" if run.walled else "")
        bridge = Bridge(store, backends, {"fake": platform}, lambda _: rules, backend.wall_is_gone)
        await bridge.resume()
        if run.walled:
            await _meet_a_wall(bridge, backend)
        elif run.held:
            await _hold(bridge, backend)
        else:
            for each in POSTED:  # what was not acknowledged is delivered again; what was, too
                await bridge.accept(each)
            backend.all_accepted.set()
        await bridge.idle()
        await bridge.close()
    return calls


async def _hold(bridge: Bridge, backend: RememberingBackend) -> None:
    backend.all_accepted.set()
    if not await bridge.store.knows(HELD.thread):  # a caller who was cut off does not come back
        async with bridge.ask(HELD) as feed:
            async for _ in feed:
                pass


async def _meet_a_wall(bridge: Bridge, backend: RememberingBackend) -> None:
    """From the second question to the third, where the second is not known from an earlier life."""
    backend.all_accepted.set()
    await bridge.idle()
    for each in (HELD, question("and me", PASSED_BY), question("answer me again", "3")):
        backend.wall = each.message == PASSED_BY
        while not backend.wall and bridge.gates["fake"].wall is not None:
            await asyncio.sleep(0)
        await bridge.accept(each)
        await bridge.idle()


def _child(run: Run) -> int:
    if pid := os.fork():
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    asyncio.run(live(run))
    os._exit(0)


def main() -> None:
    for kind in KINDS.values():  # also a rehearsal: what is imported late is imported now
        with tempfile.TemporaryDirectory() as folder:
            print(json.dumps(asyncio.run(live(replace(kind, folder=folder)))), flush=True)
    for line in sys.stdin:
        print(_child(Run(**json.loads(line))), flush=True)


class Lives:
    """The process that lets bridges live and die."""

    def __init__(self, stdin: Any, stdout: Any) -> None:
        self._stdin, self._stdout = stdin, stdout
        self.undisturbed = {kind: json.loads(stdout.readline()) for kind in KINDS}

    def live(self, run: Run) -> int:
        self._stdin.write(json.dumps(asdict(run)) + "\n")
        self._stdin.flush()
        return int(self._stdout.readline())


if __name__ == "__main__":
    main()
