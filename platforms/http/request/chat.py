"""What a caller wants, on whatever wire it was said."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from platforms.http.request.checks import unsupported_parameter
from platforms.http.request.form import Form, Plain
from platforms.http.request.messages import Message
from platforms.http.request.parts import Remote
from platforms.http.request.tools import Call, Toolbox
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
