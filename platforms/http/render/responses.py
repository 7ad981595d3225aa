"""The Responses API, as JSON and as server-sent events.

Source: openapi.yaml 2.3.0 (ResponseStreamEvent); the order of the events as openai-python 3.54, the AI SDK and
Codex want it, seen 2026-10. Every event has its type twice, and a number that rises. No DONE. Keep-alive is an
empty delta where a text is open, and else one more ``response.in_progress``, which says no more than the first.
"""

import orjson

from platforms.http.answer.pieces import (
    Began,
    Called,
    Cited,
    Declined,
    Ended,
    Finish,
    Nothing,
    Piece,
    Sign,
    Whole,
    Words,
)
from platforms.http.errors import ApiError
from platforms.http.ids import item_id, response_id
from platforms.http.render import output
from platforms.http.render.events import Events, OpenText
from platforms.http.render.input import items
from platforms.http.render.output import Status
from platforms.http.render.response import Response, incomplete
from platforms.http.render.wire import Keeps, Wire
from platforms.http.request.chat import Chat
from platforms.http.request.checks import Object
from platforms.http.request.tools import Call


class ResponsesWire:
    """One answer."""

    def __init__(self, chat: Chat, id: str) -> None:
        self._chat, self._id = chat, id
        self._response = Response(response_id(id), chat.model, chat.echo)
        self._events = Events()
        self._began = False
        self._output: list[Object] = []
        """The items that are whole."""
        self._text: OpenText | None = None
        self._ended: Object = {}

    @property
    def kept(self) -> str:
        """The response as it was told, and what was asked of it, if it may be asked for again."""
        if not self._ended.get("store"):
            return ""
        return orjson.dumps({"response": self._ended, "input": items(self._chat, self._id)}).decode()

    def whole(self, answer: Whole) -> bytes:
        self._response.model = answer.model
        told = output.output(answer, self._id, _status(answer.finish))
        self._ended = self._response.ended(answer.finish, told, answer.usage)
        return orjson.dumps(self._ended)

    def piece(self, piece: Piece) -> bytes:
        match piece:
            case Sign():
                return b""
            case Began(model):
                return self._begin(model)
            case Nothing():
                return self._text.more("") if self._text else self._told("in_progress", self._response.begun())
            case Words(more):
                return self._words(more)
            case Called(call):
                return self._closed() + self._call(call)
            case Declined(why):
                return self._closed() + self._decline(why)
            case Ended():
                return self._end(piece)

    def broken(self, error: ApiError) -> bytes:
        """What came of the answer is in the last event; openai-python raises at the one before it, for ``error``.

        Its fields stand in it twice, for OpenAI nests them and its documents don't (seen 2026-09).
        """
        begun = b"" if self._began else self._begin(self._response.model)
        partly = [self._text.item("incomplete")] if self._text else []
        said: Object = {"message": error.message, "param": error.param, "code": error.code or error.type}
        told = self._events.event("error", **said, error={"type": error.type, **said})
        return begun + told + self._told("failed", self._response.failed(error, [*self._output, *partly]))

    def _begin(self, model: str) -> bytes:
        self._began, self._response.model = True, model
        begun = self._response.begun()
        return self._told("created", begun) + self._told("in_progress", begun)

    def _told(self, what: str, response: Object) -> bytes:
        return self._events.event(f"response.{what}", response=response)

    def _words(self, more: str) -> bytes:
        if self._text is not None:
            return self._text.more(more)
        place = len(self._output)
        self._text = OpenText(self._events, item_id("msg", self._id, place), place)
        return self._text.begin() + (self._text.more(more) if more else b"")

    def _closed(self, status: Status = "completed", cited: tuple[Cited, ...] = ()) -> bytes:
        if self._text is None:
            return b""
        text, self._text = self._text, None
        self._output.append(text.item(status, cited))
        return text.end(status, cited)

    def _call(self, call: Call) -> bytes:
        place, event = len(self._output), self._events.event
        id = item_id("fc", self._id, place)
        where: Object = {"item_id": id, "output_index": place}
        self._output.append(done := output.call(id, call, call.arguments))
        said: Object = {"name": call.name, "arguments": call.arguments}
        return b"".join(
            (
                self._events.added(place, output.call(id, call, "", "in_progress")),
                event("response.function_call_arguments.delta", **where, delta=call.arguments),
                event("response.function_call_arguments.done", **where, **said),
                self._events.done(place, done),
            )
        )

    def _decline(self, why: str) -> bytes:
        place, event = len(self._output), self._events.event
        id = item_id("msg", self._id, place)
        where: Object = {"item_id": id, "output_index": place, "content_index": 0}
        self._output.append(done := output.message(id, [output.refusal(why)], "completed"))
        return b"".join(
            (
                self._events.added(place, output.message(id, [], "in_progress")),
                event("response.content_part.added", **where, part=output.refusal("")),
                event("response.refusal.delta", **where, delta=why),
                event("response.refusal.done", **where, refusal=why),
                event("response.content_part.done", **where, part=output.refusal(why)),
                self._events.done(place, done),
            )
        )

    def _end(self, ended: Ended) -> bytes:
        nothing = not self._output and self._text is None
        begun = self._words("") if nothing else b""  # an empty answer is an empty text
        told = begun + self._closed(_status(ended.finish), ended.cited)
        self._ended = self._response.ended(ended.finish, self._output, ended.usage)
        return told + self._told("incomplete" if incomplete(ended.finish) else "completed", self._ended)


def _status(finish: Finish) -> Status:
    """Of the text at the end of an answer."""
    return "incomplete" if incomplete(finish) else "completed"


_wire: type[Wire] = ResponsesWire
_keeps: type[Keeps] = ResponsesWire
