"""Who comes in, tried as somebody would who may not."""

from pathlib import Path

import aiohttp

from bridge.types import MessageId, Question, Thread
from platforms.web.doors.visitors import hashed
from platforms.web.pages.routes import GETS, POSTS
from platforms.web.paths import of_thread
from tests.fakes import FakeBackend
from tests.platforms.house import growing
from tests.platforms.web.served import Served, serving

SECRET = "the launch is on Friday"
INSIDE = [
    "/",
    "/c/web/~/general",
    "/t/web/~/general/1",
    "/export?thread=/t/web/~/general/1",
    "/find?q=launch",
    "/forget",
    "/status",
]
INSIDE += ["/live/1", "/files/1/q1", "/origin/1", "/status/fake/picture", "/nowhere"]


async def asked(served: Served) -> None:
    await served.bridge.accept(Question(Thread("web", "", "general", "1"), MessageId("1"), "ana", SECRET))
    await served.bridge.idle()


async def test_nobody_is_in_without_a_link(backend: FakeBackend, tmp_path: Path) -> None:
    """People are shown the door, which knows the way back; programs are told no. No word of what is in gets out."""
    async with serving(backend, tmp_path) as served:
        await asked(served)
        for path in INSIDE:
            people, program = await served.get(path), await served.get(path, Accept="*/*")
            assert (people.status, program.status) == (303, 401), path
            assert people.headers["Location"].startswith("/enter?to=")
            assert SECRET not in people.text + program.text
        for path in ("/ask", "/stop", "/leave"):
            assert (await served.post(path, {"text": "hello"})).status == 401
        door = await served.get("/enter?to=/t/web/~/general/1")
        assert (door.status, SECRET in door.text) == (200, False)


async def test_every_page_is_behind_the_door() -> None:
    """A new one, too: these are all that are open."""
    assert {path for path in [*GETS, *POSTS] if path.startswith(("/enter", "/language"))} == {"/enter", "/language"}


async def test_a_link_opens_once(backend: FakeBackend, tmp_path: Path) -> None:
    """And leads where it was to lead."""
    async with serving(backend, tmp_path) as served:
        link = await served.link()
        entered = await served.post("/enter", {"link": link, "to": "/status"})
        assert (entered.status, entered.headers["Location"]) == (303, "/status")
        cookie = entered.headers["Set-Cookie"]
        assert all(word in cookie for word in ("HttpOnly", "SameSite=Lax", "Path=/"))
        assert link not in cookie
        assert (await served.get("/")).status == 200
        async with aiohttp.ClientSession() as other:
            again = other.post(f"{served.address}/enter", data={"link": link}, headers={"Origin": served.address})
            async with again as response:
                assert response.status == 403
                assert "Set-Cookie" not in response.headers


async def test_a_wrong_link_signs_nobody_in(served: Served) -> None:
    """It says so, and whoever was signed in is so no more."""
    assert (await served.get("/")).status == 200
    for wrong in ("", "guess", "x" * 5_000, "'; DROP TABLE visits; --"):
        refused = await served.post("/enter", {"link": wrong})
        assert refused.status == 403
        assert "Nobody is signed in" in refused.words
        assert (await served.get("/")).status == 303


async def test_the_door_leads_nowhere_else(served: Served) -> None:
    for to in ("https://evil.example", "//evil.example", "/\\evil.example", "evil", "/a\nb"):
        entered = await served.post("/enter", {"link": await served.link(), "to": to})
        assert entered.headers["Location"] == "/"


async def test_a_page_of_another_site_can_do_nothing(served: Served) -> None:
    """Though the browser sends the cookie along: from another port of this computer, too."""
    for origin in ("https://evil.example", "null", "", "http://127.0.0.1:1", "http://localhost"):
        for path in POSTS:
            refused = await served.post(path, {"text": SECRET, "link": await served.link()}, Origin=origin)
            assert refused.status == 403
    assert (await served.get("/")).status == 200
    assert list(await served.store.talks()) == []


async def test_a_name_that_only_leads_here_is_not_ours(served: Served) -> None:
    """DNS rebinding."""
    for host in ("evil.example", "127.0.0.1.evil.example", "evil.example:8643", "[]@", ""):
        assert (await served.get("/", Host=host)).status in (400, 403)


async def test_names_of_this_computer_are(served: Served) -> None:
    port = served.address.rpartition(":")[2]
    for host in (f"localhost:{port}", f"127.0.0.1:{port}", f"[::1]:{port}"):
        assert (await served.get("/enter", Host=host)).status == 200


async def test_behind_a_proxy(backend: FakeBackend, tmp_path: Path) -> None:
    """Its name is ours, its forms are, and the cookie goes over https alone."""
    async with serving(backend, tmp_path, address="https://bridge.example") as served:
        entered = await served.post(
            "/enter", {"link": await served.link()}, Host="bridge.example", Origin="https://bridge.example"
        )
        assert entered.status == 303
        assert "Secure" in entered.headers["Set-Cookie"]
        assert served.page.address == "https://bridge.example"


async def test_every_answer_keeps_browsers_in_their_bounds(served: Served) -> None:
    """Nothing from elsewhere, nothing in the page, no frames, nothing kept."""
    for path in ("/", "/enter", "/nowhere", "/status"):
        headers = (await served.get(path)).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Frame-Options"] == "DENY"


async def test_leaving(served: Served) -> None:
    """The cookie is good for nothing any more, also where somebody kept it."""
    [cookie] = served.http.cookie_jar
    kept = f"{cookie.key}={cookie.value}"
    assert (await served.post("/leave")).headers["Location"] == "/enter"
    assert (await served.get("/", Cookie=kept)).status == 303


async def test_everybody_is_signed_out(served: Served) -> None:
    """By the command line, beside us."""
    await served.store.leave()
    assert (await served.get("/")).status == 303


async def test_a_cookie_that_is_none(served: Served) -> None:
    """One that was signed out, a link that was not opened, what the ledger keeps of both, one of another port."""
    await asked(served)
    [cookie] = served.http.cookie_jar
    link = await served.link()
    kept = [f"{cookie.key}={value}" for value in (link, hashed(link), hashed(cookie.value), "", "x" * 5_000)]
    kept += [f"threadbridge_1={cookie.value}", f"{cookie.key}={cookie.value}"]
    served.http.cookie_jar.clear()
    assert (await served.get("/", Cookie=kept[-1])).status == 200
    await served.store.leave()
    form = {"text": SECRET, "thread": "/t/web/~/general/1", "turn": "1", "what": "again", "title": "mine"}
    for shown in kept:
        for path in INSIDE:
            refused = await served.get(path, Cookie=shown, X_Piece="1")
            assert (refused.status, SECRET in refused.text) == (303, False), path
        for path in set(POSTS) - {"/enter", "/language"}:
            assert (await served.post(path, form, Cookie=shown, X_Piece="1")).status == 401, path
    [turn] = await served.store.history(Thread("web", "", "general", "1"))
    assert (turn.question.text, await served.store.title(turn.thread)) == (SECRET, "")


async def test_whoever_is_signed_out_sees_nothing_more(tmp_path: Path) -> None:
    """Of an answer that they look on at, either."""
    steps, [gate] = growing("The launch is on ", "Friday.")
    async with serving(FakeBackend(*steps), tmp_path) as served:
        await served.enter()
        await served.bridge.accept(Question(Thread("web", "", "general", "1"), MessageId("1"), "ana", "when?"))
        seen = ""
        async with served.http.get(f"{served.address}/live/1") as response:
            async for line in response.content:
                seen += line.decode()
                if "launch" in seen and not gate.is_set():
                    await served.store.leave()
                    gate.set()
        await served.bridge.idle()
    assert ("launch" in seen, "Friday" in seen, '"whole"' in seen) == (True, False, False)


async def test_what_was_forgotten_can_not_be_guessed(served: Served) -> None:
    """By its address, by its number, by its words; and nothing is asked in it, nor called anything."""
    await asked(served)
    thread = Thread("web", "", "general", "1")
    await served.store.erase(thread)
    where = of_thread(thread)
    for path in (
        where,
        "/live/1",
        "/origin/1",
        "/files/1/q1",
        f"/export?thread={where}",
        f"/forget?thread={where}",
    ):
        shown = await served.get(path)
        assert (shown.status, SECRET in shown.text) == (404, False), path
    assert SECRET not in (await served.get("/find?q=launch")).text
    form = {"text": "again", "thread": where, "turn": "1", "what": "again", "title": "mine"}
    for path in ("/ask", "/again", "/name", "/forget"):
        assert (await served.post(path, form)).status == 404, path
    assert await served.store.title(thread) == ""
