"""Whether a request is passed on, to whom, and what is sent there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from bridge.bridge import Bridge
from bridge.protocols import Forwards, Route
from bridge.types import Language, MessageId, Question, Rules, Thread
from platforms.http.asking.background import is_background
from platforms.http.asking.places import METADATA
from platforms.http.doors.allowed import may, permitted
from platforms.http.doors.keys import Caller
from platforms.http.errors import ApiError
from platforms.http.headers import THREADS
from platforms.http.ids import place_of, request_of
from platforms.http.passing.sent import entries, is_instruction
from platforms.http.request.checks import Object
from platforms.http.request.messages import Message, message


@dataclass(frozen=True, slots=True)
class Outgoing:
    """To whom a body goes, and as what."""

    name: str
    """The backend's."""
    backend: Forwards
    route: Route
    model: str
    """As it was asked for; empty: the backend's own."""
    body: Object
    caller: str
    language: Language
    uncounted: bool = False
    """The caller did not ask for the count that the API is asked for."""

    @property
    def streamed(self) -> bool:
        return self.body.get("stream") is True


class Upstreams:
    """Of one bridge."""

    def __init__(self, bridge: Bridge, meant: Callable[[str], str], background: str = "") -> None:
        """``meant``: what a name that is asked for asks for; ``background``: what answers what programs ask."""
        self._bridge, self._meant, self._background = bridge, meant, background
        self._backends = bridge.forwarding

    def __bool__(self) -> bool:
        return bool(self._backends)

    def to(self, path: str, fields: Object, headers: Mapping[str, str], caller: Caller) -> Outgoing | None:
        """None: the question is asked like any other. Raises ApiError 403 where the key may not ask this."""
        asked = fields.get("model")
        if not isinstance(asked, str) or _names_a_thread(fields, headers):
            return None
        thread, wanted = Thread("http", "", caller.name, ""), self._meant(asked)
        rules = self._bridge.rules(thread.place)
        if caller.models or caller.backends:
            question = Question(thread, MessageId(""), caller.name, "", model=wanted)
            wanted = permitted(caller, asked, question, self._bridge).model
        name, model = self._bridge.accepting.destination(thread.place, caller.name, wanted or rules.model)
        if self._background and is_background(outline(fields)):
            there = self._bridge.accepting.destination(thread.place, caller.name, self._background)
            name, model = there if may(caller.backends, there[0]) else (name, model)
        backend, route = self._backends.get(name), path.removeprefix("/")
        if backend is None or route not in backend.routes:
            return None
        body = {**fields, "model": model}
        uncounted = _ask_as(rules, body) if route == "chat/completions" else _respond_as(rules, body)
        return Outgoing(name, backend, cast(Route, route), model, body, caller.name, rules.language, uncounted)


def outline(fields: Object) -> Sequence[Message]:
    """The instructions, and the first and last of what was said: enough to tell who asks; else nothing."""
    everything = entries(fields)
    told = [one for one in everything if is_instruction(one)][:1]
    said = [one for one in everything if not is_instruction(one)]
    try:
        return [message(one, "messages") for one in (*told, *said[:1], *said[1:][-1:])]
    except ApiError:
        return ()


def _names_a_thread(fields: Object, headers: Mapping[str, str]) -> bool:
    """What was said there before is in the ledger, and not in the body."""
    metadata = fields.get("metadata")
    by_metadata = isinstance(metadata, dict) and any(key in metadata for key in METADATA)
    after = fields.get("previous_response_id")  # the API's own are its own to find
    by_field = "conversation" in fields or (isinstance(after, str) and bool(request_of(after)))
    return by_metadata or by_field or _names_an_item(fields) or any(name in headers for name in THREADS)


def _names_an_item(fields: Object) -> bool:
    """One that was told here, by its id alone: no API has heard of it."""
    items = fields.get("input")
    return isinstance(items, list) and any(isinstance(one, dict) and _refers(one) for one in items)


def _refers(item: Object) -> bool:
    id = item.get("id")
    return item.keys() <= {"type", "id"} and isinstance(id, str) and place_of(id) is not None


def _ask_as(rules: Rules, body: Object) -> bool:
    """What the channel says goes before what is said; whether a count is asked for that nobody wants to see."""
    messages = body.get("messages")
    if rules.instructions and isinstance(messages, list):
        body["messages"] = [{"role": "system", "content": rules.instructions}, *messages]
    if rules.max_tokens and not body.keys() & {"max_tokens", "max_completion_tokens"}:
        body["max_tokens"] = rules.max_tokens
    _temper(rules, body)
    options = body.get("stream_options", {})
    if body.get("stream") is not True or not isinstance(options, dict) or options.get("include_usage"):
        return False
    body["stream_options"] = {**options, "include_usage": True}
    return True


def _respond_as(rules: Rules, body: Object) -> bool:
    """The same on the other route, where the count always comes."""
    own = body.get("instructions", "")
    if rules.instructions and isinstance(own, str):
        body["instructions"] = "\n\n".join(filter(None, (rules.instructions, own)))
    if rules.max_tokens:
        body.setdefault("max_output_tokens", rules.max_tokens)
    _temper(rules, body)
    return False


def _temper(rules: Rules, body: Object) -> None:
    if rules.temperature is not None:
        body.setdefault("temperature", rules.temperature)
