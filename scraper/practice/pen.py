"""How a message gets onto the wire: as deltas (encoding v1), or as whole frames, the way it was before them."""

import asyncio

from scraper.practice.conversation import Conversation
from scraper.practice.json import Json, dumps
from scraper.practice.message import Status, Stored
from scraper.practice.sse import Deltas, Frame, Log, step, typed

HOLD = 0.005  # seconds a text may wait for the next one: the very last goes into the final patch, as observed
TEXT = "/message/content/parts/0"


class Pen:
    """Writes the messages of one answer into its log."""

    def __init__(self, conversation: Conversation, log: Log, *, whole: bool = False) -> None:
        self._conversation = conversation
        self._log = log
        self._whole = whole
        self._deltas = Deltas()
        self._held = ""  # text that is stored and not yet sent
        self._message: Stored | None = None

    def begin(self, message: Stored) -> None:
        self.release()
        self._message = message
        self._write(self._deltas.add(self._conversation.id, message.json()))

    def text(self, piece: str) -> None:
        """Stores a piece of the text; it is sent a moment later."""
        self.release()
        self._open.text += piece
        self._held = piece
        asyncio.get_running_loop().call_later(HOLD, self.release)

    def release(self) -> None:
        if self._held:
            held, self._held = self._held, ""
            self._write(self._deltas.append(TEXT, held))

    def rewrite(self, text: str) -> None:
        self.release()
        self._open.text = text
        self._write(self._deltas.replace(TEXT, text))

    def shorten(self, by: int) -> None:
        self.release()
        length = max(0, len(self._open.text) - by)
        self._open.text = self._open.text[:length]
        self._write(self._deltas.truncate(TEXT, length))

    def add_to(self, path: str, value: Json) -> None:
        """Sends what the message has got besides its text."""
        self.release()
        self._write(self._deltas.append(path, value))

    def close(self, status: Status, *, end_turn: bool | None, finish: dict[str, Json] | None = None) -> None:
        message = self._open
        message.status, message.end_turn, message.finish = status, end_turn, finish
        steps = [step("replace", "/message/status", status), step("replace", "/message/end_turn", end_turn)]
        if self._held:
            steps.insert(0, step("append", TEXT, self._held))
            self._held = ""
        if finish is not None:
            said: Json = {"is_complete": True, "finish_details": finish}
            steps.append(step("append", "/message/metadata", said))
        self._write(self._deltas.patch(*steps))

    def mark(self, marker: str, event: str) -> None:
        fields: dict[str, Json] = {"marker": marker, "event": event, "message_id": self._open.id}
        self.tell("message_marker", **fields)

    def tell(self, type_: str, **fields: Json) -> None:
        self._log.write(typed(type_, conversation_id=self._conversation.id, **fields))

    @property
    def _open(self) -> Stored:
        assert self._message is not None
        return self._message

    def _write(self, delta: Frame) -> None:
        if not self._whole:
            self._log.write(delta)
            return
        said: dict[str, Json] = {"message": self._open.json(), "conversation_id": self._conversation.id}
        self._log.write(Frame(dumps(said | {"error": None})))
