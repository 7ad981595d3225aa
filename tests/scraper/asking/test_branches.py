"""Another answer, other words, the rest of an answer: in a real Chromium in front of the practice site."""

import time
from dataclasses import replace

import pytest

from bridge.errors import NothingToBranch
from bridge.events import Event, Opened, Rewritten, Sent, Text
from bridge.types import Anchor
from scraper.asking import anchors
from scraper.backend import ChatGPT
from scraper.practice import Fault, PracticeSite
from scraper.reading.rest import Rest
from tests.scraper.asked import GENERATIONS, a_branch, a_question, answered, first, look_like, resumed
from tests.scraper.conftest import Open
from tests.thorough import PAGES

NASTY = "say: *other* `words`\n/한국어 \\ # 🍎"


@pytest.mark.parametrize(("generation", "language"), PAGES)
async def test_again_and_edit_are_branches(
    backend: ChatGPT, site: PracticeSite, generation: str, language: str
) -> None:
    """No second question for another answer; other words stand beside the old ones. Then the thread goes on."""
    look_like(site, generation)
    site.language = "ko" if language == "ko" else "en"
    answer, conversation, last = await first(backend, "say: one")
    again, seen = await answered(backend, a_branch("again", last, conversation))
    [sent] = [event.anchor for event in seen if isinstance(event, Sent)]
    assert again == answer == "one"
    assert anchors.question(sent) == last
    assert anchors.before(sent)
    assert Opened(conversation) in seen  # type: ignore[arg-type]
    edited, seen = await answered(backend, a_branch("edit", sent, conversation, NASTY))
    assert edited == NASTY.removeprefix("say: ")
    [new] = [event.anchor for event in seen if isinstance(event, Sent)]
    await answered(backend, a_question("say: three", conversation))
    assert [(post.action, post.text) for post in site.posts] == [
        ("next", "say: one"),
        ("variant", "say: one"),
        ("next", NASTY),
        ("next", "say: three"),
    ]
    assert site.posts[2].parent == site.posts[1].parent
    assert site.posts[2].message == new != last


async def test_again_by_another_model(backend: ChatGPT, site: PracticeSite) -> None:
    """It is chosen before the answer is asked for once more."""
    _, conversation, last = await first(backend, "say: one")
    await answered(backend, a_branch("again", last, conversation, model="gpt-5.5", effort="high"))
    assert [(post.action, post.model) for post in site.posts][1:] == [("variant", "gpt-5-5-thinking")]


@pytest.mark.parametrize("generation", GENERATIONS)
async def test_the_rest_of_an_answer(open_backend: Open, site: PracticeSite, generation: str) -> None:
    """Only what is new is told; where nothing was cut there is nothing to go on with."""
    look_like(site, generation)
    site.faults.append(Fault("length"))
    async with open_backend(continues=0) as backend:
        answer, conversation, last = await first(backend, "say: " + "one two three " * 20)
        rest, _ = await answered(backend, a_branch("continue", last, conversation))
        assert answer + rest == "one two three " * 20
        assert rest
        assert [post.action for post in site.posts] == ["next", "continue"]
        with pytest.raises(NothingToBranch, match="nothing to continue"):
            await answered(backend, a_branch("continue", last, conversation))


async def test_what_has_gone_on_is_not_branched(backend: ChatGPT, site: PracticeSite) -> None:
    """Somebody asked on in the window; nothing is pressed."""
    _, conversation, last = await first(backend, "say: one")
    await answered(backend, a_question("say: two", conversation))
    for action in ("again", "edit", "continue"):
        with pytest.raises(NothingToBranch) as caught:
            await answered(backend, a_branch(action, last, conversation, "say: three"))
    assert "다른 곳에서" in caught.value.say("ko")
    with pytest.raises(NothingToBranch, match="nothing was asked"):
        await answered(backend, a_question("", action="again"))
    assert len(site.posts) == 2


@pytest.mark.parametrize("action", ["again", "edit"])
async def test_a_branch_is_not_made_twice(open_backend: Open, site: PracticeSite, action: str) -> None:
    """After a crash the conversation says whether it was made; if not, it is."""
    async with open_backend() as before:
        _, conversation, last = await first(before, "say: one")
    for message in site.conversations[conversation].messages:
        message.created -= 60
    since = time.time()
    turn = a_branch(action, last, conversation, "say: two")
    async with open_backend() as crashed:
        answer, _ = await answered(crashed, resumed(turn, since))
    async with open_backend() as after:
        again, seen = await answered(after, resumed(turn, since))
    assert again == answer
    assert [post.action for post in site.posts] == ["next", "variant" if action == "again" else "next"]
    assert [anchors.question(event.anchor) for event in seen if isinstance(event, Sent)] == [site.posts[1].message]


@pytest.mark.parametrize("action", ["again", "continue"])
async def test_the_answer_that_was_there_is_no_new_one(open_backend: Open, site: PracticeSite, action: str) -> None:
    """It was pressed for as soon as that had come, so no clock tells; and the crash came before it was pressed."""
    site.faults.append(Fault("length"))
    async with open_backend(continues=0) as before:
        text, conversation, last = await first(before, f"versions: {'one ' * 40} | {'two ' * 40}")
    turn = replace(resumed(a_branch(action, last, conversation), time.time() - 60), before=text)
    async with open_backend() as after:
        answer, _ = await answered(after, turn)
    assert answer
    assert answer != text
    assert [post.action for post in site.posts] == ["next", "variant" if action == "again" else "continue"]


def test_anchors_say_what_they_are_about() -> None:
    """Also when they are about a branch, or the rest of an answer."""
    assert anchors.question(Anchor("q")) == anchors.question(anchors.branch("q", "a")) == "q"
    assert anchors.before(Anchor("q")) == ""
    assert anchors.before(anchors.branch("q", "a")) == anchors.before(anchors.rest("q", "a", 7)) == "a"
    assert anchors.length(anchors.branch("q", "a")) == 0
    assert anchors.length(anchors.rest("q", "a", 7)) == 7


@pytest.mark.parametrize(
    ("said", "length", "events", "rest"),
    [
        ("one ", 4, [Text("on"), Text("e two"), Text(" three")], [Text("two"), Text(" three")]),
        ("one ", 4, [Text("two"), Text(" three")], [Text("two"), Text(" three")]),
        ("", 4, [Text("one two")], [Text("two")]),
        ("one ", 4, [Text("one two"), Rewritten("one 2")], [Text("two"), Rewritten("2")]),
        ("", 0, [Text("one")], [Text("one")]),
    ],
)
def test_what_was_said_is_not_told_again(said: str, length: int, events: list[Event], rest: list[Event]) -> None:
    """Whether the answer goes on in the same message or in a new one."""
    telling = Rest(said, length)
    assert [event for event in map(telling.take, events) if event is not None] == rest
