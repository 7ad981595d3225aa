"""What leaves the composer is exactly what was put in, or escaped where the real one escapes."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.async_api import expect

from tests.scraper.practice.person import FORM, Person
from tests.thorough import ON_A_PAGE

pytestmark = pytest.mark.asyncio(loop_scope="session")

# HTML itself knows no null and no bare carriage return; half a surrogate pair is no text.
CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0\r")
TROUBLE = st.sampled_from(
    ["  ", "\t", "\n", "\n\n", "\u00a0", "한글", "😀", "<b>", "&amp;", "\\", "`", "*", "_", "#", "${1}", "```\n"]
)
TEXTS = st.lists(st.one_of(TROUBLE, st.text(CHARACTERS, max_size=8)), max_size=12).map("".join)

HARD = [
    "  leading and trailing  ",
    "\n\nblank lines\n\n\nbetween and after\n\n",
    "tabs\tand \u00a0 hard spaces \u00a0",
    "```python\nprint('a_b')  \n```",
    "<script>alert(1)</script> &lt; &amp;lt; \"quoted\" 'single'",
    "가나다 e\u0301 👩‍👩‍👧 \u200b\u2028|",
    "\\*not\\_escaped\\# `twice`",
]


async def test_a_literal_text_is_posted_as_it_is(person: Person) -> None:
    """Spaces, line breaks and signs, first and last ones too."""
    for text in HARD:
        await person.open()
        assert await person.ask(text) == text
        await person.finished()
    assert [post.text for post in person.site.posts] == HARD


@given(start=TEXTS, end=TEXTS)
@settings(max_examples=ON_A_PAGE, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_any_literal_text_is_posted_as_it_is(person: Person, start: str, end: str) -> None:
    """The same, for texts nobody thought of."""
    await person.open()
    text = f"{start}x{end}"
    assert await person.ask(text) == text


async def test_a_very_long_text_is_posted_as_it_is(person: Person) -> None:
    """Sixty thousand characters in two thousand lines."""
    text = "\n".join(f"{n:>4} 가나다라 *마바사* `아` \t {'x' * 8}" for n in range(2000))[:60_000]
    await person.open()
    assert await person.ask(text) == text


async def test_typed_text_is_escaped(person: Person) -> None:
    """Signs of Markdown get a backslash; each line is a paragraph."""
    await person.open()
    await person.editor.click()
    await person.page.keyboard.insert_text("# a_b *c* `d` \\\nsecond  line")
    await expect(person.editor.locator("p")).to_have_count(2)
    assert await person.press_send() == "\\# a\\_b \\*c\\* \\`d\\` \\\\\nsecond  line"


async def test_enter_is_a_new_line_and_control_enter_sends(person: Person) -> None:
    """As measured 2026-09-21; a soft line break is a backslash in Markdown."""
    await person.open()
    await person.editor.click()
    keyboard = person.page.keyboard
    await keyboard.type("one")
    await keyboard.press("Enter")
    await keyboard.type("two")
    await keyboard.press("Shift+Enter")
    await keyboard.type("three")
    assert person.site.posts == []
    async with person.page.expect_request("**/backend-api/f/conversation"):
        await keyboard.press("Control+Enter")
    await person.finished()
    assert [post.text for post in person.site.posts] == ["one\ntwo\\\nthree"]


async def test_text_can_be_cleared_and_put_again(person: Person) -> None:
    """Select all, delete: the placeholder is back and the next text is alone."""
    await person.open()
    await person.put("old\ntext")
    await person.page.keyboard.press("Control+a")
    await person.page.keyboard.press("Delete")
    await expect(person.editor.locator("p.placeholder")).to_have_count(1)
    await expect(person.send).to_have_count(0)
    assert await person.ask("new\ntext") == "new\ntext"


async def test_a_page_script_cannot_press_send(person: Person) -> None:
    """Clicks that no person made are ignored."""
    await person.open()
    await person.put("hello")
    await person.send.evaluate("button => { button.click(); button.form.requestSubmit(); }")
    await expect(person.editor).to_have_text("hello")
    assert await person.press_send() == "hello"
    assert len(person.site.posts) == 1


PASTE = """text => {
  const data = new DataTransfer();
  data.setData('text/plain', text);
  const paste = { clipboardData: data, bubbles: true, cancelable: true };
  document.activeElement.dispatchEvent(new ClipboardEvent('paste', paste));
}"""


async def test_a_paste_is_literal_and_a_long_one_a_file(person: Person) -> None:
    """More than 10,000 characters become a chip, and the text stays behind."""
    await person.open()
    await person.editor.click()
    await person.page.evaluate(PASTE, "a_b\nc")
    await expect(person.editor.locator("span[data-prompt-literal-paste]")).to_have_count(1)
    await person.page.evaluate(PASTE, "x" * 10_001)
    chips = person.page.locator(f'{FORM} [class^="ComposerLayoutAttachments-"] > *')
    await expect(chips).to_have_count(1)
    assert await person.press_send() == "a_b\nc"
    await expect(chips).to_have_count(0)


async def test_new_chats_share_one_draft(person: Person) -> None:
    """What is not sent turns up in every new chat, until it is."""
    await person.open()
    await person.leave_unsent("unsent_text")
    other = Person(await person.page.context.new_page(), person.site)
    await other.open()
    await expect(other.editor).to_have_text("unsent_text")
    assert await other.press_send() == "unsent_text"
    await other.finished()
    await person.open()
    await expect(person.editor).to_have_text("")


async def test_a_conversation_keeps_its_own_draft(person: Person) -> None:
    """It survives a reload and stays out of new chats."""
    await person.open()
    await person.asked("say: hello")
    await person.page.wait_for_url(f"**/c/{person.site.posts[0].conversation}")
    path = person.page.url.removeprefix(person.site.url)
    await person.leave_unsent("later")
    await person.open(path)
    await expect(person.editor).to_have_text("later")
    await person.open()
    await expect(person.editor).to_have_text("")
