"""Channels, threads, search and status, as a browser gets them."""

import asyncio
import re
import tomllib
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

from jinja2 import nodes

import bridge.texts
from bridge.errors import HumanCheck
from bridge.events import Text
from bridge.types import Channel, Image, MessageId, Person, Question, Thread
from platforms.web.pages.browsing import MANY, TURNS
from platforms.web.pages.frame import PAGES
from platforms.web.paths import of_channel, of_thread
from tests.fakes import FakeBackend, FakePlatform
from tests.platforms.web.served import Served, Shown, serving

HERE = Thread("slack", "T1", "C1", "1")


async def told(served: Served, number: int, thread: Thread = HERE, text: str = "") -> None:
    """A question that is answered already."""
    turn = await served.store.accept(Question(thread, MessageId(f"m{number}"), "U1", text or f"q{number}."), "fake")
    assert turn
    await served.store.answered(turn.id, f"a{number}.")
    await served.store.delivered(turn.id)


def linked(page: Shown, part: str) -> list[str]:
    """The addresses of a page in which this is."""
    return [link for link in re.findall(r'href="([^"]*)"', page.text) if part in link]


async def test_a_channel_page_by_page(served: Served) -> None:
    """Every thread once, the newest first."""
    for number in range(MANY + 3):
        await told(served, number, replace(HERE, thread=str(number)))
    first = await served.get(of_channel(HERE.place))
    [older] = linked(first, "before=")
    second = await served.get(older)
    assert linked(second, "before=") == []
    seen = [words for page in (first, second) for words in page.words.split() if re.fullmatch(r"q\d+\.", words)]
    assert seen == [f"q{number}." for number in reversed(range(MANY + 3))]


async def test_a_long_thread_part_by_part(served: Served) -> None:
    """The newest questions, then earlier ones; one that was found is shown with what came before it."""
    for number in range(TURNS + 5):
        await told(served, number)
    newest = await served.get(of_thread(HERE))
    assert (f"q{TURNS + 4}." in newest.words, " q4." in newest.words) == (True, False)
    earlier = await served.get(f"{of_thread(HERE)}?before=6")
    assert (" q4." in earlier.words, "q5." in earlier.words) == (True, False)
    found = await served.get(f"{of_thread(HERE)}?at=3")
    assert (" q2." in found.words, "q3." in found.words, 'id="turn-3"' in found.text) == (True, False, True)


async def test_what_was_written_is_only_text(served: Served) -> None:
    """A question, a title, a channel, a name: nothing of it is HTML."""
    evil = "<script>alert(1)</script>\"'>"
    await told(served, 1, Thread("slack", evil, evil, evil), evil)
    for path in (
        "/",
        of_channel(Thread("slack", evil, evil, "").place),
        of_thread(Thread("slack", evil, evil, evil)),
    ):
        page = await served.get(path)
        assert page.status == 200
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;alert(1)" in page.text
    page = await served.get("/find?q=%3Cscript%3Ealert(1)%3C/script%3E%22")
    assert "<script>alert" not in page.text


async def test_search(served: Served) -> None:
    """Korean by a part of a word; what is hit is marked, and the link leads there. A piece is only the hits."""
    await told(served, 1, text="내가 좋아하는 과일은 망고입니다")
    await told(served, 2, text="something else")
    await served.store.tag(HERE, ["농사"])
    page, piece = await served.get("/find?q=과일"), await served.get("/find?q=과일", X_Piece="1")
    for shown in (page, piece):
        assert "<mark>과일</mark>" in shown.text or "<mark>과일은</mark>" in shown.text
        assert f"{of_thread(HERE)}?at=1#turn-1" in shown.text
        assert "#농사" in shown.words
        assert "something else" not in shown.text
    assert ("<html" in page.text, "<html" in piece.text) == (True, False)
    assert "Nothing was found" in (await served.get("/find?q=nowheretobefound")).words
    assert "since:bogus" in (await served.get("/find?q=과일 since:bogus")).words
    assert (await served.get("/find")).status == 200


class Town(FakePlatform):
    """A Slack whose people and channels have names."""

    async def person_name(self, person: Person) -> str:
        return f"<b>Ana</b> {person.name}"

    async def channel_name(self, place: Channel) -> str:
        return f"infra-{place.channel}"


async def test_people_and_channels_are_called_by_their_names(backend: FakeBackend, tmp_path: Path) -> None:
    """Everywhere: in a thread, in what is found, by name too, in the chart, and in what is exported."""
    async with serving(backend, tmp_path, platforms={"slack": Town()}) as served:
        await served.enter()
        await told(served, 1, text="과일은 언제 심나요?")
        where = of_thread(HERE)
        thread, found = await served.get(where), await served.get("/find?q=과일 from:u1")
        assert "&lt;b&gt;Ana&lt;/b&gt; U1" in thread.text
        assert "&lt;b&gt;Ana&lt;/b&gt; U1" in found.text
        for path in ("/", where, "/status", "/find?q=from:U1"):
            assert "#infra-C1" in (await served.get(path)).words.replace("# ", "#"), path
        for ending in ("md", "html", "json"):
            words = (await served.get(f"/export?thread={where}&as={ending}")).text
            assert ("Ana" in words, "infra-C1" in words) == (True, True), ending


async def test_status(tmp_path: Path) -> None:
    """A wall with its picture and who waits before it; and how much was asked."""
    wall = HumanCheck()
    wall.report = tmp_path
    (tmp_path / "screenshot.png").write_bytes(b"\x89PNG")
    backend = FakeBackend(refuses=wall)
    async with serving(backend, tmp_path, platforms={"slack": FakePlatform()}) as served:
        await served.enter()
        assert "It can be asked." in (await served.get("/status")).words
        await served.bridge.accept(Question(HERE, MessageId("1"), "U1", "anybody there?"))
        await waits(served)
        page = await served.get("/status")
        assert "pass the check" in page.words
        assert of_thread(HERE) in page.text
        assert (await served.get("/status/fake/picture")).headers["Content-Type"] == "image/png"
        assert "Something has to be done" in (await served.get("/")).words
        assert (await served.get("/status/other/picture")).status == 404


async def waits(served: Served) -> None:
    """Until somebody stands before the wall."""
    while not served.bridge.gates["fake"].line:
        await asyncio.sleep(0)


async def test_pictures_of_an_answer(tmp_path: Path) -> None:
    """Beside it, from here."""
    backend = FakeBackend(Text("A cat."), Image("cat.png", b"\x89PNG\r\n\x1a\n"))
    async with serving(backend, tmp_path, platforms={"slack": FakePlatform()}) as served:
        await served.enter()
        await served.bridge.accept(Question(HERE, MessageId("1"), "U1", "draw"))
        await served.bridge.idle()
        assert 'src="/files/1/a1" alt="cat.png"' in (await served.get(of_thread(HERE))).text
        origin = await served.get("/origin/1")
        assert (origin.status, origin.headers["Location"]) == (303, of_thread(HERE))


async def test_the_language_is_the_visitors(served: Served) -> None:
    """Chosen once, kept in the browser; a page for strangers has it, too."""
    assert 'lang="en"' in (await served.get("/")).text
    chosen = await served.post("/language", {"language": "ko", "to": "/status"})
    assert chosen.headers["Location"] == "/status"
    assert "새 질문" in (await served.get("/")).words
    await served.post("/language", {"language": "xx", "to": "//evil"})
    assert "새 질문" in (await served.get("/")).words


async def test_what_is_not_there(served: Served) -> None:
    """Says so, in words."""
    for path in ("/c/a", "/c/a/b/c/d", "/t/web/~/general/x", "/nowhere", "/live/9", "/files/9/q1", "/origin/9"):
        page = await served.get(path)
        assert (page.status, "There is nothing here" in page.words) == (404, True)


async def test_its_own_files_may_be_kept(served: Served) -> None:
    """Their address changes with them; nothing else is served from there."""
    [style] = linked(await served.get("/"), ".css")
    file = await served.get(style)
    assert (file.status, "immutable" in file.headers["Cache-Control"]) == (200, True)
    for wrong in (style.replace("page.css", "page.js"), "/static/x/page.css", "/static/x/..%2f..%2fsettings.py"):
        assert (await served.get(wrong)).status == 404


def test_every_sentence_of_a_template_is_there() -> None:
    """In both languages; a test elsewhere holds these to each other."""
    known = tomllib.loads(files(bridge.texts).joinpath("en.toml").read_text("utf-8"))
    assert PAGES.loader
    for name in PAGES.list_templates():
        tree = PAGES.parse(PAGES.loader.get_source(PAGES, name)[0])
        for call in tree.find_all(nodes.Call):
            if (
                isinstance(call.node, nodes.Name)
                and call.node.name == "t"
                and isinstance(call.args[0], nodes.Const)
            ):
                assert f"web_{call.args[0].value}" in known, (name, call.args[0].value)


async def test_a_thread_has_its_name_and_tags(served: Served) -> None:
    """What people gave it; a tag leads to what is found under it."""
    await told(served, 1, text="과일은 언제 심나요?")
    await served.store.call(HERE, "Orchard")
    await served.store.tag(HERE, ["농사"])
    page = await served.get(of_thread(HERE))
    assert "<h1>Orchard</h1>" in page.text
    [link] = linked(page, "/find?")
    assert "과일은 언제" in (await served.get(link)).words
