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


_OBJECT = re.compile(r"<(?:[@#][!&]?\d+|t:-?\d+(?::\w)?|id:\w+)>|<a?(:\w+:)\d+>|<(/[\w -]+):\d+>")
_LABEL = re.compile(r"\[([^\[\]]+)\]\([^()\s]+\)")
_FORM = re.compile(r"^\s*(?:#{1,3}\s|-#\s|>{1,3}\s|[-*]\s|```.*)+|\*\*|__|~~|\|\||`")


def thread_name(question: str) -> str:
    """The first words of the question, as far as there is room for them; without the signs of Markdown.

    The same for the same question, so that it is known later who has named a thread.
    """
    lines = (" ".join(_FORM.sub("", _as_words(line)).split()) for line in question.splitlines())
    name = next(filter(None, lines), "…")
    if size(name) <= LONGEST_NAME:
        return name
    name = name[:LONGEST_NAME]
    while size(name) >= LONGEST_NAME:
        name = name[:-1]
    words = name.rpartition(" ")[0]
    return (words if size(words) > LONGEST_NAME // 2 else name).rstrip(" ,;:") + "…"


def _as_words(line: str) -> str:
    """Without people, channels and moments, which a name would show as numbers."""
    return _OBJECT.sub(lambda found: found[1] or found[2] or "", _LABEL.sub(r"\1", line))


def link(thread: Thread, message: MessageId) -> str:
    """Where a question can be read; the one that began a thread stands in the thread's channel."""
    where = message_of(message)
    channel = thread.channel if where == thread.thread else thread.thread
    return f"https://discord.com/channels/{thread.workspace or '@me'}/{channel}/{where}"


_ADDRESS = re.compile(r"(https?://[^\s<>]*[^\s<>.,:;!?)\"'\]])")
_SIGN = re.compile(r"[\\`*_~|\[<]")
_BEGINS = re.compile(r"^[ \t]*(?:\d+(?=[.)])|(?=[#>+-]))", re.MULTILINE)
"""What makes a heading, a quote or a list of a line."""


def plain(text: str) -> str:
    """Markdown that shows these very characters, with links that can be followed and are not unfolded."""
    pieces = _ADDRESS.split(text)
    return "".join(f"<{piece}>" if number % 2 else _literal(piece) for number, piece in enumerate(pieces))


def _literal(text: str) -> str:
    return _BEGINS.sub(r"\g<0>\\", _SIGN.sub(r"\\\g<0>", text))
