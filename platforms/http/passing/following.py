"""In which Thread what was passed on is noted: where its transcript is one that is known and an answer more, there.

As on the other way, but without asking the ledger: nothing depends on it but where a Turn is found again. After a
restart a transcript begins a new Thread.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bridge.types import Head, State, Thread, Turn
from platforms.http.asking.background import is_background
from platforms.http.asking.compared import Compared
from platforms.http.asking.heads import Heads
from platforms.http.errors import ApiError
from platforms.http.passing.over import Passed
from platforms.http.request.chat import Chat
from platforms.http.request.messages import Message, Role, message


@dataclass(frozen=True, slots=True)
class Following:
    """Of one server."""

    heads: Heads

    def turn(self, passed: Passed) -> Turn:
        """What is noted; called in the order in which the answers came."""
        caller, said = passed.way.caller, passed.said()
        thread, found = Thread("http", "", caller, passed.id), ""
        compared = _compared(passed)
        for begun in compared.beginnings() if compared else ():
            if known := self.heads.recall(caller, begun.hash):
                thread, found = known, begun.hash
                break
        turn = passed.turn(said, thread)
        ends = turn.state is State.DELIVERED and bool(said.text)
        if compared and (ends or found):  # where it failed, the Thread is where it was
            hash = compared.ending(Message(Role.ASSISTANT, said.words, calls=said.calls)) if ends else found
            self.heads.put(Head(thread, turn.question.message, caller, hash))
        return turn


def _compared(passed: Passed) -> Compared | None:
    """None for what is no transcript, for what we can't read, and for what programs ask beside one."""
    try:
        messages = tuple(_messages(passed))
    except ApiError:
        return None
    if not messages or is_background(messages):
        return None
    return Compared(Chat(passed.way.model, messages))


def _messages(passed: Passed) -> Iterator[Message]:
    listed = passed.way.body.get("messages")
    for number, one in enumerate(listed if isinstance(listed, list) else ()):
        yield message(one, f"messages[{number}]")
