"""Who answers while a backend can't: another one, by the channel's choice, and only what the first will not answer.

The turn is the other backend's from then on, in the ledger too, so that after a crash nobody looks for it
elsewhere. The next question goes to the Thread's own backend again, which is told what was said meanwhile.
"""

import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace

from bridge.answering.dialogue import dialogue
from bridge.answering.recap import meanwhile
from bridge.errors import BridgeError, Walled
from bridge.events import Event
from bridge.protocols import Backend
from bridge.types import Turn
from bridge.waiting.gate import Gate
from bridge.waiting.line import Line, Show

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StandIn:
    """A backend that may answer for another one."""

    name: str
    model: str
    """Empty: its own."""
    backend: Backend
    gate: Gate
    line: Line | None

    def instead(self, turn: Turn) -> Turn:
        """The same turn as it is this one's. Models and efforts have names of their own in every backend."""
        question = replace(turn.question, model=self.model, effort="")
        turn = replace(turn, backend=self.name, question=question, conversation=None)
        return replace(turn, anchor=None, last=None, preface="")

    async def begun(self, turn: Turn, stack: AsyncExitStack, show: Show) -> AsyncIterator[Event] | None:
        """Its answer; None where it can't answer either."""
        if self.gate.wall is not None:
            return None
        instead = self.instead(turn)
        try:
            if self.line is not None:
                await stack.enter_async_context(self.line.page(instead, show))
            return await stack.enter_async_context(self.backend.send(instead))
        except BridgeError as error:
            logger.warning("%s can't stand in: %s", self.name, error)
            if isinstance(error, Walled) and not error.here:
                self.gate.shut(error)
            return None


def stand_in(
    choice: str,
    instead_of: str,
    backends: Mapping[str, Backend],
    gates: Mapping[str, Gate],
    lines: Mapping[str, Line],
) -> StandIn | None:
    """The one that the channel names, perhaps with a model: ``openai:gpt-4o``."""
    name, _, model = choice.partition(":")
    if name == instead_of or name not in backends or name not in gates:
        return None
    return StandIn(name, model, backends[name], gates[name], lines.get(name))


def caught_up(turn: Turn, missed: Sequence[Turn], history: Sequence[Turn]) -> str:
    """What goes before a question whose backend knows nothing of the turns that it missed.

    For another answer, or the rest of one, to what it never heard, the words are taken from there.
    """
    question = turn.question
    if question.action in ("ask", "edit"):
        return meanwhile(missed, question.text)
    words = dialogue(turn, history, {}).asked.text
    return f"{meanwhile(missed, words)}\n\n{words}"
