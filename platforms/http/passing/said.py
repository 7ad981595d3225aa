"""What an answer of an API says, on either route, whole or streamed. Pure; what is not understood says nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import cast

from bridge.types import Used
from platforms.http.passing.loose import inner, object_of, objects, string, text_part, words_of
from platforms.http.request.checks import Object
from platforms.http.request.tools import Call

MOST_TOKENS = 2**31


@dataclass(frozen=True, slots=True)
class Said:
    """As much of it as came."""

    model: str = ""
    words: str = ""
    calls: tuple[Call, ...] = ()
    cut: bool = False
    failed: str = ""
    used: Used | None = None

    @property
    def text(self) -> str:
        """All of it, as the ledger keeps it."""
        calls = (f"(called {call.name} with {call.arguments})" for call in self.calls)
        return "\n".join(filter(None, [self.words, *calls]))


def whole(answer: Object) -> Said:
    if "output" in answer or answer.get("object") == "response":
        return _response(answer)
    choice = next(iter(objects(answer.get("choices"))), {})
    message = inner(choice, "message")
    words = "\n".join(filter(None, [words_of(message.get("content")), text_part(message)]))
    calls = tuple(_call(inner(one, "function"), one.get("id")) for one in objects(message.get("tool_calls")))
    cut = choice.get("finish_reason") == "length"
    return Said(string(answer.get("model")), words, calls, cut, "", _used(answer))


def _response(answer: Object) -> Said:
    items = objects(answer.get("output"))
    calls = tuple(_call(item, item.get("call_id")) for item in items if item.get("type") == "function_call")
    words = "\n".join(filter(None, (words_of(item.get("content")) for item in items)))
    error = inner(answer, "error")
    failed = string(error.get("message")) if answer.get("status") == "failed" else ""
    cut = answer.get("status") == "incomplete"
    return Said(string(answer.get("model")), words, calls, cut, failed, _used(answer))


def streamed(answer: bytes) -> Said:
    """The chunks of a chat completion, or the events of a response; of these the last one says it all."""
    said, texts = Said(), list[str]()
    calls: dict[object, Call] = {}
    for chunk in _events(answer):
        if isinstance(response := chunk.get("response"), dict) and chunk.get("type") != "response.created":
            said = _response(cast(Object, response))
        elif chunk.get("type") == "response.output_text.delta":
            texts.append(string(chunk.get("delta")))
        elif "error" in chunk:
            said = replace(said, failed=string(inner(chunk, "error").get("message")) or "error")
        else:
            said = _after(said, chunk, texts, calls)
    return replace(said, words=said.words or "".join(texts), calls=said.calls or tuple(calls.values()))


def _after(said: Said, chunk: Object, texts: list[str], calls: dict[object, Call]) -> Said:
    choice = next(iter(objects(chunk.get("choices"))), {})
    delta = inner(choice, "delta")
    texts += [string(delta.get("content")), string(delta.get("refusal"))]
    _gather(delta, calls)
    if said.model and not chunk.get("usage") and choice.get("finish_reason") is None:
        return said
    cut = said.cut or choice.get("finish_reason") == "length"
    return replace(said, model=said.model or string(chunk.get("model")), cut=cut, used=_used(chunk) or said.used)


def _gather(delta: Object, calls: dict[object, Call]) -> None:
    for one in objects(delta.get("tool_calls")):
        more = _call(inner(one, "function"), one.get("id"))
        if known := calls.get(one.get("index")):
            arguments = known.arguments + more.arguments
            more = Call(known.id or more.id, known.name or more.name, arguments)
        calls[one.get("index")] = more


def _events(answer: bytes) -> Iterator[Object]:
    for line in answer.splitlines():
        if line.startswith(b"data:") and (event := object_of(line[5:])):
            yield event


def _call(function: Object, id: object) -> Call:
    return Call(string(id), string(function.get("name")), string(function.get("arguments")))


def _used(answer: Object) -> Used | None:
    usage = inner(answer, "usage")
    if not usage:
        return None
    prompt = _count(usage.get("prompt_tokens", usage.get("input_tokens")))
    completion = _count(usage.get("completion_tokens", usage.get("output_tokens")))
    details = inner(usage, "prompt_tokens_details") or inner(usage, "input_tokens_details")
    return Used(prompt, completion, _count(details.get("cached_tokens")))


def _count(value: object) -> int:
    """None that no answer has: what was spent is summed up from them."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < MOST_TOKENS else 0
