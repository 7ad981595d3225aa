"""What the menu of a message offers: "Ask about this" and "Summarise this thread".

Source: docs.slack.dev "Shortcuts", "message_action payload". They work on every message that somebody sees, also
where the app is not a member. What was said is answered where it was said, if we may write there. A summary is only
for the one who wanted it, so it goes into a thread of their direct messages with the app, as does what we may not
answer in place.
"""

import logging
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from bridge.errors import PlatformError
from bridge.texts import say
from bridge.types import Attachment, MessageId, Question, Thread
from platforms.desk.around import Sender
from platforms.ids import done_with
from platforms.slack.receiving.dialog import CALLBACK, Wanted, dialog
from platforms.slack.receiving.files import attachments
from platforms.slack.receiving.here import Here
from platforms.slack.receiving.transcript import people_in, transcript, written
from platforms.slack.text import escape
from platforms.trouble import NotNow, NotThere

logger = logging.getLogger(__name__)

ABOUT, SUMMARY = CALLBACK, "summarise_thread"

OPEN = 100
"""How many dialogs may be open at a time; who takes long is answered where the message can be read again."""


def sender_of(body: Mapping[str, Any], here: Here) -> Sender:
    message = body["message"]
    thread = Thread("slack", here.us.team, body["channel"]["id"], message.get("thread_ts") or message["ts"])
    return here.sender(body["user"]["id"], thread, str(body.get("response_url") or ""))


class Shortcuts:
    """Of one workspace."""

    def __init__(self, here: Here) -> None:
        self._here = here
        self._around = here.around
        self._open: OrderedDict[tuple[str, str, str], tuple[Sender, Mapping[str, Any]]] = OrderedDict()
        """The messages that somebody has a dialog about: it could be that we may not read them again."""

    def take(self, body: Mapping[str, Any]) -> None:
        """Seen to behind the acknowledgement, as Slack has to be asked for more."""
        if body.get("callback_id") not in (ABOUT, SUMMARY):
            return None
        sender, message = sender_of(body, self._here), body["message"]
        trigger = str(body.get("trigger_id") or "")
        here = _question(sender.thread, done_with(message["ts"], "shortcut", trigger), sender.person)
        refused = self._around.hearing.refused(here, direct=sender.direct, asks=False)
        if refused is not None:  # nothing is read for them, and nothing of this channel leaves it
            return self._around.tell(sender, refused)
        if body["callback_id"] == ABOUT:
            errand = self._about(sender, message, trigger)
        else:
            errand = self._summarise(sender, trigger)
        return self._around.begin(sender, errand)

    def submitted(self, wanted: Wanted) -> None:
        """The dialog closes by its acknowledgement."""
        key = (wanted.person, wanted.thread.channel, wanted.message)
        sender, message = self._open.pop(key, (self._here.sender(wanted.person, wanted.thread), None))
        self._around.begin(sender, self._asked(sender, message, wanted))

    async def _about(self, sender: Sender, message: Mapping[str, Any], trigger: str) -> None:
        """What they want to know is asked in a dialog; where that can't be opened, it is explained."""
        around, said = self._around, written(message)
        if not said:
            return await around.answer(sender, around.say(sender, "nothing_to_ask_about"))
        self._open[(sender.person, sender.thread.channel, message["ts"])] = sender, message
        while len(self._open) > OPEN:
            self._open.popitem(last=False)
        view = dialog(sender.thread, message["ts"], said, around.language(sender.thread))
        try:
            return await self._here.workspace.open_dialog(trigger, view)
        except (NotNow, NotThere, PlatformError) as error:
            logger.info("no dialog for %s: %s", sender.person, error)
        return await self._ask(sender, message, "", trigger)

    async def _asked(self, sender: Sender, message: Mapping[str, Any] | None, wanted: Wanted) -> None:
        if message is None:
            place = wanted.thread
            message = await self._here.workspace.message(place.channel, place.thread, wanted.message)
        if message is None:
            return await self._around.answer(sender, self._around.say(sender, "nothing_to_ask_about"))
        return await self._ask(sender, message, wanted.text, wanted.view)

    async def _ask(self, sender: Sender, message: Mapping[str, Any], words: str, once: str) -> None:
        """`once` is another one for each time that somebody asks."""
        around = self._around
        quoted = transcript([message], await self._names([message]))
        about = around.say(sender, "about_words" if words else "about_this", text=quoted)
        text = f"{words}\n\n{about}" if words else about
        if not await self._may_answer(sender):
            return await self._in_direct(sender, "about_in_direct", message["ts"], text, once)
        asked = done_with(message["ts"], "about", once)
        question = _question(sender.thread, asked, sender.person, text, attachments(message))
        if await around.ask(sender, question, "door"):
            await around.answer(sender, around.say(sender, "answered_there"))
        return None

    async def _summarise(self, sender: Sender, once: str) -> None:
        messages = await self._here.workspace.thread(sender.thread.channel, sender.thread.thread)
        text = transcript(messages, await self._names(messages))
        if not text:
            return await self._around.answer(sender, self._around.say(sender, "nothing_to_ask_about"))
        asked = self._around.say(sender, "summarise_this", text=text)
        return await self._in_direct(sender, "summary_in_direct", sender.thread.thread, asked, once)

    async def _in_direct(self, sender: Sender, heading: str, about: str, text: str, once: str) -> None:
        """In a thread of their own with the app; its root leads back to where it was asked."""
        around, workspace, us = self._around, self._here.workspace, self._here.us
        channel = await workspace.direct(sender.person)
        place = Thread("slack", us.team, channel, "")
        if around.site.rules(place.place).mode == "off":
            return await around.answer(sender, around.say(sender, "not_here"))
        door = _question(place, done_with(about, heading, once), sender.person)
        refused = around.hearing.refused(door, direct=True, asks=True)
        if refused is not None:
            return await around.answer(sender, refused)
        link = await workspace.permalink(sender.thread.channel, about)
        root = escape(say(heading, around.language(sender.thread), link="{link}")).replace("{link}", link)
        ts = await workspace.say(channel, root.rstrip(": "))
        thread = Thread("slack", us.team, channel, ts)
        await around.hearing.accept(_question(thread, MessageId(ts), sender.person, text))
        there = await workspace.permalink(channel, ts)
        return await around.answer(sender, around.say(sender, "answered_in_direct", link=there).rstrip(": "))

    async def _may_answer(self, sender: Sender) -> bool:
        """Where the channel's rules let us answer at all, and Slack lets us write."""
        place = sender.thread.place
        return self._around.site.rules(place).mode != "off" and await self._here.workspace.writes_in(place.channel)

    async def _names(self, messages: list[Mapping[str, Any]]) -> Mapping[str, str]:
        return {person: await self._here.workspace.name_of(person) for person in people_in(messages)}


def _question(
    thread: Thread, message: MessageId, author: str, text: str = "", files: tuple[Attachment, ...] = ()
) -> Question:
    return Question(thread, message, author, text, attachments=files)
