"""Someone at the practice page: what they do, and what they see. Only what is in the page, nothing behind it."""

from html import escape

from playwright.async_api import Locator, Page, Response, expect

from scraper.practice import PracticeSite
from scraper.practice.json import loads, text_at
from tests.scraper.practice import drafts

ACTIVE = '[data-app-shell-active-page="true"]'
FORM = f"{ACTIVE} form[data-chatgpt-composer]"
LITERAL = (
    """text => document.execCommand('insertHTML', false, `<span data-prompt-literal-paste="">${text}</span>`)"""
)


class Person:
    def __init__(self, page: Page, site: PracticeSite) -> None:
        self.page = page
        self.site = site
        self.editor = page.locator(f'{FORM} [data-composer-markdown][contenteditable="true"][role="textbox"]')
        self.send = page.locator(f'{FORM} button[type="submit"]')
        self.stop = page.locator(f'{FORM} button[type="button"]:has(path[d^="M4.5 5.75C4.5 5.05964"])')
        self.voice = page.locator(f"{FORM} button.bg-composer-primary")
        self.turns = page.locator(f"{ACTIVE} [data-turn-key]")
        self.answers = page.locator(f'{ACTIVE} [data-content-search-unit-key$=":assistant"]')

    async def open(self, path: str = "/") -> None:
        await self.page.bring_to_front()
        await self.page.goto(self.site.url + path)
        await expect(self.editor).to_be_visible()

    async def put(self, text: str) -> None:
        """The text as it is, the way the page itself takes a pasted one."""
        await self.editor.click()
        await self.page.evaluate(LITERAL, escape(text).replace("\n", "<br>"))

    async def leave_unsent(self, text: str) -> None:
        """Write it and wait until the browser's database has it, so that the page may go."""
        await self.put(text)
        await drafts.kept(self.page, text)

    async def ask(self, text: str) -> str:
        """Sends it and says what the page has POSTed as the prompt."""
        await self.put(text)
        return await self.press_send()

    async def press_send(self) -> str:
        async with self.page.expect_response("**/backend-api/f/conversation") as taken:
            await self.send.click()
        body = loads((await taken.value).request.post_data_buffer or b"")
        await drafts.written(self.page)
        text = text_at(body, "messages", -1, "content", "parts", 0)
        assert text is not None
        return text

    async def asked(self, text: str) -> str:
        """Asks and waits until the answer is finished; what the page shows of it."""
        await self.ask(text)
        return await self.finished()

    async def finished(self) -> str:
        await expect(self.bar()).to_be_visible()
        await expect(self.stop).to_have_count(0)
        return await self.answers.last.locator("[data-markdown-text-style]").inner_text()

    def bar(self) -> Locator:
        """The last answer's buttons, there only when it is complete."""
        return self.turns.last.locator(".block-reply .turn-action-controls")

    async def read(self, address: str) -> Response:
        """Goes to a conversation and returns the answer to the page's own reading of it."""
        async with self.page.expect_response(
            "**/backend-api/conversations/*?include_has_versions=true&num_turns=10"
        ) as read:
            await self.page.goto(address)
        return await read.value
