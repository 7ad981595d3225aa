"""Files that are named by an address: what is loaded, and from where never."""

import asyncio
import gzip
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from bridge.errors import FileUnread
from bridge.types import Attachment, File
from platforms.http.asking.fetching import Web
from tests.platforms.http.request.test_parts import JPEG, PDF, PNG

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Names(AbstractResolver):
    """Names and where they lead; each answer is used once, the last one for ever."""

    to: dict[str, list[list[str]]]
    asked: list[str] = field(default_factory=list)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        self.asked.append(host)
        answers = self.to[host]
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        return [
            ResolveResult(
                hostname=host,
                host=one,
                port=port,
                family=socket.AF_INET6 if ":" in one else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for one in found
        ]

    async def close(self) -> None:
        pass


@dataclass
class Somewhere:
    """A server on this machine that plays one of the public web, at whatever name."""

    port: int = 0
    visits: list[str] = field(default_factory=list)
    answers: dict[str, Handler] = field(default_factory=dict)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.visits.append(request.path)
        return await self.answers[request.path](request)

    def at(self, path: str, host: str = "pictures.example") -> str:
        return f"http://{host}:{self.port}{path}"

    def gives(self, path: str, content: bytes, kind: str = "application/octet-stream", status: int = 200) -> str:
        async def give(_: web.Request) -> web.Response:
            return web.Response(body=content, content_type=kind, status=status)

        self.answers[path] = give
        return self.at(path)

    def leads(self, path: str, to: str) -> str:
        async def lead(_: web.Request) -> web.Response:
            return web.Response(status=302, headers={"Location": to})

        self.answers[path] = lead
        return self.at(path)


@pytest.fixture
async def there() -> AsyncIterator[Somewhere]:
    there = Somewhere()
    app = web.Application()
    app.router.add_get("/{path:.*}", there.answer)
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    there.port = runner.addresses[0][1]
    yield there
    await runner.cleanup()


def names(**to: str) -> Names:
    hosts = {"pictures.example": "127.0.0.1", **{f"{name}.example": address for name, address in to.items()}}
    return Names({name: [[address]] for name, address in hosts.items()})


def web_of(known: Names) -> Web:
    """As for callers, but that this machine's loopback counts as the public web, and its ports as the usual one."""
    return Web(1000, reaches=lambda host: host == "127.0.0.1", allows=URL, names=lambda: known)


def picture(url: str, name: str = "a cat.png") -> Attachment:
    return Attachment(name, url, kind="image")


@pytest.fixture
def here() -> Web:
    return web_of(names())


async def why(web: Web, attachment: Attachment) -> str:
    with pytest.raises(FileUnread) as unread:
        await web.fetch(attachment)
    return str(unread.value)


async def test_a_picture(there: Somewhere, here: Web) -> None:
    """Is called what it is."""
    assert await here.fetch(picture(there.gives("/a", PNG))) == File("a cat.png", PNG)
    assert await here.fetch(picture(there.gives("/b", JPEG, "image/png"))) == File("a cat.jpg", JPEG)


async def test_a_document(there: Somewhere, here: Web) -> None:
    """Without an ending it gets that of its type."""
    assert await here.fetch(Attachment("7", there.gives("/7", PDF, "application/pdf"))) == File("7.pdf", PDF)


async def test_what_is_said_of_us(there: Somewhere, here: Web) -> None:
    """Nothing but the program's name: no cookies, no keys."""
    seen: list[dict[str, str]] = []

    async def look(request: web.Request) -> web.Response:
        seen.append(dict(request.headers))
        return web.Response(body=PNG, headers={"Set-Cookie": "a=b"})

    there.answers["/a"] = look
    await here.fetch(picture(there.at("/a")))
    await here.fetch(picture(there.at("/a")))
    assert seen[1].keys() == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        (b"<html>no picture</html>", 200, "not the picture"),
        (b"", 200, "not the picture"),
        (PNG, 404, "the status 404"),
        (PNG, 206, "the status 206"),
        (PNG + b"x" * 1000, 200, "larger than"),
    ],
)
async def test_what_is_not_taken(there: Somewhere, here: Web, content: bytes, status: int, said: str) -> None:
    """And why."""
    assert said in await why(here, picture(there.gives("/a", content, status=status)))


async def test_a_program_is_not_taken(there: Somewhere, here: Web) -> None:
    """Whatever it is called."""
    assert "program" in await why(here, Attachment("notes.txt", there.gives("/a", b"\x7fELF" + b"x" * 9)))
    assert "not what its name says" in await why(here, Attachment("a.pdf", there.gives("/b", b"nothing")))


async def test_what_never_ends_is_given_up(there: Somewhere, here: Web) -> None:
    """As soon as it is too large, without waiting for an end; and so is what is packed small."""

    async def forever(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(PNG)

    async def bomb(_: web.Request) -> web.Response:
        return web.Response(body=gzip.compress(PNG + b"\0" * 5_000_000), headers={"Content-Encoding": "gzip"})

    there.answers.update({"/a": forever, "/b": bomb})
    assert "larger than" in await why(here, picture(there.at("/a")))
    assert "larger than" in await why(here, picture(there.at("/b")))


async def test_what_does_not_come_is_given_up(there: Somewhere, here: Web) -> None:
    """All of it together has its time."""
    asked = asyncio.Event()

    async def silent(_: web.Request) -> web.Response:
        asked.set()
        await asyncio.Event().wait()
        raise AssertionError

    there.answers["/a"] = silent
    assert "within 0.05 seconds" in await why(replace(here, seconds=0.05), picture(there.at("/a")))
    assert asked.is_set()


async def test_redirects(there: Somewhere, here: Web) -> None:
    """Are followed, but not for ever."""
    there.gives("/c", PNG)
    there.leads("/b", "/c")
    assert await here.fetch(picture(there.leads("/a", there.at("/b")))) == File("a cat.png", PNG)
    assert "from one address to the next" in await why(here, picture(there.leads("/r", "/r")))


async def test_a_name_that_leads_inside(there: Somewhere) -> None:
    """Is not followed: nobody is connected to."""
    known = names(inside="10.0.0.1", metadata="169.254.169.254", itself="::1")
    there.gives("/a", PNG)
    for host in ("inside", "metadata", "itself"):
        assert "not on the public internet" in await why(web_of(known), picture(there.at("/a", f"{host}.example")))
    assert not there.visits


async def test_a_name_with_one_address_inside(there: Somewhere) -> None:
    """Is as bad as one with no other."""
    known = Names({"both.example": [["127.0.0.1", "10.0.0.1"]]})
    there.gives("/a", PNG)
    assert "not on the public internet" in await why(web_of(known), picture(there.at("/a", "both.example")))
    assert not there.visits


async def test_a_name_that_changes_its_mind(there: Somewhere) -> None:
    """What was looked at is what is connected to; for the next request it is looked up, and looked at, again."""
    known = Names({"turns.example": [["127.0.0.1"], ["10.0.0.1"]]})
    there.leads("/a", there.at("/b", "turns.example"))
    there.gives("/b", PNG)
    assert "not on the public internet" in await why(web_of(known), picture(there.at("/a", "turns.example")))
    assert (known.asked, there.visits) == (["turns.example"] * 2, ["/a"])


@pytest.mark.parametrize("host", ["10.0.0.1", "[::1]", "localhost"])
async def test_a_redirect_that_leads_inside(there: Somewhere, host: str) -> None:
    """By a number no less than by a name."""
    known = names()
    known.to["localhost"] = [["127.0.0.2"]]
    url = there.leads("/a", there.at("/b", host))
    assert "not on the public internet" in await why(web_of(known), picture(url))
    assert there.visits == ["/a"]


async def test_as_it_is_for_callers(there: Somewhere) -> None:
    """This machine is not the public web, whatever it is called, and a redirect to it is none."""
    there.gives("/a", PNG)
    known = Names({"pictures.example": [["127.0.0.1"]]})
    real = Web(1000, names=lambda: known)
    for address in (
        there.at("/a"),
        f"https://127.0.0.1:{there.port}/a",
        "https://127.0.0.1/a",
        "https://localhost/",
    ):
        assert "not on the public internet" in await why(Web(1000), picture(address))
    assert "not on the public internet" in await why(real, picture("https://pictures.example/a"))
    assert known.asked == ["pictures.example"]
    assert not there.visits


async def test_nobody_there(there: Somewhere) -> None:
    """What the network says stays with us; a caller could map it with that."""
    known = names()
    assert (await why(web_of(known), picture("http://pictures.example:1/a"))).count("can't be reached") == 1
