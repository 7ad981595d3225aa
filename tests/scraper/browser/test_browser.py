"""A browser's life: one process on a profile, warm pages, what hangs or is old is replaced, a person's Chrome."""

import asyncio
import os
import signal
import socket
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import cast

import aiohttp
import pytest
from playwright.async_api import Error as PlaywrightError

from bridge.errors import BrowserBusy, BrowserFailed
from bridge.events import Text
from bridge.types import ConversationId
from scraper import generations
from scraper.backend import ChatGPT
from scraper.browser.chrome import Chrome
from scraper.browser.lending import Lending
from scraper.browser.life import Browser, launched
from scraper.browser.profile import Profile
from scraper.executable import installed
from scraper.page.bundle import Reports
from scraper.page.tab import ChatPage
from scraper.practice import PracticeSite, Rules
from scraper.settings import ChatGPTSettings
from tests.scraper.conftest import Open, a_turn
from tests.scraper.test_backend import ask


class Clock:
    """Time that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@asynccontextmanager
async def a_browser(site: PracticeSite, folder: Path, clock: Clock, **settings: object) -> AsyncIterator[Browser]:
    quick = ChatGPTSettings.model_validate({"address": site.url, "headless": True, "check": 1.0, **settings})
    async with launched(quick, folder, generations.load(folder), clock=clock) as browser:
        yield browser


async def tabs(browser: Browser) -> int:
    return len((await browser.context()).pages)


class Shows(ChatPage):
    """A page of which only the conversation counts."""

    def __init__(self, conversation: str | None = None) -> None:
        self.shown = conversation

    @property
    def conversation(self) -> ConversationId | None:
        return ConversationId(self.shown) if self.shown else None


async def test_which_page_is_lent() -> None:
    """Its own; then one that shows nothing; then a new one; then the one that was not used for longest."""
    clock = Clock()
    lending = Lending(2, Shows, clock)

    async def use(conversation: str | None, then_shows: str) -> ChatPage:
        clock.now += 1
        async with lending.lend(ConversationId(conversation) if conversation else None) as page:
            assert isinstance(page, Shows)
            page.shown = then_shows
        return page

    one, two = await use(None, "one"), await use(None, "two")
    assert one is not two
    assert await use("one", "one") is one
    assert await use("three", "three") is two
    assert await use(None, "four") is one


async def test_a_page_that_is_at_work_is_not_lent_again() -> None:
    """Not even for its own conversation, and never more pages than allowed."""
    lending = Lending(1, Shows, Clock())
    async with lending.lend(None):
        waiting = asyncio.create_task(lending.lend(None).__aenter__())
        await asyncio.sleep(0)
        assert not waiting.done()
    await waiting


async def test_a_warm_page_is_closed_when_its_thread_is_quiet(site: PracticeSite, tmp_path: Path) -> None:
    """Not while it is at work, and the browser keeps its last tab, without which it would end."""
    clock = Clock()
    async with a_browser(site, tmp_path, clock, idle=600) as browser:
        async with browser.lend(None) as one, browser.lend(None) as two:
            await one.go(None)
            await two.go(None)
            clock.now = 1000
            await browser.tidy()
            assert await tabs(browser) == 2
        clock.now = 1599
        await browser.tidy()
        assert await tabs(browser) == 2
        clock.now = 1600
        await browser.tidy()
        assert [tab.url for tab in (await browser.context()).pages] == ["about:blank"]
        async with browser.lend(None) as page:
            await page.go(None)
        assert await tabs(browser) == 1


async def test_the_browser_is_recycled_when_it_has_nothing_to_do(site: PracticeSite, tmp_path: Path) -> None:
    """A day is over in the middle of an answer: the answer goes on, and after it the browser is started anew."""
    clock = Clock()
    async with a_browser(site, tmp_path, clock, recycle=24) as browser:
        first = await browser.context()
        async with browser.lend(None) as page:
            await page.go(None)
            clock.now = 25 * 3600
            await browser.tidy()
            assert await browser.context() is first
            assert page.alive
        await browser.tidy()
        async with browser.lend(None) as page:
            await page.go(None)
        assert await browser.context() is not first


async def test_a_page_that_hangs_is_replaced(
    backend: ChatGPT, site: PracticeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A follow-up on a warm page whose script runs for ever."""
    monkeypatch.setattr("scraper.page.tab.HANG", 1.0)
    _, conversation = await ask(backend, "say: one")
    [tab] = (await backend._browser.context()).pages
    async with tab.expect_console_message():
        hanging = asyncio.create_task(tab.evaluate("() => { console.log('now'); for (;;); }"))
    assert (await ask(backend, "say: two", conversation))[0] == "two"
    assert len(site.posts) == 2
    with pytest.raises(PlaywrightError):
        await hanging
    assert await tabs(backend._browser) == 1


async def test_who_waits_for_a_page_that_hangs(backend: ChatGPT, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it is that is waited for: the tab is closed, that is an error, and another tab takes its place."""
    monkeypatch.setattr("scraper.page.tab.HANG", 1.0)
    monkeypatch.setattr("scraper.page.tab.BEAT", 0.1)
    async with asyncio.timeout(30), backend._browser.lend(None) as page:
        await page.go(None)
        tab = await page.tab()
        with pytest.raises(PlaywrightError):
            await tab.evaluate("() => { for (;;); }")
        await page.go(None)
        assert await page.tab() is not tab


async def test_a_browser_that_hangs_is_replaced(
    backend: ChatGPT, site: PracticeSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It opens no tab and does not even close; its process is ended, and another one answers."""
    monkeypatch.setattr("scraper.browser.life.OPENS", 1.0)
    monkeypatch.setattr("scraper.browser.chrome.CLOSES", 1.0)
    first = await backend._browser.context()
    os.kill(int((tmp_path / "profile" / "SingletonLock").readlink().name.rpartition("-")[2]), signal.SIGSTOP)
    assert (await ask(backend, "say: hello"))[0] == "hello"
    assert await backend._browser.context() is not first
    assert len(site.posts) == 1


class Context:
    """A browser that opens tabs; or that is killed while it does, and then says nothing more."""

    def __init__(self, *, killed: bool) -> None:
        self.pages: list[object] = []
        self.tab = self
        self._killed = killed
        self._tell: list[Callable[[Context], object]] = []

    def on(self, _: str, tell: Callable[["Context"], object]) -> None:
        self._tell.append(tell)

    once = on

    async def new_page(self) -> object:
        if self._killed:
            for tell in self._tell:
                tell(self)
            await asyncio.Event().wait()
        return self.tab

    async def new_cdp_session(self, _: object) -> "Context":
        return self

    async def send(self, *_: object) -> None: ...

    async def close(self) -> None: ...


class Chromes:
    """Two of them, one after the other."""

    def __init__(self) -> None:
        self.contexts = [Context(killed=True), Context(killed=False)]
        self.started: list[Context] = []

    async def start(self) -> Context:
        self.started.append(self.contexts[len(self.started)])
        return self.started[-1]

    def over(self) -> None: ...


async def test_a_browser_killed_while_it_opens_a_tab(tmp_path: Path) -> None:
    """The call may never end; nobody waits for it, and another browser opens the tab."""
    chromes, kinds = Chromes(), generations.load(tmp_path)
    browser = Browser(ChatGPTSettings(), cast(Chrome, chromes), kinds, Reports(tmp_path, kinds))
    async with asyncio.timeout(10):
        tab: object = await browser._new_tab()
    assert tab is chromes.contexts[1].tab
    assert chromes.started == chromes.contexts


async def test_our_own_lock_names_the_holder(tmp_path: Path) -> None:
    """Before any browser is started."""
    first, second = Profile(tmp_path), Profile(tmp_path)
    first.take()
    with pytest.raises(BrowserBusy, match=f"threadbridge, PID {os.getpid()}.*{tmp_path}"):
        second.take()
    first.leave()
    second.take()
    second.leave()


async def test_a_chrome_of_somebody_else_has_the_profile(site: PracticeSite, tmp_path: Path) -> None:
    """It is named; what a crash left behind does not count."""
    profile = Profile(tmp_path)
    with some_process(str(tmp_path)) as other:
        mark(tmp_path, socket.gethostname(), other)
        with pytest.raises(BrowserBusy, match=f"Chrome, PID {other}"):
            profile.look_for_chrome()
    profile.look_for_chrome()


async def test_a_mark_of_another_host(tmp_path: Path) -> None:
    """As after a container was made anew: removed where it is known to be ours, else nobody knows."""
    profile = Profile(tmp_path)
    mark(tmp_path, "another-host", 1)
    with pytest.raises(BrowserBusy, match="another-host"):
        profile.look_for_chrome()
    profile.remember_chrome()
    profile.look_for_chrome()
    assert not (tmp_path / "SingletonLock").is_symlink()


def mark(folder: Path, host: str, process: int) -> None:
    (folder / "SingletonLock").unlink(missing_ok=True)
    (folder / "SingletonLock").symlink_to(f"{host}-{process}")


@contextmanager
def some_process(argument: str) -> Iterator[int]:
    with subprocess.Popen(["sh", "-c", "read _", argument], stdin=subprocess.PIPE) as process:
        while not Path("/proc", str(process.pid), "cmdline").read_bytes():
            pass  # it is not yet the program that it is going to be
        yield process.pid
        process.kill()


async def test_login_beside_a_running_bridge(backend: ChatGPT, site: PracticeSite, tmp_path: Path) -> None:
    """It is given the profile when nothing is being answered; meanwhile questions are told, then they go on."""
    await ask(backend, "say: before")
    quick = ChatGPTSettings(address=site.url, headless=True)
    async with (
        launched(quick, tmp_path, generations.load(tmp_path), wished=True) as browser,
        browser.lend(None) as page,
    ):
        await page.go(None)
        with pytest.raises(BrowserBusy, match="threadbridge login"):
            await ask(backend, "say: meanwhile", number=2)
    assert (await ask(backend, "say: after", number=3))[0] == "after"
    assert [post.text for post in site.posts] == ["say: before", "say: after"]


@asynccontextmanager
async def a_persons_chrome(folder: Path) -> AsyncIterator[str]:
    """Started with a port for CDP and a tab open."""
    executable = str(installed())
    command = [
        executable,
        "--headless=new",
        "--no-sandbox",
        "--remote-debugging-port=0",
        f"--user-data-dir={folder}",
    ]
    process = await asyncio.create_subprocess_exec(
        *command, "--no-first-run", "data:text/html,theirs", stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr is not None
    try:
        async for line in process.stderr:
            if line.startswith(b"DevTools listening on ws://"):
                yield "http://" + line.decode().split("ws://")[1].split("/")[0]
                break
    finally:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
        await process.wait()


async def pages_of(address: str) -> list[str]:
    async with aiohttp.ClientSession() as session, session.get(f"{address}/json/list") as response:
        return [page["url"] for page in await response.json() if page["type"] == "page"]


async def test_in_a_chrome_that_runs_already(open_backend: Open, site: PracticeSite, tmp_path: Path) -> None:
    """In tabs of our own; the person's tab and the browser stay, also after us."""
    async with a_persons_chrome(tmp_path / "theirs") as address:
        async with open_backend(connect=address) as backend:
            answer, conversation = await ask(backend, "say: one")
            assert answer == "one"
            assert (await ask(backend, "say: two", conversation))[0] == "two"
            assert len(await pages_of(address)) == 2
        assert await pages_of(address) == ["data:text/html,theirs"]


async def test_a_persons_chrome_ends_in_the_middle_of_an_answer(
    open_backend: Open, site: PracticeSite, rules: Rules, tmp_path: Path
) -> None:
    """Where there is none any more the turn waits and looks again; nothing is sent twice."""
    async with a_persons_chrome(tmp_path / "theirs") as address, open_backend(connect=address) as backend:
        context = await backend._browser.context()
        assert context.browser is not None
        rules.gate.clear()
        text = ""
        async with backend.send(a_turn("long 400")) as events:
            async for event in events:
                text += event.more if isinstance(event, Text) else ""
                if text and not rules.gate.is_set():
                    await context.browser.close()  # the connection only: as after the computer slept
                    rules.gate.set()
        assert len(site.posts) == 1


async def test_no_chrome_there(open_backend: Open) -> None:
    """What to do is said."""
    async with open_backend(connect="http://127.0.0.1:9") as backend:
        with pytest.raises(BrowserFailed, match="--remote-debugging-port"):
            await ask(backend, "say: hello")


async def test_under_a_virtual_display(open_backend: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A visible window that nobody sees: two Threads at once, one of them in the background."""
    async with a_display() as display:
        monkeypatch.setenv("DISPLAY", display)
        async with open_backend(headless=False) as backend:
            answers = await asyncio.gather(*(ask(backend, f"say: {n}", number=n) for n in range(2)))
            again = await asyncio.gather(*(ask(backend, f"say: {n}", answers[n][1], number=n) for n in range(2)))
    assert [answer for answer, _ in again] == ["0", "1"]


@asynccontextmanager
async def a_display() -> AsyncIterator[str]:
    """Skips the test where Xvfb is not installed."""
    reading, writing = os.pipe()
    try:
        process = await asyncio.create_subprocess_exec(
            "Xvfb",
            "-displayfd",
            str(writing),
            "-screen",
            "0",
            "1280x800x24",
            "-nolisten",
            "tcp",
            pass_fds=(writing,),
        )
    except FileNotFoundError:
        pytest.skip("Xvfb is not installed: windows were not tested")
    finally:
        os.close(writing)
    try:
        number = await asyncio.to_thread(os.read, reading, 10)
        yield f":{number.decode().strip()}"
    finally:
        os.close(reading)
        process.terminate()
        await process.wait()


async def test_the_people_in_the_window(open_backend: Open) -> None:
    """Playwright's own flags aside, nothing about the browser is disguised."""
    async with open_backend() as backend:
        context = await backend._browser.context()
        assert await context.pages[0].evaluate("navigator.webdriver") is True
