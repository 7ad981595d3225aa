"""The page in a real Chromium, by mouse and keyboard, on a desk and on a phone, with and without its script."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, Request, expect

from bridge.events import AnsweredBy, Opened, Text
from bridge.types import ConversationId
from tests.fakes import FakeBackend
from tests.platforms.house import growing
from tests.platforms.web.kept import keep
from tests.platforms.web.served import Served, serving
from tests.scraper.one_browser import OneChromium

expect.set_options(timeout=60_000)  # how busy a machine is, is no property of the page

MANGO = "내가 제일 좋아하는 과일은 망고야."
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@asynccontextmanager
async def tab(chromium: OneChromium, served: Served) -> AsyncIterator[Page]:
    """What it asks elsewhere, and what goes wrong in it, fails the test."""
    wrong, elsewhere = list[str](), list[str]()

    def asked(request: Request) -> None:
        if not request.url.startswith(served.address):
            elsewhere.append(request.url)

    page = await (await chromium.context()).new_page()
    try:
        await page.set_viewport_size({"width": 1200, "height": 800})
        page.on("request", asked)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if "Content Security" in said.text else None)
        yield page
    finally:
        await chromium.blank()
        await chromium.forget(served.address)
    assert (wrong, elsewhere) == ([], [])


async def usable(page: Page) -> None:
    """By everybody: axe finds nothing, in light and in dark."""
    for colours in ("light", "dark"):
        await page.emulate_media(color_scheme="dark" if colours == "dark" else "light", reduced_motion="reduce")
        found = (await Axe().run(page, options=AXE)).response
        wrong = [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]]
        assert (wrong, len(found["passes"]) > 20) == ([], True), page.url


async def test_from_a_link_to_the_export(chromium: OneChromium, tmp_path: Path) -> None:
    """Asked, seen while it grows, gone on with, found in Korean while one types, exported; a wrong link ends it."""
    steps, [gate] = growing("망고는 **맛있는**\n\n과일", "입니다.\n\n```python\nprint('망고')\n```\n")
    backend = FakeBackend(Opened(ConversationId("c1")), AnsweredBy("gpt-5"), *steps)
    async with serving(backend, tmp_path) as served, tab(chromium, served) as page:
        await page.goto(await served.page.invitation("/"))
        await expect(page.locator("textarea")).to_be_visible()
        assert await page.evaluate("location.href") == f"{served.address}/"
        await page.keyboard.press("n")
        await page.keyboard.type(MANGO)
        await page.keyboard.press("Enter")
        await expect(page.locator("[data-firm]")).to_contain_text("망고는 맛있는")
        await expect(page.locator("[data-loose]")).to_have_text("과일")
        gate.set()
        await expect(page.locator(".answer pre")).to_have_text("print('망고')\n")
        await expect(page.get_by_role("button", name="Copy")).to_have_count(2)
        await usable(page)

        await page.locator("textarea").fill("그리고?")
        await page.keyboard.press("Enter")
        await expect(page.locator("article")).to_have_count(2)
        await expect(page.locator("article[data-live]")).to_have_count(0)
        await expect(page.locator("textarea")).to_have_value("")
        assert [turn.question.text for turn in backend.asked] == [MANGO, "그리고?"]
        await page.get_by_role("button", name="Regenerate").click()
        await expect(page.locator("article")).to_have_count(3)
        await expect(page.get_by_role("button", name="Regenerate")).to_have_count(1)
        assert backend.asked[-1].question.action == "again"

        await page.locator("summary", has_text="Title and tags").click()
        await page.get_by_label("Title", exact=True).fill("망고 이야기")
        await page.get_by_label("Tags").fill("과일")
        await usable(page)
        await keep(page, "thread-named")
        await page.get_by_role("button", name="Save").click()
        await expect(page.locator("h1")).to_have_text("망고 이야기")
        await page.locator("summary", has_text="Export").click()
        async with page.expect_download() as downloading:
            await page.get_by_role("link", name="Markdown").click()
        assert MANGO in Path(await (await downloading.value).path()).read_text("utf-8")

        await page.keyboard.press("Escape")
        await page.goto(f"{served.address}/find")
        await page.locator("main input").press_sequentially("좋아하는 과일")
        await expect(page.locator("mark").first).to_be_visible()
        await usable(page)
        await page.locator(".hits a").first.click()
        await expect(page.locator("article:target")).to_contain_text(MANGO)
        await page.get_by_role("link", name="Forget").click()
        await usable(page)
        await keep(page, "forget")
        await page.get_by_role("button", name="Yes, forget it").click()
        await expect(page.locator("h1")).to_have_text("Forgotten")
        await usable(page)
        await page.goto(f"{served.address}/enter#guess")
        await expect(page.get_by_role("alert")).to_contain_text("Nobody is signed in")
        await usable(page)
        await page.goto(served.address)
        await expect(page.locator("#link")).to_be_visible()


async def test_on_a_phone_and_without_a_script(chromium: OneChromium, tmp_path: Path) -> None:
    """The channels are behind a button, nothing is wider than the screen; all of it works with forms alone."""
    wide = Text(
        "| a | b |\n|---|---|\n" + "| " + "word" * 40 + " | " + "x" * 200 + " |\n\n```\n" + "y" * 300 + "\n```"
    )
    async with serving(FakeBackend(wide), tmp_path) as served, tab(chromium, served) as page:
        await page.set_viewport_size({"width": 360, "height": 700})
        await page.goto(await served.page.invitation("/status"))
        await expect(page.locator("h1")).to_have_text("Status")
        await usable(page)
        cdp = await page.context.new_cdp_session(page)
        await cdp.send("Emulation.setScriptExecutionDisabled", {"value": True})
        await page.goto(served.address)
        await page.locator("textarea").fill("draw a table")
        async with page.expect_navigation(wait_until="load"):  # it can't be loaded again on its way
            await page.get_by_role("button", name="Ask").click()
        await served.bridge.idle()
        await page.reload()
        await expect(page.locator(".answer table")).to_be_visible()
        await cdp.send("Emulation.setScriptExecutionDisabled", {"value": False})
        assert await page.evaluate("document.documentElement.scrollWidth") == 360
        await expect(page.locator("nav")).to_be_hidden()
        await page.get_by_role("link", name="Channels").click()
        await expect(page.locator("nav")).to_be_visible()
        await usable(page)
        await page.locator("nav").get_by_role("link", name="general").click()
        await expect(page.locator("h1")).to_have_text("#general")
        await usable(page)
        await page.get_by_role("link", name="Channels").click()
        await page.get_by_role("button", name="한국어").click()
        await expect(page.locator("html")).to_have_attribute("lang", "ko")
        await usable(page)
