"""The brain's pieces become messages: stored in the conversation, written onto the wire."""

import time

from scraper.practice.brain import Aside, Cite, Cut, Image, Limit, Made, Piece, Rewritten, Shortened, Thought, Told
from scraper.practice.conversation import Conversation
from scraper.practice.json import Json, dumps
from scraper.practice.message import Status, Stored
from scraper.practice.pen import Pen
from scraper.practice.references import reference
from scraper.practice.sse import Frame, Log
from scraper.practice.surroundings import Surroundings

TITLE_LENGTH = 40
REFERENCES = "/message/metadata/content_references"


class Writing:
    """One turn's messages, the newest of which may be open."""

    def __init__(self, conversation: Conversation, question: Stored, around: Surroundings, log: Log) -> None:
        self.pen = Pen(conversation, log, whole=around.delivery.whole)
        self.open: Stored | None = None
        self.last: Stored | None = None
        self._conversation = conversation
        self._question = question
        self._around = around
        self._log = log
        self._began = time.monotonic()

    def take(self, piece: Piece) -> None:
        match piece:
            case str():
                self.words()
                self.pen.text(piece)
            case Thought():
                self._thought(piece)
            case Aside(text):
                self._aside(text)
            case Cut():
                self.pen.release()
                self._log.write(piece)
            case Cite():
                self._cite(piece)
            case Image():
                self._image(piece)
            case Made(name, data):
                self._around.files.made(self._conversation.id, name, data)
            case Rewritten(text):
                self.words()
                self.pen.rewrite(text)
            case Shortened(by):
                self.words()
                self.pen.shorten(by)
            case Told():
                self._tell(piece)
            case Limit():
                pass  # the generation has seen it

    def reopen(self, message: Stored) -> None:
        """An answer that was cut by its limit goes on in the same message."""
        message.status, message.end_turn, message.finish = "in_progress", None, None
        self.open = self.last = message
        self.pen.begin(message)

    def words(self) -> Stored:
        """The message that the answer's text goes to."""
        message = self.open
        if message is None or message.kind != "text":
            self.end_thoughts()
            message = self._begin(Stored("assistant", status="in_progress", channel="final"))
            self.pen.mark("user_visible_token", "first")
            self.pen.mark("final_channel_token", "first")
            self.entitle()
        return message

    def end_thoughts(self) -> None:
        if self.open is None or self.open.kind != "thoughts":
            return
        self.close("finished_successfully", end_turn=False)
        seconds = max(1, round(time.monotonic() - self._began))
        recap = Stored("assistant", f"Thought for {seconds}s", kind="reasoning_recap", end_turn=False)
        recap.extra["finished_duration_sec"] = seconds
        self._begin(recap)
        self.open = None

    def call_connector(self) -> None:
        """The model wants to use something that a person has to allow."""
        call = Stored("assistant", '{"path": "/calendar"}', kind="code", recipient="connector")
        call.status = "in_progress"
        self._begin(call)
        self.close("finished_successfully", end_turn=False)

    def entitle(self) -> None:
        if self._conversation.title == "New chat":
            self._conversation.title = title_of(self._question.text)
            self.pen.tell("title_generation", title=self._conversation.title)

    def close(self, status: Status, *, end_turn: bool | None, finish: dict[str, Json] | None = None) -> None:
        self.pen.close(status, end_turn=end_turn, finish=finish)
        self.open = None

    def _begin(self, message: Stored) -> Stored:
        message.exchange = self._question.exchange
        message.answering = self._around.answering
        self.open = self.last = self._conversation.add(message)
        self.pen.begin(message)
        return message

    def _thought(self, thought: Thought) -> None:
        message = self.open
        if message is None or message.kind != "thoughts":
            message = self._begin(Stored("assistant", kind="thoughts", status="in_progress"))
            self.pen.mark("cot_token", "first")
        message.thoughts.append(thought)
        value: Json = [{"summary": thought.summary, "content": thought.content, "chunks": []}]
        self.pen.add_to("/message/content/thoughts", value)

    def _aside(self, text: str) -> None:
        self.end_thoughts()
        self._begin(Stored("assistant", status="in_progress", channel="commentary"))
        self.pen.text(text)
        self.close("finished_successfully", end_turn=False)

    def _cite(self, cite: Cite) -> None:
        message = self.words()
        marker, found = reference(cite, len(message.text), len(message.references))
        self.pen.text(marker)
        if found is not None:
            message.references.append(found)
            self.pen.add_to(REFERENCES, [found])

    def _image(self, image: Image) -> None:
        self.end_thoughts()
        kept = self._around.files.made(self._conversation.id, f"{image.title}.png", image.data)
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
        self.entitle()
        self.close("finished_successfully", end_turn=None)

    def _tell(self, told: Told) -> None:
        self.pen.release()
        self._log.write(Frame(dumps({"conversation_id": self._conversation.id, **told.fields})))
        if told.fields.get("type") == "moderation":
            self._conversation.blocked.append(told.fields)


def title_of(question: str) -> str:
    """A short title made of the question's first words."""
    words = " ".join(question.split())
    return words if len(words) <= TITLE_LENGTH else words[:TITLE_LENGTH].rsplit(" ", 1)[0] + "…"
