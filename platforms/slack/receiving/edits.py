"""Questions that are edited or deleted after they were asked.

Source: docs.slack.dev, the event pages message_changed and message_deleted. message_changed also tells of unfurls,
of replies, of our own edits and of a root that was deleted: only other words of a person's count.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bridge import commands
from bridge.commands import Answered
from bridge.types import State, Thread, Turn
from platforms.desk.around import Sender
from platforms.ids import done_with
from platforms.slack.inbound import words_of
from platforms.slack.receiving.here import Here
from platforms.slack.text import typed, without_mention

EDIT = "edit"
"""In the ids of questions that got other words."""

OFFERED = 100
"""How many edits are remembered, so that each is offered once."""

BY_WORDS = ("ask", "edit")
"""Questions that have words of their own."""

MAY_WAIT = (State.ACCEPTED, State.ASKING)
"""In line, or before something that stands in the way of asking: the bridge knows whether it can be taken back."""


@dataclass(frozen=True, slots=True)
class Edited:
    """Somebody gave a message other words."""

    thread: Thread
    message: str
    author: str
    text: str
    at: str


@dataclass(frozen=True, slots=True)
class Deleted:
    """Somebody deleted a message."""

    thread: Thread
    message: str
    author: str


def edited(event: Mapping[str, Any], team: str, us: str) -> Edited | None:
    """What a person changed, or None."""
    if event.get("type") != "message" or event.get("subtype") != "message_changed":
        return None
    now, before = event.get("message") or {}, event.get("previous_message") or {}
    author, mark = now.get("user"), now.get("edited") or {}
    if not author or author == us or now.get("bot_id") or now.get("subtype") == "tombstone":
        return None
    new, old = (typed(without_mention(str(one.get("text") or ""), us)) for one in (now, before))
    text = commands.asked(words_of(now, us))
    if new == old or not text or not mark:
        return None
    thread = Thread("slack", team, event["channel"], now.get("thread_ts") or now["ts"])
    return Edited(thread, now["ts"], author, text, str(mark.get("ts") or event.get("event_ts") or ""))


def deleted(event: Mapping[str, Any], team: str) -> Deleted | None:
    """What was deleted, or None. A root that has replies leaves a gravestone, which is told as a change."""
    if event.get("type") != "message":
        return None
    before, now = event.get("previous_message") or {}, event.get("message") or {}
    buried = event.get("subtype") == "message_changed" and now.get("subtype") == "tombstone"
    if event.get("subtype") != "message_deleted" and not buried:
        return None
    message = str(event.get("deleted_ts") or now.get("ts") or before.get("ts") or "")
    author = str(before.get("user") or "")
    if not message or not author or before.get("subtype") == "tombstone":
        return None
    return Deleted(Thread("slack", team, event["channel"], before.get("thread_ts") or message), message, author)


class Edits:
    """Of one workspace."""

    def __init__(self, here: Here) -> None:
        self._here = here
        self._around = here.around
        self._offered: deque[tuple[str, str]] = deque(maxlen=OFFERED)

    async def edited(self, edit: Edited) -> None:
        """A question that waits takes the new words; for the last one that was asked they are offered."""
        waiting, last = _of(edit.message, await self._around.bridge.store.history(edit.thread))
        if any([await self._reworded(edit, turn) for turn in waiting]):
            return self._tell(edit, "takes_new_words")
        if last is not None and last.question.text != edit.text:
            self._offer(edit)
        return None

    async def deleted(self, deletion: Deleted) -> None:
        """A question that waits is taken out; what was asked stays."""
        waiting, _ = _of(deletion.message, await self._around.bridge.store.history(deletion.thread))
        taken = [await self._around.bridge.withdraw(turn.thread, turn.question.message) for turn in waiting]
        if any(taken):
            self._tell(deletion, "taken_out")

    async def _reworded(self, edit: Edited, turn: Turn) -> bool:
        """False when it was begun meanwhile. The new one is in the ledger before the old one is taken out of it."""
        bridge, message = self._around.bridge, done_with(edit.message, EDIT, edit.at)
        await bridge.accept(replace(turn.question, message=message, text=edit.text))
        if await bridge.withdraw(turn.thread, turn.question.message):
            return True
        await bridge.withdraw(turn.thread, message)
        return False

    def _offer(self, edit: Edited) -> None:
        if (one := (edit.message, edit.at)) in self._offered:
            return
        self._offered.append(one)
        sender = self._sender(edit)
        text = self._around.say(sender, "edited")
        self._around.tell(sender, Answered(text, confirm="edit", about=edit.message))

    def _tell(self, what: Edited | Deleted, key: str) -> None:
        sender = self._sender(what)
        self._around.tell(sender, self._around.say(sender, key))

    def _sender(self, what: Edited | Deleted) -> Sender:
        return self._here.sender(what.author, what.thread)


async def ask_as_edited(here: Here, sender: Sender, message: str, once: str) -> None:
    """The last question again, in the words that its message has now; `once` is another one for each click."""
    around, thread = here.around, sender.thread
    found = await here.workspace.message(thread.channel, thread.thread, message)
    _, last = _of(message, await around.bridge.store.history(thread))
    if found is None or last is None:
        return await around.answer(sender, around.say(sender, "only_last_edited"))
    text = commands.asked(words_of(found, here.us.user))
    at = (found.get("edited") or {}).get("ts") or ""
    asked = replace(last.question, message=done_with(message, EDIT, at), author=sender.person, text=text)
    if last.anchor is not None or last.answer:  # else it never got as far as to be there to be edited
        asked = replace(asked, action="edit")
    if await around.ask(sender, asked, once):
        await around.answer(sender, around.say(sender, "asking_as_edited"))
    return None


def _of(message: str, history: Sequence[Turn]) -> tuple[list[Turn], Turn | None]:
    """The turns of this message that still wait; and the one that it asked, if that is the last with words."""
    ours = [turn for turn in history if _has_words_of(turn, message)]
    asked = [turn for turn in history if turn.question.action in BY_WORDS]
    waiting = [turn for turn in ours if turn.state in MAY_WAIT and turn.question.action in BY_WORDS]
    return waiting, asked[-1] if asked and asked[-1] in ours else None


def _has_words_of(turn: Turn, message: str) -> bool:
    """What somebody else asked about the message stands at it, too, but its author's words are none of theirs."""
    asked = turn.question.message
    return asked == message or asked.startswith(done_with(message, EDIT, ""))
