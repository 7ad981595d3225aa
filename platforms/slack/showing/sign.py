"""A sign of life: the line under the thread that says what we are at, or a reaction where Slack gives us none.

Source: docs.slack.dev assistant.threads.setStatus: it fades after two minutes, and with the app's next message.
"""

import asyncio
import logging
from types import TracebackType
from typing import Self

from bridge.errors import PlatformError, Undeliverable
from bridge.texts import say
from bridge.types import Language, Turn
from platforms.ids import message_of
from platforms.showing.draft import until
from platforms.slack.workspace import Workspace, calling
from platforms.trouble import NotNow, NotThere

logger = logging.getLogger(__name__)

STATUS, REACTION = "assistant.threads.setStatus", "reactions.add"

EYES = "eyes"

RENEWED = 100 / 60
"""Minutes after which the line is written again."""

LONGEST = 100
"""Characters of it."""

ROTATING = 3
"""How many sentences of ours there are to look at meanwhile."""

AGAIN = 5
"""Times the pause after trouble before the line is tried again."""

PATIENCE = 5.0
"""Seconds that its last call may take when the answer stands there already."""


class Sign:
    """Of one turn; in its block it is shown, until `over`."""

    def __init__(self, workspace: Workspace, turn: Turn, language: Language) -> None:
        self._workspace = workspace
        self._turn = turn
        self._language = language
        self._note = ""
        self._news = asyncio.Event()
        self._over = asyncio.Event()
        self._reacted = False
        self._task: asyncio.Task[None] | None = None

    @property
    def told(self) -> bool:
        """There is a line, and it says what is being done."""
        return self._workspace.means.has(STATUS, self._turn.thread.channel)

    def say(self, note: str) -> None:
        if note != self._note:
            self._note = note
            self._news.set()

    def over(self) -> None:
        """There is something to read."""
        self._over.set()
        self._news.set()

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._show(), name=f"sign {self._turn.thread}")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """When we are shut down nothing is said any more: the line fades, and the next run takes the reaction."""
        assert self._task is not None
        self.over()
        if error is None or isinstance(error, Exception):
            await asyncio.wait({self._task}, timeout=PATIENCE)
        self._task.cancel()
        [failure] = await asyncio.gather(self._task, return_exceptions=True)
        if isinstance(failure, Exception):
            logger.error("no sign of life could be shown", exc_info=failure)

    async def _show(self) -> None:
        """A courtesy, so it may fail; what is really in the way is found out by the first message."""
        try:
            if not (self.told and await self._lines()):
                await self._react()
                while not self._over.is_set():
                    await self._news.wait()
                    self._news.clear()
                await self._take_back()
        except (NotNow, NotThere, PlatformError) as error:
            logger.info("no sign of life could be shown: %s", error)

    async def _lines(self) -> bool:
        """Line after line until it is over; False where there can't be one."""
        while not self._over.is_set():
            self._news.clear()
            try:
                await self._line(self._note)
            except Undeliverable as error:
                if not self._workspace.means.refused(STATUS, self._turn.thread.channel, error.code):
                    raise
                logger.info("no status line here, a reaction takes its place: %s", error)
                return False
            except NotNow as trouble:
                logger.info("no status line at the moment: %s", trouble)
                pause = AGAIN * self._workspace.rates.pauses.trouble
                await until(self._over, pause if trouble.seconds is None else trouble.seconds)
                continue
            if self._over.is_set():
                await self._line(None)  # it may have come later than the message that it ends with
                break
            minute = self._workspace.rates.pauses.minute
            await until(self._news, minute * RENEWED if minute else float("inf"))
        return True

    async def _line(self, note: str | None) -> None:
        """A note, our own words where it is empty; None takes the line away."""
        thread = self._turn.thread
        await self._workspace.rates.of(STATUS).turn()
        ours = [say(f"status_{number}", self._language) for number in range(1, ROTATING + 1)]
        with calling():
            await self._workspace.client.assistant_threads_setStatus(
                channel_id=thread.channel,
                thread_ts=thread.thread,
                status="" if note is None else (note or say("status", self._language))[:LONGEST],
                loading_messages=None if note is None else [note[:LONGEST]] if note else ours,
            )

    async def _react(self) -> None:
        if not self._workspace.means.has(REACTION, self._turn.thread.channel):
            return
        await self._workspace.rates.of(REACTION).turn()
        try:
            with calling():
                await self._workspace.client.reactions_add(
                    channel=self._turn.thread.channel, timestamp=message_of(self._turn.question.message), name=EYES
                )
        except Undeliverable as error:
            if error.code != "already_reacted":
                self._workspace.means.refused(REACTION, self._turn.thread.channel, error.code)
                raise
        self._reacted = True

    async def _take_back(self) -> None:
        if self._reacted:
            await self._workspace.rates.of("reactions.remove").turn()
            with calling():
                await self._workspace.client.reactions_remove(
                    channel=self._turn.thread.channel, timestamp=message_of(self._turn.question.message), name=EYES
                )
