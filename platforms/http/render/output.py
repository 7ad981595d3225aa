"""The items of a response's output, whole: a message of text or of a refusal, and calls of tools. Pure.

Source: openapi.yaml 2.3.0 (Response.output) and the schemas of Open Responses, seen 2026-10.
"""

from collections.abc import Iterator, Sequence
from typing import Literal

from platforms.http.answer.pieces import Cited, Whole
from platforms.http.ids import item_id
from platforms.http.request.checks import Object
from platforms.http.request.tools import Call

Status = Literal["in_progress", "completed", "incomplete"]


def output(answer: Whole, request: str, status: Status = "completed") -> list[Object]:
    """Of the answer to the ``request``: text before calls; an answer without anything is an empty text."""
    return [*_messages(answer, request, status), *_calls(answer, request)]


def _messages(answer: Whole, request: str, status: Status) -> Iterator[Object]:
    if answer.declined:
        yield message(item_id("msg", request, 0), [refusal(answer.declined)], status)
    elif answer.text or not answer.calls:
        yield message(item_id("msg", request, 0), [text(answer.text, answer.cited)], status)


def _calls(answer: Whole, request: str) -> Iterator[Object]:
    first = 1 if answer.text or answer.declined else 0
    for place, one in enumerate(answer.calls, first):
        yield call(item_id("fc", request, place), one, one.arguments)


def message(id: str, content: Sequence[Object], status: Status) -> Object:
    return {"id": id, "type": "message", "status": status, "role": "assistant", "content": list(content)}


def text(said: str, cited: Sequence[Cited] = ()) -> Object:
    return {"type": "output_text", "text": said, "annotations": [citation(one) for one in cited], "logprobs": []}


def refusal(why: str) -> Object:
    return {"type": "refusal", "refusal": why}


def citation(one: Cited) -> Object:
    places = {"start_index": one.start, "end_index": one.end}
    return {"type": "url_citation", "url": one.url, "title": one.title, **places}


def call(id: str, one: Call, arguments: str, status: Status = "completed") -> Object:
    """The ``arguments`` are none yet where the call only begins."""
    named: Object = {"id": id, "type": "function_call", "status": status, "call_id": one.id, "name": one.name}
    return {**named, "arguments": arguments}
