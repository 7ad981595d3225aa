"""What Slack holds is drawn whole, by the rules of Block Kit, and nothing in it becomes a page of its own."""

import struct
from pathlib import Path

import pytest

from bridge.types import TurnId
from platforms.showing.answer import Offers
from platforms.slack import render
from platforms.slack.showing.buttons import actions
from tests.standins.screen.camera import camera
from tests.standins.slack import text as slacks
from tests.standins.slack.payloads import Payload
from tests.standins.slack.screen.blocks import drawn
from tests.standins.slack.screen.page import Shot, page
from tests.standins.slack.screen.prose import markdown, mrkdwn
from tests.standins.slack.screen.scenes import scenes
from tests.standins.slack.state import Ephemeral, Message

EVIL = '<script>alert("1")</script>'


def name(user: str) -> str:
    return "Ana" if user == "U1" else user


def test_markdown_is_drawn() -> None:
    """Styles, lists, boxes of tasks, quotes, code with colours, tables."""
    html = markdown(
        "**a** *b* ~~c~~ `d`\n\n- [x] done\n- [ ] not\n\n> q\n\n```py\nreturn 1  # why\n```\n\n|a|\n|-|\n|b|"
    )
    for part in (
        "<strong>a",
        "<em>b",
        "<s>c",
        "<code>d",
        'class="task done"',
        "<blockquote>",
        'class="word">return',
    ):
        assert part in html
    assert 'class="comment"># why' in html
    assert "<td>b</td>" in html


def test_a_bare_address_is_a_link() -> None:
    """As in Slack; but in the words of a link it is words."""
    assert '<a href="https://a.example/b">https://a.example/b</a>.' in markdown("see https://a.example/b.")
    assert markdown("[https://a.example](https://b.example)").count("<a ") == 1


def test_everything_that_we_send_is_drawn() -> None:
    """Blocks of an answer and its buttons: all of their words are to be read."""
    answer = "# Title\n\ntext\n\n| a | **b** |\n|---|--:|\n| `1` | [x](https://t.example) |\n\n---\n\nend"
    offers = Offers(again=True, go_on=True, link="https://chatgpt.com/c/1")
    html = drawn([*map(dict, render.blocks(answer)), *actions(TurnId(1), offers, "en")], name)
    for words in (
        "<h1>Title",
        "<b>b</b>",
        '<td class="right">',
        "https://t.example",
        "<hr",
        "Regenerate",
        "↗",
        "end",
    ):
        assert words in html


@pytest.mark.parametrize(
    "block",
    [
        {"type": "section", "text": {"type": "mrkdwn", "text": slacks.escape(EVIL)}},
        {"type": "header", "text": {"type": "plain_text", "text": EVIL}},
        {"type": "context", "elements": [{"type": "plain_text", "text": EVIL}]},
        {"type": "markdown", "text": f"{EVIL}\n\n```html\n{EVIL}\n```"},
        {"type": "rich_text", "elements": slacks.rich_text(slacks.escape(EVIL))[0]["elements"]},
        {"type": "table", "rows": [[{"type": "raw_text", "text": EVIL}]]},
        {"type": "actions", "elements": [{"type": "button", "text": {"type": "plain_text", "text": EVIL}}]},
        {"type": "image", "image_url": "https://i.example", "alt_text": EVIL},
    ],
)
def test_html_is_words(block: Payload) -> None:
    """Shown as it is written, and never run."""
    html = drawn([block], name)
    assert "<script" not in html
    assert "script" in html


def test_slacks_own_text() -> None:
    """Mentions and links are alive there."""
    html = mrkdwn("*bold* <@U1> <https://a.example|a page> &lt;b&gt; `x`", name)
    for part in ("<b>bold</b>", "@Ana", '<a href="https://a.example">a page</a>', "&lt;b&gt;", "<code>x</code>"):
        assert part in html


def test_a_page_of_a_thread() -> None:
    """Who said what, that it is still being written, and what only one person sees."""
    question = Message("C1", "1.0", "U1", "why?", 36_720.0)
    answer = Message("C1", "2.0", "UBOT", "", 36_780.0, markdown_text="**Because**", thread_ts="1.0")
    whisper = Ephemeral("C1", "3.0", "U1", "queued", None, "1.0", [], 36_780.0)
    html = page(Shot("general", [question, answer, whisper], "UBOT", name, status="Threadbridge is thinking"))
    for words in (
        "# general",
        "Ana",
        "10:12 AM",
        "2 replies",
        "<strong>Because",
        "Only visible to you",
        "is thinking",
    ):
        assert words in html
    assert "댓글 2개" in page(Shot("general", [question, answer, whisper], "UBOT", name, language="ko"))


async def test_the_pictures(tmp_path: Path) -> None:
    """What the program writes is drawn by a real browser, in pictures small enough for a page of docs."""
    seen = {}
    async with camera() as taking:
        async for title, shot in scenes(tmp_path):
            seen[title] = await taking.shoot(page(shot))
            if title == "streaming":
                assert "중지" in page(shot)
            if title == "answer":
                assert "다시 생성" in page(shot)
                assert "<th" in page(shot)
    assert set(seen) == {"question", "streaming", "answer", "answer-dark", "plan", "commands"}
    for picture in seen.values():
        width, height = struct.unpack(">II", picture[16:24])
        assert width == 960
        assert height > 200
        assert len(picture) < 200_000
