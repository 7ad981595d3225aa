"""What people wrote in a thread, as a text that can be asked about; pure.

Source: docs.slack.dev "conversations.replies" and "Formatting message text".
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from platforms.slack.text import typed

LONGEST = 40_000
"""Characters of messages; of more, the longest are cut."""

SILENT = frozenset(
    {"channel_join", "channel_leave", "channel_topic", "channel_purpose", "channel_name", "tombstone"}
)

_PERSON = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")


def written(message: Mapping[str, Any]) -> str:
    """The words of a message. Many apps write theirs into attachments; of files only the names are told."""
    words = typed(str(message.get("text") or ""))
    if not words:
        beside = message.get("attachments") or ()
        words = "\n".join(typed(str(one.get("text") or one.get("fallback") or "")) for one in beside)
    named = [f"[{file.get('name') or file.get('title') or file.get('id')}]" for file in message.get("files") or ()]
    return "\n".join(filter(None, [words, " ".join(named)]))


def people_in(messages: Iterable[Mapping[str, Any]]) -> set[str]:
    """Whoever wrote one of them or is mentioned there."""
    people: set[str] = set()
    for message in messages:
        people.update(_PERSON.findall(str(message.get("text") or "")))
        if author := message.get("user"):
            people.add(author)
    return people


def transcript(messages: Sequence[Mapping[str, Any]], names: Mapping[str, str], most: int = LONGEST) -> str:
    """Who said what, one message after the other, in not more than about so many characters."""
    said = [(_head(one, names), _named(written(one), names)) for one in messages if _counts(one)]
    cap = _cap([len(words) for _, words in said], most)
    return "\n\n".join(f"{head}\n{words if len(words) <= cap else words[:cap] + ' …'}" for head, words in said)


def _counts(message: Mapping[str, Any]) -> bool:
    return message.get("subtype") not in SILENT and bool(written(message))


def _head(message: Mapping[str, Any], names: Mapping[str, str]) -> str:
    author = str(message.get("user") or "")
    profile = message.get("bot_profile") or {}
    name = message.get("username") or names.get(author) or profile.get("name") or author or "?"
    at = datetime.fromtimestamp(float(message["ts"]), UTC)
    return f"{name}, {at:%Y-%m-%d %H:%M} UTC:"


def _named(words: str, names: Mapping[str, str]) -> str:
    return _PERSON.sub(lambda one: f"@{names.get(one[1], one[1])}", words)


def _cap(lengths: Sequence[int], most: int) -> int:
    """The length beyond which a message is cut so that all of them fit: the short ones stay whole."""
    left, count = most, len(lengths)
    for length in sorted(lengths):
        if length * count > left:
            return left // count
        left, count = left - length, count - 1
    return most
