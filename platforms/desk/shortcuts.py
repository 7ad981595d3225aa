"""What the menu of a message offers: "Ask about this" and "Summarise this thread".

They work on every message that somebody sees, also where we are not a member. What was said is answered where it
was said, if we may write there. A summary is only for the one who wanted it, so it goes into their direct messages
with us, as does what we may not answer in place.
"""

import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bridge.errors import PlatformError, Undeliverable
from bridge.types import Attachment, MessageId, Question, Thread
from platforms.desk.around import Around, Sender
from platforms.desk.protocols import Reads, Writes
from platforms.desk.transcript import Written, transcript
from platforms.ids import done_with
from platforms.trouble import NotNow, NotThere

logger = logging.getLogger(__name__)

OPEN = 100
"""How many dialogs may be open at a time; who takes long is answered where the message can be read again."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Somebody chose something from the menu of a message."""

    sender: Sender
    message: str
    once: str
    """Another one for each time."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wrote into the dialog about a message."""

    sender: Sender
    message: str
    once: str
    text: str
    """Empty: whatever there is to say about it."""


class Shortcuts:
    """Of one workspace."""

    def __init__(self, around: Around, reads: Reads, writes: Writes) -> None:
        self._around = around
        self._reads = reads
        self._writes = writes
        self._open: OrderedDict[tuple[str, Thread, str], Written] = OrderedDict()
        """The messages that somebody has a dialog about: it could be that we may not read them again."""
        self._reading: set[str] = set()
        """For whom a conversation is being read: that takes many calls, which all others wait for."""

    def lets_in(self, chosen: Chosen) -> bool:
        """Else nothing is read for them, nothing of this channel leaves it, and they are told why."""
        sender, here = chosen.sender, _question(chosen, done_with(chosen.message, "shortcut", chosen.once))
        why = self._around.hearing.refused(here, sender.roles, direct=sender.direct, asks=False)
        if why is not None:
            self._around.tell(sender, why)
        return why is None

    async def about(self, chosen: Chosen, written: Written, dialog: Callable[[], Awaitable[None]]) -> None:
        """What they want to know is asked in a dialog; where that can't be opened, the message is explained."""
        around, sender = self._around, chosen.sender
        if not written.words:
            return await around.answer(sender, around.say(sender, "nothing_to_ask_about"))
        self._open[sender.person, sender.thread, chosen.message] = written
        while len(self._open) > OPEN:
            self._open.popitem(last=False)
        try:
            return await dialog()
        except (NotNow, NotThere, PlatformError) as error:
            logger.info("no dialog for %s: %s", sender.person, error)
        return await self._ask(chosen, written, "")

    async def asked(self, wanted: Wanted) -> None:
        """What was written into the dialog."""
        around, sender = self._around, wanted.sender
        written = self._open.pop((sender.person, sender.thread, wanted.message), None)
        written = written or await self._reads.written(sender.thread, wanted.message)
        if written is None:
            return await around.answer(sender, around.say(sender, "nothing_to_ask_about"))
        return await self._ask(Chosen(sender, wanted.message, wanted.once), written, wanted.text)

    async def summarise(self, chosen: Chosen) -> None:
        """For the one who wants it."""
        around, sender = self._around, chosen.sender
        if not sender.reads:
            return await around.answer(sender, around.say(sender, "you_read_nothing_back"))
        if sender.person in self._reading:
            return await around.answer(sender, around.say(sender, "reads_already"))
        self._reading.add(sender.person)
        try:
            text = transcript(await self._reads.conversation(sender.thread))
        finally:
            self._reading.discard(sender.person)
        if not text:
            return await around.answer(sender, around.say(sender, "nothing_to_ask_about"))
        asked = around.say(sender, "summarise_this", text=text)
        return await self._in_direct(chosen, "summary_in_direct", asked)

    async def _ask(self, chosen: Chosen, written: Written, words: str) -> None:
        around, sender = self._around, chosen.sender
        about = around.say(sender, "about_words" if words else "about_this", text=transcript([written]))
        text = f"{words}\n\n{about}" if words else about
        if not await self._may_answer(sender):
            return await self._in_direct(chosen, "about_in_direct", text, written.files)
        asked = done_with(chosen.message, "about", chosen.once)
        if await around.ask(sender, _question(chosen, asked, text, written.files), "door"):
            await around.answer(sender, around.say(sender, "answered_there"))
        return None

    async def _in_direct(self, chosen: Chosen, heading: str, text: str, files: tuple[Attachment, ...] = ()) -> None:
        """Below a message of ours, which leads back to where it was asked."""
        around, writes, sender = self._around, self._writes, chosen.sender
        try:
            place = await writes.direct(sender.person)
            if (why := self._refuses(chosen, place, heading)) is not None:
                return await around.answer(sender, why)
            link = await writes.permalink(sender.thread, MessageId(chosen.message))
            thread, root = await writes.begin(place, around.say(sender, heading, link=link).rstrip(": "))
        except Undeliverable as error:
            why = error.say(around.language(sender.thread))
            return await around.answer(sender, around.say(sender, "not_in_direct", why=why))
        await around.hearing.accept(Question(thread, root, sender.person, text, attachments=files))
        there = await writes.permalink(thread, root)
        return await around.answer(sender, around.say(sender, "answered_in_direct", link=there).rstrip(": "))

    def _refuses(self, chosen: Chosen, place: Thread, heading: str) -> str | None:
        """Why nothing is asked in their direct messages; None where it may be."""
        around, sender = self._around, chosen.sender
        if around.off(place):
            return around.say(sender, "not_here")
        door = Question(place, done_with(chosen.message, heading, chosen.once), sender.person, "")
        return around.hearing.refused(door, sender.roles, direct=True, asks=True)

    async def _may_answer(self, sender: Sender) -> bool:
        """Where the channel's rules let us answer at all, and the platform lets them and us write."""
        off = self._around.off(sender.thread)
        return not off and sender.writes and await self._writes.writes_in(sender.thread)


def _question(chosen: Chosen, message: MessageId, text: str = "", files: tuple[Attachment, ...] = ()) -> Question:
    return Question(chosen.sender.thread, message, chosen.sender.person, text, attachments=files)
