"""Pictures and files that an answer makes, got by what the page itself does."""

import pytest
from playwright.async_api import Page

from bridge.types import File, Image
from scraper.backend import ChatGPT
from scraper.practice import PracticeSite
from scraper.reading.downloads import link_to
from tests.scraper.conftest import a_turn
from tests.scraper.test_backend import read


async def test_a_picture(backend: ChatGPT, site: PracticeSite) -> None:
    """Its bytes as the page has loaded them; there is not a word of text, and that is the end."""
    async with backend.send(a_turn("image")) as events:
        text, seen = await read(events)
    [image] = [event for event in seen if isinstance(event, Image)]
    assert (text, image.name) == ("", "image-1.png")
    assert image.content.startswith(b"\x89PNG")


async def test_a_file(backend: ChatGPT, site: PracticeSite) -> None:
    """The page's own link downloads it."""
    async with backend.send(a_turn("file")) as events:
        text, seen = await read(events)
    [file] = [event for event in seen if isinstance(event, File)]
    assert file.name == "report.csv"
    assert file.content
    assert "sandbox:/mnt/data/report.csv" in text


async def test_a_file_that_can_not_be_had(
    backend: ChatGPT, site: PracticeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer stands, and says where the file is."""
    monkeypatch.setattr("scraper.reading.downloads.LOADS", 0.5)
    monkeypatch.setattr("scraper.reading.downloads.DOWNLOAD", 1000)
    async with backend.send(
        a_turn("say: See [it](sandbox:/mnt/data/a.csv), or not: [x](sandbox:/mnt/data/no.csv")
    ) as events:
        text, seen = await read(events)
    [conversation] = site.conversations
    assert not [event for event in seen if isinstance(event, File)]
    assert text.endswith(f"[a.csv]({site.url}/c/{conversation})")


async def test_a_file_that_is_too_large(
    backend: ChatGPT, site: PracticeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not taken into memory and the ledger; the answer says where it is."""
    monkeypatch.setattr("scraper.reading.downloads.LARGEST", 3)
    async with backend.send(a_turn("file")) as events:
        text, seen = await read(events)
    [conversation] = site.conversations
    assert not [event for event in seen if isinstance(event, File)]
    assert text.endswith(f"[report.csv]({site.url}/c/{conversation})")


async def test_a_files_name_is_no_selector(tab: Page) -> None:
    """Whatever an answer calls its file, that link is found and no other control of the page."""
    for name in ('x"],button[id="buy', "x\\", "a>>b.csv", "보고서 '1'.csv", "50%.csv"):
        address = f"sandbox:/mnt/data/{name}"
        await tab.set_content('<button id="buy">Buy</button><a id="file">it</a>')
        await tab.evaluate("(href) => document.getElementById('file').setAttribute('href', href)", address)
        found = tab.locator(link_to(address)).locator("visible=true")
        assert await found.evaluate_all("all => all.map(one => one.id)") == ["file"], name
