"""The demo: the product itself, with another address for ChatGPT.

The practice site runs as a process of its own with a small language model behind it; everything else is what
``threadbridge run`` would start from a config.toml like the one that is written here.
"""

import asyncio
import locale
import os
import socket
import sys
import tempfile
import webbrowser
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from bridge.app import App, opened
from bridge.cli.screen import is_watched
from bridge.cli.terminal import Wish, ask_here
from bridge.config import load
from bridge.errors import DemoFailed
from bridge.tasks import ended
from bridge.texts import say
from bridge.types import Language, Thread
from platforms.http.platform import HttpPlatform
from platforms.web.paths import of_thread
from platforms.web.platform import WebPlatform

CONFIG = """
[chatgpt]
address = "{address}"
headless = true

[http]
port = {port}

[web]
port = {page}

[defaults]
language = "{language}"
"""

PATIENCE = 5.0  # seconds that the practice site gets to end

THREAD = Thread("web", "", "general", "fruit")

MOMENT = 0.1
"""Seconds between two looks whether the first question is in the ledger."""

PAGE = 8643
"""The web page's port; another one if it is taken."""


@dataclass(frozen=True, slots=True)
class Practice:
    """The practice site that was started, what answers behind it, and why if that is not what was wanted."""

    address: str
    brain: str
    reason: str


async def show(*, once: bool, brain: str, language: Language | None, port: int) -> bool:
    """Ask twice in one thread, show both answers, then stay for the visitor; False when one did not come whole."""
    from scraper.executable import ensure

    console, tongue = Console(), language or _language()
    await asyncio.to_thread(ensure)
    _tell(console, "demo_starting", tongue)
    with tempfile.TemporaryDirectory(prefix="threadbridge-demo-") as folder:
        async with practice(brain, tongue) as site:
            if site.reason:
                _tell(console, "demo_no_model", tongue, reason=site.reason)
            file = _config(folder, site.address, _free(port), tongue)
            async with opened(load(file, environment=False)) as program, running(program) as endpoint:
                return await _visit(console, tongue, program, site, endpoint, once=once)


@asynccontextmanager
async def running(program: App) -> AsyncIterator[str]:
    """The program receives while the block lasts; gives the endpoint's address."""
    http = program.platforms["http"]
    assert isinstance(http, HttpPlatform)
    receiving = asyncio.create_task(program.run())
    serving = asyncio.create_task(_serving(program))
    try:
        await asyncio.wait({receiving, serving}, return_when=asyncio.FIRST_COMPLETED)
        if receiving.done():
            await receiving
        yield http.address
    finally:
        for task in (receiving, serving):
            task.cancel()
        await asyncio.wait({receiving, serving})


async def _serving(program: App) -> None:
    for one in program.platforms.values():
        if isinstance(one, HttpPlatform | WebPlatform):
            await one.serving.wait()


async def _visit(
    console: Console,
    language: Language,
    program: App,
    site: Practice,
    endpoint: str,
    *,
    once: bool,
) -> bool:
    web = program.platforms["web"]
    assert isinstance(web, WebPlatform)
    known = {"site": site.address, "brain": site.brain, "endpoint": endpoint, "page": web.address}
    _tell(console, "demo_addresses", language, **known)
    spoken: Language = language
    if site.brain == "model":  # it knows next to no Korean
        spoken = "en"
        _tell(console, "demo_small", language)
    watched = not once and is_watched(os.environ, terminal=console.is_terminal)
    opening = asyncio.create_task(_opened_in_a_browser(program, web) if watched else asyncio.sleep(0))
    try:
        whole = await _asked(console, language, program, (say("demo_first", spoken), say("demo_second", spoken)))
    finally:
        await ended(opening)
    one = await _one_conversation(program)
    _tell(console, "demo_one_conversation" if whole and one else "demo_not_whole", language)
    _tell(console, "demo_curl", language, endpoint=endpoint)
    _tell(console, "demo_page", language, link=await web.invitation(to=of_thread(THREAD)))
    if not once:
        _tell(console, "demo_stays", language)
        await asyncio.Event().wait()
    return whole and one


async def _asked(console: Console, language: Language, program: App, questions: Sequence[str]) -> bool:
    """One after the other; False when an answer did not come whole."""
    whole = True
    for question in questions:
        console.print(f"\n[bold cyan]›[/] [bold]{question}[/]")
        whole = await ask_here(program.bridge, Wish(question), THREAD, language, console) and whole
    return whole


async def _opened_in_a_browser(program: App, web: WebPlatform) -> None:
    """The visitor's own, as soon as there is something to see: the answers grow there, too. A courtesy."""
    while not await program.bridge.store.knows(THREAD):
        await asyncio.sleep(MOMENT)
    link = await web.invitation(to=of_thread(THREAD))  # of its own: that which is printed opens it once more
    with suppress(webbrowser.Error, OSError):
        await asyncio.to_thread(webbrowser.open, link)


async def _one_conversation(program: App) -> bool:
    """Whether both answers came from one conversation of the page, which the page itself named."""
    turns = await program.bridge.store.history(THREAD)
    return len(turns) == 2 and len({turn.conversation for turn in turns}) == 1 and all(t.anchor for t in turns)


@asynccontextmanager
async def practice(brain: str, language: Language) -> AsyncIterator[Practice]:
    """The practice site in a process of its own, which ends with the block. Raises DemoFailed."""
    command = (sys.executable, "-m", "scraper.practice", "--brain", brain, "--language", language)
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        address, _, rest = (await process.stdout.readline()).decode().strip().partition(" ")
        if not address:
            raise DemoFailed(what=f"exit code {await process.wait()}")
        name, _, reason = rest.partition(" ")
        yield Practice(address, name, reason)
    finally:
        if process.returncode is None:
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), PATIENCE)
        except TimeoutError:
            process.kill()
            await process.wait()


def _config(folder: str, address: str, port: int, language: Language) -> Path:
    """The demo's own config.toml."""
    file = Path(folder, "config.toml")
    text = CONFIG.format(address=address, port=port, page=_free(PAGE), language=language)
    file.write_text(text, encoding="utf-8")
    return file


def _language() -> Language:
    """This computer's, if it is one of ours."""
    return "ko" if (locale.getlocale()[0] or "").lower().startswith("ko") else "en"


def _free(port: int) -> int:
    """The port, or 0 for any other when somebody has it."""
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return 0
    return port


def _tell(console: Console, key: str, language: Language, **values: object) -> None:
    console.print(say(key, language, **values), markup=False, highlight=False, soft_wrap=True)
