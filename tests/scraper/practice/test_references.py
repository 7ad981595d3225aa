"""What an answer refers to, as the classic page shows it: sources, pictures, files."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest
from playwright.async_api import expect

from scraper.practice.brain import Cite, Image, Made, Message, Piece, Source
from scraper.practice.files import png
from tests.scraper.practice.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")


class Script:
    """A brain that always says the same pieces."""

    def __init__(self, *pieces: Piece) -> None:
        self._pieces = pieces

    async def answer(self, messages: Sequence[Message]) -> AsyncIterator[Piece]:
        for piece in self._pieces:
            yield piece
            await asyncio.sleep(0)


async def test_sources_are_pills(visitor: Visitor) -> None:
    """A link per marker and the number of the others; a marker nobody knows is not shown."""
    two = (Source("One", "https://one.example/a"), Source("Two", "https://two.example/b"))
    visitor.site.brain = Script("It is so ", Cite(two), " and so ", Cite(()), ".")
    await visitor.open()
    shown = await visitor.asked("anything")
    pill = visitor.replies.get_by_test_id("webpage-citation-pill")
    await expect(pill).to_have_count(1)
    await expect(pill.locator("a")).to_have_attribute("href", "https://one.example/a")
    await expect(pill).to_contain_text("+1")
    assert "\ue200" not in shown


async def test_a_picture_is_an_answer(visitor: Visitor) -> None:
    """No text, an address of the site that needs no bearer; also after a reload."""
    visitor.site.brain = Script(Image("A square", png(8, 8, 200, 90, 20), 8, 8))
    await visitor.open()
    await visitor.ask("anything")
    picture = visitor.replies.locator('img[src*="/backend-api/estuary/content?id=file_"]')
    await expect(visitor.bar()).to_be_visible()
    assert await picture.evaluate("async (image) => { await image.decode(); return image.naturalWidth; }") == 8
    await visitor.open(await visitor.settled())
    await expect(picture).to_have_count(1)
    await expect(visitor.bar()).to_be_visible()


async def test_a_file_comes_with_a_click(visitor: Visitor) -> None:
    """The link names the sandbox; the page asks where the file is."""
    visitor.site.brain = Script(Made("report.csv", b"a,b\n"), "Here: [report](sandbox:/mnt/data/report.csv)")
    await visitor.open()
    await visitor.asked("anything")
    async with visitor.page.expect_download() as started:
        await visitor.replies.locator('a[href^="sandbox:/mnt/data/"]').first.click()
    assert (await started.value).suggested_filename == "report.csv"
