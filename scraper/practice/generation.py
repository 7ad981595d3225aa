"""One answer being written: the brain's pieces go into the conversation and onto the wire.

It belongs to the server, not to a request: it goes on when the browser goes away, as on the real site.
Order of events and the final patch as observed 2026-09-28 (facts, sections 7.2 and 7.3).
"""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator
from contextlib import suppress
from uuid import uuid4

from scraper.practice.brain import Aside, Brain, Cut, GenerationFailed, Thought
from scraper.practice.conversation import MODEL, Conversation, Status, Stored
from scraper.practice.json import Json, dumps
from scraper.practice.sse import DONE, ENCODING, PING, Deltas, Frame, Log, step, typed

logger = logging.getLogger(__name__)

TITLE_LENGTH = 40
HOLD = 0.005  # seconds a text may wait for the next one: the very last goes into the final patch, as observed
TEXT = "/message/content/parts/0"
STOPPED: dict[str, Json] = {"type": "interrupted", "reason": "client_stopped"}
FAILED: dict[str, Json] = {"type": "interrupted", "reason": "error"}
FINISHED: dict[str, Json] = {"type": "stop", "stop_tokens": [200002]}


class Generation:
    """Runs from the POST until the answer is finished, failed or stopped."""

    def __init__(self, conversation: Conversation, brain: Brain, question: Stored) -> None:
        self.log = Log()
        self._conversation = conversation
        self._brain = brain
        self._question = question
        self._deltas = Deltas()
        self._open: Stored | None = None  # the message that is being written
        self._held = ""  # text that is stored and not yet sent
        self._began = time.monotonic()
        conversation.generating = True
        self._task = asyncio.create_task(self._run(), name=f"generation {conversation.id}")

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
        except GenerationFailed as failure:
            self._fail(str(failure))
        except Exception:
            logger.exception("the brain broke")
            self._fail("Something went wrong while generating the response.")
        finally:
            self._conversation.generating = False
            self.log.write(DONE)
            self.log.close()

    def _introduce(self) -> None:
        conversation, write = self._conversation, self.log.write
        write(ENCODING)
        write(typed("resume_conversation_token", kind="topic", token=uuid4().hex, conversation_id=conversation.id))
        if len(conversation.questions) == 1:
            for hidden in conversation.messages:
                if hidden.hidden:
                    write(self._deltas.add(conversation.id, hidden.json()))
        write(typed("input_message", input_message=self._question.json(), conversation_id=conversation.id))
        write(PING)

    async def _write(self) -> None:
        pieces = self._brain.answer(self._conversation.history())
        try:
            async for piece in pieces:
                match piece:
                    case str():
                        self._text(piece)
                    case Thought():
                        self._thought(piece)
                    case Aside(text):
                        self._aside(text)
                    case Cut():
                        self._release()
                        self.log.write(piece)
        finally:
            if isinstance(pieces, AsyncGenerator):
                await pieces.aclose()

    def _begin(self, message: Stored) -> Stored:
        message.exchange = self._question.exchange
        self._open = self._conversation.add(message)
        self.log.write(self._deltas.add(self._conversation.id, message.json()))
        return message

    def _mark(self, marker: str, event: str, message: Stored) -> None:
        fields: dict[str, Json] = {"marker": marker, "event": event, "message_id": message.id}
        self.log.write(typed("message_marker", conversation_id=self._conversation.id, **fields))

    def _text(self, piece: str) -> None:
        message = self._open
        if message is None or message.kind != "text":
            self._end_thoughts()
            message = self._begin(Stored("assistant", status="in_progress", channel="final"))
            self._mark("user_visible_token", "first", message)
            self._mark("final_channel_token", "first", message)
            self._entitle()
        self._release()
        message.text += piece
        self._held = piece
        asyncio.get_running_loop().call_later(HOLD, self._release)

    def _release(self) -> None:
        if self._held:
            self.log.write(self._deltas.append(TEXT, self._held))
            self._held = ""

    def _thought(self, thought: Thought) -> None:
        message = self._open
        if message is None or message.kind != "thoughts":
            message = self._begin(Stored("assistant", kind="thoughts", status="in_progress"))
            self._mark("cot_token", "first", message)
        message.thoughts.append(thought)
        value: Json = [{"summary": thought.summary, "content": thought.content, "chunks": []}]
        self.log.write(self._deltas.append("/message/content/thoughts", value))

    def _end_thoughts(self) -> None:
        if self._open is None or self._open.kind != "thoughts":
            return
        self._close(self._open, "finished_successfully", end_turn=False)
        seconds = max(1, round(time.monotonic() - self._began))
        recap = Stored("assistant", f"Thought for {seconds}s", kind="reasoning_recap", end_turn=False)
        self._begin(recap)
        self._open = None

    def _aside(self, text: str) -> None:
        self._end_thoughts()
        message = self._begin(Stored("assistant", status="in_progress", channel="commentary"))
        message.text = text
        self.log.write(self._deltas.append(TEXT, text))
        self._close(message, "finished_successfully", end_turn=False)

    def _entitle(self) -> None:
        if self._conversation.title != "New chat":
            return
        self._conversation.title = title_of(self._question.text)
        self.log.write(
            typed("title_generation", title=self._conversation.title, conversation_id=self._conversation.id)
        )

    def _close(
        self, message: Stored, status: Status, *, end_turn: bool | None, finish: dict[str, Json] | None = None
    ) -> None:
        message.status, message.end_turn, message.finish = status, end_turn, finish
        steps = [step("replace", "/message/status", status), step("replace", "/message/end_turn", end_turn)]
        if self._held:
            steps.insert(0, step("append", TEXT, self._held))
            self._held = ""
        if finish is not None:
            said: Json = {"is_complete": True, "finish_details": finish}
            steps.append(step("append", "/message/metadata", said))
        self.log.write(self._deltas.patch(*steps))
        self._open = None

    def _finish(self) -> None:
        self._end_thoughts()
        message = self._open or self._begin(Stored("assistant", status="in_progress", channel="final"))
        self._entitle()
        self._close(message, "finished_successfully", end_turn=True, finish=FINISHED)
        self._mark("last_token", "last", message)
        ste: Json = {
            "model_slug": MODEL,
            "tool_invoked": False,
            "plan_type": "plus",
            "turn_exchange_id": message.exchange,
        }
        self.log.write(typed("server_ste_metadata", metadata=ste, conversation_id=self._conversation.id))
        self.log.write(typed("message_stream_complete", conversation_id=self._conversation.id))

    def _fail(self, why: str) -> None:
        self._interrupt(FAILED)
        error: dict[str, Json] = {"message": None, "conversation_id": self._conversation.id, "error": why}
        self.log.write(Frame(dumps(error)))

    def _interrupt(self, reason: dict[str, Json]) -> None:
        if self._open is not None:
            self._close(self._open, "finished_partial_completion", end_turn=False, finish=reason)


def title_of(question: str) -> str:
    """A short title made of the question's first words."""
    words = " ".join(question.split())
    return words if len(words) <= TITLE_LENGTH else words[:TITLE_LENGTH].rsplit(" ", 1)[0] + "…"
