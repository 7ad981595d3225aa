"""A Chat → the Question that the bridge asks.

Their protocol has no conversations, every request brings the whole transcript. System and developer messages become
the instructions, the last user message the question, with what was said before it written above.

With the header ``x-thread: NAME`` the conversation goes on in that Thread, which has the transcript already: only
what comes from the last user message on is asked.
"""

from collections.abc import Sequence

from bridge.types import MessageId, Question, Thread
from platforms.http.asking.files import with_files
from platforms.http.asking.transcript import written
from platforms.http.errors import ApiError
from platforms.http.request.chat import Chat
from platforms.http.request.messages import Message, Role
from platforms.http.settings import DEFAULT_MODEL

LONGEST_NAME = 200


def question(chat: Chat, caller: str, name: str, id: str) -> Question:
    """What the ``caller`` asks; ``name`` is the Thread's, empty for one of its own."""
    said = [message for message in chat.messages if message.role is not Role.SYSTEM]
    instructions = "\n\n".join(message.text for message in chat.messages if message.role is Role.SYSTEM)
    typed: Sequence[Message] = _from_last_user(said) if name else said
    if not said:  # seen from evaluation tools: all of it in one system message
        text, instructions = instructions, ""
    else:
        text = written(typed)
    asked = Question(
        thread=Thread("http", "", caller, _checked(name) or id),
        message=MessageId(f"http-{id}"),
        author=caller,
        text=text,
        instructions=instructions,
        model="" if chat.model == DEFAULT_MODEL else chat.model,
        effort=chat.effort,
        max_tokens=chat.most_tokens or 0,
        temperature=chat.temperature,
    )
    return with_files(asked, typed)


def _from_last_user(said: Sequence[Message]) -> Sequence[Message]:
    last = max((place for place, message in enumerate(said) if message.role is Role.USER), default=0)
    return said[last:]


def _checked(name: str) -> str:
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise ApiError(400, f"x-thread is a name of at most {LONGEST_NAME} printable characters.", param="x-thread")
    return name
