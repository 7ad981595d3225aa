"""A question that `/threadbridge ask` puts into a channel, and how it is read again; pure.

It stands there as a message of ours, which Slack tells us of as of every other, and which history has: so it is
asked whenever we were stopped. What we write else stands in threads or quotes nothing, and no model can write one,
for whatever it writes is escaped.

Source: docs.slack.dev "Formatting message text", the event page message, seen 2026-09.
"""

import re
from collections.abc import Mapping
from typing import Any

from bridge.commands.words import parse
from platforms.slack.text import escape, typed

LONGEST = 2_500
"""Characters that are shown of a question; it is asked whole."""

_PUT = re.compile(r"[^\n]*<@(?P<who>[A-Z0-9]+)>[^\n]*\n(?P<quote>(?:(?:&gt;|>)[^\n]*(?:\n|\Z))+)")
_MARK = re.compile(r"^(?:&gt;|>)", re.MULTILINE)


def put(words: str, asks: str, person: str) -> str:
    """For Slack: who asks, and the beginning of what; `asks` is the sentence, with {who} in it."""
    shown = words if len(words) <= LONGEST else f"{words[:LONGEST]} …"
    quoted = "\n".join(f">{line}" for line in escape(shown).split("\n"))
    return f"{escape(asks).replace('{who}', f'<@{person}>')}\n{quoted}"


def asked(message: Mapping[str, Any], us: str) -> tuple[str, str] | None:
    """Who asks what; None where it is no such message, shows only the beginning, or would be read as a command."""
    if message.get("user") != us or message.get("thread_ts", message.get("ts")) != message.get("ts"):
        return None
    found = _PUT.fullmatch(str(message.get("text") or ""))
    if found is None:
        return None
    words = typed(_MARK.sub("", found["quote"])).strip()
    return None if not words or len(words) > LONGEST or parse(words) else (found["who"], words)
