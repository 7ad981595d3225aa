"""What Discord holds is drawn whole, by its own Markdown, and nothing in it becomes a page of its own."""

import struct
from pathlib import Path

import pytest

from bridge.types import Model, TurnId
from platforms.discord.render import rendered
from platforms.discord.showing.buttons import rows as below
from platforms.showing.answer import Offers
from tests.standins.discord import Channel, Message, User
from tests.standins.discord.screen.page import Shot, page, rows
from tests.standins.discord.screen.prose import shown
from tests.standins.discord.screen.scenes import scenes
from tests.standins.discord.state import Flag, Kind
from tests.standins.screen.camera import camera

EVIL = '<script>alert("1")</script>'


def name(id: int) -> str:
    return {1: "Ana", 2: "Threadbridge", 5: "general"}[id]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**a** *b* _c_ __d__ ~~e~~", "<strong>a</strong> <em>b</em> <em>c</em> <u>d</u> <s>e</s>"),
        ("***a***", "<strong><em>a</em></strong>"),
        ("`a *b*` ``c`d``", "<code>a *b*</code> <code>c`d</code>"),
        (r"\*a\* 2 \_ 3", "*a* 2 _ 3"),
        ("2 * 3 * 4 and snake_case_name", "2 * 3 * 4 and snake_case_name"),
        ("# A", "<h1>A</h1>"),
        ("#### A", "#### A"),
        ("-# small", "<small>small</small>"),
        ("> a\n> b\nc", '<blockquote><div class="lines">a\nb</div></blockquote><div class="lines">c</div>'),
        ("[a **b**](https://x.example)", '<a href="https://x.example">a <strong>b</strong></a>'),
        ("see <https://x.example>.", '<a href="https://x.example">https://x.example</a>.'),
        ("<@1> in <#5>", '<span class="mention">@Ana</span> in <span class="mention"># general</span>'),
        ("https://discord.com/channels/7/5/9", '<span class="mention"># general › …</span>'),
        ("| a | b |\n|---|---|", "| a | b |\n|---|---|"),
        ("```py\nreturn 1  # why\n```", '<span class="word">return</span>'),
        ("||a||", '<span class="hidden">a</span>'),
    ],
)
def test_markdown_is_drawn_as_discord_reads_it(text: str, html: str) -> None:
    """No tables, and no heading below the third; a line stays a line."""
    assert html in shown(text, name)


def test_lists_have_levels() -> None:
    html = shown("1. a\n   - b\n- c", name)
    assert [part.split("<")[0] for part in html.split("<i>")[1:]] == ["1.", "◦", "•"]


@pytest.mark.parametrize("text", [EVIL, f"```html\n{EVIL}\n```", f"`{EVIL}`", f"# {EVIL}", f"> - {EVIL}"])
def test_html_is_words(text: str) -> None:
    """Shown as it is written, and never run; rendered by us or not."""
    for written in (text, rendered(text)):
        html = shown(written, name)
        assert "<script" not in html
        assert "script" in html


def test_buttons_and_menus_are_drawn() -> None:
    offers = Offers(again=True, go_on=True, link="https://chatgpt.com/c/1", model="GPT-5")
    html = rows(list(below(TurnId(1), offers, "en", [Model("gpt-5", "openai", "GPT-5")], "gpt-5")))
    for words in ("Regenerate", "Continue", "↗", "GPT-5"):
        assert words in html


def test_a_page_of_a_thread() -> None:
    """Who said what, what is thought about, and what only one person sees."""
    place = Channel(5, Kind.TEXT, "general")
    ana, bot = User(1, "Ana"), User(2, "threadbridge", bot=True)
    asked = Message(10, place, ana, "why?")
    thinking = Message(11, place, bot, "", flags=Flag.LOADING)
    whisper = Message(12, place, bot, "queued", only_for=1, interaction={"user": {"id": "1"}})
    shot = Shot("general", [asked, thinking, whisper], 2, name, typing=True, thread="why?")
    html = page(shot)
    for words in ("# general ›", "<b>why?</b>", "Ana", "is thinking…", "is typing…", "Only you can see this"):
        assert words in html
    assert "나만 볼 수 있어요" in page(Shot("general", [whisper], 2, name, language="ko"))


async def test_the_pictures(tmp_path: Path) -> None:
    """What the program writes is drawn; by a real browser, in a picture small enough for a page of docs."""
    seen = {title: page(shot) async for title, shot in scenes(tmp_path)}
    assert set(seen) == {"question", "streaming", "answer", "answer-dark", "plan", "commands"}
    for title, words in (
        ("question", "입력"),
        ("streaming", "중지"),
        ("answer", "다시 생성"),
        ("commands", "/ask"),
    ):
        assert words in seen[title]
    async with camera() as taking:
        picture = await taking.shoot(seen["answer"])
    width, height = struct.unpack(">II", picture[16:24])
    assert width == 960
    assert height > 200
    assert len(picture) < 200_000
