"""Asking from the terminal: the question, and its answer as it comes.

The terminal is one more caller of the completions endpoint, with or without the endpoint in between: the name of a
thread leads to the same Thread both ways.
"""

import getpass
import uuid

from rich.console import Console

from bridge.bridge import Bridge
from bridge.errors import BridgeError
from bridge.texts import say
from bridge.types import (
    AnsweredBy,
    Failed,
    File,
    Image,
    Language,
    MessageId,
    Notice,
    Question,
    Rewritten,
    Status,
    Stopped,
    Text,
    Thread,
    Waiting,
)
from platforms.http.settings import DEFAULT_MODEL, NOBODY_IN_PARTICULAR, HttpSettings


def caller(http: HttpSettings | None) -> str:
    """The name under which the terminal asks: that of the first key."""
    return next(iter(http.keys), NOBODY_IN_PARTICULAR) if http else NOBODY_IN_PARTICULAR


def named(thread: str, http: HttpSettings | None = None) -> Thread:
    """The Thread of this name."""
    return Thread("http", "", caller(http), thread)


async def ask_here(
    bridge: Bridge, text: str, thread: Thread, language: Language = "en", console: Console | None = None
) -> bool:
    """Ask and print; False when there is no whole answer."""
    console = console or Console()
    question = Question(thread, MessageId(f"terminal-{uuid.uuid4().hex}"), getpass.getuser(), text)
    whole = True
    async with bridge.ask(question) as events:
        async for event in events:
            match event:
                case Text(more):
                    _print(console, more)
                case Rewritten(text):
                    _print(console, f"\n{text}")
                case Stopped():
                    whole = False
                    _print(console, say("stopped", language))
                case Failed(error):
                    whole = False
                    _complain(console, error.say(language) if isinstance(error, BridgeError) else str(error))
                case Notice(text):
                    console.print(text, markup=False, highlight=False)
                case AnsweredBy() | Image() | File() | Status() | Waiting():
                    pass  # a line that was printed can't be taken back
    console.print()
    return whole


async def ask_there(http: HttpSettings, text: str, thread: Thread) -> bool:
    """The same through the endpoint of the Threadbridge that is running."""
    from openai import APIError, AsyncOpenAI

    console = Console()
    key = next((key.secret.get_secret_value() for key in http.keys.values()), "none")
    address = f"http://{'[::1]' if ':' in http.host else '127.0.0.1'}:{http.port}/v1"
    finish: str | None = None
    try:
        async with AsyncOpenAI(base_url=address, api_key=key, max_retries=0, timeout=None) as client:
            stream = await client.chat.completions.create(
                model=DEFAULT_MODEL,
                messages=[{"role": "user", "content": text}],
                stream=True,
                extra_headers={"x-thread": thread.thread},
            )
            async for chunk in stream:
                _print(console, chunk.choices[0].delta.content or "")
                finish = chunk.choices[0].finish_reason
    except APIError as error:
        _complain(console, error.message)
        return False
    console.print()
    return finish == "stop"


def _print(console: Console, text: str) -> None:
    console.print(text, end="", markup=False, highlight=False, soft_wrap=True)


def _complain(console: Console, text: str) -> None:
    console.print(f"\n{text}", style="red", markup=False, highlight=False, soft_wrap=True)
