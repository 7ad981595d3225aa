"""From Discord's events to questions that were edited or deleted; pure.

Discord tells of a message once more when a preview, a pin or a thread is added to it, and not what it said before:
the time of its last edit says whether there ever was one, and the ledger what it asked.

Source: docs.discord.com "Gateway Events" (Message Update, Message Delete, Message Delete Bulk), "Message Object"
(edited_timestamp), seen 2026-09.
"""

from dataclasses import replace

import discord

from bridge.commands import words
from bridge.types import Thread
from platforms.desk.edits import Deleted, Edited
from platforms.discord.inbound import said


def edited(message: discord.Message, us: int) -> Edited | None:
    """What a person changed, as far as it asks us something."""
    edit = edited_by_now(message, us)
    return edit if edit and edit.at and edit.text else None


def edited_by_now(message: discord.Message, us: int) -> Edited | None:
    """A person's message as it was edited last; None where nobody can ask."""
    if (heard := said(message, us)) is None:
        return None
    asked, at = heard.question, message.edited_at
    when = str(round(at.timestamp() * 1000)) if at else ""
    return Edited(asked.thread, asked.message, asked.author, words.asked(asked.text), when)


def deleted(place: Thread | None, message: int) -> Deleted | None:
    """A message that is gone from a place; outside of a thread it may have begun one."""
    if place is None:
        return None
    return Deleted(place if place.thread else replace(place, thread=str(message)), str(message))
