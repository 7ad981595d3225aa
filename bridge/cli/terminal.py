"""Asking from the terminal: the question, and its answer as it comes.

The terminal is one more caller of the completions endpoint, with or without the endpoint in between: the name of a
thread leads to the same Thread both ways.
"""

import getpass
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, fields
from itertools import count
from pathlib import Path

from rich.console import Console

from bridge.app import opened
from bridge.bridge import Bridge
from bridge.cli.keys import hashed, made
from bridge.commands.obeying import described
from bridge.config import Config
from bridge.errors import BadQuestion, BridgeError, InLine, Occupied
from bridge.events import (
    AnsweredBy,
    CutShort,
    Failed,
    Linked,
    Notice,
    Paused,
    Rewritten,
    Status,
    Stopped,
    Text,
    Waiting,
)
from bridge.texts import say
from bridge.types import Action, ApiKey, File, Image, Language, MessageId, Question, Thread, Used
from platforms.http.headers import PLACE
from platforms.http.settings import DEFAULT_MODEL, NOBODY_IN_PARTICULAR, HttpSettings
from storage.store import open_store


def caller(http: HttpSettings | None) -> str:
    """The name under which the terminal asks: that of the first key."""
    return next(iter(http.keys), NOBODY_IN_PARTICULAR) if http else NOBODY_IN_PARTICULAR


def named(thread: str, http: HttpSettings | None = None) -> Thread:
    """The Thread of this name."""
    return Thread("http", "", caller(http), thread)


@dataclass(frozen=True, slots=True)
class Wish:
    """What was typed behind `threadbridge ask`."""

    text: str
    action: Action = "ask"
    new: bool = False
    temporary: bool = False
    model: str = ""
    effort: str = ""
    files: tuple[Path, ...] = ()

    @property
    def anywhere(self) -> bool:
        """Whether it can be said through the endpoint, whose protocol knows words, models and efforts."""
        return self.action == "ask" and not (self.new or self.temporary or self.files)


async def ask_once(settings: Config, wish: Wish, thread: str) -> bool:
    """Ask here, or where a Threadbridge is running already; False when there is no whole answer."""
    http = settings.settings("http", HttpSettings) if settings.has("http") else None
    place = named(thread, http)
    try:
        async with opened(settings) as program:
            if wish.new:
                await program.bridge.controls.new_conversation(place)
            return await ask_here(program.bridge, wish, place, settings.defaults.language)
    except Occupied:
        if http is None:
            raise
        if not wish.anywhere:
            raise BadQuestion(what=say("only_here", settings.defaults.language)) from None
        return await ask_there(settings, http, wish, place)


async def list_models(settings: Config) -> None:
    """Every backend that is used, with what it offers."""
    console = Console()
    async with opened(settings) as program:
        for name in sorted(program.bridge.backends):
            offered = await program.bridge.controls.models(name)
            lines = [say("models_of", settings.defaults.language, backend=name), *map(described, offered)]
            console.print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)


def thread_of(name: str, settings: Config) -> Thread:
    """The Thread of this name, or of this whole key."""
    parts = name.split("/")
    if len(parts) == len(fields(Thread)):
        return Thread(*parts)
    return named(name, settings.settings("http", HttpSettings) if settings.has("http") else None)


async def adopt_here(settings: Config, thread: str, link: str) -> None:
    """The Thread of this name, or of this whole key, goes on in the conversation behind the link."""
    place = thread_of(thread, settings)
    language = settings.defaults.language
    async with opened(settings) as program:
        said = await program.bridge.controls.adopt(place, link, language, getpass.getuser())
    Console().print(said, markup=False, highlight=False)


async def ask_here(
    bridge: Bridge, wish: Wish, thread: Thread, language: Language = "en", console: Console | None = None
) -> bool:
    """Ask and print; False when there is no whole answer."""
    console = console or Console()
    question = Question(
        thread,
        MessageId(f"terminal-{uuid.uuid4().hex}"),
        getpass.getuser(),
        wish.text,
        model=wish.model,
        effort=wish.effort,
        temporary=wish.temporary,
        action=wish.action,
        files=tuple(File(path.name, path.read_bytes()) for path in wish.files),
    )
    whole, answered_by = True, ""
    async with bridge.ask(question) as events:
        async for event in events:
            match event:
                case Text(more):
                    _print(console, more)
                case Rewritten(text):
                    _print(console, f"\n{text}")
                case CutShort():
                    whole = False
                    _print(console, "\n" + say("cut_short", language))
                case Stopped():
                    whole = False
                    _print(console, say("stopped", language))
                case Failed(error):
                    whole = False
                    _complain(console, error.say(language) if isinstance(error, BridgeError) else str(error))
                case Notice(text):
                    console.print(text, markup=False, highlight=False)
                case Image(name, content) | File(name, content):
                    _print(console, "\n" + say("saved", language, path=_saved(name, content)))
                case AnsweredBy(model):
                    answered_by = model
                case Waiting(why, place):
                    console.print(_waits(why, place, language), markup=False, highlight=False)
                case Status() | Linked() | Used() | Paused():
                    pass  # a line that was printed can't be taken back
    console.print()
    if wish.model and answered_by and whole:
        console.print(say("answered_by", language, model=answered_by), markup=False, highlight=False)
    return whole


def _saved(name: str, content: bytes) -> Path:
    """In the current folder, under a name that is free."""
    wanted = Path(Path(name.replace("\\", "/")).name or "file")
    for number in count(1):
        path = wanted if number == 1 else wanted.with_stem(f"{wanted.stem}-{number}")
        with suppress(FileExistsError), path.open("xb") as file:
            file.write(content)
            break
    return path


async def ask_there(settings: Config, http: HttpSettings, wish: Wish, thread: Thread) -> bool:
    """The same through the endpoint of the Threadbridge that is running."""
    async with _key(settings, http) as key:
        return await _ask_with(key, http, wish, thread, settings.defaults.language)


@asynccontextmanager
async def _key(settings: Config, http: HttpSettings) -> AsyncIterator[str]:
    """What lets us in there: the key of config.toml, or one for this question; no other secret is known."""
    if http.keys:
        yield next(iter(http.keys.values())).secret.get_secret_value()
        return
    async with open_store(settings.database) as ring:
        if not await ring.keys():
            yield "none"  # nobody needs one, and the first one made would shut everybody else out
            return
        secret = made()
        await ring.revoke_key(NOBODY_IN_PARTICULAR)  # where an earlier one was left
        await ring.add_key(ApiKey(NOBODY_IN_PARTICULAR, hashed(secret)))
        try:
            yield secret
        finally:
            await ring.revoke_key(NOBODY_IN_PARTICULAR)


async def _ask_with(key: str, http: HttpSettings, wish: Wish, thread: Thread, language: Language) -> bool:
    from openai import APIError, AsyncOpenAI

    console = Console()
    address = f"http://{'[::1]' if ':' in http.host else '127.0.0.1'}:{http.port}/v1"
    finish: str | None = None
    try:
        async with AsyncOpenAI(base_url=address, api_key=key, max_retries=0, timeout=None) as client:
            answer = await client.chat.completions.with_raw_response.create(
                model=wish.model or DEFAULT_MODEL,
                messages=[{"role": "user", "content": wish.text}],
                stream=True,
                extra_body={"reasoning_effort": wish.effort} if wish.effort else None,
                extra_headers={"x-thread": thread.thread},
            )
            if place := answer.headers.get(PLACE):
                console.print(_waits(InLine(), place, language), markup=False, highlight=False)
            async for chunk in answer.parse():
                _print(console, chunk.choices[0].delta.content or "")
                finish = chunk.choices[0].finish_reason
    except APIError as error:
        _complain(console, error.message)
        return False
    console.print()
    return finish == "stop"


def _waits(why: Exception, place: object, language: Language) -> str:
    said = why.say(language) if isinstance(why, BridgeError) else str(why)
    return say("waiting" if place else "held", language, why=said, place=place)


def _print(console: Console, text: str) -> None:
    console.print(text, end="", markup=False, highlight=False, soft_wrap=True)


def _complain(console: Console, text: str) -> None:
    console.print(f"\n{text}", style="red", markup=False, highlight=False, soft_wrap=True)
