"""What people can tell the bridge itself in a chat, as ``!stop`` or ``!중지``; pure."""

from dataclasses import dataclass
from typing import Literal

from bridge.commands import codes
from bridge.types import Action, File, Found, Model

SIGN = "!"
SLASH = "/threadbridge "

Name = Literal[
    "help",
    "stop",
    "retry",
    "edit",
    "continue",
    "new",
    "model",
    "models",
    "title",
    "tag",
    "status",
    "adopt",
    "find",
    "export",
    "forget",
]

WORDS: dict[str, Name] = {
    "help": "help",
    "도움말": "help",
    "stop": "stop",
    "중지": "stop",
    "그만": "stop",
    "retry": "retry",
    "again": "retry",
    "다시": "retry",
    "edit": "edit",
    "수정": "edit",
    "continue": "continue",
    "계속": "continue",
    "new": "new",
    "새대화": "new",
    "model": "model",
    "모델": "model",
    "models": "models",
    "모델목록": "models",
    "title": "title",
    "제목": "title",
    "tag": "tag",
    "tags": "tag",
    "태그": "tag",
    "status": "status",
    "상태": "status",
    "adopt": "adopt",
    "이어받기": "adopt",
    "find": "find",
    "search": "find",
    "찾기": "find",
    "검색": "find",
    "export": "export",
    "내보내기": "export",
    "forget": "forget",
    "잊기": "forget",
    "삭제": "forget",
}

ASKS: dict[Name, Action] = {"retry": "again", "edit": "edit"}
"""Commands that are questions: they take their turn in the Thread, and their answer is shown there."""

YES = frozenset({"yes", "네", "예"})
"""What confirms a command that can't be undone."""

EVERYWHERE = frozenset({"everywhere", "모두"})
"""What confirms it for the backend's side as well."""

NO_MODEL = frozenset({"default", "기본"})
"""What gives a Thread back the model of its channel."""


@dataclass(frozen=True, slots=True)
class Command:
    """What somebody told the bridge."""

    name: Name
    rest: str = ""
    sign: str = SIGN
    """What stands before a command's word where this one was said."""
    skip: int = 0
    """So many of what is found were shown already."""

    @property
    def asks(self) -> bool:
        """It puts a question into the ledger: its message counts as heard only when that is there."""
        match self.name:
            case "new":
                return bool(self.rest)
            case "model":
                return len(self.rest.split(maxsplit=1)) == 2
            case "continue":
                return not self.joins  # it is known only in the Thread whether it does
            case name:
                return name in ASKS

    @property
    def joins(self) -> bool:
        """It makes the Thread one with another, whose code is behind it."""
        return self.name == "continue" and bool(codes.read(self.rest))

    @property
    def looks_back(self) -> bool:
        """It shows what was said before."""
        return self.name in ("find", "export")

    @property
    def confirmed(self) -> bool:
        return self.rest.lower() in YES | EVERYWHERE

    @property
    def everywhere(self) -> bool:
        """What a backend keeps is to go, too."""
        return self.rest.lower() in EVERYWHERE


@dataclass(frozen=True, slots=True)
class Hit:
    """What was found, as somebody is shown it."""

    found: Found
    title: str
    """What its conversation is called, or how it begins."""
    channel: str = ""
    """What people call it; empty where it has no name, as a direct message."""
    link: str = ""
    """Where it can be read."""
    conversation: str = ""
    """Where its backend shows the whole conversation."""
    author: str = ""
    """The id of whoever asked, if they have it where this is shown."""
    asker: str = ""
    """What people call them; empty where that is not known."""
    goes_on: bool = False
    """Whoever looks may go on with its conversation."""


@dataclass(frozen=True, slots=True)
class Page:
    """Of what was found, the best first."""

    words: str
    skip: int
    """So many stand on the pages before."""
    hits: tuple[Hit, ...]
    more: bool
    heading: str
    ending: str = ""
    """What there is to be said below them."""
    most: int = 5
    """Of a whole page."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What is said to a command; all empty where an answer in the Thread says it."""

    text: str = ""
    """Plain text, which makes sense without the rest."""
    private: bool = False
    """It holds what others in the channel may not have seen, so nobody but whoever gave the command may see it."""
    file: File | None = None
    confirm: Literal["", "forget", "edit", "ask", "show"] = ""
    """What a button may do: the command that wants to be given once more with "yes" behind it, asking again as the
    message `about` was edited, or asking the turn `about` though it was asked before, or showing where."""
    about: str = ""
    links: tuple[tuple[str, str], ...] = ()
    """Buttons that lead somewhere: what they are called, and where to."""
    models: tuple[Model, ...] = ()
    """What can be chosen from, so a menu may do."""
    model: str = ""
    """The one of these that is chosen; empty where nothing is."""
    page: Page | None = None
    """What the text says, in parts, so that it can be shown better, turned, and gone on with."""


def parse(text: str) -> Command | None:
    """The command in a message, or None: what only looks like one is a question."""
    text = text.strip()
    if not text.startswith(SIGN):
        return None
    word, rest = _apart(text.removeprefix(SIGN))
    name = WORDS.get(word.lower())
    return Command(name, rest) if name else None


def asked(text: str) -> str:
    """The words that a message asks, without the command before them; empty where a command has none."""
    command = parse(text)
    if command is None:
        return text
    match command.name:
        case "new" | "edit":
            return command.rest
        case "model" if command.asks:
            return command.rest.split(maxsplit=1)[1]
        case _:
            return ""


def slash(text: str, sign: str = SLASH) -> Command:
    """The command behind a slash command of the platform; help where it is none."""
    word, rest = _apart(text.strip().removeprefix(SIGN))
    name = WORDS.get(word.lower())
    return Command(name, rest, sign) if name else Command("help", word, sign)


def _apart(text: str) -> tuple[str, str]:
    word, rest = (*text.split(maxsplit=1), "", "")[:2]
    return ("", text) if text[:1].isspace() else (word, rest.strip())
