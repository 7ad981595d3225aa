"""What is written arrives as it was, once, and is left alone where it is not ours: in a real Chromium."""

import asyncio
import logging
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, seed, settings
from hypothesis import strategies as st
from playwright.async_api import Locator

from bridge.errors import DraftLeft, PageChanged
from bridge.types import ConversationId, TurnId
from scraper.asking.asking import is_question
from scraper.asking.composer import Composer
from scraper.asking.outgoing import Outgoing
from scraper.asking.proof import TabGone, proof
from scraper.asking.unsent import Unsent
from scraper.asking.written import carries
from scraper.backend import ChatGPT, opened
from scraper.practice import Fault, PracticeSite
from scraper.settings import ChatGPTSettings
from scraper.wire.seen import Posted
from tests.scraper.asked import GENERATIONS, a_question, answered, first, look_like
from tests.scraper.conftest import Open
from tests.scraper.test_backend import NASTY
from tests.thorough import ON_A_PAGE

LETTERS = st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\t")
MARKS = st.sampled_from(
    ["*", "_", "`", "\\", "#", "\n", "\n\n", "- ", "1. ", "```\n", "  ", "\u00a0", "\u200b", "&amp;"]
)
PRESSED = (("B", "newline"), ("B", "sends"), ("A2", "sends"))
"""What Enter may do on each page."""
TEXTS = st.lists(st.text(LETTERS, max_size=8) | MARKS, min_size=1, max_size=12).map("".join).filter(str.strip)


@pytest.mark.parametrize(("generation", "enter"), PRESSED)
async def test_a_text_arrives_byte_for_byte(
    backend: ChatGPT, site: PracticeSite, generation: str, enter: str
) -> None:
    """Markdown, code, tabs, Korean, what opens a list, line ends, whatever Enter does; also a long one."""
    look_like(site, generation)
    site.enter = "sends" if enter == "sends" else "newline"
    long = "".join(f"{n}. 줄 *{n}* `x`\t_y_ \\\n" for n in range(700))
    texts = [NASTY, "/help me", "@someone\u200b hi", "a\u00a0 b\n\n\n", long]
    _, conversation, _ = await first(backend, texts[0])
    for text in texts[1:]:
        await answered(backend, a_question(text, conversation))
    assert [post.text for post in site.posts] == texts
    assert len(long) > 10_000


@contextmanager
def kept_open(generation: str, folder: Path) -> Iterator[tuple[ChatGPT, PracticeSite, asyncio.AbstractEventLoop]]:
    """A browser in front of the site for many examples; its loop runs in another thread."""
    loop, ready, over = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    held: list[tuple[ChatGPT, PracticeSite]] = []

    async def hold() -> None:
        async with PracticeSite(hydration=0.05, settle=0.01) as site:
            look_like(site, generation)
            chatgpt = ChatGPTSettings.model_validate({"address": site.url, "headless": True, "check": 1.0})
            async with opened(chatgpt, folder) as backend:
                held.append((backend, site))
                ready.set()
                await over.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(hold()))
    thread.start()
    try:
        assert ready.wait(60)
        yield (*held[0], loop)
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
        loop.close()


@pytest.mark.parametrize("generation", GENERATIONS)
def test_any_text_arrives_byte_for_byte(generation: str, tmp_path: Path) -> None:
    """Whatever people write, as one conversation in one page."""
    with kept_open(generation, tmp_path) as (backend, site, loop):

        def done(work: Coroutine[Any, Any, Any]) -> Any:
            return asyncio.run_coroutine_threadsafe(work, loop).result(120)

        _, conversation, _ = done(first(backend, "say: hello"))

        @seed(20261122)
        @settings(max_examples=ON_A_PAGE, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(TEXTS)
        @example("&lt;b> <i>x</i> &")
        @example("  two  spaces \n\ttab\n")
        @example("\u2028 \u0301e \ufeff \U0001f469\u200d\U0001f680")
        def arrives(text: str) -> None:
            done(answered(backend, a_question(text, conversation)))
            assert site.posts[-1].text == text

        arrives()


@pytest.mark.parametrize("generation", GENERATIONS)
async def test_somebody_elses_draft_stays(open_backend: Open, site: PracticeSite, generation: str) -> None:
    """It is said that it stands there; a draft of ours, also of an earlier run, does not get in the way."""
    look_like(site, generation)
    async with open_backend() as backend:
        async with backend._browser.lend(None) as page:
            await page.go(None)
            await page.composer.write(Outgoing("a person's own thought"))
        with pytest.raises(DraftLeft) as caught:
            await answered(backend, a_question("say: hello"))
        assert caught.value.here == ""  # the draft of new chats is one for all
        async with backend._browser.lend(None) as page:
            assert await page.composer.holds(Outgoing("a person's own thought"))
        backend._unsent.remember("a person's own thought, which was ours")
    async with open_backend() as later:
        await answered(later, a_question("say: hello"))
    assert [post.text for post in site.posts] == ["say: hello"]


async def test_a_draft_is_ours_until_it_is_proven_sent(
    backend: ChatGPT, site: PracticeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A browser that is killed with the click keeps it; without a proof it is not forgotten whose it is."""

    async def gone(*_: object) -> Posted:
        raise TabGone

    with monkeypatch.context() as killed:
        killed.setattr("scraper.asking.asking.proof", gone)
        await answered(backend, a_question("say: hello"))
    assert len(site.posts) == 1
    assert backend._unsent.knows("say: hello")
    await answered(backend, a_question("say: more"))
    assert not backend._unsent.knows("say: more")


async def test_a_person_who_presses_send_on_what_we_write(
    backend: ChatGPT, site: PracticeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That was it, and if we are killed before it is proven, the next run knows that it may have been sent."""
    sendable, unsent = Composer.sendable, list[bool]()

    async def pressed(self: Composer, outgoing: Outgoing, conversation: ConversationId | None) -> Locator:
        await (await sendable(self, outgoing, conversation)).click()
        raise PageChanged(what="its Send button is gone")

    async def known(*given: Any, **more: Any) -> Posted:
        unsent.append(backend._unsent.turns.unsent(TurnId(1)))
        return await proof(*given, **more)

    monkeypatch.setattr(Composer, "sendable", pressed)
    monkeypatch.setattr("scraper.asking.asking.proof", known)
    assert (await first(backend, "say: hello"))[0] == "hello"
    assert [post.text for post in site.posts] == ["say: hello"]
    assert unsent == [False]


@pytest.mark.parametrize("generation", GENERATIONS)
async def test_a_draft_in_one_conversation(backend: ChatGPT, site: PracticeSite, generation: str) -> None:
    """It is in the way of that conversation alone, and the error says where it is."""
    look_like(site, generation)
    _, conversation, _ = await first(backend, "say: hello")
    known = ConversationId(conversation)
    async with backend._browser.lend(known) as page:
        await page.go(known)
        await page.composer.write(Outgoing("a person's own thought"))
    with pytest.raises(DraftLeft) as caught:
        await answered(backend, a_question("say: more", conversation))
    assert caught.value.here == f"{site.url}/c/{conversation}"
    assert len(site.posts) == 1


async def test_a_request_that_the_page_repeats(
    backend: ChatGPT, site: PracticeSite, caplog: pytest.LogCaptureFixture
) -> None:
    """The first one failed; the second one carries the same question, which is asked once."""
    caplog.set_level(logging.INFO, "scraper.asking.proof")
    site.faults.append(Fault("retry"))
    answer, _, anchor = await first(backend, "say: hello")
    assert answer == "hello"
    assert {post.message for post in site.posts} == {anchor}


async def test_what_the_page_cut_is_said(
    backend: ChatGPT, site: PracticeSite, caplog: pytest.LogCaptureFixture
) -> None:
    """It is sent and not sent again, but somebody should know."""
    site.largest_prompt = 9
    await answered(backend, a_question("say: hello"))
    assert [post.text for post in site.posts] == ["say: hell"]
    assert any("changed: 9 characters for 10" in message for message in caplog.messages)


async def test_a_covered_send_button(backend: ChatGPT, site: PracticeSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is clicked through it, and nothing stays in the composer."""
    monkeypatch.setattr("scraper.asking.composer.UNCOVERED", 0.5)
    cover = """form { position: relative } form::after { content: ""; position: absolute; inset: 0; z-index: 9 }
        form:not(:has([data-empty-paragraph]))::after { display: block } form:has([data-empty-paragraph])::after
        { display: none }"""
    async with backend._browser.lend(None) as page:
        await (await page.tab()).add_init_script(
            f"addEventListener('DOMContentLoaded', () => document.head.append(Object.assign("
            f"document.createElement('style'), {{ textContent: `{cover}` }})))"
        )
    with pytest.raises(PageChanged, match="covers its Send button"):
        await answered(backend, a_question("say: hello"))
    assert site.posts == []
    async with backend._browser.lend(None) as page:
        assert await page.composer.holds(Outgoing(""))


def test_what_a_person_asks_for_is_no_proof() -> None:
    """Another answer to an older question, or something else, in the moment before our click; ours is a new one."""
    ours = Posted("q", "hello", None)
    assert is_question(ours, "hello")
    assert not is_question(replace(ours, action="variant"), "hello")
    assert not is_question(replace(ours, anchor=""), "hello")
    assert not is_question(replace(ours, text="what is for lunch?"), "hello")


@given(TEXTS, st.text(LETTERS, max_size=20), st.integers(1, 20))
def test_a_question_is_known_however_the_page_sent_it(text: str, more: str, cut: int) -> None:
    """Escaped, with somebody's words before or behind it, or cut."""
    escaped = "".join(f"\\{letter}" if letter in "*_`#" else letter for letter in text)
    for sent in (text, escaped, f"{more} {text}", f"{text} {more}"):
        assert carries(sent, text)
    begins = "say: " + text
    assert carries(begins[: len(begins) - min(cut, len(text))], begins)


def test_a_draft_of_another_account_is_not_ours(tmp_path: Path) -> None:
    """Each profile has its own, and so has a Chrome that is connected to."""
    accounts = [
        ChatGPTSettings(),
        ChatGPTSettings(profile=tmp_path / "kim"),
        ChatGPTSettings(connect="http://127.0.0.1:9222"),
    ]
    Unsent.of(accounts[1], tmp_path).remember("a question")
    assert [Unsent.of(one, tmp_path).knows("a question") for one in accounts] == [False, True, False]


def test_what_was_begun_is_remembered_and_forgotten(tmp_path: Path) -> None:
    """By its beginning, for the page may not have got further; readable by the owner only."""
    unsent = Unsent(tmp_path / "unsent")
    assert not unsent.knows("a")
    unsent.remember("a question")
    assert Unsent(tmp_path / "unsent").knows("a qu")
    assert not unsent.knows("another")
    assert [path.stat().st_mode & 0o077 for path in (tmp_path / "unsent").iterdir()] == [0]
    unsent.forget("a question")
    assert not unsent.knows("a qu")
