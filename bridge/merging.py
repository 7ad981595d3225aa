"""What a person writes in several messages is one question, where a channel wants that.

They are joined in the moment in which the first of them is begun; until then each is a question of its own, which
can be edited and taken back. So there is nothing to be undone after a crash.
"""

import time
from collections.abc import Sequence
from dataclasses import replace

from bridge.protocols import Store
from bridge.texts import say
from bridge.types import Language, Question, Saying, State, Turn
from bridge.waiting.patience import Pause, until_stored

MOST_PAUSES = 10
"""Whoever writes on and on is asked all the same."""


def joined(texts: Sequence[str], language: Language) -> str:
    """As one question; what stands for words where there are only files is not needed beside others."""
    words = [text for text in texts if text != say("look_at_files", language)]
    return "\n\n".join(words or texts[:1])


def reworded(question: Question, message: str, text: str, language: Language) -> Question:
    """What is asked now that this message of it says that; empty: it is gone."""
    said = [replace(one, text=text) if _of(one, message) else one for one in question.sayings]
    said = [one for one in said if one.text.strip()]
    if not question.sayings:
        return replace(question, text=text)
    return replace(question, text=joined([one.text for one in said], language), sayings=tuple(said))


def said_with(question: Question, message: str) -> str:
    """What this message of the question says."""
    return next((one.text for one in question.sayings if _of(one, message)), question.text)


def _of(saying: Saying, message: str) -> bool:
    """Also where it got other words before, which is a question of its own."""
    return saying.message == message or saying.message.startswith(f"{message}/")


class Merging:
    """Of one turn, where the next message is waited for for so many ``seconds``; 0: each is a question."""

    def __init__(self, store: Store, seconds: float, language: Language, pause: Pause) -> None:
        self._store = store
        self._seconds = seconds
        self._language = language
        self._pause = pause

    async def heard_out(self, turn: Turn) -> None:
        """Returns when nothing more has come for so long."""
        if not self._merges(turn):
            return
        for _ in range(MOST_PAUSES):
            last = await until_stored(lambda: self._store.said_last(turn.id), self._pause)
            left = min(last + self._seconds - time.time(), self._seconds)  # a clock may be set meanwhile
            if left <= 0:
                return
            await self._pause(left)

    async def whole(self, turn: Turn) -> Turn:
        """With what came meanwhile; some of its files may be on the platform still."""
        if not self._merges(turn):
            return turn
        merged = self._store.merge
        return await until_stored(lambda: merged(turn.id, self._join), self._pause) or turn

    def _merges(self, turn: Turn) -> bool:
        begun = turn.state is not State.ACCEPTED or turn.asking_since or turn.held
        return bool(self._seconds and not begun and turn.question.action == "ask")

    def _join(self, texts: Sequence[str]) -> str:
        return joined(texts, self._language)
