"""What came back on the forwarded way → the Turn that is noted behind it. Pure, and done when nobody waits for it.

Nothing here refuses anything: what can't be understood is left out of the ledger, for the caller has it already.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import cast

import orjson

from bridge.spent import guessed
from bridge.types import Anchor, MessageId, Question, State, Thread, Turn, TurnId, Used
from platforms.http.passing.way import Way
from platforms.http.request.checks import Object


@dataclass(slots=True)
class Passed:
    """One request that was passed on, and everything that came back; filled while it comes."""

    way: Way
    id: str
    at: float
    """Unix seconds."""
    request: str = ""
    """The API's own id of it."""
    answer: list[bytes] = field(default_factory=list)
    streamed: bool = False
    left: bool = False
    """The caller left before its end."""
    reason: str = ""
    """Why there is no whole answer."""
    noted: bool = False

    def turn(self) -> Turn:
        answer = b"".join(self.answer)
        said = _streamed(answer) if self.streamed else _whole(_object(answer))
        used = said.used or (guessed(_all_asked(self.way.body), said.text) if said.text else None)
        used = used and self.way.backend.priced(said.model or self.way.model, used)
        failed = self.reason or said.failed
        return Turn(
            TurnId(0),
            _question(self).cleaned(),
            self.way.name,
            State.FAILED if failed and not self.left else State.DELIVERED,
            anchor=Anchor(self.request) if self.request else None,
            answer=_carriable(said.text),
            answered_by=_carriable(said.model),
            stopped=self.left,
            cut=said.cut,
            reason=_carriable("" if self.left else failed),
            accepted_at=self.at,
            asking_since=self.at,
            held=True,
            used=used or None,
        )


@dataclass(frozen=True, slots=True)
class _Said:
    """What an answer says, on either route."""

    model: str = ""
    text: str = ""
    cut: bool = False
    failed: str = ""
    used: Used | None = None


def _question(passed: Passed) -> Question:
    body = passed.way.body
    instructions, text = _asked(body)
    effort = body.get("reasoning_effort") or _inner(body, "reasoning").get("effort")
    return Question(
        Thread("http", "", passed.way.caller, passed.id),
        MessageId(f"http-{passed.id}"),
        passed.way.caller,
        text or instructions,
        instructions if text else "",
        passed.way.model,
        effort if isinstance(effort, str) else "",
    )


def _asked(body: Object) -> tuple[str, str]:
    """The instructions, and what was said since the last answer."""
    sent = body.get("messages", body.get("input", ""))
    if isinstance(sent, str):
        return _words(body.get("instructions")), sent
    items = _objects(sent)
    system = [_words(one.get("content")) for one in items if one.get("role") in ("system", "developer")]
    own = [one for one in items if one.get("role") not in ("system", "developer")]
    answers = [place for place, one in enumerate(own, 1) if one.get("role") == "assistant"]
    last = own[answers[-1] :] if answers and answers[-1] < len(own) else own[-1:]
    said = (_words(one.get("content", one.get("output"))) for one in last)
    return "\n\n".join(filter(None, [_words(body.get("instructions")), *system])), "\n\n".join(filter(None, said))


def _all_asked(body: Object) -> Iterator[str]:
    """Every text that was sent."""
    yield _words(body.get("instructions"))
    sent = body.get("messages", body.get("input", ""))
    if isinstance(sent, str):
        yield sent
    for one in _objects(sent):
        yield _words(one.get("content", one.get("output")))


def _words(content: object) -> str:
    """A string, or the texts of a list of parts."""
    if isinstance(content, str):
        return content
    texts = (
        (part if isinstance(part, str) else _text(part) for part in content) if isinstance(content, list) else ()
    )
    return "\n".join(filter(None, texts))


def _text(part: object) -> str:
    fields = part if isinstance(part, dict) else {}
    said = fields.get("text") or fields.get("refusal")
    return said if isinstance(said, str) else ""


def _whole(answer: Object) -> _Said:
    if "output" in answer or answer.get("object") == "response":
        return _response(answer)
    choice = next(iter(_objects(answer.get("choices"))), {})
    message = _inner(choice, "message")
    text = "\n".join(filter(None, [_words(message.get("content")), _text(message), *_calls(message)]))
    return _Said(_string(answer.get("model")), text, choice.get("finish_reason") == "length", "", _used(answer))


def _response(answer: Object) -> _Said:
    lines = []
    for item in _objects(answer.get("output")):
        if item.get("type") == "function_call":
            lines.append(_called(item))
        else:
            lines.append(_words(item.get("content")))
    error = _inner(answer, "error")
    failed = _string(error.get("message")) if answer.get("status") == "failed" else ""
    text, cut = "\n".join(filter(None, lines)), answer.get("status") == "incomplete"
    return _Said(_string(answer.get("model")), text, cut, failed, _used(answer))


def _streamed(answer: bytes) -> _Said:
    """The chunks of a chat completion, or the events of a response; of these the last one says it all."""
    said, texts = _Said(), list[str]()
    calls: dict[object, tuple[str, str]] = {}
    for chunk in _events(answer):
        if isinstance(whole := chunk.get("response"), dict) and chunk.get("type") != "response.created":
            said = _response(cast(Object, whole))
        elif chunk.get("type") == "response.output_text.delta":
            texts.append(_string(chunk.get("delta")))
        elif "error" in chunk:
            said = replace(said, failed=_string(_inner(chunk, "error").get("message")) or "error")
        else:
            choice = next(iter(_objects(chunk.get("choices"))), {})
            delta = _inner(choice, "delta")
            texts += [_string(delta.get("content")), _string(delta.get("refusal"))]
            _gather(delta, calls)
            cut = said.cut or choice.get("finish_reason") == "length"
            said = replace(said, model=said.model or _string(chunk.get("model")), cut=cut)
            said = replace(said, used=_used(chunk) or said.used)
    lines = ["".join(texts), *(f"(called {name} with {arguments})" for name, arguments in calls.values())]
    return replace(said, text=said.text or "\n".join(filter(None, lines)))


def _gather(delta: Object, calls: dict[object, tuple[str, str]]) -> None:
    for call in _objects(delta.get("tool_calls")):
        function = _inner(call, "function")
        name, arguments = calls.get(call.get("index"), ("", ""))
        more = _string(function.get("arguments"))
        calls[call.get("index")] = name or _string(function.get("name")), arguments + more


def _events(answer: bytes) -> Iterator[Object]:
    for line in answer.splitlines():
        if line.startswith(b"data:") and (event := _object(line[5:])):
            yield event


def _calls(message: Object) -> Iterator[str]:
    for call in _objects(message.get("tool_calls")):
        yield _called(_inner(call, "function"))


def _called(function: Object) -> str:
    return f"(called {function.get('name')} with {function.get('arguments')})"


def _used(answer: Object) -> Used | None:
    usage = _inner(answer, "usage")
    if not usage:
        return None
    prompt = _count(usage.get("prompt_tokens", usage.get("input_tokens")))
    completion = _count(usage.get("completion_tokens", usage.get("output_tokens")))
    details = _inner(usage, "prompt_tokens_details") or _inner(usage, "input_tokens_details")
    return Used(prompt, completion, _count(details.get("cached_tokens")))


def _object(text: bytes) -> Object:
    try:
        value = orjson.loads(text)
    except ValueError:
        return {}
    return cast(Object, value) if isinstance(value, dict) else {}


def _objects(value: object) -> list[Object]:
    return [cast(Object, one) for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _inner(fields: Object, name: str) -> Object:
    value = fields.get(name)
    return cast(Object, value) if isinstance(value, dict) else {}


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _count(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _carriable(text: str) -> str:
    """No database takes NUL, none half of a surrogate pair."""
    return re.sub("[\0\ud800-\udfff]", "\ufffd", text)
