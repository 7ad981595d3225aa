"""What a caller wants, on whatever wire it was said; and the body of POST /v1/chat/completions read into it.

Source: openapi.yaml 2.3.0. Any optional field may be null; what is not
known is ignored and named. request/fields.py says what is done with which.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from platforms.http.errors import ApiError
from platforms.http.request.body import fields_of, include_usage_of, metadata_of, model_of
from platforms.http.request.checks import Object, expect, missing, number_of, unsupported_parameter
from platforms.http.request.effort import effort_of
from platforms.http.request.endings import most_tokens, stops_of
from platforms.http.request.fields import CHAT
from platforms.http.request.form import Form, Plain, form
from platforms.http.request.messages import Message, message
from platforms.http.request.parts import Remote
from platforms.http.request.tools import Call, Toolbox, toolbox
from platforms.receiving.files import picture

CACHE_KEY = "prompt_cache_key"


@dataclass(frozen=True, slots=True)
class Chat:
    """One request, whole."""

    model: str
    messages: tuple[Message, ...]
    stream: bool = False
    include_usage: bool = False
    effort: str = ""
    stop: tuple[str, ...] = ()
    """Texts before which the answer ends."""
    most_tokens: int | None = None
    """Of the answer."""
    temperature: float | None = None
    """Looked at by APIs alone."""
    form: Form = field(default_factory=Plain)
    toolbox: Toolbox = field(default_factory=Toolbox)
    search: bool = False
    """The web is to be searched."""
    may_search: bool = False
    """It may be: the answer's links are told."""
    metadata: Mapping[str, str] = field(default_factory=dict)
    after: str = ""
    """The id of the response that this one goes on from."""
    conversation: str = ""
    """The name of the conversation that this one belongs to."""
    cache_key: str = ""
    """What the caller calls its prompts by; the name of a conversation where the owner wants that."""
    news: bool = False
    """The messages are only what is new; what was said before is in the Thread."""
    called: tuple[Call, ...] = ()
    """The tools that were called right before what is new."""
    anew: bool = False
    """It begins a Thread, whatever there is that it could go on in."""
    echo: Mapping[str, object] = field(default_factory=dict)
    """What the answer repeats of the request, on the wire that does so."""
    ignored: tuple[str, ...] = ()
    """The names of the fields that nothing was done with, fit for a header."""

    @property
    def texts(self) -> list[str]:
        """All that is said, for counting it."""
        calls = [call.arguments for message in self.messages for call in message.calls]
        return [*(message.text for message in self.messages), *calls, *map(str, self.toolbox.usable.values())]

    @property
    def pictures(self) -> int:
        """How many came with it."""
        files = (file for message in self.messages for file in message.files)
        return sum(one.is_picture if isinstance(one, Remote) else bool(picture(one.content)) for one in files)

    def with_key(self) -> "Chat":
        """Where the key is heeded."""
        return replace(self, ignored=tuple(name for name in self.ignored if name != CACHE_KEY))

    def without_tools(self) -> "Chat":
        """Where the model is told of none: they are as good as not there, and refused where one must be called."""
        if not self.toolbox.tools:
            return self
        name = "functions" if self.toolbox.functions else "tools"
        if self.toolbox.choice == "required":
            raise unsupported_parameter(name)
        return replace(self, toolbox=Toolbox(), ignored=(*self.ignored, name))


def parse(body: bytes) -> Chat:
    """What the body asks for."""
    fields = fields_of(body)
    return Chat(
        model=model_of(fields),
        messages=_messages(fields),
        stream=expect(bool, fields.get("stream", False), "stream"),
        include_usage=include_usage_of(fields),
        effort=effort_of(fields),
        search=_search(fields),
        metadata=metadata_of(fields),
        stop=stops_of(fields),
        most_tokens=most_tokens(fields),
        form=form(fields.get("response_format", {}), "response_format"),
        toolbox=toolbox(fields),
        temperature=number_of(fields, "temperature"),
        cache_key=expect(str, fields.get(CACHE_KEY, ""), CACHE_KEY),
        ignored=CHAT.ignored(fields),
    )


def _search(fields: Object) -> bool:
    """Asked for by the field alone; what it holds is ignored."""
    expect(dict, fields.get("web_search_options", {}), "web_search_options")
    return "web_search_options" in fields


def _messages(fields: Object) -> tuple[Message, ...]:
    if "messages" not in fields:
        raise missing("messages")
    listed = expect(list, fields["messages"], "messages")
    if not listed:
        raise ApiError(400, "messages is empty: send at least one.", param="messages", code="empty_array")
    return tuple(message(one, f"messages[{number}]") for number, one in enumerate(listed))
