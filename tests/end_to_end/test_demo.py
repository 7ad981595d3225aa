"""What `make demo` shows: the web page with its first thread, in a real browser; its screenshots are kept."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.async_api import expect

from tests.platforms.web.kept import keep
from tests.scraper.one_browser import OneChromium

expect.set_options(timeout=60_000)  # how busy a machine is, is no property of the page


@asynccontextmanager
async def demo(folder: Path) -> AsyncIterator[str]:
    """The link that it prints, while it stays up for its visitor."""
    command = (sys.executable, "-m", "bridge.cli", "demo", "--brain", "rules", "--language", "ko", "--port", "0")
    process = await asyncio.create_subprocess_exec(*command, cwd=folder, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        link = ""
        while "/enter" not in link:
            line = await process.stdout.readline()
            assert line, "it ended before it printed a link"
            link = line.decode().strip()
        yield link
    finally:
        process.terminate()
        await process.wait()


async def test_the_demo_on_its_page(chromium: OneChromium, tmp_path: Path) -> None:
    """The first thread, gone on with; found in Korean, exported; a wrong token signs out. On a phone, too."""
    async with demo(tmp_path) as link:
        page = await (await chromium.context()).new_page()
        home = "{0.scheme}://{0.netloc}".format(urlsplit(link))
        try:
            await page.set_viewport_size({"width": 1200, "height": 800})
            await page.goto(link)
            await expect(page.locator("article")).to_have_count(2)
            await expect(page.locator("article").last).to_contain_text("망고")
            await keep(page, "demo-1-first-thread")

            await page.locator("textarea").fill("내가 제일 좋아하는 과일이 뭘까?")
            await page.keyboard.press("Enter")
            await expect(page.locator("article")).to_have_count(3)
            await expect(page.locator("article").last.locator(".answer")).to_contain_text("망고")
            await expect(page.locator("article[data-live]")).to_have_count(0)
            await keep(page, "demo-2-gone-on")

            await page.locator("summary").first.click()
            async with page.expect_download() as downloading:
                await page.get_by_role("link", name="Markdown").click()
            assert "망고" in Path(await (await downloading.value).path()).read_text("utf-8")

            await page.goto(f"{home}/find")
            await page.locator("main input").press_sequentially("과일")
            await expect(page.locator("mark").first).to_be_visible()
            await keep(page, "demo-3-found")
            await page.set_viewport_size({"width": 390, "height": 780})
            await page.locator(".hits a").first.click()
            await expect(page.locator("article:target")).to_be_visible()
            await keep(page, "demo-4-on-a-phone")

            await page.goto(f"{home}/enter#guess")
            await expect(page.get_by_role("alert")).to_be_visible()
            await keep(page, "demo-5-signed-out")
            await page.goto(home)
            await expect(page.locator("#link")).to_be_visible()
        finally:
            await chromium.blank()
            await chromium.forget(home)
    assert list(tmp_path.iterdir()) == []
