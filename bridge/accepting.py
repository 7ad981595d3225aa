"""What becomes of a question before its turn: it gets its backend and model, and a place in the ledger."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from bridge.errors import BadQuestion
from bridge.protocols import Backend, Choice, Directory, LeavesNoTrace, Store
from bridge.texts import say
from bridge.types import LATELY, Channel, Key, MessageId, Question, State, Thread, Turn


class Accepting:
    """Of all questions. Raises BadQuestion where nothing is asked, or nothing is there to ask again."""

    def __init__(
        self,
        store: Store,
        backends: Mapping[str, Backend],
        rules: Directory,
        choice: Choice,
        accepted: Callable[[Thread, Turn | None], None],
    ) -> None:
        self.store = store
        self._backends = backends
        self._rules = rules
        self._choice = choice
        self._accepted = accepted
        forgetful = {name: one for name, one in backends.items() if isinstance(one, LeavesNoTrace)}
        self._free = {name for name, one in forgetful.items() if one.leaves_no_trace}
        """They keep no conversation in which a Thread would have to go on."""

    async def accept(self, question: Question, *, held: bool = False) -> Turn | None:
        """None when the message is known."""
        prepared, backend = self._prepared(question)
        await self._check(prepared)
        prepare, turn = partial(self._in, question), None
        try:
            turn = await self.store.accept(prepared, backend, held=held, prepare=prepare, free=self._free)
            return turn
        finally:
            self._accepted(question.thread, turn)  # when cancelled too: the ledger may have it all the same

    def ready(self, question: Question) -> tuple[Question, str]:
        """A new question as it would be accepted, and its backend."""
        prepared, backend = self._prepared(question)
        self._check_words(prepared)
        return prepared, backend

    async def accept_edited(self, question: Question, edited: MessageId) -> Turn | None:
        """The Thread's last question in these words; ``edited`` is the message that has them now."""
        last = _asked_by((question.thread.place, edited), await self.store.history(question.thread, most=LATELY))
        if last is None:
            raise self.bad("only_last_edited", question)
        unasked = last.state is State.FAILED and last.anchor is None
        return await self.accept(replace(question, action="ask" if unasked else "edit"))

    async def decline(self, question: Question, reason: str) -> Turn | None:
        """It is not asked, and its asker is told why, in its Thread."""
        question, backend = self._prepared(question)
        try:
            return await self.store.decline(question, backend, reason)
        finally:
            self._accepted(question.thread, None)

    def bad(self, sentence: str, question: Question) -> BadQuestion:
        return BadQuestion(what=say(sentence, self._rules(question.thread.place).language))

    def _in(self, question: Question, home: Thread, model: str) -> tuple[Question, str]:
        """A conversation that began there is asked as there: a backend knows only its own conversations."""
        return self._prepared(replace(question, model=question.model or model), home)

    def _prepared(self, question: Question, home: Thread | None = None) -> tuple[Question, str]:
        place = (home or question.thread).place
        question, backend = self._chosen(question.under(self._rules(place)).cleaned(), place)
        if question.action == "ask" and not question.text.strip() and (question.files or question.attachments):
            language = self._rules(question.thread.place).language
            question = replace(question, text=say("look_at_files", language))
        return question, backend

    def destination(self, place: Channel, author: str, model: str) -> tuple[str, str]:
        """The backend and its model; one may be asked for with the other, ``chatgpt/kim:gpt-5``, or without it."""
        backend, colon, own = model.partition(":")
        if backend in self._backends and (colon or backend not in ("", self._rules(place).model)):
            return backend, own
        return self._choice(place, author), model

    def _chosen(self, question: Question, place: Channel) -> tuple[Question, str]:
        backend, model = self.destination(place, question.author, question.model)
        return question if model == question.model else replace(question, model=model), backend

    def _check_words(self, question: Question) -> None:
        if question.action in ("ask", "edit") and not question.text.strip():
            raise self.bad("nothing_asked", question)

    async def _check(self, question: Question) -> None:
        self._check_words(question)
        if question.action != "ask" and await self.store.last(question.thread) is None:
            raise self.bad("nothing_to_branch", question)


def _asked_by(message: Key, turns: Sequence[Turn]) -> Turn | None:
    """The last question, if this message asked it; other answers to it and other words for it leave it that one."""
    for turn in reversed(turns):
        said = {turn.question.key, *((turn.thread.place, one.message) for one in turn.question.sayings)}
        if turn.question.action in ("ask", "edit") and message in said:
            return turn
        if turn.question.action == "ask":
            return None
    return None
