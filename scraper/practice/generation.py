"""One answer being written: the brain's pieces go into the conversation and onto the wire.

It belongs to the server, not to a request: it goes on when the browser goes away, as on the real site.
Order of events and the final patch as seen 2026-09-28.
"""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import uuid4

from scraper.practice.brain import (
    Aside,
    Cite,
    Cut,
    GenerationFailed,
    GenerationStopped,
    Image,
    Limit,
    Made,
    Piece,
    Rewritten,
    Shortened,
    Thought,
    Told,
)
from scraper.practice.conversation import Conversation
from scraper.practice.files import Files
from scraper.practice.json import Json, dumps
from scraper.practice.message import Answering, Status, Stored, new_id
from scraper.practice.pen import Pen
from scraper.practice.references import reference
from scraper.practice.sse import DONE, ENCODING, PING, Frame, Handed, Log

logger = logging.getLogger(__name__)

TITLE_LENGTH = 40
REFERENCES = "/message/metadata/content_references"
STOPPED: dict[str, Json] = {"type": "interrupted", "reason": "client_stopped"}
FAILED: dict[str, Json] = {"type": "interrupted", "reason": "error"}
FINISHED: dict[str, Json] = {"type": "stop", "stop_tokens": [200002]}
TOO_LONG: dict[str, Json] = {"type": "max_tokens"}
BROKEN = "Something went wrong while generating the response."


@dataclass(frozen=True, slots=True)
class Delivery:
    """How an answer gets to the page."""

    handed: Handed | None = None  # the POST ends early, the rest goes another way
    by: tuple[str, ...] = ("resume_sse_endpoint", "subscribe_ws_topic")  # … by one of these
    whole: bool = False  # whole frames instead of deltas
    ends: bool = True  # False: the last events never come


@dataclass(slots=True)
class Surroundings:
    """What an answer needs to know of the site, and tells it."""

    answering: Answering = field(default_factory=Answering)
    delivery: Delivery = field(default_factory=Delivery)
    files: Files = field(default_factory=Files)
    limits: dict[str, Json] = field(default_factory=dict)
    permitted: Callable[[], Awaitable[None]] | None = None  # waits for a person's permission
    two: bool = False  # two answers, of which the person has to choose one
    done: Callable[[], None] = lambda: None


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
        self.exchange = question.exchange
        again = bool(conversation.children(question.id)) or continued is not None
        self.turn = new_id() if again else self.exchange
        self._pieces = pieces
        self._question = question
        self._around = around or Surroundings()
        self._continued = continued
        self._pen = Pen(conversation, self.log, whole=self._around.delivery.whole)
        self._open: Stored | None = None  # the message that is being written
        self._last: Stored | None = None
        self._began = time.monotonic()
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
        pen, delivery = self._pen, self._around.delivery
        self._begin_stream()
        if delivery.handed is not None:
            options: Json = [{"type": way, "topic_id": self.topic} for way in delivery.by]
            pen.tell("stream_handoff", turn_exchange_id=self.exchange, options=options)
            self.log.write(delivery.handed)
            self._begin_stream()
        if self._continued is not None:
            self._reopen(self._continued)
            return
        if len(self.conversation.questions) == 1:
            for hidden in self.conversation.messages:
                if hidden.hidden:
                    pen.begin(hidden)
        pen.tell("input_message", input_message=self._question.json())
        if self._around.limits:
            pen.tell("conversation_detail_metadata", **self._around.limits)
        self.log.write(PING)

    def _begin_stream(self) -> None:
        if not self._around.delivery.whole:
            self.log.write(ENCODING)
        self._pen.tell("resume_conversation_token", kind="topic", token=uuid4().hex)

    def _reopen(self, message: Stored) -> None:
        """The answer goes on in the same message."""
        message.status, message.end_turn, message.finish = "in_progress", None, None
        self._open = message
        self._pen.begin(message)

    async def _write(self) -> None:
        if self._around.permitted is not None:
            await self._ask_permission(self._around.permitted)
        try:
            async for piece in self._pieces:
                if isinstance(piece, Limit):
                    self._words().rest = [later async for later in self._pieces]
                    return
                self._take(piece)
        finally:
            if isinstance(self._pieces, AsyncGenerator):
                await self._pieces.aclose()

    def _take(self, piece: Piece) -> None:
        match piece:
            case str():
                self._words()
                self._pen.text(piece)
            case Thought():
                self._thought(piece)
            case Aside(text):
                self._aside(text)
            case Cut():
                self._pen.release()
                self.log.write(piece)
            case Cite():
                self._cite(piece)
            case Image():
                self._image(piece)
            case Made(name, data):
                self._around.files.made(self.conversation.id, name, data)
            case Rewritten(text):
                self._words()
                self._pen.rewrite(text)
            case Shortened(by):
                self._words()
                self._pen.shorten(by)
            case Told(fields):
                self._pen.release()
                self.log.write(Frame(dumps({"conversation_id": self.conversation.id, **fields})))
                self._remember(fields)
            case Limit():
                pass  # _write() has seen it

    def _remember(self, fields: object) -> None:
        if isinstance(fields, dict) and fields.get("type") == "moderation":
            self.conversation.blocked.append(fields)

    def _begin(self, message: Stored) -> Stored:
        message.exchange = self.exchange
        if message.role != "user":
            message.answering = self._around.answering
        self._open = self._last = self.conversation.add(message)
        self._pen.begin(message)
        return message

    def _words(self) -> Stored:
        """The message that the answer's text goes to."""
        message = self._open
        if message is None or message.kind != "text":
            self._end_thoughts()
            message = self._begin(Stored("assistant", status="in_progress", channel="final"))
            self._pen.mark("user_visible_token", "first")
            self._pen.mark("final_channel_token", "first")
            self._entitle()
        return message

    def _thought(self, thought: Thought) -> None:
        message = self._open
        if message is None or message.kind != "thoughts":
            message = self._begin(Stored("assistant", kind="thoughts", status="in_progress"))
            self._pen.mark("cot_token", "first")
        message.thoughts.append(thought)
        value: Json = [{"summary": thought.summary, "content": thought.content, "chunks": []}]
        self._pen.add_to("/message/content/thoughts", value)

    def _end_thoughts(self) -> None:
        if self._open is None or self._open.kind != "thoughts":
            return
        self._close("finished_successfully", end_turn=False)
        seconds = max(1, round(time.monotonic() - self._began))
        recap = Stored("assistant", f"Thought for {seconds}s", kind="reasoning_recap", end_turn=False)
        recap.extra["finished_duration_sec"] = seconds
        self._begin(recap)
        self._open = None

    def _aside(self, text: str) -> None:
        self._end_thoughts()
        self._begin(Stored("assistant", status="in_progress", channel="commentary"))
        self._pen.text(text)
        self._close("finished_successfully", end_turn=False)

    def _cite(self, cite: Cite) -> None:
        message = self._words()
        marker, found = reference(cite, len(message.text), len(message.references))
        self._pen.text(marker)
        if found is not None:
            message.references.append(found)
            self._pen.add_to(REFERENCES, [found])

    def _image(self, image: Image) -> None:
        self._end_thoughts()
        kept = self._around.files.made(self.conversation.id, f"{image.title}.png", image.data)
        part: Json = {
            "content_type": "image_asset_pointer",
            "asset_pointer": f"sediment://{kept.id}",
            "size_bytes": len(image.data),
            "width": image.width,
            "height": image.height,
            "metadata": {"generation": {"gen_size": "image"}},
        }
        message = Stored("tool", kind="multimodal_text", status="in_progress", name="image_gen", parts=[part])
        message.extra["image_gen_title"] = image.title
        self._begin(message)
        self._entitle()
        self._close("finished_successfully", end_turn=None)

    async def _ask_permission(self, permitted: Callable[[], Awaitable[None]]) -> None:
        call = Stored(
            "assistant", '{"path": "/calendar"}', kind="code", status="in_progress", recipient="connector"
        )
        self._begin(call)
        self._close("finished_successfully", end_turn=False)
        await permitted()

    def _entitle(self) -> None:
        if self.conversation.title == "New chat":
            self.conversation.title = title_of(self._question.text)
            self._pen.tell("title_generation", title=self.conversation.title)

    def _close(self, status: Status, *, end_turn: bool | None, finish: dict[str, Json] | None = None) -> None:
        self._pen.close(status, end_turn=end_turn, finish=finish)
        self._open = None

    def _finish(self) -> None:
        self._end_thoughts()
        last = self._last
        if self._open is None and not (last is not None and last.role == "tool"):
            self._words()
        self._entitle()
        if (message := self._open) is not None:
            whole = not message.rest
            status: Status = "finished_successfully" if whole else "finished_partial_completion"
            self._close(status, end_turn=whole, finish=FINISHED if whole else TOO_LONG)
            if self._around.two:
                self._second(message)
        if not self._around.delivery.ends:
            self.log.write(Cut())
        self._pen.mark("last_token", "last")
        ste: Json = {
            "model_slug": self._around.answering.resolved,
            "tool_invoked": False,
            "plan_type": "plus",
            "turn_exchange_id": self.exchange,
        }
        self._pen.tell("server_ste_metadata", metadata=ste)
        self._pen.tell("message_stream_complete")

    def _second(self, first: Stored) -> None:
        """Another answer beside the first one, for the person to choose; the first is shown meanwhile."""
        second = Stored("assistant", f"{first.text}\n\n(2)", end_turn=True, channel="final", finish=FINISHED)
        first.extra["paragen"] = second.extra["paragen"] = True
        second.exchange, second.answering = self.exchange, first.answering
        self.conversation.add(second, first.parent)
        self.conversation.current_node = first.id

    def _fail(self, why: str) -> None:
        self._interrupt(FAILED)
        error: dict[str, Json] = {"message": None, "conversation_id": self.conversation.id, "error": why}
        self.log.write(Frame(dumps(error)))

    def _interrupt(self, reason: dict[str, Json]) -> None:
        if self._open is not None:
            self._close("finished_partial_completion", end_turn=False, finish=reason)


def title_of(question: str) -> str:
    """A short title made of the question's first words."""
    words = " ".join(question.split())
    return words if len(words) <= TITLE_LENGTH else words[:TITLE_LENGTH].rsplit(" ", 1)[0] + "…"
