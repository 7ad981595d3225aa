"""Chat completions, as JSON and as server-sent events.

Source: openapi.yaml 2.3.0. Only ``data:`` lines, the role once, the
finish in a chunk of its own, ``choices`` always a list, nulls where a key is required. Keep-alive is a chunk with
an empty delta: of all frames measured the only one that every client survives.
"""

import time
from collections.abc import Sequence

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
    Usage,
    Whole,
    Words,
)
from platforms.http.errors import ApiError
from platforms.http.render import sse
from platforms.http.render.wire import Wire
from platforms.http.request.chat import Chat
from platforms.http.request.checks import Object
from platforms.http.request.tools import Call


def fields_of(usage: Usage) -> Object:
    return {
        "prompt_tokens": usage.prompt,
        "completion_tokens": usage.completion,
        "total_tokens": usage.prompt + usage.completion,
        "prompt_tokens_details": {"cached_tokens": usage.cached, "audio_tokens": 0},
        "completion_tokens_details": {
            "reasoning_tokens": usage.reasoning,
            "audio_tokens": 0,
            "accepted_prediction_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
    }


class ChatWire:
    """One answer. Bytes around one encoded string: the cheapest way that was measured."""

    def __init__(self, chat: Chat, id: str) -> None:
        self._chat, self._id, self._created = chat, f"chatcmpl-{id}", int(time.time())
        self._calls = 0
        self._begin(chat.model)

    def whole(self, answer: Whole) -> bytes:
        said: Object = {"role": "assistant", "content": answer.text, "refusal": None, "annotations": []}
        if answer.declined:
            said |= {"content": None, "refusal": answer.declined}
        if answer.calls:
            said |= {"content": answer.text or None} | self._called(answer.calls)
        if answer.cited:
            said["annotations"] = [_citation(one) for one in answer.cited]
        choice = {"index": 0, "message": said, "logprobs": None, "finish_reason": self._finish(answer.finish)}
        return orjson.dumps(
            {
                "id": self._id,
                "object": "chat.completion",
                "created": self._created,
                "model": answer.model,
                "choices": [choice],
                "usage": fields_of(answer.usage),
                "service_tier": "default",
            }
        )

    def piece(self, piece: Piece) -> bytes:
        match piece:
            case Words(more):  # first, for they are nearly all that comes
                return self._start + b'{"content":' + orjson.dumps(more) + b"}" + self._more
            case Sign():
                return b""
            case Began(model):
                self._begin(model)
                return self._start + b'{"role":"assistant","content":"","refusal":null}' + self._more
            case Nothing():
                return self._start + b"{}" + self._more
            case Called(call):
                return self._call(call)
            case Declined(why):
                return self._start + b'{"refusal":' + orjson.dumps(why) + b"}" + self._more
            case Ended():
                return self._end(piece)

    def broken(self, error: ApiError) -> bytes:
        return sse.failed(error)

    def _begin(self, model: str) -> None:
        """What is the same in every chunk of an answer."""
        same = orjson.dumps({"id": self._id, "object": "chat.completion.chunk", "created": self._created})
        self._same = b"data: " + same[:-1] + b',"model":' + orjson.dumps(model) + b',"service_tier":"default"'
        self._start = self._same + b',"choices":[{"index":0,"delta":'
        self._close = (b',"usage":null' if self._chat.include_usage else b"") + b"}\n\n"
        self._more = b',"logprobs":null,"finish_reason":null}]' + self._close

    def _called(self, calls: Sequence[Call]) -> Object:
        if self._chat.toolbox.functions:
            return {"function_call": _function(calls[0])}
        return {"tool_calls": [{"id": one.id, "type": "function", "function": _function(one)} for one in calls]}

    def _call(self, call: Call) -> bytes:
        """First which tool, then what with."""
        name, arguments = {"name": call.name, "arguments": ""}, {"arguments": call.arguments}
        if self._chat.toolbox.functions:
            deltas: list[Object] = [{"function_call": name}, {"function_call": arguments}]
        else:
            at, self._calls = self._calls, self._calls + 1
            first = {"index": at, "id": call.id, "type": "function", "function": name}
            deltas = [{"tool_calls": [first]}, {"tool_calls": [{"index": at, "function": arguments}]}]
        return b"".join(self._start + orjson.dumps(delta) + self._more for delta in deltas)

    def _finish(self, finish: Finish) -> str:
        """The older word where the caller asked in older words."""
        return "function_call" if finish == "tool_calls" and self._chat.toolbox.functions else finish

    def _cite(self, cited: Sequence[Cited]) -> bytes:
        """All of them in one chunk, once their places are known."""
        delta = {"annotations": [_citation(one) for one in cited]}
        return self._start + orjson.dumps(delta) + self._more if cited else b""

    def _end(self, ended: Ended) -> bytes:
        finish = b'{},"logprobs":null,"finish_reason":' + orjson.dumps(self._finish(ended.finish)) + b"}]"
        last = self._cite(ended.cited) + self._start + finish + self._close
        if self._chat.include_usage:
            last += self._same + b',"choices":[],"usage":' + orjson.dumps(fields_of(ended.usage)) + b"}\n\n"
        return last + sse.DONE


def _citation(cited: Cited) -> Object:
    place = {"start_index": cited.start, "end_index": cited.end}
    return {"type": "url_citation", "url_citation": {"url": cited.url, "title": cited.title, **place}}


def _function(call: Call) -> Object:
    return {"name": call.name, "arguments": call.arguments}


_wire: type[Wire] = ChatWire
