"""What the messages of one turn amount to: which of them are the answer, and whether it is at its end. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from scraper.wire.citations import References
from scraper.wire.markdown import cleaned
from scraper.wire.message import Message


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said to the person in one turn, so far."""

    said: tuple[Message, ...]
    """The messages whose texts, one after the other, are the answer; none where it is all pictures."""
    pictures: tuple[str, ...] = ()
    newest: Message | None = None
    """The newest message of the turn, whatever it is."""

    @property
    def source(self) -> str:
        """The page puts an empty line between two messages; a text that was cut for its length goes straight on."""
        return "".join(
            message.source + ("" if message.at_length or message is self.said[-1] else "\n\n")
            for message in self.said
        )

    @property
    def references(self) -> References:
        return {mark: text for message in self.said for mark, text in message.references.items()}

    @property
    def text(self) -> str:
        return cleaned(self.source, self.references)

    @property
    def last(self) -> Message | None:
        return self.said[-1] if self.said else None

    @property
    def id(self) -> str:
        """Of the message that counts."""
        message = self.last or self.newest
        return message.id if message else ""

    @property
    def created(self) -> float:
        """Unix seconds."""
        message = self.last or self.newest
        return message.created if message else 0.0

    @property
    def model(self) -> str:
        return next((message.model for message in reversed(self.said) if message.model), "")

    @property
    def is_final(self) -> bool:
        """Proven by its own message; pictures alone carry no such proof."""
        return self.last is not None and self.last.is_final and not self.last.at_length

    @property
    def at_length(self) -> bool:
        return self.last is not None and self.last.at_length

    @property
    def was_cut(self) -> bool:
        return self.last is not None and self.last.was_cut

    @property
    def broke(self) -> bool:
        return self.last is not None and self.last.broke

    @property
    def is_picture(self) -> bool:
        """Pictures and not a word: at its end when nothing more is being made."""
        return not self.said and bool(self.pictures)


def answer_of(messages: Iterable[Message]) -> Answer | None:
    """The answer among the messages that came after a question; None while there is nothing of it."""
    said: list[Message] = []
    pictures: list[str] = []
    newest = None
    for message in messages:
        newest = message
        if message.is_picture:
            pictures += message.pictures
        if message.is_answer and (message.source or not message.pictures):
            said.append(message)
    said = _for_the_person(said)
    return Answer(tuple(said), tuple(dict.fromkeys(pictures)), newest) if said or pictures else None


def _for_the_person(said: list[Message]) -> list[Message]:
    """The final channel is the answer. Where no channel is named, an earlier message was only said on the way."""
    if final := [message for message in said if message.channel == "final"]:
        return [message for message in final if not _beside(message, final)]
    begin = len(said) - 1
    while begin > 0 and said[begin - 1].at_length:
        begin -= 1
    return said[max(begin, 0) :]


def _beside(message: Message, said: list[Message]) -> bool:
    """Another answer to the same thing, of which a person is to choose one; the page shows the first."""
    first = next(other for other in said if other.parent == message.parent)
    return bool(message.parent) and first is not message
