"""The menu of a message, and the dialog that it opens.

Source: docs.discord.com "Application Commands" (message commands), "Receiving and Responding" (a dialog has to be
the first answer), seen 2026-09.
"""

import logging
from dataclasses import replace
from functools import partial

import discord

from bridge.errors import PlatformError
from platforms.desk.around import Sender
from platforms.desk.shortcuts import Chosen, Shortcuts, Wanted
from platforms.discord.receiving.dialog import dialog, submitted
from platforms.discord.receiving.interactions import Met
from platforms.discord.receiving.reading import written
from platforms.discord.setup.offered import ABOUT, SUMMARY
from platforms.trouble import NotNow, NotThere

logger = logging.getLogger(__name__)


class Menus:
    """Of one bot."""

    def __init__(self, shortcuts: Shortcuts) -> None:
        self._shortcuts = shortcuts

    async def take(self, one: Met) -> None:
        """Something was chosen from the menu of a message."""
        message = target(one)
        if message is None or one.data.get("name") not in (ABOUT, SUMMARY):
            return None
        chosen = Chosen(_at(one.sender, str(message.id)), str(message.id), str(one.interaction.id))
        if not self._shortcuts.lets_in(chosen):
            return None
        if one.data.get("name") == ABOUT:
            return await self._about(one, chosen, message)
        await one.aside.hold()
        await self._shortcuts.summarise(chosen)
        return await one.aside.over()

    async def submitted(self, one: Met) -> None:
        """A dialog was sent."""
        if (sent := submitted(one)) is None:
            return
        message, text = sent
        await one.aside.hold()
        await self._shortcuts.asked(Wanted(_at(one.sender, message), message, str(one.interaction.id), text))
        await one.aside.over()

    async def _about(self, one: Met, chosen: Chosen, message: discord.Message) -> None:
        about = written(message)
        modal = dialog(chosen.message, about.words, one.aside.language)
        await self._shortcuts.about(chosen, about, partial(_open, one, modal))


async def _open(one: Met, modal: discord.ui.Modal) -> None:
    """Where that is too late Discord says so itself, and whoever wanted it tries again: nothing is asked."""
    try:
        await one.aside.open(modal)
    except (NotNow, NotThere, PlatformError) as error:
        logger.info("no dialog for %s: %s", one.sender.person, error)


def target(one: Met) -> discord.Message | None:
    """The message whose menu it was; its words come along, whatever else we may read there."""
    told = (one.data.get("resolved") or {}).get("messages") or {}
    payload, there = told.get(str(one.data.get("target_id"))), one.interaction
    if payload is None or not isinstance(there.channel, discord.abc.Messageable):
        return None
    return discord.Message(state=there._state, channel=there.channel, data=payload)


def _at(sender: Sender, message: str) -> Sender:
    """Outside of a thread the message begins one, or has begun it."""
    place = sender.thread
    return sender if place.thread else replace(sender, thread=replace(place, thread=message))
