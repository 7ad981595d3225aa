"""Questions whose answers show where something of them is missing, or stands twice."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Stands:
    """What somebody reads below a question."""

    texts: Sequence[str] = ()
    again: bool = False
    """There is the button with which it is asked again."""
    files: Sequence[str] = ()

    @property
    def whole(self) -> str:
        """Where a text is cut in parts, white space may stand or not."""
        return "".join("".join(text.split()) for text in self.texts)


@dataclass(slots=True)
class Asked:
    """One question."""

    token: str
    text: str
    answer: str
    pictures: int = 0
    """That are its answer, instead of words."""
    action: str = "next"
    """How ChatGPT's page asks it."""
    left: bool = False
    """Whoever asked held the stream, and was cut off."""
    stands: Callable[[], Stands] = Stands
    offered: bool = False
    """At its end it could be asked again; the button goes when the thread goes on."""

    @property
    def answered(self) -> bool:
        stands = self.stands()
        if self.pictures:
            return len(stands.files) >= self.pictures
        return stands.whole == "".join(self.answer.split())


def worded(random: Random, manner: str = "slow 60: ", words: int = 60) -> Asked:
    """A question whose answer shows where something of it is missing, or stands twice."""
    token = f"q{random.getrandbits(48):012x}"
    answer = f"{token} {' '.join(map(str, range(words)))} over"
    return Asked(token, f"{manner}say: {answer}", answer)


def pictured(random: Random) -> Asked:
    token = f"q{random.getrandbits(48):012x}"
    return Asked(token, f"{token}\nimage {token}", "", pictures=1)


def versioned(random: Random) -> tuple[Asked, Asked]:
    """A question, and its being asked again."""
    token = f"q{random.getrandbits(48):012x}"
    first, second = (f"{token} {which} over" for which in ("the first", "another"))
    text = f"versions: {first} | {second}"
    return Asked(token, text, first), Asked(token, text, second, action="variant")
