"""One answer being written: the brain's pieces go into the conversation and onto the wire.

It belongs to the server, not to a request: it goes on when the browser goes away, as on the real site.
Order of events and the final patch as seen 2026-09-28.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import suppress
from uuid import uuid4

from scraper.practice.brain import Cut, GenerationFailed, GenerationStopped, Limit, Piece
from scraper.practice.conversation import Conversation
from scraper.practice.json import Json, dumps
from scraper.practice.message import Status, Stored, new_id
from scraper.practice.sse import DONE, ENCODING, PING, Frame, Log
from scraper.practice.surroundings import Surroundings
from scraper.practice.writing import Writing

logger = logging.getLogger(__name__)

STOPPED: dict[str, Json] = {"type": "interrupted", "reason": "client_stopped"}
FAILED: dict[str, Json] = {"type": "interrupted", "reason": "error"}
FINISHED: dict[str, Json] = {"type": "stop", "stop_tokens": [200002]}
TOO_LONG: dict[str, Json] = {"type": "max_tokens"}
BROKEN = "Something went wrong while generating the response."


class Generation:
    """Runs from the POST until the answer is finished, failed or stopped."""

    def __init__(
        self,
        conversation: Conversation,
        pieces: AsyncIterator[Piece],
        question: Stored,
        around: Surroundings | None = None,
        *,
        continued: Stored | None = None,
    ) -> None:
        self.log = Log()
        self.conversation = conversation
        again = bool(conversation.children(question.id)) or continued is not None
        self.turn = new_id() if again else question.exchange
        self._pieces = pieces
        self._question = question
        self._around = around or Surroundings()
        self._continued = continued
        self._writing = Writing(conversation, question, self._around, self.log)
        self._pen = self._writing.pen
        conversation.generating = True
        self._task = asyncio.create_task(self._run(), name=f"generation {conversation.id}")

    @property
    def topic(self) -> str:
        return f"conversation-turn-{self.turn}"

    @property
    def delivers_whole(self) -> bool:
        return self._around.delivery.whole

    @property
    def by(self) -> tuple[str, ...]:
        """The ways on which the answer can be had apart from the POST."""
        return self._around.delivery.by

    async def stop(self) -> None:
        """Ends the answer where it is; what was written stays, marked as interrupted."""
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def _run(self) -> None:
        try:
            self._introduce()
            await self._write()
            self._finish()
        except asyncio.CancelledError:
            self._interrupt(STOPPED)
            raise
        except GenerationStopped:
            self._interrupt(STOPPED)
        except GenerationFailed as failure:
            self._fail(str(failure))
        except Exception:
            logger.exception("the brain broke")
            self._fail(BROKEN)
        finally:
            self.conversation.generating = False
            self.log.write(DONE)
            self.log.close()
            self._around.done()

    def _introduce(self) -> None:
        self._begin_stream()
        if (handed := self._around.delivery.handed) is not None:
            options: Json = [{"type": way, "topic_id": self.topic} for way in self.by]
            self._pen.tell("stream_handoff", turn_exchange_id=self._question.exchange, options=options)
            self.log.write(handed)
            self._begin_stream()
        if self._continued is not None:
            self._writing.reopen(self._continued)
            return
        if len(self.conversation.questions) == 1:
            for hidden in self.conversation.messages:
                if hidden.hidden:
                    self._pen.begin(hidden)
        self._pen.tell("input_message", input_message=self._question.json())
        if self._around.limits:
            self._pen.tell("conversation_detail_metadata", **self._around.limits)
        self.log.write(PING)

    def _begin_stream(self) -> None:
        if not self.delivers_whole:
            self.log.write(ENCODING)
        self._pen.tell("resume_conversation_token", kind="topic", token=uuid4().hex)

    async def _write(self) -> None:
        if self._around.permitted is not None:
            self._writing.call_connector()
            await self._around.permitted()
        try:
            async for piece in self._pieces:
                if isinstance(piece, Limit):
                    self._writing.words().rest = [later async for later in self._pieces]
                    return
                self._writing.take(piece)
        finally:
            if isinstance(self._pieces, AsyncGenerator):
                await self._pieces.aclose()

    def _finish(self) -> None:
        writing = self._writing
        writing.end_thoughts()
        if writing.open is None and not (writing.last is not None and writing.last.role == "tool"):
            writing.words()  # nothing at all was said
        writing.entitle()
        if (message := writing.open) is not None:
            whole = not message.rest
            status: Status = "finished_successfully" if whole else "finished_partial_completion"
            writing.close(status, end_turn=whole, finish=FINISHED if whole else TOO_LONG)
            if self._around.two:
                self._second(message)
        self._take_leave()

    def _take_leave(self) -> None:
        if not self._around.delivery.ends:
            self.log.write(Cut())
        self._pen.mark("last_token", "last")
        ste: Json = {
            "model_slug": self._around.answering.resolved,
            "tool_invoked": False,
            "plan_type": "plus",
            "turn_exchange_id": self._question.exchange,
        }
        self._pen.tell("server_ste_metadata", metadata=ste)
        self._pen.tell("message_stream_complete")

    def _second(self, first: Stored) -> None:
        """Another answer beside the first one, for the person to choose; the first is shown meanwhile."""
        second = Stored("assistant", f"{first.text}\n\n(2)", end_turn=True, channel="final", finish=FINISHED)
        first.extra["paragen"] = second.extra["paragen"] = True
        second.exchange, second.answering = first.exchange, first.answering
        self.conversation.add(second, first.parent)
        self.conversation.current_node = first.id

    def _fail(self, why: str) -> None:
        self._interrupt(FAILED)
        error: dict[str, Json] = {"message": None, "conversation_id": self.conversation.id, "error": why}
        self.log.write(Frame(dumps(error)))

    def _interrupt(self, reason: dict[str, Json]) -> None:
        if self._writing.open is not None:
            self._writing.close("finished_partial_completion", end_turn=False, finish=reason)
