"""Asking on the page, in a thread of its own and in one of another platform."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp

from bridge.errors import PolicyNotice
from bridge.events import Rewritten
from bridge.protocols import Says
from bridge.texts import say
from bridge.types import Channel, File, MessageId, Question, Rules, State, Thread
from platforms.web.paths import of_thread, thread_at
from tests.fakes import FakeBackend, FakePlatform, rules_for
from tests.platforms.house import growing
from tests.platforms.web.served import Served, serving

SLACK = Thread("slack", "T1", "C1", "100.1")


def form(text: str = "why is the sky blue?", **more: str) -> dict[str, str]:
    return {"text": text, "once": uuid4().hex, "channel": "general", **more}


async def asked(served: Served, data: object) -> Thread:
    """Where it was asked."""
    shown = await served.post("/ask", data)
    assert shown.status == 303, shown.words
    thread = thread_at(shown.headers["Location"].partition("#")[0])
    assert thread
    return thread


async def told(served: Served, turn: int) -> AsyncIterator[Any]:
    """What a browser is told of an answer, to its end."""
    async with served.http.get(f"{served.address}/live/{turn}") as response:
        assert response.content_type == "text/event-stream"
        async for line in response.content:
            if line.startswith(b"data: "):
                yield json.loads(line.removeprefix(b"data: "))


async def test_a_question_and_its_answer(served: Served, backend: FakeBackend) -> None:
    """In the channel that was named; both are on the thread's page, and the thread is on the first one."""
    thread = await asked(served, form(channel=" #날씨 "))
    await served.bridge.idle()
    assert (thread.platform, thread.workspace, thread.channel) == ("web", "", "날씨")
    page, home = await served.get(of_thread(thread)), await served.get("/")
    assert "why is the sky blue?" in page.words
    assert "It <strong>scatters</strong>" in page.text
    assert "gpt-5" in page.words
    assert "#날씨" in home.words.replace("# ", "#")
    assert of_thread(thread) in home.text
    [turn] = await served.store.history(thread)
    assert (turn.question.author, turn.state) == ("ana", State.DELIVERED)


async def test_it_goes_on_in_its_thread(served: Served, backend: FakeBackend) -> None:
    """In one conversation; a piece of the page is enough for a browser that has the rest."""
    thread = await asked(served, form())
    await served.bridge.idle()
    piece = await served.post("/ask", form("and at dusk?", thread=of_thread(thread)), X_Piece="1")
    await served.bridge.idle()
    assert piece.text.lstrip().startswith("<article")
    assert "<html" not in piece.text
    assert [turn.conversation for turn in backend.asked] == [None, "c1"]
    assert len(await served.store.history(thread)) == 2


async def test_the_same_form_asks_once(served: Served, backend: FakeBackend) -> None:
    """However often it is sent: a finger is quick, and a browser asks whether it may send it again."""
    data = form()
    threads = {await asked(served, data) for _ in range(3)}
    await served.bridge.idle()
    assert len(threads) == len(backend.asked) == 1


async def test_it_goes_on_from_another_platform(backend: FakeBackend, tmp_path: Path) -> None:
    """What is asked here is shown here, in a thread that is one with that one; over there it is said so, once."""
    slack = Told()
    async with serving(backend, tmp_path, platforms={"slack": slack}) as served:
        await served.enter()
        await served.bridge.accept(Question(SLACK, MessageId("100.1"), "U1", "first"))
        await served.bridge.idle()
        for text in ("second", "third"):
            thread = await asked(served, form(text, thread=of_thread(SLACK)))
            await served.bridge.idle()
        assert thread.platform == "web"
        turns = await served.store.history(SLACK)
        page = await served.get(of_thread(SLACK))
    assert [turn.question.text for turn in turns] == ["first", "second", "third"]
    assert [turn.thread == thread for turn in turns] == [False, True, True]
    assert [turn.conversation for turn in backend.asked] == [None, "c1", "c1"]
    assert [turn.question.text for turn in slack.shown] == ["first"]
    assert len(slack.said) == 1
    assert served.page.address not in page.text
    assert "Web · #general" in page.words


class Told(FakePlatform):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    async def say(self, thread: Thread, text: str) -> None:
        self.said.append(text)


_says: type[Says] = Told


async def test_nothing_is_asked_without_words(served: Served) -> None:
    """It is said why, and what was written stays."""
    shown = await served.post("/ask", form("  "))
    assert shown.status == 400
    assert say("nothing_asked") in shown.words
    piece = await served.post("/ask", form(" "), X_Piece="1")
    assert (piece.status, "<" in piece.text) == (400, False)


async def test_nobody_asks_in_a_thread_that_is_not_there(served: Served) -> None:
    for path in ("/t/web/~/general/nowhere", "/t/slack/T1/C1/1", "nonsense"):
        assert (await served.post("/ask", form(thread=path))).status == 404
    assert list(await served.store.talks()) == []


async def test_files_go_along(served: Served, backend: FakeBackend) -> None:
    """Under their names, and back again as they were: never as a page."""
    data = aiohttp.FormData(form("what is this?"), quote_fields=False)  # as browsers do
    data.add_field("files", b"<script>alert(1)</script>", filename="메모.html", content_type="text/html")
    data.add_field("files", b"\x89PNG\r\n\x1a\n...", filename="cat.png", content_type="image/png")
    thread = await asked(served, data)
    await served.bridge.idle()
    [turn] = backend.asked
    assert [one.name for one in turn.question.files] == ["메모.html", "cat.png"]
    assert isinstance(turn.question.files[0], File)
    page = await served.get(of_thread(thread))
    assert f'src="/files/{turn.id}/q2"' in page.text
    script, cat = [await served.get(f"/files/{turn.id}/q{number}") for number in (1, 2)]
    assert script.headers["Content-Type"] == "application/octet-stream"
    assert script.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in script.headers["Content-Security-Policy"]
    assert cat.headers["Content-Type"] == "image/png"
    assert (await served.get(f"/files/{turn.id}/a1")).status == 404


async def test_too_many_files(backend: FakeBackend, tmp_path: Path) -> None:
    async with serving(backend, tmp_path, most_files=1, largest_file=10) as served:
        await served.enter()
        for files in (["1", "2"], ["x" * 11]):
            data = aiohttp.FormData(form())
            for number, content in enumerate(files):
                data.add_field("files", content.encode(), filename=f"{number}.txt")
            assert (await served.post("/ask", data)).status == 400
        data = aiohttp.FormData(form())
        data.add_field("files", BytesIO(b"x" * 2_000_000), filename="large.bin")
        large = await served.post("/ask", data, X_Piece="1")
        assert (large.status, large.text) == (413, say("web_too_many_files"))
        assert list(await served.store.talks()) == []


async def test_an_answer_is_seen_while_it_grows(tmp_path: Path) -> None:
    """What stands firm once, what is loose again, and in the end the whole, with its buttons."""
    steps, gates = growing("First.\n\nSec", "ond.\n\nThird", ".")
    async with serving(FakeBackend(*steps), tmp_path) as served:
        await served.enter()
        thread = await asked(served, form())
        assert 'data-live="/live/1"' in (await served.get(of_thread(thread))).text
        firm, seen = "", list[dict[str, Any]]()
        async for said in told(served, 1):
            seen.append(said)
            firm = ("" if said.get("anew") else firm) + said.get("firm", "")
            if "Sec" in said.get("loose", "") and not gates[0].is_set():
                gates[0].set()
            if "Third" in said.get("loose", ""):
                gates[1].set()
        page = await served.get(of_thread(thread))
    assert firm == "<p>First.</p>\n<p>Second.</p>\n"
    assert "<p>Third.</p>" in seen[-1]["whole"]
    assert "data-copy-answer" in seen[-1]["whole"]
    assert "data-live" not in page.text


async def test_what_is_rewritten_is_gone(tmp_path: Path) -> None:
    steps, [gate] = growing("Wrong.\n\nAll wrong.", "")
    async with serving(FakeBackend(*steps, Rewritten("Right.")), tmp_path) as served:
        await served.enter()
        await asked(served, form())
        async for said in told(served, 1):
            last = said
            gate.set()
        assert "Right." in last["whole"]
        assert "rong" not in last["whole"]


async def test_stop(tmp_path: Path) -> None:
    """What came so far stays, and it says that it was stopped."""
    steps, _ = growing("The beginning", " and the end")
    backend = FakeBackend(*steps)
    async with serving(backend, tmp_path) as served:
        await served.enter()
        await asked(served, form())
        async for said in told(served, 1):
            if "beginning" in said.get("loose", ""):
                stopped = await served.post("/stop", {"turn": "1"}, X_Piece="1")
                assert stopped.status == 204
        assert "The beginning" in said["whole"]
        assert "(stopped)" in said["whole"]
    assert backend.stopped


async def test_no_answer_says_why(tmp_path: Path) -> None:
    """In the visitor's language, below the question."""
    async with serving(FakeBackend(PolicyNotice()), tmp_path) as served:
        await served.enter()
        thread = await asked(served, form())
        await served.bridge.idle()
        assert PolicyNotice().say() in (await served.get(of_thread(thread))).words


async def test_an_answer_for_somebody_else_is_seen_while_it_grows(tmp_path: Path) -> None:
    """Slack is shown it at the same time. One that waits in line behind it can be taken back."""
    steps, [gate] = growing("Half", " and half.")
    slack = FakePlatform()
    async with serving(FakeBackend(*steps), tmp_path, platforms={"slack": slack}) as served:
        await served.enter()
        turns = [
            await served.bridge.accept(Question(SLACK, MessageId(f"100.{number}"), "U1", "first"))
            for number in (1, 2)
        ]
        assert turns[0]
        assert turns[1]
        seen = list[dict[str, Any]]()
        async for said in told(served, turns[0].id):
            seen.append(said)
            if "Half" in said.get("loose", "") and not gate.is_set():
                await served.post("/stop", {"turn": str(turns[1].id)})
                gate.set()
        await served.bridge.idle()
        assert "Half" in seen[0]["loose"]
        assert "Half and half." in seen[-1]["whole"]
        assert [turn.id for turn in slack.shown] == [turns[0].id]
        news = await served.get(f"/news?thread={of_thread(SLACK)}&after=0")
        assert f'id="turn-{turns[0].id}"' in news.text
        assert (await served.get(f"/news?thread={of_thread(SLACK)}&after=9")).status == 204


async def test_an_answer_goes_on_after_a_restart(backend: FakeBackend, tmp_path: Path) -> None:
    """What was asked before the program ended is answered by the next one, and stands on its page."""
    waits = FakeBackend(asyncio.Event())
    async with serving(waits, tmp_path) as served:
        await served.enter()
        thread = await asked(served, form())
        await waits.began.wait()
    async with serving(backend, tmp_path) as served:
        await served.enter()
        await served.bridge.idle()
        assert "scatters" in (await served.get(of_thread(thread))).words


async def test_what_was_asked_before_is_shown_first(backend: FakeBackend, tmp_path: Path) -> None:
    """From any platform, where the channel wants it: to be opened, or asked all the same, with no script."""

    def rules(place: Channel) -> Rules:
        return replace(rules_for(), asked_before=60.0 if place.channel == "general" else 0.0)

    async with serving(backend, tmp_path, rules, platforms={"slack": FakePlatform()}) as served:
        served.bridge.holding.moment = 10.0
        await served.enter()
        await served.bridge.accept(Question(SLACK, MessageId("100.1"), "U1", "How do I keep <b>mangoes</b> fresh?"))
        await served.bridge.idle()
        data = form("how do i keep <b>mangoes</b> fresh")
        shown = await served.post("/ask", data)
        assert shown.status == 200
        assert f"{of_thread(SLACK)}?at=1#turn-1" in shown.text
        assert "<b>mangoes" not in shown.text.replace("<mark>", "").replace("</mark>", "")
        assert len(backend.asked) == 1
        hidden = dict(re.findall(r'name="(once|channel|model|anyway)" value="([^"]*)"', shown.text))
        assert hidden == {"once": data["once"], "channel": "general", "model": "", "anyway": "yes"}
        thread = await asked(served, {**data, **hidden})
        assert await asked(served, data) == thread  # the browser's Back, and the first form once more
        await asked(served, form("how do I keep mangoes fresh?", channel="fruit"))
        await asked(served, form("how do I keep pears fresh?"))
        await served.bridge.idle()
        assert len(backend.asked) == 4
