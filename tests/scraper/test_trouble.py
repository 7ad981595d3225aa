"""The scraper when something happens between two of its steps: killed, cancelled, led elsewhere, signed out."""

import asyncio
import os
import re
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import pytest
from playwright.async_api import CDPSession, Locator
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import TimeoutError as PlaywrightTimeout

from bridge.errors import BridgeError, ConversationGone, LoginRequired, Maintenance, PageChanged, Uncertain
from bridge.events import Rewritten, Text
from bridge.types import ConversationId, File, Image
from scraper.asking.composer import Composer
from scraper.asking.editor import Editor
from scraper.asking.outgoing import Outgoing
from scraper.backend import ChatGPT
from scraper.page.tab import ChatPage
from scraper.practice import Fault, PracticeSite, Rules
from scraper.reading.answer import Answer
from scraper.reading.downloads import Downloads
from tests.scraper.asked import a_branch, answered, first
from tests.scraper.conftest import Open, a_turn
from tests.scraper.test_backend import ask, read

Step = Callable[[ChatPage], Awaitable[None]]


def kill(profile: Path) -> None:
    """The browser on this profile, as hard as can be."""
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            line = (process / "cmdline").read_bytes()
            if str(profile).encode() in line and b"--type=" not in line and b"chrom" in line:
                os.kill(int(process.name), signal.SIGKILL)


def once(
    monkeypatch: pytest.MonkeyPatch, verb: str, *, before: Step | None = None, after: Step | None = None
) -> None:
    """Something happens before or after a verb of the page is done for the first time."""
    owner = Composer if hasattr(Composer, verb) else ChatPage
    original = getattr(owner, verb)
    done: list[str] = []

    async def done_once(doer: Any, *arguments: Any, **named: Any) -> Any:
        page = cast(ChatPage, doer._page if isinstance(doer, Composer) else doer)
        first = not done
        done.append(verb)
        if first and before:
            await before(page)
        result = await original(doer, *arguments, **named)
        if first and after:
            await after(page)
        return result

    monkeypatch.setattr(owner, verb, done_once)


async def half_way(backend: ChatGPT, rules: Rules, happens: Callable[[], Awaitable[None]]) -> str:
    """The whole answer, after something happened in the middle of it."""
    rules.gate.clear()
    text = ""
    async with backend.send(a_turn("long 400")) as events:
        async for event in events:
            text = event.text if isinstance(event, Rewritten) else text
            text += event.more if isinstance(event, Text) else ""
            if text and not rules.gate.is_set():
                await happens()
                rules.gate.set()
    return text


async def cancelled(backend: ChatGPT, text: str, when: asyncio.Event) -> None:
    """Ask, and leave at this moment."""
    task = asyncio.create_task(ask(backend, text))
    moment = asyncio.create_task(when.wait())
    done, _ = await asyncio.wait({task, moment}, return_when=asyncio.FIRST_COMPLETED)
    assert task not in done, "it ended before its moment had come"
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_two_follow_ups_at_once_in_a_fresh_browser(open_own: Open, site: PracticeSite) -> None:
    """As after a restart: they don't share the browser's first tab."""
    async with open_own() as first:
        _, one = await ask(first, "say: one", number=1)
        _, two = await ask(first, "say: two", number=2)
    async with open_own() as second:
        answers = await asyncio.gather(ask(second, "say: 1b", one, number=1), ask(second, "say: 2b", two, number=2))
    assert list(answers) == [("1b", one), ("2b", two)]
    assert {(post.conversation, post.text) for post in site.posts[2:]} == {(one, "say: 1b"), (two, "say: 2b")}


async def test_killed_hard_in_the_middle_of_an_answer(
    own_backend: ChatGPT, site: PracticeSite, rules: Rules, tmp_path: Path
) -> None:
    """Its end is told in pieces: the tab first, the browser later."""

    async def killed() -> None:
        kill(tmp_path)

    assert len(await half_way(own_backend, rules, killed)) == 400
    assert len(site.posts) == 1


@pytest.mark.parametrize("made", ["image", "file"])
async def test_killed_hard_before_what_was_made_is_had(
    own_backend: ChatGPT, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: str
) -> None:
    """The conversation is opened again, and it is had there."""
    original = Downloads.of

    async def killed(downloads: Downloads, answer: Answer) -> AsyncIterator[Image | File]:
        kill(tmp_path)
        async for one in original(downloads, answer):
            yield one

    monkeypatch.setattr(Downloads, "of", killed)
    async with own_backend.send(a_turn(made)) as events:
        text, seen = await read(events)
    [had] = [event for event in seen if isinstance(event, Image | File)]
    assert had.content
    assert "/c/" not in text


async def test_killed_hard_before_what_is_branched_was_read(
    own_backend: ChatGPT, site: PracticeSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is read on another page, and the other answer is asked for there."""
    _, conversation, last = await first(own_backend, "versions: one | two")

    async def killed(page: ChatPage) -> None:
        kill(tmp_path)

    once(monkeypatch, "load", after=killed)
    assert (await answered(own_backend, a_branch("again", last, conversation)))[0] == "two"
    assert [post.action for post in site.posts] == ["next", "variant"]


@pytest.mark.parametrize("verb", ["go", "write", "sendable", "look"])
async def test_killed_hard_before_the_click(
    own_backend: ChatGPT, site: PracticeSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    """The question is typed again."""

    async def killed(page: ChatPage) -> None:
        await page.look()
        kill(tmp_path)

    once(monkeypatch, verb, before=killed)
    assert (await ask(own_backend, "say: hello"))[0] == "hello"
    assert len(site.posts) == 1


async def test_killed_hard_at_the_click(
    own_backend: ChatGPT, site: PracticeSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether it was sent can't be known yet: the list of conversations may lag. It is not sent again."""

    async def killed(page: ChatPage) -> None:
        await page.look()
        kill(tmp_path)

    monkeypatch.setattr("scraper.asking.asking.ARRIVES", 0.1)
    once(monkeypatch, "click", before=killed)
    with pytest.raises(Uncertain):
        await ask(own_backend, "say: hello")
    assert site.posts == []


@pytest.mark.parametrize("verb", ["write", "sendable"])
async def test_somebody_presses_send_on_what_is_being_written(
    backend: ChatGPT, site: PracticeSite, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    """It is sent then, and is neither written nor sent again; its answer is read."""
    _, conversation = await ask(backend, "say: one")

    async def pressed(page: ChatPage) -> None:
        button = (await page.tab()).locator(await page.where("send")).locator("visible=true").last
        await button.click()

    if verb == "write":
        original = Editor.holds

        async def first_pressed(editor: Editor, text: str) -> bool:
            monkeypatch.setattr(Editor, "holds", original)
            await editor._tab.locator('[type="submit"]').locator("visible=true").last.click()
            return await original(editor, text)

        monkeypatch.setattr(Editor, "holds", first_pressed)
    else:
        once(monkeypatch, verb, before=pressed)
    assert (await ask(backend, "say: two", conversation))[0] == "two"
    assert [post.text for post in site.posts] == ["say: one", "say: two"]


async def test_a_request_that_nobody_saw(
    open_backend: Open, site: PracticeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The conversation tells that it was sent; its answer is read, and nothing is sent again."""

    async def missed(page: ChatPage) -> None:
        while len(site.posts) < 2:
            await asyncio.sleep(0.01)
        await page.evaluate("1")
        page.observer.forget()
        await (await page.tab()).goto("about:blank")  # and neither its end

    async with open_backend(proof=1.0) as backend:
        _, conversation = await ask(backend, "say: one")
        once(monkeypatch, "click", after=missed)
        assert (await ask(backend, "say: two", conversation))[0] == "two"
    assert len(site.posts) == 2


async def test_a_crashed_tab_is_not_left_behind(backend: ChatGPT, rules: Rules) -> None:
    """Another takes its place."""

    async def crashed() -> None:
        [tab] = (await backend._browser.context()).pages
        with suppress(PlaywrightError):
            await tab.goto("chrome://crash")

    assert len(await half_way(backend, rules, crashed)) == 400
    assert len((await backend._browser.context()).pages) == 1


async def test_cancelled_between_click_and_proof(
    backend: ChatGPT, site: PracticeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The question may be on its way: Stop is pressed."""
    clicked = asyncio.Event()

    async def note(_: ChatPage) -> None:
        clicked.set()

    once(monkeypatch, "click", after=note)
    await cancelled(backend, "silent", clicked)
    assert len(site.stops) == len(site.posts) == 1


async def test_cancelled_while_writing(backend: ChatGPT, monkeypatch: pytest.MonkeyPatch) -> None:
    """The new chat's draft is one for all tabs; nothing of ours stays in it."""
    written = asyncio.Event()

    async def note(_: ChatPage) -> None:
        written.set()

    once(monkeypatch, "holds", before=note)
    await cancelled(backend, "say: left behind", written)
    [tab] = (await backend._browser.context()).pages
    assert "left behind" not in await tab.locator("form[data-chatgpt-composer]").inner_text()


async def test_cancelled_while_the_answer_is_looked_up(
    backend: ChatGPT, site: PracticeSite, rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page has to load before its Stop can be pressed."""
    site.faults.append(Fault("cut"))
    rules.gate.clear()  # after the cut: the site still writes
    site.poll = 2.0  # the page itself would read on, before we look
    loaded = asyncio.Event()
    original = ChatPage.load

    async def load(page: ChatPage, conversation: ConversationId | None) -> None:
        await original(page, conversation)
        if conversation is not None:
            loaded.set()

    monkeypatch.setattr(ChatPage, "load", load)
    await cancelled(backend, "long 400", loaded)
    assert len(site.stops) == 1


async def test_a_click_that_landed_and_ran_out_of_time(
    backend: ChatGPT, site: PracticeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is told that it was not sent."""
    original = Locator.click

    async def click(button: Locator, **how: Any) -> None:
        await original(button, **how)
        if "submit" in str(button):
            raise PlaywrightTimeout("Timeout")

    monkeypatch.setattr(Locator, "click", click)
    assert (await ask(backend, "say: hello"))[0] == "hello"
    assert len(site.posts) == 1


async def test_signed_in_again(backend: ChatGPT, site: PracticeSite) -> None:
    """What the site said about an earlier load does not count for this one."""
    site.signed_in = False
    with pytest.raises(LoginRequired):
        await ask(backend, "say: a")
    site.signed_in = True
    assert (await ask(backend, "say: b", number=2))[0] == "b"


@pytest.mark.parametrize("button", ['<a data-testid="login-button">Log in</a>', ""])
@pytest.mark.parametrize("delay", [0, 400])
async def test_a_guest_with_the_real_composer(
    open_backend: Open, site: PracticeSite, monkeypatch: pytest.MonkeyPatch, button: str, delay: int
) -> None:
    """A composer proves nothing; nothing is typed before somebody is known to be signed in."""
    site.signed_in = False
    page = f"""<body>{button}<form data-chatgpt-composer><div data-composer-markdown contenteditable=true
        role=textbox style="height: 2em"></div></form>
        <script>setTimeout(() => fetch("/api/auth/session"), {delay})</script>"""

    async def never(_: ChatPage) -> None:
        pytest.fail("typed as a guest")

    once(monkeypatch, "write", before=never)
    async with open_backend(check=3.0) as backend:  # the site may be slow to say who it is
        context = await backend._browser.context()
        await context.route(site.url + "/", lambda route: route.fulfill(content_type="text/html", body=page))
        with pytest.raises(LoginRequired):
            await ask(backend, "say: hello")


async def test_a_conversation_that_can_not_be_fetched_now(open_backend: Open, site: PracticeSite) -> None:
    """It is not taken for gone, though the page says that it can't be loaded: the question waits, and goes on."""
    async with open_backend(pages=1) as backend:
        _, one = await ask(backend, "say: one", number=1)
        await ask(backend, "say: two", number=2)
        context = await backend._browser.context()
        address = re.compile(f"/backend-api/conversations?/{one}")
        await context.route(address, lambda route: route.fulfill(status=502))
        with pytest.raises(Maintenance):
            await ask(backend, "say: three", one)
        await context.unroute(address)
        assert (await ask(backend, "say: three", one))[0] == "three"
    assert len(site.posts) == 3


async def test_a_person_goes_elsewhere_while_the_conversation_loads(
    open_backend: Open, site: PracticeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is opened once more."""

    async def elsewhere(page: ChatPage) -> None:
        tab = await page.tab()
        await tab.goto(site.url)

    async with open_backend(pages=1) as backend:
        _, one = await ask(backend, "say: one", number=1)
        await ask(backend, "say: two", number=2)
        once(monkeypatch, "load", after=elsewhere)
        assert (await ask(backend, "say: three", one))[0] == "three"
    assert len(site.posts) == 3


async def test_led_to_another_conversation(open_backend: Open, site: PracticeSite) -> None:
    """The follow-up is not typed there."""
    async with open_backend(pages=1) as backend:
        _, one = await ask(backend, "say: one", number=1)
        _, two = await ask(backend, "say: two", number=2)
        context = await backend._browser.context()
        elsewhere = {"location": f"/c/{two}"}
        await context.route(f"{site.url}/c/{one}", lambda route: route.fulfill(status=302, headers=elsewhere))
        with pytest.raises(ConversationGone):
            await ask(backend, "say: three", one)
    assert len(site.posts) == 2


async def test_a_person_goes_elsewhere_before_the_click(
    backend: ChatGPT, site: PracticeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The person's own draft there is not sent."""
    _, one = await ask(backend, "say: one", number=1)
    _, two = await ask(backend, "say: two", number=2)
    async with backend._browser.lend(ConversationId(two)) as page:
        await page.go(ConversationId(two))
        await page.composer.write(Outgoing("say: a draft"))

    async def elsewhere(page: ChatPage) -> None:
        tab = await page.tab()
        await tab.locator(f'nav a[href="/c/{two}"]').click()
        await tab.wait_for_url(f"**/c/{two}")

    once(monkeypatch, "sendable", before=elsewhere)
    with pytest.raises(BridgeError):
        await ask(backend, "say: three", one)
    assert len(site.posts) == 2


async def test_something_covers_the_composer(backend: ChatGPT, monkeypatch: pytest.MonkeyPatch) -> None:
    """That is not the browser's fault, and the error does not say so."""
    monkeypatch.setattr("scraper.asking.editor.CLICK", 1000)

    async def covered(page: ChatPage) -> None:
        await (await page.tab()).evaluate(
            """() => document.body.insertAdjacentHTML(
                "beforeend", '<div style="position: fixed; inset: 0; z-index: 9999">Something</div>')"""
        )

    once(monkeypatch, "write", before=covered)
    with pytest.raises(PageChanged):
        await ask(backend, "say: hello")


async def test_a_page_that_loads_slowly_is_not_loaded_again_and_again(
    open_backend: Open, site: PracticeSite
) -> None:
    """The next look waits until this one has shown something."""
    site.hydration = 1.0
    async with open_backend(look_again=0.3) as backend, asyncio.timeout(20):
        assert (await ask(backend, "broken: say: " + "whole " * 20))[0] == "whole " * 20


async def test_an_answer_that_is_quicker_than_we_are(open_backend: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stream is over before it can be watched; its bytes, if they are gone, don't cost the long silence."""
    original = CDPSession.send

    async def send(session: CDPSession, method: str, params: dict[str, Any] | None = None) -> Any:
        if method == "Network.streamResourceContent":
            await asyncio.sleep(1)
        return await original(session, method, params)

    monkeypatch.setattr(CDPSession, "send", send)
    async with open_backend(silence=60) as backend, asyncio.timeout(20):
        assert (await ask(backend, "say: quick"))[0] == "quick"
