"""Ids of our questions: the ts of a message, and behind a slash what somebody did with that message later.

A button pressed, an edit, a shortcut: each is a question of its own at a message that is there already.
"""

from bridge.types import MessageId


def done_with(ts: str, *what: str) -> MessageId:
    """The id of something done with a message; done again it has the same one, and so counts once."""
    return MessageId("/".join((ts, *what)))


def ts_of(message: str) -> str:
    """The ts of the message that a question stands at, which is all that Slack knows of it."""
    return message.partition("/")[0]
