"""A question that a command asks, as it stands where all see it: a quote, and above it what is special; pure.

Discord says above it who gave the command. It is heard as what its asker said, by the same way as every message: so
it is asked once, whenever we are stopped, and after a restart it is found where it stands.

Source: docs.discord.com "Message Resource" (types, interaction metadata), seen 2026-09.
"""

import re
from typing import Literal

import discord

from bridge.commands.words import SIGN

Way = Literal["", "new", "edit"]
"""In the conversation that goes on, in a new one, or in place of the last question."""

_PUT = re.compile(r"(?:-# /(?:(?P<way>new|edit)|model (?P<model>[^\n]+))\n)?>>> (?P<words>.+)", re.DOTALL)


def put(words: str, way: Way = "", model: str = "") -> str:
    """What is shown, in Markdown; `model`: which one is to answer, where that was said."""
    if way:
        return f"-# /{way}\n>>> {words}"
    return f"-# /model {model}\n>>> {words}" if model else f">>> {words}"


def asked(content: str) -> tuple[str, str]:
    """What it asks, as somebody would have written it, and the model; empty where it asks nothing."""
    found = _PUT.fullmatch(content)
    if found is None:
        return "", ""
    before = f"{SIGN}{found['way']} " if found["way"] else ""
    return before + found["words"], found["model"] or ""


def asker(message: discord.Message, us: int) -> discord.User | None:
    """Who gave the command whose question this is; None: it is none."""
    how = message.interaction_metadata
    if message.type is not discord.MessageType.chat_input_command or message.author.id != us or how is None:
        return None
    return how.user if any(asked(message.content)) else None
