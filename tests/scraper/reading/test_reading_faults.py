"""Answers that come another way than they should, read in a real Chromium off the practice site.

That each fault of the site ends as it should is proven in tests/end_to_end/test_every_trouble.py, on both pages.
"""

from dataclasses import replace

import pytest

from bridge.errors import HumanCheck
from bridge.events import Cut, CutShort, Event, ReadBy, Status, Text, Titled
from bridge.types import Anchor, State
from scraper.backend import ChatGPT
from scraper.practice import Fault, PracticeSite, Rules
from tests.scraper.conftest import Open, a_turn
from tests.scraper.test_backend import read

WORDS = "하나 둘 셋 넷 다섯 여섯 일곱 여덟 아홉 열, *one* `two` three. " * 4


def ways(seen: list[Event]) -> list[str]:
    return [event.way for event in seen if isinstance(event, ReadBy)]


async def answered(backend: ChatGPT, text: str = f"say: {WORDS}") -> tuple[str, list[Event]]:
    async with backend.send(a_turn(text)) as events:
        return await read(events)


async def test_the_socket_alone(open_backend: Open, site: PracticeSite) -> None:
    """On an account whose answers all come that way, also in the conversation's next turn."""
    site.transport = "ws"
    async with open_backend(another_way=60.0, look_again=60.0) as backend:
        text, seen = await answered(backend)
        [conversation] = site.conversations
        async with backend.send(a_turn("say: again", conversation)) as events:
            again, _ = await read(events)
    assert (text, again) == (WORDS, "again")
    assert ways(seen)[-1] in ("socket", "resumed")


async def test_a_first_try_whose_connection_broke(open_backend: Open, site: PracticeSite) -> None:
    """The page tries again with the same message; it is one question and one answer."""
    site.faults.append(Fault("retry", hard=True))
    async with open_backend(another_way=1.0) as backend:
        text, _ = await answered(backend)
    assert text == WORDS
    [conversation] = site.conversations.values()
    assert len(conversation.questions) == 1


async def test_an_answer_too_long_for_one_message(backend: ChatGPT, site: PracticeSite) -> None:
    """The page's button is pressed, and the text goes on in the same answer."""
    site.faults.append(Fault("length"))
    text, _ = await answered(backend)
    assert text == WORDS
    assert [post.action for post in site.posts] == ["next", "continue"]


async def test_cut_at_its_length_it_says_so(open_backend: Open, site: PracticeSite) -> None:
    """Where the button may not be pressed any more; what has come stays, and the rest can be asked for."""
    site.faults.append(Fault("length"))
    async with open_backend(continues=0) as backend:
        text, seen = await answered(backend)
    assert WORDS.startswith(text)
    assert text != WORDS
    assert seen[-1] == CutShort()


async def test_stopped_in_another_tab(backend: ChatGPT, site: PracticeSite) -> None:
    """What has come stays; the last word is that it was cut."""
    site.faults.append(Fault("stopped_there"))
    text, seen = await answered(backend)
    assert WORDS.startswith(text)
    assert seen[-1] == Cut()


async def test_a_text_that_the_site_takes_back(backend: ChatGPT, site: PracticeSite) -> None:
    """What stands there in the end is the answer."""
    site.faults.append(Fault("moderated"))
    text, _ = await answered(backend)
    [conversation] = site.conversations.values()
    assert text == conversation.answers[-1]
    assert text != WORDS


async def test_sources_names_and_titles(backend: ChatGPT, site: PracticeSite) -> None:
    """Marks are links in the end, the page's own characters are gone, and the title is told."""
    text, seen = await answered(backend, f"cite: say: {WORDS}")
    assert "](http" in text
    assert not any("\ue200" <= sign <= "\ue206" for sign in text)
    assert any(isinstance(event, Titled) for event in seen)


async def test_commentary_that_rests_is_no_answer(backend: ChatGPT, site: PracticeSite) -> None:
    """Not for a moment."""
    _, seen = await answered(backend, "commentary: say: 42")
    assert "".join(event.more for event in seen if isinstance(event, Text)) == "42"
    notes = [event for event in seen if isinstance(event, Status)]
    assert all(isinstance(event, Status) for event in notes)


async def test_a_wall_before_the_rest_of_an_answer(open_backend: Open, site: PracticeSite, rules: Rules) -> None:
    """The wall is what is told; when it is gone the same answer is read on, and nothing is asked again."""
    rules.gate.clear()
    site.faults.append(Fault("cut"))
    async with open_backend(another_way=0.5, patience=3.0) as backend:

        async def until_the_wall() -> None:
            async with backend.send(a_turn(f"say: {WORDS}")) as events:
                async for event in events:
                    if isinstance(event, Text):
                        site.states.add("challenge")
                        rules.gate.set()

        with pytest.raises(HumanCheck):
            await until_the_wall()
        site.states.clear()
        [post] = site.posts
        turn = replace(a_turn(post.text, post.conversation, state=State.ASKED), anchor=Anchor(post.message))
        async with backend.send(turn) as events:
            text, _ = await read(events)
    assert text == WORDS
    assert len(site.posts) == 1
