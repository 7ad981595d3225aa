"""A Chat → the Question that the bridge asks, in a Thread.

Their protocol has no conversations, every request brings the whole transcript. System and developer messages become
the instructions, the last user message the question, with what was said before it written above. In a Thread that
has the transcript already only what comes after its last answer is asked.
"""

from collections.abc import Iterable, Sequence

from bridge.types import MessageId, Question, Thread
from platforms.http.asking import terms
from platforms.http.asking.files import told_apart, with_files
from platforms.http.asking.transcript import added, written
from platforms.http.request.chat import Chat
from platforms.http.request.messages import Message, Role


def message_id(id: str) -> MessageId:
    """What a request asks, by the request's id."""
    return MessageId(f"http-{id}")


def anew(chat: Chat, thread: Thread, id: str) -> Question:
    """All that was said."""
    said = told_apart(message for message in chat.messages if message.role is not Role.SYSTEM)
    told = _joined(message.text for message in chat.messages if message.role is Role.SYSTEM)
    if not said:  # seen from evaluation tools: all of it in one system message
        return _question(chat, thread, id, told, "", ())
    return _question(chat, thread, id, written(said), told, said)


def going_on(chat: Chat, thread: Thread, id: str, rest: Sequence[Message], known: Iterable[str]) -> Question:
    """The ``rest``, where the Thread knows what was said before, and these instructions."""
    rest = told_apart(rest)
    before = Message(Role.ASSISTANT, "", calls=chat.called)
    return _question(chat, thread, id, added(rest, (before, *chat.messages)), _joined(known), rest)


def _question(
    chat: Chat, thread: Thread, id: str, text: str, instructions: str, typed: Sequence[Message]
) -> Question:
    is_asked = bool(text.strip()) or any(message.files for message in typed)
    asked = Question(
        thread=thread,
        message=message_id(id),
        author=thread.channel,
        text=_joined((text, terms.SEARCH if chat.search else "", terms.demands(chat))) if is_asked else text,
        instructions=_joined((instructions, terms.tools(chat.toolbox))),
        effort=chat.effort,
        max_tokens=chat.most_tokens or 0,
        temperature=chat.temperature,
    )
    return with_files(asked, typed)


def _joined(texts: Iterable[str]) -> str:
    return "\n\n".join(filter(None, texts))
