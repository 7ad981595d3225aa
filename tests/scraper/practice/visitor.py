"""Someone at the classic page of the practice site: what they do, and what they see."""

from playwright.async_api import Locator, Page, expect

from scraper.practice import PracticeSite
from scraper.practice.json import loads, text_at
from tests.scraper.practice import drafts

FORM = 'form[data-type="unified-composer"]'
POST = "**/backend-api/f/conversation"


class Visitor:
    def __init__(self, page: Page, site: PracticeSite) -> None:
        self.page = page
        self.site = site
        self.editor = page.locator('#prompt-textarea.ProseMirror[contenteditable="true"]')
        self.submit = page.locator("button#composer-submit-button")
        self.send = page.get_by_test_id("send-button")
        self.stop = page.get_by_test_id("stop-button")
        self.voice = page.get_by_test_id("composer-speech-button")
        self.pill = page.locator(f"{FORM} button.__composer-pill[aria-haspopup=menu]")
        self.questions = page.locator('section[data-turn="user"]')
        self.replies = page.locator('section[data-testid^="conversation-turn-"][data-turn="assistant"]')
        self.chips = page.locator(f'{FORM} [class^="ComposerLayoutAttachments-"] > *')

    async def open(self, path: str = "/") -> None:
        await self.page.bring_to_front()
        await self.page.goto(self.site.url + path)
        await expect(self.editor).to_be_visible()

    async def put(self, text: str) -> None:
        await self.editor.click()
        await self.page.keyboard.insert_text(text)

    async def ask(self, text: str) -> str:
        """Sends it and says what the page has POSTed as the prompt."""
        await self.put(text)
        async with self.page.expect_response(POST) as taken:
            await self.send.click()
        posted = text_at(
            loads((await taken.value).request.post_data_buffer or b""), "messages", -1, "content", "parts", -1
        )
        assert posted is not None
        await drafts.written(self.page)
        return posted

    async def asked(self, text: str) -> str:
        """Asks and waits until the answer is finished; what the page shows of it."""
        await self.ask(text)
        return await self.finished()

    async def finished(self) -> str:
        await expect(self.bar()).to_be_visible()
        await expect(self.stop).to_have_count(0)
        return await self.answer().inner_text()

    def answer(self) -> Locator:
        """The last message of the last answer; what came before it stands elsewhere."""
        outside = ':not([data-streaming-response-status] *)[data-message-author-role="assistant"]'
        return self.replies.last.locator(f"{outside} .markdown").last

    def bar(self) -> Locator:
        """The buttons below the last answer, there only when it is complete."""
        return self.replies.last.locator('[role="group"]:has([data-testid="copy-turn-action-button"])')

    async def again(self) -> None:
        """Another answer, through the menu of the models."""
        await self.bar().locator('button[aria-haspopup="menu"]').first.click()
        async with self.page.expect_response(POST):
            await self.page.locator('[role="menu"] [role="menuitem"]').first.click()

    async def edit(self, text: str) -> None:
        """The last question in other words."""
        await self.questions.last.locator('[role="group"] button').nth(1).click()
        await self.questions.last.locator("textarea").fill(text)
        async with self.page.expect_response(POST):
            await self.questions.last.locator("button.btn-primary").click()

    async def settled(self) -> str:
        """Waits for the address that can be loaded again; its path."""
        await self.page.wait_for_url(f"**/c/{self.site.posts[-1].conversation}")
        return self.page.url.removeprefix(self.site.url)
