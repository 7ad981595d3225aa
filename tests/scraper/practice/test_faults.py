"""What goes wrong on purpose: what the page gets, and what the site stores."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientPayloadError, ServerDisconnectedError

from scraper.practice import Fault, PracticeSite
from scraper.practice.fault import KINDS, Kind
from tests.scraper.practice.reader import Caller, calling, frames, read, up_to_the_end

TEXT = "The river carries what was promised before the rain comes 🌧️ and nobody notices."
QUESTION = f"say: {TEXT}"


@pytest.fixture
async def page() -> AsyncIterator[Caller]:
    async with PracticeSite(language="en") as site, calling(site) as caller:
        yield caller


@pytest.mark.parametrize(("kind", "status"), [("rate_429", 429), ("forbidden_403", 403), ("retry", 500)])
async def test_a_refused_post_stores_nothing(page: Caller, kind: Kind, status: int) -> None:
    """The attempt is on record; the next question is taken."""
    page.site.faults.append(Fault(kind))
    async with await page.send(QUESTION) as refused:
        assert refused.status == status
        assert ("Retry-After" in refused.headers) == (kind == "rate_429")
        assert ("cf-mitigated" in refused.headers) == (kind == "forbidden_403")
    assert page.site.posts == []
    assert len(page.site.attempts) == 1
    assert await page.answered(QUESTION) == TEXT


async def test_the_page_tries_again_and_is_answered(page: Caller) -> None:
    """500 first; the same message id is then taken, once."""
    page.site.faults = [Fault("retry"), Fault("rate_429")]
    message = {"id": "the-same", "author": {"role": "user"}, "content": {"parts": [QUESTION]}}
    async with await page.send(messages=[message]) as refused:
        assert refused.status == 500
    assert await page.answered(messages=[message]) == TEXT
    assert [fault.kind for fault in page.site.faults] == ["rate_429"]


async def test_a_lost_post_was_taken_all_the_same(page: Caller) -> None:
    """The connection is reset; the second POST joins the same answer."""
    page.site.faults.append(Fault("retry", hard=True))
    message = {"id": "the-same", "author": {"role": "user"}, "content": {"parts": [QUESTION]}}
    with pytest.raises((ServerDisconnectedError, ConnectionResetError)):
        await page.send(messages=[message])
    assert await page.answered(messages=[message]) == TEXT
    assert len(page.site.posts) == 1


@pytest.mark.parametrize("kind", ["cut", "cut_hard", "no_done"])
async def test_a_stream_that_ends_early_is_stored_whole(page: Caller, kind: Kind) -> None:
    """No [DONE], no message_stream_complete."""
    page.site.faults.append(Fault(kind))
    lines = []
    async with await page.send(QUESTION) as response:
        try:
            async for line in response.content:
                lines.append(line.decode())
        except ClientPayloadError:
            assert kind == "cut_hard"
    types, _ = read(frames("".join(lines)))
    assert "[DONE]" not in types
    assert "message_stream_complete" not in types
    generation = page.site.answering(page.conversation)
    assert generation is not None
    assert [entry async for entry in generation.log.follow()]
    assert page.last.text == TEXT
    assert page.last.end_turn is True


async def test_a_stream_that_says_nothing_ends(page: Caller) -> None:
    """Long thinking: the first stream ends with no answer, which is stored later."""
    page.site.faults.append(Fault("silent_s", seconds=0.01, hard=True))
    async with await page.send(QUESTION) as response:
        types, messages = read(frames((await response.read()).decode()))
    assert types[-1] == "conversation_detail_metadata"
    assert all(message["author"]["role"] != "assistant" for message in messages)
    generation = page.site.answering(page.conversation)
    assert generation is not None
    assert [entry async for entry in generation.log.follow()]
    assert page.last.text == TEXT


async def test_an_error_in_the_middle(page: Caller) -> None:
    """Half of the text, marked as interrupted, then the error."""
    page.site.faults.append(Fault("error"))
    types, messages = read(await page.ask(QUESTION))
    assert "error" in types
    assert 0 < len(messages[-1]["content"]["parts"][0]) < len(TEXT)
    assert messages[-1]["status"] == "finished_partial_completion"
    assert page.last.finish == {"type": "interrupted", "reason": "error"}


async def test_an_error_instead_of_an_answer(page: Caller) -> None:
    """Only the question is stored."""
    page.site.faults.append(Fault("error_frame"))
    types, _ = read(await page.ask(QUESTION))
    assert types[-2:] == ["error", "[DONE]"]
    assert page.last.asks


async def test_a_blocked_question(page: Caller) -> None:
    """A moderation event; the conversation knows it, too."""
    page.site.faults.append(Fault("policy"))
    types, _ = read(await page.ask(QUESTION))
    assert "moderation" in types
    assert page.last.asks
    tree = await page.get(f"conversation/{page.conversation}")
    assert tree["moderation_results"][0]["moderation_response"]["blocked"] is True


async def test_a_moderated_answer_is_replaced(page: Caller) -> None:
    """On the stream and in the store, by the notice."""
    page.site.faults.append(Fault("moderated"))
    types, messages = read(await page.ask(QUESTION))
    assert "moderation" in types
    assert messages[-1]["content"]["parts"] == ["This content may violate our usage policies."]
    assert page.last.text == "This content may violate our usage policies."


async def test_a_text_is_cut_back(page: Caller) -> None:
    """Longer on the way, right in the end."""
    page.site.faults.append(Fault("truncated"))
    got = await page.ask(QUESTION)
    assert any(b'"truncate"' in frame.data for frame in got)
    _, messages = read(got)
    assert messages[-1]["content"]["parts"] == [TEXT]
    assert page.last.text == TEXT


async def test_an_answer_at_its_limit_goes_on(page: Caller) -> None:
    """In the middle of a text that knows nothing of limits."""
    page.site.faults.append(Fault("length"))
    _, messages = read(await page.ask(QUESTION))
    assert messages[-1]["metadata"]["finish_details"] == {"type": "max_tokens"}
    parent = page.last.id
    go_on = {"action": "continue", "conversation_id": page.conversation, "parent_message_id": parent}
    assert await page.answered(messages=[], **go_on) == TEXT


async def test_stopped_in_another_tab(page: Caller) -> None:
    """Interrupted, and nobody here has pressed anything."""
    page.site.faults.append(Fault("stopped_there"))
    _, messages = read(await page.ask(QUESTION))
    assert messages[-1]["metadata"]["finish_details"]["reason"] == "client_stopped"
    assert page.site.stops == []


async def test_whole_frames_as_before_the_deltas(page: Caller) -> None:
    """The last of them is the whole message."""
    page.site.faults.append(Fault("legacy"))
    got = await page.ask(f"think: {QUESTION}")
    assert all(frame.event is None for frame in got if frame.data.startswith(b'{"message"'))
    types, messages = read(got)
    assert messages == []
    assert '"v1"' not in types
    assert page.last.text == TEXT


@pytest.mark.parametrize("kind", [k for k in KINDS if k.startswith(("silent", "handover"))])
async def test_the_answer_is_stored_whichever_way_it_goes(page: Caller, kind: Kind) -> None:
    """Whole, with its end."""
    page.site.faults.append(Fault(kind, seconds=0.01))
    async with await page.send(QUESTION) as response:
        await up_to_the_end(response)
    generation = page.site.answering(page.conversation)
    assert generation is not None
    assert [entry async for entry in generation.log.follow()]
    assert (page.last.text, page.last.end_turn) == (TEXT, True)
