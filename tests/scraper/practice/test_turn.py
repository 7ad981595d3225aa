"""One question after another: address, stream, Stop, reload, what stays behind."""

import asyncio
import re

import pytest
from playwright.async_api import expect

from scraper.practice import Rules
from tests.scraper.practice.person import ACTIVE, Person

pytestmark = pytest.mark.asyncio(loop_scope="session")

UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


async def test_the_address_passes_through_a_transient_one(person: Person) -> None:
    """Home, local id, server id."""
    seen: list[str] = []
    person.page.on("framenavigated", lambda frame: seen.append(frame.url.removeprefix(person.site.url)))
    await person.open()
    await person.asked("say: hello")
    (post,) = person.site.posts
    await person.page.wait_for_url(f"**/c/{post.conversation}")
    assert [re.sub(rf"%3A{UUID}$", "%3A", path) for path in seen] == [
        "/",
        "/c/local-chatgpt%3A",
        f"/c/{post.conversation}",
    ]
    await expect(person.page).to_have_title("say: hello")
    row = person.page.locator('[data-sidebar-project-container-id="chats"] a[data-interactive-row-link]')
    await expect(row).to_have_attribute("href", f"/c/{post.conversation}")
    await expect(row).to_have_attribute("aria-label", "say: hello")


async def test_the_page_hangs_up_after_the_end(person: Person) -> None:
    """An aborted request is how a good answer ends."""
    await person.open()
    async with person.page.expect_event("requestfailed", lambda r: r.url.endswith("/f/conversation")) as failed:
        await person.asked("say: hello")
    assert (await failed.value).failure == "net::ERR_ABORTED"


async def test_an_answer_grows(person: Person, rules: Rules) -> None:
    """Half of it, the buttons only at the end, and a pending turn that gets its name."""
    rules.gate.clear()
    await person.open()
    await person.ask("say: " + "one two three four five six " * 4)
    await expect(person.answers).to_contain_text("one two three")
    await expect(person.stop).to_be_visible()
    await expect(person.bar()).to_have_count(0)
    await expect(person.turns).to_have_attribute("data-turn-key", person.site.posts[0].message)
    half = await person.answers.inner_text()
    rules.gate.set()
    assert len(await person.finished()) > len(half)
    await expect(person.page.locator('span[role="status"][aria-live="polite"]')).to_have_text(
        "응답이 완료되었습니다"
    )


async def test_a_conversation_goes_on(person: Person) -> None:
    """The second question goes to the same one and knows the first."""
    await person.open()
    await person.asked("내가 제일 좋아하는 과일은 망고야")
    await person.page.wait_for_url(f"**/c/{person.site.posts[0].conversation}")
    assert "망고" in await person.asked("내가 제일 좋아하는 과일이 뭘까?")
    first, second = person.site.posts
    assert (first.conversation, first.began, second.began) == (second.conversation, True, False)
    await expect(person.turns).to_have_count(2)


async def test_stop_keeps_what_was_written(person: Person, rules: Rules) -> None:
    """Partial, interrupted, not the end of the turn."""
    rules.gate.clear()
    await person.open()
    await person.ask("say: " + "abc " * 50)
    await expect(person.answers).to_contain_text("abc abc")
    async with person.page.expect_response("**/backend-api/stop_conversation"):
        await person.stop.click()
    await expect(person.voice).to_be_visible()
    (post,) = person.site.posts
    assert person.site.stops == [post.conversation]
    answer = person.site.conversations[post.conversation].messages[-1]
    assert (answer.status, answer.end_turn) == ("finished_partial_completion", False)
    assert answer.finish is not None
    assert answer.finish["type"] == "interrupted"
    assert 0 < len(answer.text) < 200


async def test_silence_can_be_stopped(person: Person) -> None:
    """Nothing was written, so no answer is stored."""
    await person.open()
    await person.ask("silent")
    await person.stop.click()
    await expect(person.voice).to_be_visible()
    (conversation,) = person.site.conversations.values()
    assert conversation.answers == []


async def test_a_reload_shows_the_running_answer(person: Person, rules: Rules) -> None:
    """The server goes on without the page; the page asks until it is finished."""
    rules.gate.clear()
    text = "abc " * 50
    await person.open()
    await person.ask("say: " + text)
    await expect(person.answers).to_contain_text("abc")
    await person.open(f"/c/{person.site.posts[0].conversation}")
    await expect(person.stop).to_be_visible()
    rules.gate.set()
    assert await person.finished() == text.strip()
    assert person.site.conversations[person.site.posts[0].conversation].answers == [text]


async def test_loading_reads_the_source(person: Person) -> None:
    """The page's own request holds every byte that its rendering loses."""
    await person.open()
    await person.asked("table")
    (post,) = person.site.posts
    read = await person.read(f"{person.site.url}/c/{post.conversation}")
    messages = (await read.json())["messages"]
    assert messages[-1]["content"]["parts"] == person.site.conversations[post.conversation].answers
    assert messages[-1]["status"] == "finished_successfully"
    assert messages[-1]["end_turn"] is True
    assert read.headers["content-type"].startswith("application/json")


async def test_a_frozen_copy_stays_behind(person: Person, rules: Rules) -> None:
    """The new chat's page is left as it was: hidden, with a Stop of its own."""
    rules.gate.clear()
    await person.open()
    await person.ask("say: " + "abc " * 50)
    await person.page.wait_for_url(f"**/c/{person.site.posts[0].conversation}")
    hidden = person.page.locator('[data-app-shell-active-page="false"]')
    await expect(hidden).to_have_count(1)
    await expect(hidden).to_be_hidden()
    await expect(hidden.locator('form button[aria-label="중지"]')).to_have_count(1)
    rules.gate.set()
    await person.finished()
    await expect(hidden.locator('form button[aria-label="중지"]')).to_have_count(1)


async def test_going_elsewhere_hides_the_page(person: Person) -> None:
    """Sidebar and New chat change the page within the app; at most four stay behind."""
    await person.open()
    await person.asked("say: first")
    await person.page.wait_for_url(f"**/c/{person.site.posts[0].conversation}")
    for _ in range(3):
        await person.page.locator("nav").get_by_role("button", name="새 채팅").click()
        await person.page.wait_for_url(person.site.url + "/")
        await person.page.locator("nav a").click()
        await expect(person.answers).to_have_text("ChatGPT 답변:first")
    await expect(person.page.locator(ACTIVE)).to_have_count(1)
    await expect(person.page.locator('[data-app-shell-active-page="false"]')).to_have_count(4)
    assert await person.asked("say: second") == "second"


async def test_a_broken_stream_is_followed_to_the_end(person: Person, rules: Rules) -> None:
    """The stream ends early; the stored answer comes whole, and the page reads it there."""
    for how in ("broken", "broken hard"):
        rules.gate.set()
        await person.open()
        await person.ask(f"{how}: say: " + "abc " * 50)
        assert await person.finished() == ("abc " * 50).strip()


async def test_a_failed_answer_says_so(person: Person) -> None:
    """An alert in the turn, the composer free again."""
    await person.open()
    await person.ask("error: say: " + "abc " * 50)
    await expect(person.turns.locator('[role="alert"]')).to_have_text(
        "Something went wrong while generating the response."
    )
    await expect(person.voice).to_be_visible()


async def test_a_temporary_chat_is_not_listed(person: Person) -> None:
    """It keeps its local address and stays out of the sidebar."""
    await person.open("/?temporary-chat=true")
    await expect(person.page).to_have_title("Temporary Chat")
    await person.asked("say: hello")
    assert "/c/local-chatgpt%3A" in person.page.url
    assert person.site.listed() == []


async def test_two_tabs_are_two_conversations(person: Person) -> None:
    """Both answers come, each in its own."""
    other = Person(await person.page.context.new_page(), person.site)
    await person.open()
    await person.ask("say: one")
    await other.open()
    await other.ask("say: two")
    expected = ("one", "two")
    assert tuple(await asyncio.gather(person.finished(), other.finished())) == expected
    assert len(person.site.conversations) == 2
