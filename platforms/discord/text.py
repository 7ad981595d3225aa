"""Discord's way with text: Markdown as it is, and `<@…>` for a mention.

Source: docs.discord.com "Message Formatting" and "Channels Resource", seen 2026-08.
"""

import re

from bridge.types import MessageId, Thread
from platforms.ids import message_of

LONGEST_NAME = 100
"""Of a thread."""


def size(text: str) -> int:
    """Units of UTF-16: never less than what Discord counts, whether that is characters or these units."""
    return len(text.encode("utf-16-le")) // 2


def mentions(text: str, user: int, role: int = 0) -> bool:
    """Whether it names this user, or a role that only this user has."""
    return re.search(_named(user, role), text) is not None


def without_mention(text: str, user: int, role: int = 0) -> str:
    """The text without these mentions, and without the space they leave."""
    return re.sub(rf"{_named(user, role)}[ \t]*", "", text).lstrip("\n").rstrip()


def _named(user: int, role: int) -> str:
    return rf"<@(?:!?{user}|&{role})>"


def thread_name(question: str) -> str:
    """The first line of the question, as far as there is room for it."""
    name = " ".join(question.strip().partition("\n")[0].split()) or "…"
    if size(name) <= LONGEST_NAME:
        return name
    name = name[:LONGEST_NAME]
    while size(name) >= LONGEST_NAME:
        name = name[:-1]
    return name + "…"


def link(thread: Thread, message: MessageId) -> str:
    """Where a question can be read; the one that began a thread stands in the thread's channel."""
    where = message_of(message)
    channel = thread.channel if where == thread.thread else thread.thread
    return f"https://discord.com/channels/{thread.workspace or '@me'}/{channel}/{where}"


_ADDRESS = re.compile(r"(https?://[^\s<>]*[^\s<>.,:;!?)\"'\]])")
_SIGN = re.compile(r"[\\`*_~|\[<]")
_BEGINS = re.compile(r"^([ \t]*)(\d*)([#>+-]|(?<=\d)[.)])", re.MULTILINE)
"""What makes a heading, a quote or a list of a line."""


def plain(text: str) -> str:
    """Markdown that shows these very characters, with links that can be followed and are not unfolded."""
    pieces = _ADDRESS.split(text)
    return "".join(f"<{piece}>" if number % 2 else _literal(piece) for number, piece in enumerate(pieces))


def _literal(text: str) -> str:
    return _BEGINS.sub(r"\1\2\\\3", _SIGN.sub(r"\\\g<0>", text))
