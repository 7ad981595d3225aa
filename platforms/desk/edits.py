"""Questions that are edited or deleted after they were asked."""

from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from bridge.commands.words import Answered
from bridge.merging import reworded, said_with
from bridge.types import LATELY, Language, State, Thread, Turn
from platforms.desk.around import Around, Sender
from platforms.ids import done_with

EDIT = "edit"
"""In the ids of questions that got other words."""

GONE = "gone"
"""Instead of when: the message was deleted, and the others that were one question with it are asked."""

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
    """What is asked now; empty where that is nothing."""
    at: str
    """When, as the platform says it; empty where it never happened."""


@dataclass(frozen=True, slots=True)
class Deleted:
    """A message is gone."""

    thread: Thread
    message: str


class Edits:
    """Of one workspace."""

    def __init__(
        self,
        around: Around,
        sender_of: Callable[[str, Thread, str], Sender],
        reworded: Callable[[Thread, str], Awaitable[Edited | None]],
    ) -> None:
        self._around = around
        self._sender_of = sender_of
        """Whoever wrote a message in a Thread, which is the last of the three."""
        self._now = reworded
        """A message as it is by now; None when it is gone."""
        self._offered: deque[tuple[str, str]] = deque(maxlen=OFFERED)

    async def edited(self, edit: Edited) -> None:
        """A question that waits takes the new words; for the last one that was asked they are offered."""
        waiting, last = _of(edit.message, await self._around.bridge.store.history(edit.thread, most=LATELY))
        if waiting and all(said_with(turn.question, edit.message) == edit.text for turn in waiting):
            return None  # it was heard late, or was told again: nothing is other than it was
        if await self._reworded(edit, waiting):
            return self._tell(edit.author, edit.thread, edit.message, "takes_new_words")
        if last is not None and not _asks(last, edit):
            self._offer(edit)
        return None

    async def deleted(self, deletion: Deleted) -> None:
        """A question that waits is taken out, and its asker told; what was asked stays."""
        waiting, _ = _of(deletion.message, await self._around.bridge.store.history(deletion.thread, most=LATELY))
        taken = [turn for turn in waiting if await self._taken_out(turn, deletion.message)]
        for asker in dict.fromkeys(turn.question.author for turn in taken):
            self._tell(asker, deletion.thread, deletion.message, "taken_out")

    async def ask_as_edited(self, sender: Sender, message: str, once: str) -> bool:
        """The last question again, in the words that its message has now; True when it is a new question.

        `once` is another one for each click.
        """
        around = self._around
        now = await self._now(sender.thread, message)
        _, last = _of(message, await around.bridge.store.history(sender.thread, most=LATELY))
        if now is None or last is None:
            await around.answer(sender, around.say(sender, "only_last_edited"))
            return False
        asked = reworded(last.question, message, now.text, self._language(sender.thread))
        asked = replace(asked, message=done_with(message, EDIT, now.at), author=sender.person)
        if last.anchor is not None or last.answer:  # else it never got as far as to be there to be edited
            asked = replace(asked, action="edit")
        if not await around.ask(sender, asked, once):
            return False
        await around.answer(sender, around.say(sender, "asking_as_edited"))
        return True

    async def _reworded(self, edit: Edited, waiting: Sequence[Turn]) -> bool:
        """False when nothing of it waits, or when it was begun meanwhile.

        The new one is in the ledger before the old one is taken out of it. An edit that is told again is known, and
        after a later one it is over.
        """
        bridge, message = self._around.bridge, done_with(edit.message, EDIT, edit.at)
        old = [turn for turn in waiting if turn.question.message != message]
        if not old:
            return False
        asked = reworded(old[-1].question, edit.message, edit.text, self._language(edit.thread))
        new = await bridge.accept(replace(asked, message=message))
        if new is None and len(old) == len(waiting):
            return False
        if any([await bridge.withdraw(turn.thread, turn.question.message) for turn in old]):
            return True
        await bridge.withdraw(old[-1].thread, message)
        return False

    async def _taken_out(self, turn: Turn, message: str) -> bool:
        """Of several messages that are one question the others are asked."""
        bridge, rest = self._around.bridge, reworded(turn.question, message, "", self._language(turn.thread))
        if rest.sayings:
            rest = replace(rest, message=done_with(message, EDIT, GONE))
            await bridge.accept(rest)
        if await bridge.withdraw(turn.thread, turn.question.message):
            return True
        if rest.sayings:
            await bridge.withdraw(turn.thread, rest.message)
        return False

    def _language(self, thread: Thread) -> Language:
        return self._around.bridge.rules(thread.place).language

    def _offer(self, edit: Edited) -> None:
        if (one := (edit.message, edit.at)) in self._offered:
            return
        self._offered.append(one)
        sender = self._sender_of(edit.author, edit.thread, edit.message)
        text = self._around.say(sender, "edited")
        self._around.tell(sender, Answered(text, confirm="edit", about=edit.message))

    def _tell(self, person: str, thread: Thread, message: str, key: str) -> None:
        sender = self._sender_of(person, thread, message)
        self._around.tell(sender, self._around.say(sender, key))


def _of(message: str, history: Sequence[Turn]) -> tuple[list[Turn], Turn | None]:
    """The turns of this message that still wait; and the one that it asked, if that is the last with words."""
    ours = [turn for turn in history if _has_words_of(turn, message)]
    asked = [turn for turn in history if turn.question.action in BY_WORDS]
    waiting = [turn for turn in ours if turn.state in MAY_WAIT and turn.question.action in BY_WORDS]
    return waiting, asked[-1] if asked and asked[-1] in ours else None


def _asks(turn: Turn, edit: Edited) -> bool:
    """It asks what was edited in, as far as we know: a platform may find other words for the same edit later."""
    return said_with(turn.question, edit.message) == edit.text or turn.question.message == done_with(
        edit.message, EDIT, edit.at
    )


def _has_words_of(turn: Turn, message: str) -> bool:
    """What somebody else asked about the message stands at it, too, but its author's words are none of theirs."""
    asked = (turn.question.message, *(one.message for one in turn.question.sayings))
    return any(one == message or one.startswith(done_with(message, EDIT, "")) for one in asked)
