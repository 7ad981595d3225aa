"""A made archive: questions and answers of words as unevenly used as those of people, in Korean and English."""

import random
from collections.abc import Iterator
from itertools import accumulate

from bridge.types import MessageId, Question, State, Thread, Turn, TurnId

SYLLABLES = (
    "가나다라마바사아자차하거너더러머버서어저처허고노도로모보소오조초호"
    "구누두루무부수우주추후기니디리미비시이지치히강남당랑만방상안장천한"
)
LATIN = (
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "ka",
    "le",
    "mi",
    "no",
    "pu",
    "ra",
    "se",
    "ti",
    "vo",
    "xu",
    "ly",
    "qua",
    "stra",
)
PARTICLES = ("은", "는", "이", "가", "을", "를", "에", "에서", "의", "로", "와", "도", "까지", "부터", "")
VERBS = ("합니다", "했어요", "하려면", "하는데", "해야", "하고", "됩니다", "되었다", "되면", "하는")
GLUE = ("the", "of", "to", "a", "in", "is", "and", "for", "with", "how", "what", "use", "this", "that", "you", "it")
PLACES, PEOPLE, MODELS = 40, 25, ("gpt-5", "gpt-5-mini", "o3")
BEGUN, APART = 1_680_000_000.0, 80.0


class Words:
    """So many of each language; the first are in most texts, the last in hardly any."""

    def __init__(self, chance: random.Random, known: tuple[list[str], list[str]], many: int = 30_000) -> None:
        made = {"".join(chance.choices(SYLLABLES, k=chance.choice((2, 2, 3, 4)))) for _ in range(many)}
        latin = {"".join(chance.choices(LATIN, k=chance.choice((2, 3, 4)))) for _ in range(many)}
        self.korean = _mixed(chance, sorted(made), known[0])
        self.english = _mixed(chance, sorted(latin), known[1])
        self.weights = [
            list(accumulate(1 / (rank + 8) for rank in range(len(some)))) for some in (self.korean, self.english)
        ]

    def text(self, chance: random.Random, length: int, *, korean: bool) -> str:
        words = chance.choices(
            (self.korean if korean else self.english), cum_weights=self.weights[not korean], k=length
        )
        if not korean:
            return " ".join(word if chance.random() < 0.55 else chance.choice(GLUE) for word in words)
        said = (word + chance.choice(VERBS if chance.random() < 0.2 else PARTICLES) for word in words)
        return " ".join(
            one if chance.random() < 0.95 else f"{one} {chance.choice(self.english[:500])}" for one in said
        )


def _mixed(chance: random.Random, made: list[str], known: list[str]) -> list[str]:
    """What is known stands in the middle: in some texts in a hundred."""
    chance.shuffle(made)
    others = [one for one in made if one not in set(known)]
    return [*others[:100], *chance.sample(known, len(known)), *others[100:]]


def turns(words: Words, many: int, chance: random.Random) -> Iterator[Turn]:
    """In Threads of a few turns each."""
    for number in range(1, many + 1):
        korean = number % 3 != 0
        thread = Thread("slack", "T1", f"C{number // 7 % PLACES}", f"t{number // 7}")
        text = words.text(chance, chance.randint(5, 25), korean=korean)
        answer = words.text(chance, chance.randint(60, 180), korean=korean)
        if chance.random() < 0.15:
            answer += "\n```python\nprint(1)\n```"
        question = Question(thread, MessageId(f"m{number}"), f"U{number % PEOPLE}", text, model=MODELS[number % 3])
        yield Turn(
            TurnId(0),
            question,
            "fake",
            State.DELIVERED,
            answer=answer,
            accepted_at=BEGUN + APART * number,
            asking_since=BEGUN + APART * number,
        )
