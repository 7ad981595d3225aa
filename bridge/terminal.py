"""Asking from the terminal: the question, and its answer as it comes."""

import getpass
import uuid

from rich.console import Console

from bridge.bridge import Bridge
from bridge.errors import BridgeError
from bridge.texts import say
from bridge.types import (
    AnsweredBy,
    Failed,
    Image,
    Language,
    MessageId,
    Question,
    Rewritten,
    Status,
    Stopped,
    Text,
    Thread,
)


async def ask_here(
    bridge: Bridge, text: str, thread: str | None, language: Language = "en", console: Console | None = None
) -> str | None:
    """Ask and print; the answer, or None when there is none. The thread's name keeps the conversation."""
    console = console or Console()
    person = getpass.getuser()
    place = Thread("cli", "", person, thread or uuid.uuid4().hex)
    answer = ""
    question = Question(place, MessageId(f"cli-{uuid.uuid4().hex}"), person, text)
    async with bridge.ask(question) as events:
        async for event in events:
            match event:
                case Text(more):
                    answer += more
                    _print(console, more)
                case Rewritten(whole):
                    answer = whole
                    _print(console, f"\n{whole}")
                case Status():
                    pass  # a line that has been printed can't be taken back
                case Stopped():
                    _print(console, say("stopped", language))
                case Failed(error):
                    words = error.say(language) if isinstance(error, BridgeError) else str(error)
                    console.print(f"\n{words}", style="red", markup=False, highlight=False)
                    return None
                case AnsweredBy() | Image():
                    pass
    console.print()
    return answer


def _print(console: Console, text: str) -> None:
    console.print(text, end="", markup=False, highlight=False, soft_wrap=True)
