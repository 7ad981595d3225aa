"""The dialog in which somebody says what they want to know about a message; pure.

Source: docs.discord.com "Component Reference" (label 45 characters, text input: placeholder 100, 4,000 typed; text
display), "Modal" (title 45, custom_id 100), seen 2026-09; discord.py 2.7, which remembers no modal that is stopped.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import discord

from bridge.texts import say
from bridge.types import Language
from platforms.discord.receiving.interactions import Met
from platforms.discord.showing.buttons import custom_id, pressed
from platforms.discord.text import plain

ABOUT, WORDS = "about", "words"
MOST = 4_000
EXCERPT = 300
"""Characters of the message that are shown, so that one knows which it is about."""


def dialog(message: str, written: str, language: Language) -> discord.ui.Modal:
    """Empty, below the beginning of the message that it is about; sent, it comes as an event with its id."""
    excerpt = written if len(written) <= EXCERPT else f"{written[:EXCERPT]} …"
    field: discord.ui.TextInput[discord.ui.Modal] = discord.ui.TextInput(
        custom_id=WORDS,
        style=discord.TextStyle.long,
        required=False,
        max_length=MOST,
        placeholder=say("dialog_hint", language),
    )
    modal = discord.ui.Modal(title=say("dialog_title", language), custom_id=custom_id(ABOUT, message))
    modal.add_item(discord.ui.TextDisplay(plain(excerpt)))
    modal.add_item(discord.ui.Label(text=say("dialog_label", language), component=field))
    modal.stop()
    return modal


def submitted(one: Met) -> tuple[str, str] | None:
    """About which message, and what was written; None where it was another dialog."""
    ours = pressed(str(one.data.get("custom_id") or ""))
    if ours is None or ours[0] != ABOUT:
        return None
    values = dict(_values(one.data.get("components") or ()))
    return ours[1], values.get(WORDS, "").strip()


def _values(components: Any) -> Iterator[tuple[str, str]]:
    for component in components:
        if not isinstance(component, Mapping):
            continue
        if isinstance(value := component.get("value"), str):
            yield str(component.get("custom_id")), value
        yield from _values([*(component.get("components") or ()), component.get("component")])
