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
from bridge.errors import Refused
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
from tests.fakes import same_rules_everywhere

PART = 16
"""Characters that a posted message holds."""

ANSWER = "Forty-two, says the machine."

SCAN = Attachment("scan.png", "F1", 3)
POSTED = [
    question("answer me", "1"),
    replace(question("refuse me", "2"), attachments=(SCAN,)),
    question("answer me again", "3"),
]
HELD = question("answer me", "1")


@dataclass(frozen=True)
class Run:
    """One life: what is asked in it, and the moment of its death."""

    folder: str
    held: bool
    moment: Moment | None = None
    call: str = ""


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

    @asynccontextmanager
    async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
        there = turn.resumed and any(line["message"] == turn.question.message for line in self.asked.lines())
        assert turn.state in (State.ACCEPTED, State.ASKING, State.ASKED), "nothing is left to be asked"
        assert there or turn.state is not State.ASKED, "the ledger says that it was asked"
        assert [file.name for file in turn.question.files] == [one.name for one in turn.question.attachments]
        yield self._events(turn, there)

    async def _events(self, turn: Turn, there: bool) -> AsyncIterator[Event]:
        yield Opened(turn.conversation or ConversationId("c1"))
        if not there:
            self.asked.add(message=turn.question.message, conversation=turn.conversation)
        yield Sent(Anchor(f"a{turn.question.message}"))
        await self.all_accepted.wait()
        yield AnsweredBy("m")
        if "refuse" in turn.question.text:
            raise Refused(what="no")
        yield Status("thinking")
        yield Text("Forty-three")
        yield Rewritten(ANSWER[:10])
        yield Text(ANSWER[10:])

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
    async with open_store(f"sqlite:///{folder / 'ledger.db'}") as opened:
        store, backend = watched(opened, tell), RememberingBackend(folder)
        platform = RememberingPlatform(folder, store)
        bridge = Bridge(store, {"fake": backend}, {"fake": platform}, same_rules_everywhere)
        await bridge.resume()
        if run.held:
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


def _child(run: Run) -> int:
    if pid := os.fork():
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    asyncio.run(live(run))
    os._exit(0)


def main() -> None:
    for held in (False, True):  # also a rehearsal: what is imported late is imported now
        with tempfile.TemporaryDirectory() as folder:
            print(json.dumps(asyncio.run(live(Run(folder, held)))), flush=True)
    for line in sys.stdin:
        print(_child(Run(**json.loads(line))), flush=True)


class Lives:
    """The process that lets bridges live and die."""

    def __init__(self, stdin: Any, stdout: Any) -> None:
        self._stdin, self._stdout = stdin, stdout
        self.undisturbed = {held: json.loads(stdout.readline()) for held in (False, True)}

    def live(self, run: Run) -> int:
        self._stdin.write(json.dumps(asdict(run)) + "\n")
        self._stdin.flush()
        return int(self._stdout.readline())


if __name__ == "__main__":
    main()
