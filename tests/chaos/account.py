"""What became of every question, by the ledger, the platforms and ChatGPT together."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bridge.protocols import Store
from bridge.texts import say
from bridge.types import MessageId, Part, State, Turn, TurnId
from platforms.showing.reply import FILES
from scraper.practice import PracticeSite
from scraper.practice.faults import NOTICE
from tests.chaos.people import Asked, Place
from tests.soak.crowd import SOMEBODYS

DOUBTS = ("Uncertain", "Interrupted", "ConversationTaken")
"""What is said where the truth can't be known."""
ENDS = ("answered", "stopped", "failed, told", "in doubt, told", "lost", "twice")


@dataclass(slots=True)
class Account:
    """Of a whole run."""

    ends: dict[str, Counter[str]] = field(default_factory=dict)
    """By what went wrong."""
    reasons: Counter[str] = field(default_factory=Counter)
    mistakes: list[str] = field(default_factory=list)

    def note(self, one: Asked, end: str, mistakes: Sequence[str]) -> None:
        self.ends.setdefault(one.wrong, Counter())[end] += 1
        self.mistakes += [f"{one}: {mistake}" for mistake in mistakes]

    @property
    def total(self) -> Counter[str]:
        return sum(self.ends.values(), Counter())


async def account(all_asked: Sequence[Asked], places: Sequence[Place], site: PracticeSite, store: Store) -> Account:
    """When nothing is under way any more."""
    result = Account()
    written = {place.name: dict(place.ours()) for place in places}
    known: set[tuple[str, MessageId]] = set()
    for one in all_asked:
        turn = await store.turn_of(one.thread, one.message)
        sent = {post.message for post in site.posts if one.token in post.text and post.action == "next"}
        if turn is None:
            result.note(one, "lost", [f"it was never heard, and sent {len(sent)} times"])
            continue
        parts = await store.shown(turn.thread, TurnId(turn.id + 1))
        known |= {(one.place.name, part.message) for part in parts}
        read = shown(parts, len(turn.answer), written[one.place.name])
        mistakes = list(wrong(one, turn, len(sent), read))
        end = _end(turn)
        result.note(one, "twice" if len(sent) > 1 else end, mistakes)
        if turn.reason:
            result.reasons[f"{end}: {turn.reason[:90]}"] += 1
    for name, messages in written.items():
        for message, text in messages.items():
            if (name, message) not in known:
                result.mistakes.append(f"{name}: a message too many, {message}: {text[:120]!r}")
    return result


def shown(parts: Sequence[Part], length: int, written: Mapping[MessageId, str]) -> str | None:
    """What its asker reads; None where one of its messages is gone, but for what a longer state of it had left."""
    messages = [part for part in parts if part.number < FILES]
    if any(part.message not in written for part in messages if part.end <= length):
        return None
    return "\n".join(written[part.message] for part in messages if part.message in written)


def wrong(one: Asked, turn: Turn, sent: int, read: str | None) -> Iterator[str]:
    """What does not hold."""
    if sent > 1:
        yield f"sent {sent} times"
    if read is None:
        yield "a message of its answer is not there"
        return
    if turn.state is State.DELIVERED:
        yield from _wrong_answer(one, turn, sent, read)
    elif turn.state is State.FAILED:
        if not turn.reason:
            yield "failed without a reason"
        if letters(turn.reason) not in letters(read):
            yield f"its asker was not told that it failed ({turn.reason[:80]}): {read[-200:]!r}"
        if letters(say("Apology", turn=turn.id)) == letters(turn.reason):
            yield "failed with a bug"
    else:
        yield f"not at its end: {turn.state}"


def _wrong_answer(one: Asked, turn: Turn, sent: int, read: str) -> Iterator[str]:
    if sent == 0:
        yield "answered, and never sent"
    # What a person types between the last look and the click goes along; the log says so.
    theirs = SOMEBODYS in turn.answer and one.token in turn.answer
    if turn.answer != one.answer and not (turn.stopped or theirs or turn.answer in NOTICE.values()):
        yield f"answered {turn.answer[:200]!r} for {one.answer[:200]!r}"
    if not letters(read).startswith(letters(turn.answer)):
        yield f"shown {_other(read, turn.answer)!r} for {_other(turn.answer, read)!r}"
    if read.count(one.token) > 2:
        yield f"shown more than once: {read[:200]!r}…"


def _other(text: str, than: str) -> str:
    """From where on it differs."""
    own = letters(text)
    other = letters(than)
    alike = next((at for at in range(len(own)) if not other.startswith(own[: at + 1])), len(own))
    return own[max(0, alike - 20) : alike + 60]


def _end(turn: Turn) -> str:
    if turn.state is State.FAILED:
        return "in doubt, told" if in_doubt(turn.reason) else "failed, told"
    return "stopped" if turn.stopped else "answered" if turn.state is State.DELIVERED else str(turn.state)


def in_doubt(reason: str) -> bool:
    return any(reason.startswith(say(name, link="\0", what="\0").split("\0")[0]) for name in DOUBTS)


def letters(text: str) -> str:
    """What no rendering changes."""
    return "".join(sign for sign in text if sign.isalnum())
