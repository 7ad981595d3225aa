"""Ids of our questions: the id of a message, and behind a slash what somebody did with that message later.

A button pressed, an edit, a shortcut: each is a question of its own at a message that is there already.
"""

from bridge.types import MessageId


def done_with(message: str, *what: str) -> MessageId:
    """The id of something done with a message; done again it has the same one, and so counts once."""
    return MessageId("/".join((message, *what)))


def message_of(question: str) -> str:
    """The message that a question stands at, which is all that the platform knows of it."""
    return question.partition("/")[0]
