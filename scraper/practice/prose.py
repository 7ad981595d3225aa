"""Texts of our own for scripted answers: prose of any length, code, a table, Korean."""

from random import Random

SUBJECTS = [
    "The river",
    "A patient gardener",
    "Every thread",
    "The old bridge",
    "A quiet engine",
    "The first draft",
]
VERBS = ["carries", "remembers", "mends", "outlives", "measures", "follows"]
OBJECTS = ["what was promised", "the shape of the valley", "a small *detail*", "`one value`", "**the whole story**"]
ENDINGS = ["before the rain comes", "without any hurry", "one step at a time", "and nobody notices", "by hand"]
KOREAN = [
    "강물은 서두르지 않고 골짜기를 따라 흐릅니다.",
    "작은 다리 하나가 두 마을을 이어 줍니다.",
    "정원사는 **매일 아침** 흙을 살핍니다.",
    "오래된 이야기는 `이름`만 바꾸어 돌아옵니다.",
    "비가 그치면 길 위에 별빛이 고입니다. 🌧️✨",
]

CODE = {
    "python": (
        "def fibonacci(count: int) -> list[int]:\n"
        '    """The first numbers of the row."""\n'
        "    row = [0, 1]\n"
        "    while len(row) < count:\n"
        "        row.append(row[-1] + row[-2])\n"
        "    return row[:count]\n"
    ),
    "javascript": (
        "const twice = (text) => `${text}${text}`;\n\n"
        'for (const word of ["a_b", "c*d"]) {\n'
        '  console.log(twice(word).replace(/\\w/g, "<$&>"));\n'
        "}\n"
    ),
    "sql": "SELECT channel, count(*) AS turns\nFROM turn\nWHERE state <> 'failed'\nGROUP BY channel;\n",
    "bash": "for file in *.txt; do\n\twc -l \"$file\" | awk '{ print $1 }'\ndone\n",
    "html": '<p class="note">5 &lt; 6 &amp; 7</p>\n',
}

TABLE = (
    "| Fruit | Colour | Price |\n"
    "|:------|:------:|------:|\n"
    "| Mango | orange | 3.20 |\n"
    "| Pear \\| quince | green | 1.75 |\n"
    "| 감 | 주황 | 0.90 |\n"
)


def code(language: str = "") -> str:
    """A block of code in each language, or in the one that is named."""
    chosen = {language: CODE[language]} if language in CODE else CODE
    blocks = [f"In {name}:\n\n```{name}\n{source}```" for name, source in chosen.items()]
    return "\n\n".join(blocks) + "\n\nThat is all."


def table() -> str:
    return f"Here is the table:\n\n{TABLE}\nPrices are per piece."


def korean() -> str:
    return (
        "## 짧은 글\n\n"
        + " ".join(KOREAN)
        + "\n\n- 첫째: 물\n- 둘째: 흙\n\n```python\n# 인사\nprint('안녕하세요')\n```"
    )


def long(length: int) -> str:
    """Exactly that many characters of varied Markdown."""
    random = Random(length)  # noqa: S311, the same text every time
    parts: list[str] = []
    size = 0
    while size < length:
        parts.append(_block(random, len(parts)) + "\n\n")
        size += len(parts[-1])
    text = "".join(parts)[:length]
    return text[:-1] + "." if text[-1:].isspace() else text


def _block(random: Random, number: int) -> str:
    match random.randrange(8):
        case 0:
            return f"## Part {number + 1}: {random.choice(SUBJECTS).lower()}"
        case 1:
            return "\n".join(f"- {_sentence(random)}" for _ in range(3))
        case 2:
            return "\n".join(f"{n}. {_sentence(random)}" for n in range(1, 4))
        case 3:
            name, source = random.choice(list(CODE.items()))
            return f"```{name}\n{source}```"
        case 4:
            return " ".join(random.sample(KOREAN, 3))
        case 5:
            return f"> {_sentence(random)}"
        case _:
            return " ".join(_sentence(random) for _ in range(4))


def _sentence(random: Random) -> str:
    subject, verb, thing, ending = (random.choice(words) for words in (SUBJECTS, VERBS, OBJECTS, ENDINGS))
    return f"{subject} {verb} {thing} {ending}."
