"""Nothing that anybody wrote or named does anything in the page."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from bridge.exporting.form import Filed
from bridge.exporting.html import Page
from bridge.types import Attachment, Enclosed, Record, Sheet, State, Thread, Turn, TurnId
from platforms.web.render.markdown import html
from tests.bridge.world import question

EVIL = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"
TURN = Turn(TurnId(1), question(), "fake", State.DELIVERED, answer="ok", answered_by="m", accepted_at=60.0)


class Seen(HTMLParser):
    """What a browser would make of it."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("name", ["evil.svg", "evil.html", "evil.png", EVIL])
def test_a_hostile_conversation_is_only_text(name: str) -> None:
    """In its title, tags, people, models, places, files and reasons; a file that may run is only to be saved."""
    asked = replace(TURN.question, text=EVIL, author=EVIL, attachments=(Attachment(EVIL, "F"),))
    asked = replace(asked, thread=Thread(EVIL, EVIL, EVIL, EVIL))
    turn = replace(TURN, question=asked, answer=EVIL, answered_by=EVIL, reason=EVIL, state=State.FAILED)
    record = Record(asked.thread, (Thread(EVIL, "", "", ""),), EVIL, (EVIL,))
    file = Filed(Enclosed(TurnId(1), True, 1, name, 9, False), content=b"<script>x")
    page = Page("en", html)
    made = page.begin() + page.add(Sheet(record, turn), (file,)) + page.end()
    seen = Seen()
    seen.feed(made)
    assert not {"script", "svg", "iframe"} & {tag for tag, _ in seen.tags}
    assert not [attributes for _, attributes in seen.tags if any(key.startswith("on") for key in attributes)]
    pictures = [attributes["src"] for tag, attributes in seen.tags if tag == "img"]
    assert pictures == (["data:image/png;base64,PHNjcmlwdD54"] if name.endswith("png") else [])
    links = [attributes["href"] or "" for tag, attributes in seen.tags if tag == "a"]
    assert all(link.startswith("data:application/octet-stream;") for link in links)
