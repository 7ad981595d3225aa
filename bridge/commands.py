"""What people can tell the bridge itself in a chat, as ``!stop`` or ``!중지``, and what it says to that."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Literal

from bridge.bridge import Bridge
from bridge.texts import say
from bridge.types import Action, Language, Model, Question

SIGN = "!"

Name = Literal["help", "stop", "retry", "edit", "continue", "new", "model", "models", "title", "status", "adopt"]

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
    "status": "status",
    "상태": "status",
    "adopt": "adopt",
    "이어받기": "adopt",
}

ASKS: dict[Name, Action] = {"retry": "again", "edit": "edit", "continue": "continue"}
"""Commands that are questions: they take their turn in the Thread, and their answer is shown there."""

ASK: frozenset[Name] = frozenset({*ASKS, "new", "model"})
"""Commands that may put a question into the ledger: their message counts as heard only when it is there."""


@dataclass(frozen=True, slots=True)
class Command:
    """What somebody told the bridge."""

    name: Name
    rest: str = ""


def parse(text: str) -> Command | None:
    """The command in a message, or None: what only looks like one is a question."""
    text = text.strip()
    if not text.startswith(SIGN):
        return None
    word, _, rest = text.removeprefix(SIGN).partition(" ")
    first, newline, more = word.partition("\n")
    name = WORDS.get(first.lower())
    return Command(name, (more + " " + rest if newline else rest).strip()) if name else None


async def handle(bridge: Bridge, command: Command, question: Question) -> str:
    """Do it; what is said to that, empty where the answer speaks for itself. Raises BridgeError."""
    language = bridge.rules(question.thread.place).language
    if command.name in ASKS:
        return await _ask(bridge, command, question)
    return await DONE[command.name](bridge, question, command.rest, language)


async def _ask(bridge: Bridge, command: Command, question: Question) -> str:
    await bridge.accept(replace(question, text=command.rest, action=ASKS[command.name]))
    return ""


async def _help(bridge: Bridge, question: Question, rest: str, language: Language) -> str:
    return say("commands", language)


async def _stop(bridge: Bridge, question: Question, rest: str, language: Language) -> str:
    return say("stopping" if bridge.stop(question.thread) else "nothing_to_stop", language)


async def _new(bridge: Bridge, question: Question, rest: str, language: Language) -> str:
    await bridge.controls.new_conversation(question.thread)
    if not rest:
        return say("begins_anew", language)
    await bridge.accept(replace(question, text=rest))
    return ""


async def _model(bridge: Bridge, question: Question, rest: str, language: Language) -> str:
    """One question to another model: ``!model gpt-5.6-sol What is …``."""
    model, _, text = rest.partition(" ")
    if not text.strip():
        return say("model_needs_question", language)
    await bridge.accept(replace(question, text=text, model=model))
    return ""


async def _models(bridge: Bridge, question: Question, rest: str, language: Language) -> str:
    backend = bridge.controls.backend_of(question.thread, question.author)
    offered = await bridge.controls.models(backend)
    return "\n".join([say("models_of", language, backend=backend), *map(described, offered)])


async def _title(bridge: Bridge, question: Question, rest: str, language: Language) -> str:
    if rest:
        await bridge.controls.rename(question.thread, rest, language)
        return say("renamed", language, title=rest)
    title = await bridge.controls.title(question.thread)
    return say("titled", language, title=title) if title else say("untitled", language)


async def _status(bridge: Bridge, question: Question, rest: str, language: Language) -> str:
    gate = bridge.gates.get(name := bridge.controls.backend_of(question.thread, question.author))
    if gate is None or gate.wall is None:
        return say("status_ready", language, backend=name)
    return say("status_waiting", language, why=gate.wall.say(language), count=len(gate.line))


async def _adopt(bridge: Bridge, question: Question, rest: str, language: Language) -> str:
    if not rest:
        return say("adopt_needs_link", language)
    await bridge.controls.adopt(question.thread, rest.strip("<>"), language, question.author)
    return say("adopted", language)


DONE: dict[Name, Callable[[Bridge, Question, str, Language], Awaitable[str]]] = {
    "help": _help,
    "stop": _stop,
    "new": _new,
    "model": _model,
    "models": _models,
    "title": _title,
    "status": _status,
    "adopt": _adopt,
}


def described(model: Model) -> str:
    """One line: what to write, what it is called, how long it can be told to think."""
    label = f" – {model.label}" if model.label and model.label != model.id else ""
    efforts = f" ({', '.join(model.efforts)})" if model.efforts else ""
    return f"{model.id}{label}{efforts}"
