"""Files of a question: found again at their message, loaded from Discord only, and known to be what they are."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import discord as dpy
import pytest
from aiohttp import web

from bridge.errors import FileUnread, PlatformError, Undeliverable
from bridge.events import Text
from bridge.types import Attachment
from platforms.discord.receiving.files import Files
from platforms.trouble import NotNow, NotThere
from tests.fakes import FakeBackend
from tests.platforms.discord.sockets import answered, house, quiet, told
from tests.platforms.house import Scripts
from tests.standins.discord import Channel, Person, StandInDiscord

PNG = b"\x89PNG\r\n\x1a\n picture"
ASKED = Attachment("a.png", "30/300/900", len(PNG), "image/png")


@dataclass
class Cdn:
    """Where Discord keeps files, and what it tells of them at their message."""

    session: aiohttp.ClientSession
    api: str = ""
    answers: list[web.Response] = field(default_factory=list)
    changes: dict[str, Any] = field(default_factory=dict)
    fails: Exception | None = None
    heads: list[str] = field(default_factory=list)

    async def get(self, request: web.Request) -> web.Response:
        self.heads.append(request.headers.get("Authorization", ""))
        return self.answers.pop(0)

    async def attachments(self, channel: int, message: int) -> list[dpy.Attachment]:
        if self.fails:
            raise self.fails
        assert (channel, message) == (30, 300)
        url = f"{self.api}/attachments/a.png?ex=new"
        data: Any = {
            "id": 900,
            "filename": "a.png",
            "size": 3,
            "url": url,
            "proxy_url": "",
            "content_type": "image/png",
        }
        state: Any = dpy.Client(intents=dpy.Intents.none())._connection
        return [dpy.Attachment(data=data | self.changes, state=state)]

    async def fetch(self, attachment: Attachment = ASKED, largest: int = 1_000_000) -> bytes:
        file = await Files(self, self.session, self.api, largest).fetch(attachment)
        assert file.name == "a.png"
        return file.content


@pytest.fixture
async def cdn() -> AsyncIterator[Cdn]:
    async with aiohttp.ClientSession() as session:
        here = Cdn(session)
        app = web.Application()
        app.router.add_get("/attachments/a.png", here.get)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            here.api = f"http://127.0.0.1:{runner.addresses[0][1]}"
            yield here
        finally:
            await runner.cleanup()


async def test_a_file_is_loaded_from_where_its_message_says_now(cdn: Cdn) -> None:
    """The address that came with the question may be too old by then. No token goes along."""
    cdn.answers = [web.Response(body=PNG)]
    assert await cdn.fetch() == PNG
    assert cdn.heads == [""]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"url": "https://evil.example/a.png"}, "not Discord's"),
        ({"url": "https://cdn.discordapp.com@evil.example/a.png"}, "not Discord's"),
        ({"url": "http://cdn.discordapp.com/a.png"}, "not Discord's"),
        ({"url": "https://notdiscordapp.com/a.png"}, "not Discord's"),
        ({"url": "//["}, "not Discord's"),
        ({"size": 1_000_001}, "larger than 1 MB"),
        ({"id": 901}, "it was deleted"),
    ],
)
async def test_what_is_not_loaded(cdn: Cdn, changes: dict[str, Any], why: str) -> None:
    cdn.changes = changes
    with pytest.raises(FileUnread, match=why):
        await cdn.fetch()
    assert cdn.heads == []


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (web.Response(status=404), "it was deleted"),
        (web.Response(status=403), "it was deleted"),
        (web.Response(status=302, headers={"Location": "https://evil.example/"}), "not Discord's"),
        (web.Response(body=b"<html>"), "not the picture"),
        (web.Response(body=b"\x7fELF"), "a program"),
        (web.Response(body=b"x" * 1_000_001), "larger than 1 MB"),
    ],
)
async def test_what_comes_and_is_not_taken(cdn: Cdn, answer: web.Response, why: str) -> None:
    """Whatever Discord said of it."""
    cdn.answers = [answer]
    with pytest.raises(FileUnread, match=why):
        await cdn.fetch()


async def test_a_file_that_is_too_large_is_not_even_looked_for(cdn: Cdn) -> None:
    cdn.fails = AssertionError("looked for")
    with pytest.raises(FileUnread, match="larger than 1 MB"):
        await cdn.fetch(Attachment("a.png", "30/300/900", 1_000_001, "image/png"))


@pytest.mark.parametrize(
    ("fails", "why"), [(NotThere("Unknown Message"), "it was deleted"), (Undeliverable(what="No."), "No")]
)
async def test_a_message_that_can_not_be_looked_at(cdn: Cdn, fails: Exception, why: str) -> None:
    cdn.fails = fails
    with pytest.raises(FileUnread, match=why):
        await cdn.fetch()


async def test_trouble_is_no_refusal(cdn: Cdn) -> None:
    """The bridge comes again: Discord, or the place where it keeps files, is away for a while."""
    cdn.fails = NotNow("Discord is in trouble (HTTP 503)")
    with pytest.raises(PlatformError) as looked:
        await cdn.fetch()
    cdn.fails, cdn.answers = None, [web.Response(status=503)]
    with pytest.raises(PlatformError, match="HTTP 503") as loaded:
        await cdn.fetch()
    assert not isinstance(looked.value, FileUnread)
    assert not isinstance(loaded.value, FileUnread)


async def test_a_file_that_waited_for_longer_than_its_address_is_good(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """From a reply to it, of a post and of a message: all of them are passed on, days later, too."""
    gate = asyncio.Event()
    backend = Scripts({"one?": [gate, Text("One.")], "look": [Text("Seen.")]})
    async with house(discord, tmp_path, backend) as at:
        one = await ana.says(general, "one?")
        await discord.until(lambda: one.thread)
        await ana.says(one.thread, "look", files=[("a.png", PNG, "image/png"), ("b.txt", b"b", "text/plain")])
        await discord.settled()
        await at.platform.bot.heard()
        discord.clock.advance(3 * 24 * 3600)
        gate.set()
        await answered(discord, at, one, "One.", "Seen.")
    files = [(file.name, file.content) for file in backend.asked[-1].question.files]
    assert files == [("a.png", PNG), ("b.txt", b"b")]


async def test_a_file_that_is_not_taken_is_named(
    discord: StandInDiscord, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """And nothing is asked without it."""
    backend = FakeBackend(Text("Yes."))
    async with house(discord, tmp_path, backend) as at:
        asked = await ana.says(general, "look", files=[("a.exe", b"MZ\0", "")])
        await discord.until(lambda: told(asked, discord))
        await quiet(discord, at)
    [why] = told(asked, discord)
    assert why.startswith("The file a.exe can't be read: it is a program")
    assert backend.asked == []
