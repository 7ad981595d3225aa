"""The folder that a failure leaves behind: enough to see what has changed, nothing of any conversation."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from playwright.async_api import Page

from bridge.errors import PageChanged, RateLimited, Walled
from bridge.types import ConversationId
from scraper import generations
from scraper.asking.outgoing import Outgoing
from scraper.backend import ChatGPT
from scraper.page import bundle
from scraper.page.bundle import KEPT
from scraper.page.look import InState, Look
from scraper.page.tab import ChatPage
from scraper.page.trail import masked
from scraper.practice import PracticeSite
from tests.scraper.conftest import Open
from tests.scraper.small import KINDS, Kind, dialog, page
from tests.scraper.test_backend import ask

SECRET = "the mango harvest of Uncle Bartholomew"


def everything(report: Path) -> str:
    """All that stands in the report's files, and in their names."""
    texts = [path.read_text("utf-8") for path in report.iterdir() if path.suffix != ".png"]
    return "\n".join([*texts, *(path.name for path in report.iterdir())])


async def failed(backend: ChatGPT, conversation: str) -> Path:
    """What a page leaves that has changed too much, in the middle of this conversation."""

    known = ConversationId(conversation)

    async def writes(lent: ChatPage) -> None:
        await lent.go(known)
        await lent.composer.write(Outgoing(SECRET))

    report = await raised(backend, PageChanged(what="of this test"), writes, known)
    assert report is not None
    return report


async def raised(
    backend: ChatGPT,
    error: Walled,
    before: Callable[[ChatPage], Awaitable[object]] = ChatPage.tab,
    conversation: ConversationId | None = None,
) -> Path | None:
    """The report of an error on a page that was lent, the conversation's own if there is one."""

    async def lent_and_lost() -> None:
        async with backend._browser.lend(conversation) as lent:
            await before(lent)
            raise error

    with pytest.raises(type(error)):
        await lent_and_lost()
    return error.report


async def test_nothing_of_a_conversation_is_in_it(backend: ChatGPT, site: PracticeSite, tmp_path: Path) -> None:
    """No question, no answer, no title, no draft, no id."""
    _, conversation = await ask(backend, f"say: {SECRET}")
    report = await failed(backend, conversation)
    assert report.parent == tmp_path / "reports"
    assert {path.name for path in report.iterdir()} == {
        "network.txt",
        "outline.html",
        "screenshot.png",
        "versions.txt",
    }
    text = everything(report)
    assert not [word for word in SECRET.split() if len(word) > 3 and word in text]
    assert conversation not in text
    assert site.token not in text
    assert "?" not in (report / "network.txt").read_text()
    assert "data-chatgpt-composer" in text
    assert re.search(r"POST .*/backend-api/f/conversation 200 text/event-stream", text)


async def test_its_picture_can_be_seen_to_hide_texts(tab: Page) -> None:
    """With the style over it, two pages that differ only in their texts look the same."""
    pictures = []
    for words in "One short answer", "Six other words stand here now":
        drawn = f'<svg width="300" height="40"><text y="20" fill="red">{words}</text></svg>'
        cut = f'<p style="height:3em;overflow:hidden;width:9em;-webkit-text-stroke:1px red">{words}</p>'
        html = f'<main style="width:30em">{cut}{drawn}</main>'
        await tab.set_content(html)
        pictures.append(await tab.screenshot(style=bundle.HIDDEN))
    assert pictures[0] == pictures[1]


async def test_what_a_wall_says_can_be_read_and_nothing_else(tab: Page) -> None:
    """The page tells in the middle of a turn, too, what is thought there: that is somebody's own."""
    known = generations.load()
    cap = known.states.named("usage_cap")
    assert cap is not None
    seen = Look("app shell", "ko", "", "/", "", {}, [InState(cap, "")])
    style = bundle.HIDDEN + bundle.readable(known.states, seen)
    pictures = []
    for thought, banner in (("One", "Limit"), ("Seven", "Limit"), ("One", "Other")):
        turn = f'<div data-turn-key="q"><div role="status"><p>{thought}</p></div></div>'
        await tab.set_content(f'{turn}<div role="alert"><p style="width:9em">{banner}</p></div>')
        pictures.append(await tab.screenshot(style=style))
    assert pictures[0] == pictures[1] != pictures[2]


@pytest.mark.parametrize("kind", KINDS)
async def test_the_skeleton_of_a_page(tab: Page, kind: Kind) -> None:
    """Labels of buttons stay, texts and names of somebody's things don't."""
    await tab.set_content(page(kind, answer=SECRET, title=SECRET, over=dialog(SECRET, "Got it")))
    outline = str(await tab.evaluate(bundle.OUTLINE))
    assert "mango" not in outline
    assert "Bartholomew" not in outline
    assert 'role="dialog"' in outline


async def test_only_the_newest_are_kept(backend: ChatGPT, tmp_path: Path) -> None:
    """And the same wall, seen again, is not written down again."""
    for number in range(KEPT + 3):
        old = tmp_path / "reports" / f"2025010{number:02}-000000-PageChanged"
        old.mkdir(parents=True)
    first, second = await raised(backend, RateLimited()), await raised(backend, RateLimited())
    third = await raised(backend, PageChanged(what="x"))
    assert first == second != third
    assert len(list((tmp_path / "reports").iterdir())) == KEPT


async def test_a_report_that_cannot_be_written(open_backend: Open, tmp_path: Path) -> None:
    """The error itself still comes through."""
    (tmp_path / "reports").write_text("a file is in the way")
    async with open_backend() as backend:
        assert await raised(backend, RateLimited()) is None


def test_ids_are_masked() -> None:
    """Of conversations, of files; the words of a path stay."""
    path = "/backend-api/conversation/6abb4dfb-cd24-83e8-bd8c-a05017d483f5/stream_status"
    assert masked(path) == "/backend-api/conversation/#/stream_status"
    assert masked("/backend-api/files/download/file-Aa9TPeLadXkWNRiSJD9VrkGwE") == "/backend-api/files/download/#"
    assert masked("/backend-api/f/conversation/prepare") == "/backend-api/f/conversation/prepare"
