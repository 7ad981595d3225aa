"""The events of a response's stream, each with its number; and a message whose text is still coming. Pure.

Source: openapi.yaml 2.3.0 (ResponseStreamEvent).
"""

from collections.abc import Sequence

import orjson

from platforms.http.answer.pieces import Cited
from platforms.http.render import output, sse
from platforms.http.render.output import Status
from platforms.http.request.checks import Object

DELTA = "response.output_text.delta"


class Events:
    """Of one response."""

    def __init__(self) -> None:
        self._next = 0

    def next(self) -> int:
        number, self._next = self._next, self._next + 1
        return number

    def event(self, type: str, **said: object) -> bytes:
        data = orjson.dumps({"type": type, "sequence_number": self.next(), **said})
        return b"event: " + type.encode() + b"\n" + sse.data(data)

    def added(self, place: int, item: Object) -> bytes:
        return self.event("response.output_item.added", output_index=place, item=item)

    def done(self, place: int, item: Object) -> bytes:
        return self.event("response.output_item.done", output_index=place, item=item)


class OpenText:
    """A message of text, from its beginning to its end."""

    def __init__(self, events: Events, id: str, place: int) -> None:
        self._events, self._id, self._place = events, id, place
        self._text: list[str] = []
        self._where: Object = {"item_id": id, "output_index": place, "content_index": 0}
        same = orjson.dumps({"type": DELTA, **self._where, "logprobs": []})
        self._start = b"event: " + DELTA.encode() + b"\ndata: " + same[:-1] + b',"delta":'

    def begin(self) -> bytes:
        part = self._events.added(self._place, output.message(self._id, [], "in_progress"))
        return part + self._events.event("response.content_part.added", **self._where, part=output.text(""))

    def more(self, text: str) -> bytes:
        """The one event of which there are many: bytes around one encoded string."""
        self._text.append(text)
        return self._start + orjson.dumps(text) + b',"sequence_number":%d}\n\n' % self._events.next()

    def item(self, status: Status, cited: Sequence[Cited] = ()) -> Object:
        return output.message(self._id, [output.text("".join(self._text), cited)], status)

    def end(self, status: Status, cited: Sequence[Cited] = ()) -> bytes:
        whole, where = "".join(self._text), self._where
        return b"".join(
            (
                *(self._cite(number, one) for number, one in enumerate(cited)),
                self._events.event("response.output_text.done", **where, text=whole, logprobs=[]),
                self._events.event("response.content_part.done", **where, part=output.text(whole, cited)),
                self._events.done(self._place, self.item(status, cited)),
            )
        )

    def _cite(self, number: int, cited: Cited) -> bytes:
        told = output.citation(cited)
        of = "response.output_text.annotation.added"
        return self._events.event(of, **self._where, annotation_index=number, annotation=told)
