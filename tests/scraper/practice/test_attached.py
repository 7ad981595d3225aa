"""Files on their way up with a question, and what an answer shows besides text."""

import pytest
from playwright.async_api import FilePayload, expect

from tests.scraper.practice.person import FORM, Person

pytestmark = pytest.mark.asyncio(loop_scope="session")

CHIPS = f'{FORM} [class^="ComposerLayoutAttachments-"] > *'
NOTE: FilePayload = {"name": "메모.txt", "mimeType": "text/plain", "buffer": b"hello"}
PLAN: FilePayload = {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"}


async def attach(person: Person, *files: FilePayload) -> None:
    await person.page.locator(f"{FORM} input[type=file]:not([accept])").set_input_files(list(files))


async def test_files_go_up_before_the_question(person: Person) -> None:
    """A chip each, by name; the question carries them, and they stand above it as cards."""
    await person.open()
    await attach(person, NOTE, PLAN)
    chips = person.page.locator(CHIPS)
    await expect(chips.locator("button[aria-busy=false]")).to_have_count(2)
    await expect(chips.locator('button[aria-label="메모.txt"]')).to_have_count(1)
    uploads = {upload.name: upload.data for upload in person.site.uploads}  # both at once, so in either order
    assert uploads == {"메모.txt": b"hello", "plan.pdf": b"%PDF"}
    await person.ask("say: seen")
    await expect(chips).to_have_count(0)
    cards = person.turns.locator('[class~="group/resource-card"] > button[aria-busy="false"]')
    await expect(cards).to_have_count(2)
    await expect(cards.first).to_have_attribute("aria-label", "메모.txt")
    assert [tuple(post.files) for post in person.site.posts] == [("메모.txt", "plan.pdf")]
    await person.finished()
    await person.page.reload()
    await expect(cards).to_have_count(2)


async def test_send_waits_for_the_upload(person: Person) -> None:
    """It is there, without a text too, and disabled while a chip is busy; the input itself is empty at once."""
    person.site.upload_delay = 0.5
    await person.open()
    await attach(person, NOTE)
    await expect(person.page.locator(f'{CHIPS} > button[aria-busy="true"]')).to_have_count(1)
    await expect(person.send).to_be_disabled()
    assert await person.page.locator(f"{FORM} input[type=file]:not([accept])").evaluate("i => i.files.length") == 0
    await expect(person.send).to_be_enabled()


async def test_a_failed_upload_is_said(person: Person) -> None:
    """A toast, and no chip."""
    person.site.upload_fails = {"plan.pdf"}
    await person.open()
    await attach(person, NOTE, PLAN)
    await expect(person.page.locator(".codex-toast-area")).to_contain_text("plan.pdf 업로드 실패")
    await expect(person.page.locator(CHIPS)).to_have_count(1)
    await expect(person.send).to_be_enabled()


async def test_a_chip_can_be_removed(person: Person) -> None:
    """By its button, which says the name."""
    await person.open()
    await attach(person, NOTE)
    await person.page.locator(CHIPS).get_by_role("button", name="메모.txt 제거").click()
    await expect(person.page.locator(CHIPS)).to_have_count(0)
    await expect(person.voice).to_be_visible()


async def test_an_answer_may_be_a_picture(person: Person) -> None:
    """In a group that says so, drawn from an address that needs no bearer."""
    await person.open()
    await person.ask("image")
    group = person.answers.locator('[role="group"][aria-label="생성된 이미지"]')
    shown = group.locator('[data-testid="generated-image-preview"] img')
    await expect(shown).to_have_js_property("complete", True)
    await expect(shown).not_to_have_js_property("naturalWidth", 0)
    await expect(person.bar()).to_be_visible()
    await person.page.reload()
    await expect(shown).to_be_visible()


async def test_a_citation_is_a_link(person: Person) -> None:
    """Its label says title and address; a marker that means nothing is not shown."""
    await person.open()
    await person.asked("cite: say: so they say")
    link = person.answers.locator('a[data-testid="chatgpt-citation"]')
    await expect(link).to_have_text("example.com +1")
    address = await link.get_attribute("href")
    assert str(await link.get_attribute("aria-label")).endswith(f", {address}")
    await person.asked("cite lost: say: nobody knows")
    await expect(person.answers.last.locator("[data-markdown-text-style]")).to_have_text("nobody knows")


async def test_a_file_that_an_answer_made_can_be_had(person: Person) -> None:
    """The page asks where it is when it is clicked."""
    await person.open()
    await person.asked("file")
    async with person.page.expect_download() as download:
        await person.answers.get_by_role("link", name="report.csv").click()
    assert (await download.value).suggested_filename == "report.csv"
