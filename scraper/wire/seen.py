"""What can be seen of one tab's network traffic, as frozen data."""

from dataclasses import dataclass, field
from typing import Any

from scraper.wire.conversation import Conversation, Listed
from scraper.wire.push import Item, TurnOver
from scraper.wire.refusal import Words


@dataclass(frozen=True, slots=True)
class Posted:
    """The page sends a question, or asks for another answer ("variant") or for the rest of one ("continue")."""

    anchor: str
    """The id of the question's message; empty where none comes along."""
    text: str
    conversation: str | None
    action: str = "next"
    parent: str = ""
    model: str = ""
    effort: str = ""
    temporary: bool = False
    files: tuple[str, ...] = ()
    """The names of what is attached."""
    request: str = ""


@dataclass(frozen=True, slots=True)
class Streaming:
    """An answer stream begins; ``request`` tells streams apart, for the page may try again."""

    request: str
    posted: Posted | None = None
    """What was asked for; None where it can't be known."""


@dataclass(frozen=True, slots=True)
class Resuming:
    """The page asks for the rest of an answer that was handed over; its stream begins."""

    request: str
    conversation: str | None


@dataclass(frozen=True, slots=True)
class Bytes:
    """More of an answer stream."""

    request: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Ended:
    """An answer stream is over, whole or not."""

    request: str


@dataclass(frozen=True, slots=True)
class NoStream:
    """The site answered the question with something else; status 0: with nothing at all."""

    status: int
    words: Words
    request: str = ""


@dataclass(frozen=True, slots=True)
class Pushed:
    """The site has told something over the WebSocket."""

    news: tuple[Item | TurnOver, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """The page fetched a conversation; None: the site would not give it."""

    id: str
    conversation: Conversation | None
    earlier: bool = False
    """It is the part before one that was fetched already."""


@dataclass(frozen=True, slots=True)
class ReadList:
    """The page fetched the list of conversations."""

    conversations: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Gone:
    """The tab crashed or was closed, or the whole browser; nothing more comes."""


Seen = Posted | Streaming | Resuming | Bytes | Ended | NoStream | Pushed | Read | ReadList | Gone


def posted(body: dict[str, Any], request: str) -> Posted:
    """What the body of the page's request asks for. Raises KeyError, TypeError or AttributeError."""
    asked = [message for message in body.get("messages") or [] if message["author"]["role"] == "user"]
    message = asked[-1] if asked else {}
    parts = (message.get("content") or {}).get("parts") or []
    attached = (message.get("metadata") or {}).get("attachments") or []
    return Posted(
        anchor=message.get("id") or "",
        text="".join(part for part in parts if isinstance(part, str)),
        conversation=body.get("conversation_id"),
        action=body.get("action") or "next",
        parent=body.get("parent_message_id") or "",
        model=body.get("model") or "",
        effort=body.get("thinking_effort") or "",
        temporary=body.get("history_and_training_disabled") is True,
        files=tuple(str(file.get("name") or "") for file in attached),
        request=request,
    )
