"""The scraper in a real Chromium, in front of the practice site."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bridge.errors import (
    AnswerFailed,
    BridgeError,
    LoginRequired,
    Uncertain,
)
from bridge.events import AnsweredBy, Cut, Event, Opened, ReadBy, Rewritten, Sent, Status, Text, Titled
from bridge.types import Anchor, ConversationId, State
from scraper.asking.lookup import Asked, LookUp
from scraper.asking.outgoing import Outgoing
from scraper.backend import ChatGPT
from scraper.practice import PracticeSite, Rules
from tests.scraper.conftest import Open, a_turn

NASTY = 'say:\n* a *b* _c_ `d` \\ # x\n1. y & <b>z</b>\n\n```py\n\tprint("a  b")\n```\n  한국어 🍎 é\u00a0\n끝'


async def read(events: AsyncIterator[Event]) -> tuple[str, list[Event]]:
    """The text at the end, and everything that came."""
    text, seen = "", []
    async for event in events:
        seen.append(event)
        match event:
            case Text(more):
                text += more
            case Rewritten(whole):
                text = whole
            case _:
                pass
    return text, seen


async def ask(backend: ChatGPT, text: str, conversation: str | None = None, number: int = 1) -> tuple[str, str]:
    """The answer and the conversation it came from."""
    async with backend.send(a_turn(text, conversation, number=number)) as events:
        answer, seen = await read(events)
    [opened] = [event for event in seen if isinstance(event, Opened)]
    return answer, opened.conversation


@pytest.mark.parametrize("language", ["en", "ko"])
async def test_a_conversation_goes_on(backend: ChatGPT, site: PracticeSite, language: str) -> None:
    """New chat and follow-up in the same conversation, in both languages of the page."""
    site.language = "ko" if language == "ko" else "en"
    _, conversation = await ask(backend, "내가 제일 좋아하는 과일은 망고야.")
    answer, again = await ask(backend, "내가 제일 좋아하는 과일이 뭘까?", conversation)
    assert "망고" in answer
    assert again == conversation
    assert [post.conversation for post in site.posts] == [conversation, conversation]


async def test_the_order_of_what_is_told(backend: ChatGPT, site: PracticeSite) -> None:
    """Our message's id and the conversation come before any text; the model is the one that answers."""
    async with backend.send(a_turn("say: hello")) as events:
        _, seen = await read(events)
    assert seen[0] == Sent(Anchor(site.posts[0].message))
    assert seen[1] == Opened(ConversationId(site.posts[0].conversation))
    told = [event for event in seen[2:] if not isinstance(event, Titled)]
    assert told[0] == ReadBy("stream")
    assert isinstance(told[1], AnsweredBy)
    assert all(isinstance(event, Text) for event in told[2:])


async def test_question_and_answer_arrive_as_they_are(backend: ChatGPT, site: PracticeSite) -> None:
    """Markdown, white space, HTML, Korean and emoji: neither way changes a byte."""
    answer, conversation = await ask(backend, NASTY)
    await ask(backend, NASTY.replace("끝", "follow-up"), conversation)
    assert [post.text for post in site.posts] == [NASTY, NASTY.replace("끝", "follow-up")]
    assert answer == NASTY.removeprefix("say:\n")


async def test_a_long_question_and_a_long_answer(backend: ChatGPT, site: PracticeSite) -> None:
    """Tens of thousands of characters in one go, both ways."""
    text = "say:\n" + "".join(f"{n}. 줄 *{n}*\n" for n in range(4000))
    answer, _ = await ask(backend, text)
    assert site.posts[0].text == text
    assert answer == text.removeprefix("say:\n")


async def test_instructions_go_before_the_first_question_only(backend: ChatGPT, site: PracticeSite) -> None:
    """The page has no place for a system message."""
    async with backend.send(a_turn("say: one", instructions="Be brief.")) as events:
        _, seen = await read(events)
    [opened] = [event for event in seen if isinstance(event, Opened)]
    async with backend.send(a_turn("say: two", opened.conversation, instructions="Be brief.")) as events:
        await read(events)
    assert [post.text for post in site.posts] == ["Be brief.\n\nsay: one", "say: two"]


async def test_thoughts_are_not_the_answer(backend: ChatGPT) -> None:
    """An aside that is not final is taken back when the answer comes."""
    async with backend.send(a_turn("think: say: 42")) as events:
        thought, _ = await read(events)
    async with backend.send(a_turn("aside: say: 43", number=2)) as events:
        aside, _ = await read(events)
    assert (thought, aside) == ("42", "43")


async def test_reasoning_is_a_status(backend: ChatGPT) -> None:
    """While there is no text yet."""
    async with backend.send(a_turn("think: silent")) as events:
        async for event in events:
            assert not isinstance(event, Text)
            if isinstance(event, Status):
                break


async def test_text_comes_while_it_is_written(backend: ChatGPT, site: PracticeSite, rules: Rules) -> None:
    """The first half is here while the second has not been thought of."""
    rules.gate.clear()
    async with backend.send(a_turn("long 400")) as events:
        early = ""
        async for event in events:
            early += event.more if isinstance(event, Text) else ""
            if len(early) > 150:
                rules.gate.set()
                break
        rest, _ = await read(events)
    assert len(early + rest) == 400


async def test_leaving_early_presses_stop(backend: ChatGPT, site: PracticeSite, rules: Rules) -> None:
    """A reader who goes away does not keep ChatGPT writing; the page can be used again at once."""
    rules.gate.clear()
    async with backend.send(a_turn("long 400")) as events:
        async for event in events:
            if isinstance(event, Text):
                break
    assert len(site.stops) == 1
    rules.gate.set()
    answer, _ = await ask(backend, "say: next", number=2)
    assert answer == "next"


async def test_a_cancelled_reader_presses_stop(backend: ChatGPT, site: PracticeSite) -> None:
    """Also while ChatGPT is silent."""
    sent = asyncio.Event()

    async def reader() -> None:
        async with backend.send(a_turn("silent")) as events:
            async for _ in events:
                sent.set()

    task = asyncio.create_task(reader())
    await sent.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(site.stops) == 1


async def test_an_error_of_the_site_is_told(backend: ChatGPT) -> None:
    """No answer is made out of half of one. Where the stream was too quick to be read, only the fact is told."""
    with pytest.raises(AnswerFailed, match=r"Something went wrong|: error\."):
        await ask(backend, "error: say: hello")


async def test_two_threads_at_once_keep_apart(backend: ChatGPT, site: PracticeSite) -> None:
    """The tabs share one draft; the questions don't mix."""
    answers = await asyncio.gather(*(ask(backend, f"say: answer {n}", number=n) for n in range(3)))
    assert [answer for answer, _ in answers] == ["answer 0", "answer 1", "answer 2"]
    assert len({conversation for _, conversation in answers}) == 3
    assert sorted(post.text for post in site.posts) == ["say: answer 0", "say: answer 1", "say: answer 2"]


async def test_signed_out(backend: ChatGPT, site: PracticeSite) -> None:
    """Guests have a composer too; nothing is typed into it."""
    site.signed_in = False
    with pytest.raises(LoginRequired):
        await ask(backend, "say: hello")
    assert site.posts == []


async def test_a_conversation_that_is_gone(backend: ChatGPT, site: PracticeSite) -> None:
    """The site leads back to a new chat; the follow-up does not go there."""
    with pytest.raises(BridgeError, match="can't open this thread's conversation"):
        await ask(backend, "say: hello", "00000000-0000-4000-8000-000000000000")
    assert site.posts == []


async def test_the_browser_is_killed_in_the_middle_of_an_answer(
    backend: ChatGPT, site: PracticeSite, rules: Rules
) -> None:
    """It starts again and reads the rest of the same answer; nothing is asked twice."""
    rules.gate.clear()
    text = ""
    async with backend.send(a_turn("long 400")) as events:
        async for event in events:
            text = event.text if isinstance(event, Rewritten) else text
            text += event.more if isinstance(event, Text) else ""
            if text and not rules.gate.is_set():
                await (await backend._browser.context()).close()
                rules.gate.set()
    assert len(text) == 400
    assert len(site.posts) == 1


async def test_an_answer_that_was_stopped_in_the_page(backend: ChatGPT, site: PracticeSite, rules: Rules) -> None:
    """Somebody pressed Stop in the window: what has come stays, and it is said that it was cut."""
    rules.gate.clear()
    seen = []
    async with backend.send(a_turn("long 400")) as events:
        async for event in events:
            seen.append(event)
            if isinstance(event, Text) and not site.stops:
                [tab] = (await backend._browser.context()).pages
                await tab.get_by_role("button", name="중지").first.click()
    assert seen[-1] == Cut()
    [answer] = next(iter(site.conversations.values())).answers
    assert "".join(event.more for event in seen if isinstance(event, Text)) == answer


async def test_after_a_restart_an_answer_is_read_on(open_backend: Open, site: PracticeSite, rules: Rules) -> None:
    """The first run knows that it was asked and is gone; the second reads the answer and asks nothing."""
    rules.gate.clear()
    async with open_backend() as first, first.send(a_turn("long 400")) as events:
        async for event in events:
            if isinstance(event, Text):
                first.leave()
                break
    assert site.stops == []
    [post] = site.posts
    turn = replace(a_turn("long 400", post.conversation, state=State.ASKED), anchor=Anchor(post.message))
    async with open_backend() as second, second.send(turn) as events:
        rules.gate.set()
        answer, seen = await read(events)
    assert seen[0] == Sent(Anchor(post.message))
    assert len(answer) == 400
    assert len(site.posts) == 1


@pytest.mark.parametrize("known", [True, False])
async def test_after_a_crash_while_asking_the_sent_question_is_found(
    open_backend: Open, site: PracticeSite, known: bool
) -> None:
    """The click was done but not remembered: by the conversation, or by the list of new ones."""
    begun = time.time()
    async with open_backend() as first:
        answer, conversation = await ask(first, "say: once")
    turn = a_turn("say: once", conversation if known else None, state=State.ASKING, asking_since=begun)
    async with open_backend() as second, second.send(turn) as events:
        again, seen = await read(events)
    assert again == answer
    assert Opened(conversation) in seen  # type: ignore[arg-type]
    assert len(site.posts) == 1


async def test_after_a_crash_while_asking_an_unsent_question_is_sent(
    open_backend: Open, site: PracticeSite
) -> None:
    """An older question with the same text is not taken for ours; a draft left behind does not get in the way."""
    async with open_backend() as first:
        _, older = await ask(first, "say: once")
        async with first._browser.lend(None) as page:
            await page.go(None)
            first._unsent.remember("half of an old question")
            await page.composer.write(Outgoing("half of an old quest"))
    site.conversations[older].created -= 86_400
    turn = a_turn("say: once", state=State.ASKING, asking_since=time.time())
    async with open_backend() as second:
        second._unsent.turns.begin(turn.id)
        async with second.send(turn) as events:
            await read(events)
    assert [post.began for post in site.posts] == [True, True]
    assert site.posts[1].text == "say: once"


async def test_after_a_crash_what_was_pressed_may_still_be_on_its_way(
    open_backend: Open, site: PracticeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not there at the first look, it is looked for once more; where it never comes it is not sent again."""
    monkeypatch.setattr("scraper.asking.asking.ARRIVES", 0.1)
    begun = time.time()
    async with open_backend() as first:
        answer, conversation = await ask(first, "say: once")
    late, lost = (
        a_turn(f"say: {what}", conversation, number=number, state=State.ASKING)
        for number, what in enumerate(("once", "lost"), 5)
    )
    found, looks = LookUp.found, list[LookUp]()

    async def found_later(look: LookUp) -> Asked | None:
        looks.append(look)
        return None if len(looks) == 1 else await found(look)

    async with open_backend() as second:
        second._unsent.turns.press(late.id)  # of the other one nothing is known here: another node began it
        monkeypatch.setattr(LookUp, "found", found_later)
        async with second.send(replace(late, asking_since=begun)) as events:
            again, _ = await read(events)
        with pytest.raises(Uncertain):
            async with second.send(replace(lost, asking_since=time.time())):
                pass
    assert again == answer
    assert len(site.posts) == 1


async def test_after_a_crash_a_conversation_that_can_not_be_read_is_not_typed_into(
    open_backend: Open, site: PracticeSite
) -> None:
    """What can't be looked up may have been asked."""
    async with open_backend() as first:
        _, conversation = await ask(first, "say: once")
    del site.conversations[conversation]
    turn = a_turn("say: twice", conversation, state=State.ASKING, asking_since=time.time())
    async with open_backend() as second:
        with pytest.raises(Uncertain):
            async with second.send(turn):
                pass
    assert len(site.posts) == 1


async def test_a_profile_in_use(open_own: Open) -> None:
    """Two programs can't share a profile; the message names it."""
    async with open_own() as first, open_own() as second:
        await ask(first, "say: hello")
        with pytest.raises(BridgeError, match="profile"):
            await ask(second, "say: hello", number=2)


async def test_check(backend: ChatGPT, site: PracticeSite, caplog: pytest.LogCaptureFixture) -> None:
    """Signed in or not, without asking anything."""
    caplog.set_level(logging.INFO)
    assert (await backend.check()).ready
    site.signed_in = False
    assert not (await backend.check()).ready
    assert site.posts == []
