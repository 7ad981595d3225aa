"""A thread's title and tags; and how it is forgotten, exported before."""

from pathlib import Path

from bridge.errors import BrowserFailed
from bridge.events import Opened, Text
from bridge.protocols import Deletes, Links, Renames
from bridge.types import ConversationId, MessageId, Question, Thread
from platforms.web.paths import of_thread
from tests.fakes import FakeBackend, FakePlatform
from tests.platforms.web.served import Served, serving

HERE = Thread("slack", "T1", "C1", "export")


class Keeps(FakeBackend):
    """A backend whose conversations have names and links, and can be deleted."""

    renames = False

    def __init__(self) -> None:
        super().__init__(Opened(ConversationId("c1")), Text("An **answer**."))
        self.deleted: list[str] = []
        self.busy = False

    def link(self, conversation: ConversationId) -> str:
        return f"https://chatgpt.example/c/{conversation}"

    async def rename(self, conversation: ConversationId, title: str) -> None:
        if self.busy:
            raise BrowserFailed(what="it is busy")

    async def delete(self, conversation: ConversationId) -> None:
        if self.busy:
            raise BrowserFailed(what="it is busy")
        self.deleted.append(conversation)


_keeps: tuple[type[Deletes], type[Links], type[Renames]] = (Keeps, Keeps, Keeps)


async def ask(served: Served) -> None:
    await served.enter()
    await served.bridge.accept(Question(HERE, MessageId("1"), "U1", "#infra <b>When</b> do we prune?"))
    await served.bridge.idle()


async def test_title_and_tags(tmp_path: Path) -> None:
    """Given and taken away; what only the backend did not take is said. Nobody names what is not there."""
    backend, path = Keeps(), of_thread(HERE)
    async with serving(backend, tmp_path, platforms={"slack": FakePlatform()}) as served:
        await ask(served)
        for title, tags in (("Orchard", "농사 #prune"), ("", "")):
            assert (await served.post("/name", {"thread": path, "title": title, "tags": tags})).status == 303
            assert await served.store.title(HERE) == "Orchard"  # as its backend calls it from now on
            assert list(await served.store.tags(HERE)) == (["prune", "농사"] if tags else [])
        backend.busy = True
        told = await served.post("/name", {"thread": path, "title": "Garden", "tags": ""})
        assert (told.status, "it is busy" in told.words) == (200, True)
        assert "<h1>Garden</h1>" in (await served.get(path)).text
        assert (await served.post("/name", {"thread": "/t/slack/T1/C1/x", "title": "x"})).status == 404


async def test_forgotten_when_somebody_is_sure(tmp_path: Path) -> None:
    """Asked before, with what remains; another site can't do it, and a backend that fails keeps everything."""
    backend, path = Keeps(), of_thread(HERE)
    async with serving(backend, tmp_path, platforms={"slack": FakePlatform()}) as served:
        await ask(served)
        sure = await served.get(f"/forget?thread={path}")
        assert "The messages on Slack stay" in sure.words
        assert 'name="everywhere"' in sure.text
        foreign = await served.post("/forget", {"thread": path}, Origin="https://evil.example")
        backend.busy = True
        failed = await served.post("/forget", {"thread": path, "everywhere": "yes"})
        assert (foreign.status, failed.status, await served.store.knows(HERE)) == (403, 503, True)
        backend.busy = False
        done = await served.post("/forget", {"thread": path, "everywhere": "yes"})
        assert ("(1)" in done.words, backend.deleted) == (True, ["c1"])
        assert [(await served.get(one)).status for one in (path, f"/forget?thread={path}")] == [404, 404]


async def test_only_here(tmp_path: Path) -> None:
    """Where the backend's own conversation stays, it is linked to."""
    backend, path = Keeps(), of_thread(HERE)
    async with serving(backend, tmp_path, platforms={"slack": FakePlatform()}) as served:
        await ask(served)
        done = await served.post("/forget", {"thread": path})
        assert ("https://chatgpt.example/c/c1" in done.text, backend.deleted) == (True, [])


async def test_as_a_file(tmp_path: Path) -> None:
    """Markdown, HTML or JSON, with its title and tags; saved, and nothing of it is a page of ours."""
    async with serving(Keeps(), tmp_path, platforms={"slack": FakePlatform()}) as served:
        await ask(served)
        await served.store.call(HERE, "Orchard / 과수원")
        for ending, kind in (("md", "text/markdown"), ("html", "text/html"), ("json", "application/json")):
            file = await served.get(f"/export?thread={of_thread(HERE)}&as={ending}")
            assert file.headers["Content-Type"].startswith(kind)
            assert file.headers["Content-Disposition"].startswith("attachment")
            assert file.headers["Content-Disposition"].endswith(f".{ending}")
            assert "sandbox" in file.headers["Content-Security-Policy"]
            assert all(word in file.text for word in ("infra", "과수원", "answer"))
            assert ("<b>When" in file.text) == (ending != "html")
        assert (await served.get(f"/export?thread={of_thread(HERE)}&as=exe")).status == 404
