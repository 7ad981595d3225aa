"""What a body that is passed on says, on either route. Pure; what can't be read says nothing."""

from platforms.http.passing.loose import objects, words_of
from platforms.http.request.checks import Object


def sent(body: Object) -> object:
    """The messages of a chat, the input of a response."""
    return body.get("messages", body.get("input"))


def entries(body: Object) -> list[Object]:
    """The instructions, then the messages or items in their order."""
    told, said = words_of(body.get("instructions")), sent(body)
    first: list[Object] = [{"role": "system", "content": told}] if told else []
    return [*first, *([{"role": "user", "content": said}] if isinstance(said, str) else objects(said))]


def is_instruction(entry: Object) -> bool:
    return entry.get("role") in ("system", "developer")


def text_of(entry: Object) -> str:
    """Of a message, or of what a tool gave back."""
    return words_of(entry.get("content", entry.get("output")))
