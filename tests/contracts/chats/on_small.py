"""The small platform at work."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from pathlib import Path

from bridge.bridge import Bridge
from bridge.protocols import Backend, Directory, Site
from bridge.types import MessageId, Thread
from platforms.trouble import NotNow
from storage.store import open_store
from tests.contracts.chats.chat import LEDGER, Chat, Inside, Talk, Trouble
from tests.contracts.chats.small import BOT, MENTION, NAME, SQUARE, opened
from tests.contracts.chats.town import Line, Town
from tests.platforms.house import AT_ONCE, at_once, everywhere


class OnSmall:
    """A town with Ana in it."""

    ana = "ana"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._town = Town()

    @asynccontextmanager
    async def house(self, backend: Backend, rules: Directory | None = None) -> AsyncIterator[Inside]:
        rules = rules or everywhere()
        async with (
            open_store(f"sqlite+aiosqlite:///{self.folder / LEDGER}") as store,
            opened(self._town, Site(store, rules, self.folder), AT_ONCE) as platform,
        ):
            bridge = Bridge(store, {"fake": backend}, {NAME: platform}, rules, pause=at_once)
            running = asyncio.create_task(platform.run(bridge))
            try:
                await platform.ready.wait()
                await bridge.resume()
                yield Inside(bridge, store, platform)
            finally:
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)
                await bridge.close()

    async def says(
        self,
        text: str,
        talk: Talk | None = None,
        *,
        mention: bool = False,
        files: Sequence[tuple[str, bytes, str]] = (),
    ) -> Talk:
        root = talk.thread.thread if talk else ""
        sent = [(name, content) for name, content, _ in files]
        return _talk(self._town.write("ana", f"{MENTION if mention else ''}{text}", root, files=sent))

    async def says_directly(self, text: str) -> Talk:
        return _talk(self._town.write("ana", text, direct=True))

    async def other_bot_says(self, text: str, talk: Talk | None = None) -> None:
        self._town.write("other bot", MENTION + text, talk.thread.thread if talk else "")

    async def redelivers(self, talk: Talk) -> None:
        for _ in range(2):
            self._town.tell(self._town.lines[talk.message])

    async def until(self, condition: Callable[[], object]) -> None:
        await self._town.until(condition)

    def told(self, talk: Talk) -> list[str]:
        return [line.text for line in self._ours(talk) if not line.files]

    def files(self, talk: Talk) -> list[str]:
        return [name for line in self._ours(talk) for name, _ in line.files]

    def whispered(self) -> list[str]:
        return [one.text for one in self._town.whispers]

    def pinged(self) -> list[str]:
        """The town calls nobody."""
        return []

    async def edits(self, talk: Talk, text: str) -> None:
        self._town.reword(talk.message, text)

    async def deletes(self, talk: Talk) -> None:
        self._town.remove(talk.message)

    def offers(self, talk: Talk) -> list[list[str]]:
        return [[what for what, _ in line.offers] for line in self._ours(talk) if not line.files]

    async def presses(self, talk: Talk, what: str) -> None:
        self._press(self._ours(talk), what)

    async def presses_whispered(self, what: str) -> None:
        self._press(self._town.whispers, what)

    async def goes_on_with(self, number: int) -> None:
        line = self._town.whispers[-1]
        line.offers = (("here", [value for what, value in line.offers if what == "here"][number]),)
        self._town.press(line, "here")

    def _press(self, lines: Sequence[Line], what: str) -> None:
        self._town.press([line for line in lines if what in dict(line.offers)][-1], what)

    def away(self) -> AbstractContextManager[object]:
        """Who does not listen hears nothing."""
        return nullcontext()

    def trouble(self, kind: Trouble) -> None:
        if kind == "lost":
            self._town.losses.append(lambda: NotNow("the line was cut"))
        else:
            self._town.troubles.append(lambda: NotNow("too much at once", seconds=0, unclear=False))

    def _ours(self, talk: Talk) -> list[Line]:
        return [line for line in self._town.thread(talk.thread.thread) if line.author == BOT]


def _talk(line: Line) -> Talk:
    channel = "with ana" if line.direct else SQUARE
    return Talk(Thread(NAME, "", channel, line.root), MessageId(line.id))


@asynccontextmanager
async def on_small(folder: Path) -> AsyncIterator[Chat]:
    yield OnSmall(folder)
