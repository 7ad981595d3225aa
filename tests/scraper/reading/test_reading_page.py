"""What the page shows, where nothing else can be read."""

import re
from pathlib import Path

import pytest
from playwright.async_api import async_playwright

from bridge.events import ReadBy
from scraper import generations
from scraper.executable import installed
from scraper.page.selectors import Generation
from scraper.practice import Fault, PracticeSite
from scraper.reading import shown
from tests.scraper.conftest import Open, a_turn, captured
from tests.scraper.test_backend import read

MARKDOWN = """# One

A **bold** and *soft* word, `code`, a [link](https://example.com).

- one
- two

1. first
2. second

```python
def f(x):
    return "```"
```

| a | b |
| --- | --- |
| 1 | 2 |

> said

끝."""


async def as_shown(
    page: Path, generation: Generation, question: str, change: tuple[str, str] = ("", "")
) -> shown.Shown | None:
    """What is read of a captured page; one thing in it may be changed before."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=installed(), args=["--no-sandbox"])
        tab = await browser.new_page()
        await tab.route("**/*", lambda route: route.abort())
        await tab.set_content(page.read_text("utf-8").replace(*change, 1), wait_until="commit")
        value = await tab.evaluate(shown.SHOWN, shown.arguments(generation, question))
        await browser.close()
        return shown.parse(value)


def the(name: str) -> Generation:
    """One generation by its name's beginning."""
    return next(one for one in generations.load(None).all if one.name.startswith(name))


@pytest.mark.parametrize("generation", ["B", "A2"])
async def test_the_page_is_the_last_resort(
    open_backend: Open, site: PracticeSite, generation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stream breaks, the conversation's JSON has a new shape: the Markdown of what is shown, and it is told."""
    monkeypatch.setattr("scraper.reading.reading.LOOKS", 1)
    site.generation = "A2" if generation == "A2" else "B"
    site.faults.append(Fault("cut"))

    async with open_backend(another_way=0.5, patience=3.0) as backend:
        monkeypatch.setattr("scraper.wire.conversation.parse", _of_a_new_shape)
        async with backend.send(a_turn(f"say: {MARKDOWN}")) as events:
            text, seen = await read(events)
    assert text == MARKDOWN
    assert [event.way for event in seen if isinstance(event, ReadBy)][-1] == "page"
    assert len(site.posts) == 1


def _of_a_new_shape(value: object) -> None:
    raise KeyError("messages")


async def test_a_captured_page_of_the_classic_generation() -> None:
    """Lists, code with its language, inline code, a link; no button's words."""
    page = captured("pv-classic-short.html")
    said = re.search(r'data-message-author-role="user" data-message-id="([^"]+)"', page.read_text("utf-8"))
    assert said is not None
    read_so = await as_shown(page, the("classic"), said[1])
    assert read_so is not None
    assert "- 항목 1\n- 항목 2" in read_so.text
    assert "```python\ndef add(a, b):\n    return a + b\n```" in read_so.text
    assert "`add(1, 2)`" in read_so.text
    assert "[예시 링크](https://example.com)" in read_so.text
    assert "복사" not in read_so.text
    assert read_so.finished


async def test_a_captured_page_of_the_app_shell() -> None:
    """The unit's own text alone."""
    page = captured("pv-appshell-attachment.condensed.html")
    read_so = await as_shown(page, the("app shell"), "6bc0530b-6cbb-4228-be37-68dfc158dbcf")
    assert read_so is not None
    assert read_so.text == "첨부된 `fixture-note.txt` 파일 확인."
    assert read_so.looks_whole


async def test_captured_citations_are_links() -> None:
    """Pills become links behind what they prove; all the words are there, as another tool reads them."""
    page = captured("defuddle-extractor--chatgpt-citations.html")
    expected = captured("defuddle-extractor--chatgpt-citations.expected.md").read_text("utf-8")
    mark = 'data-message-author-role="user"'
    told = await as_shown(page, the("classic"), "q", (mark, f'{mark} data-message-id="q"'))
    assert told is not None
    assert "(≈220 m³/h). [US EPA](https://www.epa.gov/indoor-air-quality-iaq/guide-air-cleaners-home" in told.text
    assert "- Allergies\n- Pet dander\n- Dust\n- Pollen" in told.text
    words = [line for line in expected.split("**ChatGPT said**")[1].split("[^1]:")[0].split() if line.isalpha()]
    assert [word for word in words if word not in told.text] == []
