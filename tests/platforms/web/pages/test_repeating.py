"""Another answer, the rest of one, and the same question once more: the buttons below the newest answer."""

from pathlib import Path

import aiohttp

from bridge.errors import PolicyNotice
from bridge.events import CutShort, Opened, Sent, Text
from bridge.texts import say
from bridge.types import Anchor, ConversationId, MessageId, Question, Thread
from platforms.web.paths import of_thread
from tests.fakes import FakeBackend, FakePlatform
from tests.platforms.web.pages.test_asking import asked, form
from tests.platforms.web.served import Served, Shown, serving

SLACK = Thread("slack", "T1", "C1", "100.1")
BEGUN = (Opened(ConversationId("c1")), Sent(Anchor("m1")))


def offers(page: Shown) -> int:
    return page.text.count('action="/again"')


async def test_another_answer(served: Served, backend: FakeBackend) -> None:
    """Below the newest alone, and however often it is pressed once; an older answer's button does nothing."""
    thread = await asked(served, form())
    await served.bridge.idle()
    assert say("button_again") in (await served.get(of_thread(thread))).text
    pressed = {"turn": "1", "what": "again"}
    pieces = [await served.post("/again", pressed, X_Piece="1") for _ in range(2)]
    await served.bridge.idle()
    assert ['id="turn-2"' in one.text for one in pieces] == [True, True]
    assert [turn.question.action for turn in backend.asked] == ["ask", "again"]
    assert backend.asked[1].last == "m1"
    page = await served.get(of_thread(thread))
    assert (page.words.count("Another answer was asked for."), offers(page)) == (1, 1)
    late = await served.post("/again", {"turn": "1", "what": "continue"}, X_Piece="1")
    assert (late.status, late.text) == (400, say("not_the_last"))
    for nothing in ({"turn": "9", "what": "again"}, {"turn": "2", "what": "forget"}, {}):
        assert (await served.post("/again", nothing)).status == 404


async def test_the_rest_of_an_answer_of_slacks(tmp_path: Path) -> None:
    """It is asked for here, in a thread that is one with that one, and shown here."""
    backend, slack = FakeBackend(*BEGUN, Text("The begin"), CutShort()), FakePlatform()
    async with serving(backend, tmp_path, platforms={"slack": slack}) as served:
        await served.enter()
        await served.bridge.accept(Question(SLACK, MessageId("100.1"), "U1", "first"))
        await served.bridge.idle()
        page = await served.get(of_thread(SLACK))
        assert [say(f"button_{what}") in page.text for what in ("continue", "again", "anew")] == [True, True, False]
        backend.steps = (*BEGUN, Text("ning"))
        sent = await served.post("/again", {"turn": "1", "what": "continue"})
        await served.bridge.idle()
        turns = await served.store.history(SLACK)
    assert sent.status == 303
    assert [(turn.question.action, turn.thread.platform) for turn in turns] == [
        ("ask", "slack"),
        ("continue", "web"),
    ]
    assert backend.asked[1].conversation == "c1"
    assert len(slack.shown) == 1


async def test_what_failed_is_asked_once_more_with_its_files(tmp_path: Path) -> None:
    """In its own words: nothing was asked before."""
    backend = FakeBackend(refuses=PolicyNotice())
    async with serving(backend, tmp_path) as served:
        await served.enter()
        data = aiohttp.FormData(form("what is this?"))
        data.add_field("files", b"mango", filename="a.txt")
        thread = await asked(served, data)
        await served.bridge.idle()
        assert say("button_anew") in (await served.get(of_thread(thread))).text
        backend.refuses = None
        await served.post("/again", {"turn": "1", "what": "anew"})
        await served.bridge.idle()
    again = backend.asked[-1].question
    assert (again.text, again.action, [one.content for one in again.files]) == ("what is this?", "ask", [b"mango"])
