"""A question that has come in finds its place in the tree: a new message, an older one, an answer to go on with."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from scraper.practice.asked import Action, Asked
from scraper.practice.brain import GenerationStopped, Piece, Told
from scraper.practice.conversation import Conversation
from scraper.practice.message import Kind, Stored, new_id


@dataclass(frozen=True, slots=True)
class Post:
    """One question that the site has taken, as f/conversation carried it; a repeated POST is not another one."""

    conversation: str  # its id, also when this post began it
    began: bool
    message: str  # the id the page made for the user message; that of the answer for action "continue"
    text: str
    action: Action = "next"
    parent: str | None = None
    model: str = "auto"
    effort: str | None = None
    temporary: bool = False
    files: tuple[str, ...] = ()  # names


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that has arrived whole."""

    name: str
    data: bytes


class Nothing(Exception):
    """There is no such message to answer again or to go on with."""


def posted(conversation: Conversation, asked: Asked, about: Stored) -> Post:
    return Post(
        conversation=conversation.id,
        began=asked.conversation is None,
        message=about.id,
        text=about.text if about.role == "user" else "",
        action=asked.action,
        parent=asked.parent,
        model=asked.model,
        effort=asked.effort,
        temporary=asked.temporary,
        files=asked.files,
    )


def continued_by(conversation: Conversation, asked: Asked) -> Stored | None:
    """The answer that is to go on."""
    if asked.action != "continue":
        return None
    found = conversation.nodes.get(asked.parent or asked.message)
    if found is None or found.role != "assistant":
        raise Nothing
    conversation.current_node = found.id
    return found


def question_of(conversation: Conversation, asked: Asked) -> Stored:
    """The question that is to be answered: a new one, or one that has been answered before."""
    if asked.action == "next":
        pictures = any(not isinstance(part, str) for part in asked.parts)
        kind: Kind = "multimodal_text" if pictures else "text"
        question = Stored("user", asked.text, id=asked.message, parts=asked.parts, exchange=new_id())
        question.kind, question.attachments = kind, asked.attachments
        return conversation.add(question, conversation.under(asked.parent))
    if asked.action == "continue":
        return next(m for m in reversed(conversation.messages) if m.asks)
    for id_ in (asked.message, asked.parent or ""):
        if (found := conversation.nodes.get(id_)) is not None and found.asks:
            conversation.current_node = found.id
            return found
    raise Nothing


async def rest_of(answer: Stored) -> AsyncIterator[Piece]:
    """What an answer had left to say when it reached its limit."""
    rest, answer.rest = answer.rest, []
    for piece in rest:
        yield piece


async def refusing(told: Told) -> AsyncIterator[Piece]:
    yield told
    raise GenerationStopped
