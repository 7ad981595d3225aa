"""Our answer → their JSON and their server-sent events, to the letter.

Source: openapi.yaml 2.3.0. Only ``data:`` lines, the role once, the
finish in a chunk of its own, ``choices`` always a list, nulls where a key is required. Keep-alive is a chunk with
an empty delta: of all frames measured the only one that every client survives.
"""

from dataclasses import dataclass

import orjson

from platforms.http.errors import ApiError

Fields = dict[str, object]

DONE = b"data: [DONE]\n\n"


@dataclass(frozen=True, slots=True)
class Head:
    """What is the same in every chunk of an answer."""

    id: str
    created: int
    model: str


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens, estimated."""

    prompt: int
    completion: int

    def fields(self) -> Fields:
        return {
            "prompt_tokens": self.prompt,
            "completion_tokens": self.completion,
            "total_tokens": self.prompt + self.completion,
            "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
            "completion_tokens_details": {
                "reasoning_tokens": 0,
                "audio_tokens": 0,
                "accepted_prediction_tokens": 0,
                "rejected_prediction_tokens": 0,
            },
        }


def whole(head: Head, text: str, finish: str, usage: Usage) -> bytes:
    """The answer in one JSON object."""
    said: Fields = {"role": "assistant", "content": text, "refusal": None, "annotations": []}
    return orjson.dumps(
        {
            "id": head.id,
            "object": "chat.completion",
            "created": head.created,
            "model": head.model,
            "choices": [{"index": 0, "message": said, "logprobs": None, "finish_reason": finish}],
            "usage": usage.fields(),
            "service_tier": "default",
        }
    )


class Chunks:
    """The events of one streamed answer. Bytes around one encoded string: the cheapest way that was measured."""

    def __init__(self, head: Head, *, with_usage: bool) -> None:
        same = orjson.dumps({"id": head.id, "object": "chat.completion.chunk", "created": head.created})
        self._same = b"data: " + same[:-1] + b',"model":' + orjson.dumps(head.model) + b',"service_tier":"default"'
        self._start = self._same + b',"choices":[{"index":0,"delta":'
        self._end = (b',"usage":null' if with_usage else b"") + b"}\n\n"
        self._more = b',"logprobs":null,"finish_reason":null}]' + self._end

    def role(self) -> bytes:
        return self._start + b'{"role":"assistant","content":"","refusal":null}' + self._more

    def text(self, more: str) -> bytes:
        return self._start + b'{"content":' + orjson.dumps(more) + b"}" + self._more

    def nothing(self) -> bytes:
        """Keep-alive."""
        return self._start + b"{}" + self._more

    def finish(self, reason: str) -> bytes:
        return self._start + b'{},"logprobs":null,"finish_reason":' + orjson.dumps(reason) + b"}]" + self._end

    def usage(self, usage: Usage) -> bytes:
        return self._same + b',"choices":[],"usage":' + orjson.dumps(usage.fields()) + b"}\n\n"


def broken(error: ApiError) -> bytes:
    """The last event of a stream that failed; no DONE after it."""
    return b"data: " + error.body() + b"\n\n"
