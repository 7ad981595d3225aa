"""However turns of joined Threads come, are taken back or interrupted: one at a time, each once, in their order."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.bridge import Bridge
from bridge.events import Event, Opened, Sent, Text
from bridge.types import Anchor, ConversationId, MessageId, State, Thread, Turn
from storage.store import SqlStore, open_store
from tests.bridge.world import HERE, Pauses, question
from tests.fakes import FakeBackend, FakePlatform, same_rules_everywhere

THREADS = (HERE, Thread("other", "", "C", "2"), Thread("other", "", "D", "3"))
ALONE = Thread("fake", "W", "C", "4")


class One(FakeBackend):
    """Notices when a conversation has two turns at a time; each takes a few moments."""

    def __init__(self) -> None:
        super().__init__()
        self.now: list[Turn] = []
        self.together = False

    @asynccontextmanager
    async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
        self.asked.append(turn)
        if turn.thread != ALONE:
            self.together |= bool(self.now)
            self.now.append(turn)
        try:
            yield self._told(turn)
        finally:
            self.now = [one for one in self.now if one is not turn]

    async def _told(self, turn: Turn) -> AsyncIterator[Event]:
        for event in (Opened(ConversationId(f"c {turn.thread == ALONE}")), Sent(Anchor(str(turn.id))), Text("so")):
            await asyncio.sleep(0)
            yield event


Does = tuple[str, int]
"""Ask in one of the Threads, take back one of the questions, or start anew."""

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("ask"), st.integers(0, 3)),
        st.tuples(st.just("take back"), st.integers(0, 8)),
        st.tuples(st.just("restart"), st.just(0)),
        st.tuples(st.just("wait"), st.integers(1, 30)),
    ),
    max_size=14,
)


@settings(max_examples=8)
@given(STEPS)
async def test_one_at_a_time_in_order(steps: Sequence[Does]) -> None:
    """And a Thread that is on its own waits for none of them."""
    with TemporaryDirectory() as folder:
        async with open_store(f"sqlite:///{Path(folder, 'ledger.db')}") as store:
            for other in THREADS[1:]:
                assert await store.join(other, HERE)
            backend = One()
            await live(store, backend, steps)
            turns = await store.history(HERE)
    asked = {turn.id: turn.last for turn in backend.asked if turn.thread != ALONE}
    assert not backend.together
    assert list(asked) == [turn.id for turn in turns]
    assert list(asked.values()) == [None, *map(str, asked)][: len(asked)]
    assert all(turn.state is State.DELIVERED for turn in turns)


async def live(store: SqlStore, backend: One, steps: Sequence[Does]) -> None:
    """Do all of it, over as many runs as that takes, and come to the end."""
    bridge, number = started(store, backend), 0
    for what, which in steps:
        match what:
            case "ask":
                number += 1
                await bridge.accept(question("hello", str(number), (*THREADS, ALONE)[which]))
            case "take back":
                await bridge.withdraw(HERE, MessageId(str(which)))
            case "restart":
                await bridge.close()
                bridge = started(store, backend)
                await bridge.resume()
            case _:
                for _ in range(which):
                    await asyncio.sleep(0)
    await bridge.idle()
    await bridge.close()


def started(store: SqlStore, backend: One) -> Bridge:
    platforms = {"fake": FakePlatform(), "other": FakePlatform()}
    return Bridge(store, {"fake": backend}, platforms, same_rules_everywhere, Pauses())
