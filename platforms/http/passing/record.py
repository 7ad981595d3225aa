"""What came back on the forwarded way → the Turn that is noted behind it. Pure, and done when nobody waits for it.

Nothing here refuses anything: what can't be understood is left out of the ledger, for the caller has it already.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bridge.protocols import Route
from bridge.spent import guessed
from bridge.types import Anchor, MessageId, Question, State, Thread, Turn, TurnId
from platforms.http.passing.loose import inner, object_of, string
from platforms.http.passing.outgoing import Outgoing
from platforms.http.passing.said import Said, streamed, whole
from platforms.http.passing.sent import entries, is_instruction, text_of
from platforms.http.request.checks import Object

MOST_KEPT = 16 * 1024 * 1024
"""Bytes of an answer."""

ENDS: Mapping[Route, Sequence[bytes]] = {
    "chat/completions": (b"data: [DONE]", b"data:[DONE]", b'"finish_reason":"', b'"finish_reason": "', b'"error"'),
    "responses": (b'"response.completed"', b'"response.incomplete"', b'"response.failed"', b'"error"'),
}
"""What stands in a stream that came to its end; in a text the quotes would be escaped."""


@dataclass(slots=True)
class Passed:
    """One request that was passed on, and everything that came back; filled while it comes."""

    outgoing: Outgoing
    id: str
    at: float
    """Unix seconds."""
    request: str = ""
    """The API's own id of it."""
    answer: list[bytes] = field(default_factory=list)
    streamed: bool = False
    left: bool = False
    """The caller left before its end."""
    reason: str = ""
    """Why there is no whole answer."""
    noted: bool = False
    made: Turn | None = None
    """What is noted, once that is known; the ledger may want it again."""

    size: int = 0

    def add(self, more: bytes) -> None:
        """Kept as long as it is not unusually much; the caller gets all of it."""
        self.size += len(more)
        if self.size <= MOST_KEPT:
            self.answer.append(more)

    @property
    def is_whole(self) -> bool:
        """It came to an end that says so."""
        came = b"".join(self.answer)
        return self.size > MOST_KEPT or any(end in came for end in ENDS[self.outgoing.route])

    @property
    def at_an_end(self) -> bool:
        """Of an event: what comes next is a new one."""
        return not self.answer or self.answer[-1].endswith((b"\n\n", b"\r\n\r\n"))

    def said(self) -> Said:
        answer = b"".join(self.answer)
        return streamed(answer) if self.streamed else whole(object_of(answer))

    def turn(self, said: Said, thread: Thread) -> Turn:
        used = said.used
        if used is None and (said.text or self.left):  # it was asked, and what came of that nobody counted
            used = guessed(map(text_of, entries(self.outgoing.body)), said.text)
        used = used and self.outgoing.backend.priced(used, self.outgoing.model, said.model)
        failed = self.reason or said.failed
        return Turn(
            TurnId(0),
            _question(self, thread).cleaned(),
            self.outgoing.name,
            State.FAILED if failed and not self.left else State.DELIVERED,
            anchor=Anchor(_carriable(self.request)) if self.request else None,
            answer=_carriable(said.text),
            answered_by=_carriable(said.model),
            stopped=self.left,
            cut=said.cut,
            reason=_carriable("" if self.left else failed),
            accepted_at=self.at,
            asking_since=self.at,
            held=True,
            used=used or None,
        )


def _question(passed: Passed, thread: Thread) -> Question:
    body = passed.outgoing.body
    instructions, text = _asked(body)
    effort = body.get("reasoning_effort") or inner(body, "reasoning").get("effort")
    return Question(
        thread,
        MessageId(f"http-{passed.id}"),
        passed.outgoing.caller,
        text or instructions,
        instructions if text else "",
        passed.outgoing.model,
        string(effort),
    )


def _asked(body: Object) -> tuple[str, str]:
    """The instructions, and what was said since the last answer."""
    everything = entries(body)
    said = [one for one in everything if not is_instruction(one)]
    answers = [place for place, one in enumerate(said, 1) if one.get("role") == "assistant"]
    last = said[answers[-1] :] if answers and answers[-1] < len(said) else said[-1:]
    return _joined(filter(is_instruction, everything)), _joined(last)


def _joined(some: Iterable[Object]) -> str:
    return "\n\n".join(filter(None, map(text_of, some)))


def _carriable(text: str) -> str:
    """No database takes NUL, none half of a surrogate pair."""
    return re.sub("[\0\ud800-\udfff]", "\ufffd", text)
