"""In which Thread what was passed on is noted: where its transcript is one that is known and an answer more, there.

As on the other way, but out of memory alone, which has what the ledger had when the program began: nothing depends
on it but where a Turn is found again. What can't be read here, though the API may read it, has a Thread of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import orjson

from bridge.types import Head, State, Thread, Turn
from platforms.http.asking.background import is_background
from platforms.http.asking.compared import Compared
from platforms.http.asking.heads import Heads
from platforms.http.errors import ApiError
from platforms.http.passing.loose import string
from platforms.http.passing.record import Passed
from platforms.http.passing.sent import sent
from platforms.http.request.chat import Chat
from platforms.http.request.checks import Object
from platforms.http.request.items import messages_of
from platforms.http.request.messages import Message, Role, message
from platforms.http.request.tools import Toolbox, tools_of

LARGEST = 1_000_000
"""Bytes of a transcript that is looked at."""


@dataclass(frozen=True, slots=True)
class Following:
    """Of one server."""

    heads: Heads

    def turn(self, passed: Passed) -> Turn:
        """What is noted; called in the order in which the answers came, and again where the ledger failed."""
        if passed.made is None:
            passed.made = self._turn(passed)
        return passed.made

    def _turn(self, passed: Passed) -> Turn:
        caller, said = passed.outgoing.caller, passed.said()
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
    body, name = passed.outgoing.body, f"{passed.outgoing.name}:{passed.outgoing.model}"
    if "previous_response_id" in body or len(orjson.dumps(sent(body))) > LARGEST:
        return None
    try:
        messages = tuple(_messages(body))
    except ApiError:
        return None
    if not messages or is_background(messages):
        return None
    return Compared(Chat(name, messages, toolbox=_tools(body)))


def _messages(body: Object) -> Iterator[Message]:
    """On either wire."""
    said = sent(body)
    if "input" in body:
        if told := string(body.get("instructions")):
            yield Message(Role.SYSTEM, told)
        yield from messages_of(said)[0]
        return
    for number, one in enumerate(said if isinstance(said, list) else ()):
        yield message(one, f"messages[{number}]")


def _tools(body: Object) -> Toolbox:
    """Those that are functions; what else an API offers says nothing."""
    try:
        return Toolbox(tools_of(body.get("tools") or body.get("functions") or [], "tools"))
    except ApiError:
        return Toolbox()
