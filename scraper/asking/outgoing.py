"""What goes into the page for a question: its text, and its files. Pure."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from bridge.errors import BadQuestion
from bridge.texts import Phrase, say
from bridge.types import File, Language, Turn
from scraper.settings import ChatGPTSettings

QUESTION = "question.md"
FIRST_WORDS = 80  # characters


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Ready to be written and attached."""

    text: str
    files: tuple[File, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(file.name for file in self.files)


def outgoing(turn: Turn, settings: ChatGPTSettings) -> Outgoing:
    """Raises BadQuestion when the page can't take it."""
    text = prompt(turn)
    files = tuple(File(_name(file.name), file.content) for file in turn.question.files)
    if len(text) > settings.longest_question:
        # The page cuts such a text in silence, and a file whole (seen 2026-08).
        files = (File(QUESTION, text.encode()), *files)
        text = covering(turn.question.text)
    if len(files) > settings.most_files:
        raise BadQuestion(what=Phrase("too_many_files", most=settings.most_files))
    for file in files:
        if not file.content:
            raise BadQuestion(what=Phrase("empty_file", name=file.name))
        if len(file.content) > settings.largest_file:
            raise BadQuestion(
                what=Phrase("too_large_file", name=file.name, most=settings.largest_file // 1_000_000)
            )
    return Outgoing(text, files)


def prompt(turn: Turn) -> str:
    """A page has no place for instructions: they go before the first question of a conversation."""
    question = turn.question
    if question.instructions and turn.conversation is None:
        return f"{question.instructions}\n\n{question.text}"
    return question.text


def covering(text: str) -> str:
    """The line that goes with a question in a file, in the question's language; it tells one such from another."""
    language: Language = "ko" if re.search(r"[가-힣]", text) else "en"
    begins = " ".join(text[: FIRST_WORDS * 4].split())[:FIRST_WORDS]
    return say("question_in_file", language, name=QUESTION, length=f"{len(text):,}", begins=begins)


def _name(name: str) -> str:
    """Without folders and control characters."""
    return re.sub(r"[\x00-\x1f\x7f]", "", PurePosixPath(name.replace("\\", "/")).name) or "file"
