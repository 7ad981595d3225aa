"""A Thread as what was said in it, as later answers and words have left it; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bridge.answering.recap import language_of
from bridge.errors import NothingToBranch
from bridge.texts import Phrase, say
from bridge.types import File, Question, State, Turn, TurnId

Files = Mapping[TurnId, tuple[File, ...]]
"""What came with earlier questions."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """What was asked, with what, and what was answered."""

    text: str
    files: tuple[File, ...] = ()
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """What somebody has to be told who knows nothing of the Thread."""

    instructions: str
    earlier: tuple[Exchange, ...]
    asked: Exchange
    """Without an answer."""

    @property
    def length(self) -> int:
        """In characters, and bytes of files."""
        return sum(
            len(one.text) + len(one.answer) + sum(len(file.content) for file in one.files)
            for one in (*self.earlier, self.asked)
        )


def dialogue(turn: Turn, earlier: Sequence[Turn], files: Files) -> Dialogue:
    """What was said before this turn, and what it asks. Raises NothingToBranch."""
    told = _told(earlier, files)
    question = turn.question
    if question.action == "continue":
        told = _answered(told)
        asked = Exchange(say("go_on", language_of(_last(told).text)))
    else:
        asked, told = _asked(question, question.files, told), _before(question, told)
    return Dialogue(question.instructions, tuple(told), asked)


def with_files(whole: Dialogue, files: Sequence[File]) -> Dialogue:
    """The same with these files before those of its question."""
    return replace(whole, asked=replace(whole.asked, files=(*files, *whole.asked.files)))


def _told(turns: Sequence[Turn], files: Files) -> Sequence[Exchange]:
    """What stands in the conversation; at its end perhaps a question that got no answer."""
    told: list[Exchange] = []  # only its last may have no answer, and thousands are gone through once
    for turn in turns:
        question, came = turn.question, files.get(turn.id, ())
        if turn.answer and turn.state in (State.ANSWERED, State.DELIVERED):
            asked = _asked(question, came, told)
            if question.action != "ask":  # a branch takes the place of the last exchange
                del told[-1:]
            _unanswered_goes(told)
            told.append(replace(asked, answer=asked.answer + turn.answer))
        elif question.action == "ask":
            _unanswered_goes(told)
            told.append(Exchange(question.text, came))
    return told


def _unanswered_goes(told: list[Exchange]) -> None:
    while told and not told[-1].answer:
        told.pop()


def _asked(question: Question, files: tuple[File, ...], told: Sequence[Exchange]) -> Exchange:
    """What this question asks for, and what of the answer is there already."""
    match question.action:
        case "ask":
            return Exchange(question.text, files)
        case "edit":  # the files stay those that came with it
            return Exchange(question.text, files or _last(told).files)
        case "again":
            return replace(_last(told), answer="")
        case "continue":
            return _last(told)


def _before(question: Question, told: Sequence[Exchange]) -> Sequence[Exchange]:
    """A branch takes the place of the last exchange; what got no answer is no part of what was said."""
    return _answered(told if question.action == "ask" else told[:-1])


def _answered(told: Sequence[Exchange]) -> Sequence[Exchange]:
    return [one for one in told if one.answer]


def _last(told: Sequence[Exchange]) -> Exchange:
    if not told:
        raise NothingToBranch(what=Phrase("nothing_before"))
    return told[-1]
