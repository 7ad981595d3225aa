"""Conversations on a protocol that has none."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bridge.errors import BackendError, ConversationGone, Refused, TemporaryGone, Unavailable
from bridge.events import Event, Opened, Sent, Text
from bridge.types import Anchor, Conversation, ConversationId, Turn
from tests.fakes import FakeBackend
from tests.platforms.http.served import Served, events, serving

Said = dict[str, Any]


def user(text: str) -> Said:
    return {"role": "user", "content": text}


def assistant(text: str) -> Said:
    return {"role": "assistant", "content": text}


class Counting(FakeBackend):
    """Every answer is another one, and every conversation has a name."""

    def __init__(self) -> None:
        super().__init__()
        self.gone: BackendError | None = None
        """Raised once, for a conversation that there was."""

    @asynccontextmanager
    async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
        if self.gone and turn.conversation:
            gone, self.gone = self.gone, None
            raise gone
        number = len(self.asked) + 1
        known = turn.conversation or ConversationId(f"c{number}")
        self.steps = [Opened(known), Sent(Anchor(f"a{number}")), Text(f"Answer {number}.")]
        async with super().send(turn) as events:
            yield events

    @property
    def typed(self) -> list[str]:
        return [turn.question.text for turn in self.asked]


async def say(served: Served, messages: list[Said], text: str, **headers: str) -> list[Said]:
    """What a client does: send everything, and keep what comes."""
    messages = [*messages, user(text)]
    stream = len(messages) % 4 == 3
    async with served.post({"model": "m", "messages": messages, "stream": stream}, **headers) as response:
        assert response.status == 200, await response.text()
        if not stream:
            return [*messages, (await response.json())["choices"][0]["message"]]
        chunks = [chunk async for chunk in events(response)][:-1]
    return [*messages, assistant("".join(chunk["choices"][0]["delta"].get("content", "") for chunk in chunks))]


async def test_only_what_is_new_is_typed(tmp_path: Path) -> None:
    """Streamed and whole, twenty turns are one Thread and twenty short questions."""
    backend = Counting()
    async with serving(backend, tmp_path) as served:
        talk: list[Said] = [{"role": "system", "content": "Be brief."}]
        for number in range(20):
            talk = await say(served, talk, f"Question {number}?")
        assert backend.typed == [f"Question {number}?" for number in range(20)]
        assert len({turn.thread for turn in backend.asked}) == 1
        assert len(await served.store.history(backend.asked[0].thread)) == 20


async def test_it_goes_on_after_a_restart(tmp_path: Path) -> None:
    """Also when the server ends right after an answer."""
    backend = Counting()
    async with serving(backend, tmp_path) as served:
        talk = await say(served, [], "One?")
    async with serving(backend, tmp_path) as served:
        await say(served, talk, "Two?")
    assert backend.typed == ["One?", "Two?"]
    assert backend.asked[0].thread == backend.asked[1].thread


async def test_what_is_asked_again_begins_anew(tmp_path: Path) -> None:
    """Or with other words, or after an older answer; what was said before stands above it."""
    backend = Counting()
    async with serving(backend, tmp_path) as served:
        one = await say(served, [], "One?")
        two = await say(served, one, "Two?")
        await say(served, one, "Two!")
        await say(served, two, "Three?")
        await say(served, [user("Uno?"), *two[1:]], "Three?")
    assert len({turn.thread for turn in backend.asked}) == 3
    assert backend.asked[3].thread == backend.asked[0].thread
    for place, question in ((2, "Two!"), (4, "Three?")):
        assert backend.typed[place].endswith(f"Answer this now:\n\n{question}")
        assert "[assistant]\nAnswer 1." in backend.typed[place]


async def test_of_two_at_the_same_moment_one_goes_on(tmp_path: Path) -> None:
    """The other one is another conversation; both then have their own."""
    backend = Counting()
    async with serving(backend, tmp_path) as served:
        talk = await say(served, [], "One?")
        both = await asyncio.gather(*(say(served, talk, "Two?") for _ in range(2)))
        await asyncio.gather(*(say(served, each, "Three?") for each in both))
    assert sorted(backend.typed[1:3])[1] == "Two?"
    assert backend.typed[3:] == ["Three?", "Three?"]
    assert len({turn.thread for turn in backend.asked[1:3]}) == 2
    assert {turn.thread for turn in backend.asked[3:]} == {turn.thread for turn in backend.asked[1:3]}


async def test_callers_never_meet(tmp_path: Path) -> None:
    """Though they say the same."""
    keys = {name: {"secret": name * 8} for name in "ab"}
    backend = Counting()
    async with serving(backend, tmp_path, keys=keys) as served:
        talk = await say(served, [], "One?", x_api_key="a" * 8)
        await say(served, talk, "Two?", x_api_key="b" * 8)
        await say(served, talk, "Two?", x_api_key="a" * 8)
    assert backend.typed[2] == "Two?"
    assert [turn.thread.channel for turn in backend.asked] == ["a", "b", "a"]
    assert backend.asked[1].thread.thread != backend.asked[0].thread.thread


async def test_elsewhere_somebody_went_on(tmp_path: Path) -> None:
    """In a Thread that is one with it: the caller knows nothing of that, so it is another conversation."""
    backend = Counting()
    async with serving(backend, tmp_path) as served:
        talk = await say(served, [], "One?")
        thread = backend.asked[0].thread
        await say(served, [], "Something else.", x_thread=thread.thread)
        await say(served, talk, "Two?")
    assert [turn.thread == thread for turn in backend.asked] == [True, True, False]


@pytest.mark.parametrize("name", [{"x_thread": "대화"}, {"x_conversation_id": "my talk"}], ids=str)
async def test_a_thread_that_is_named(tmp_path: Path, name: dict[str, str]) -> None:
    """It is told everything once, and then what is new, whether the caller sends all of it or not."""
    backend = Counting()
    async with serving(backend, tmp_path) as served:
        talk = await say(served, [user("Zero?"), assistant("0")], "One?", **name)
        talk = await say(served, talk, "Two?", **name)
        await say(served, [], "Three?", **name)
        await say(served, talk, "Four?", **name)
    assert backend.typed[0].startswith("This is our conversation so far.")
    assert backend.typed[1:] == ["Two?", "Three?", "Four?"]
    assert {turn.thread.thread for turn in backend.asked} == set(name.values())


@pytest.mark.parametrize("fields", [{"thread": "t"}, {"conversation_id": "t"}], ids=str)
async def test_a_thread_that_the_metadata_names(tmp_path: Path, fields: dict[str, str]) -> None:
    """For clients that can't set headers."""
    backend = Counting()
    async with serving(backend, tmp_path) as served:
        for _ in range(2):
            async with served.post({"model": "m", "messages": [user("Hi")], "metadata": fields}) as response:
                assert response.status == 200
    assert [turn.thread.thread for turn in backend.asked] == ["t", "t"]


@pytest.mark.parametrize("heeded", [False, True])
async def test_the_key_of_prompts_names_a_thread_by_choice(tmp_path: Path, heeded: bool) -> None:
    """Then it is not named among what is ignored, and strictness does not mind it."""
    backend = Counting()
    body = {"model": "m", "messages": [user("Hi")], "prompt_cache_key": "k"}
    async with serving(backend, tmp_path, prompt_cache_key=heeded, strict=heeded) as served:
        for _ in range(2):
            async with served.post(body) as response:
                assert response.status == 200
                assert ("x-threadbridge-ignored" in response.headers) is not heeded
    assert len({turn.thread for turn in backend.asked}) == (1 if heeded else 2)


@pytest.mark.parametrize("name", ["x" * 201, "a\nb"])
async def test_names_that_are_none(tmp_path: Path, name: str) -> None:
    """They are refused, by the field that says it."""
    async with serving(Counting(), tmp_path) as served:
        body = {"model": "m", "messages": [user("Hi")], "metadata": {"thread": name}}
        refused = await served.refused(body)
    assert (refused.status, refused.param) == (400, "metadata.thread")


async def test_where_nothing_was_typed_it_goes_on_later(tmp_path: Path) -> None:
    """The Thread is where it was, also when the question was none."""
    backend = Counting()
    async with serving(backend, tmp_path) as served:
        talk = await say(served, [], "One?")
        backend.refuses = Unavailable(what="busy")
        assert (await served.refused({"model": "m", "messages": [*talk, user("Two?")]})).status == 503
        backend.refuses = None
        assert (await served.refused({"model": "m", "messages": [*talk, user(" ")]})).status == 400
        await say(served, talk, "Two?")
    assert backend.typed == ["One?", "Two?", "Two?"]
    assert len({turn.thread for turn in backend.asked}) == 1


class OneAtOnce(FakeBackend):
    """As with one page."""

    at_once = 1


async def test_who_is_turned_away_from_the_line_goes_on_later(tmp_path: Path) -> None:
    """The question never came to the bridge."""
    gate = asyncio.Event()
    backend = OneAtOnce(Text("1"))
    async with serving(backend, tmp_path, queue=1) as served:
        talk = await say(served, [], "One?")
        backend.steps = [gate, Text("x")]
        waiting = [asyncio.create_task(say(served, [], text)) for text in ("Long?", "Longer?")]
        while not len(served.bridge.lines["fake"]):
            await asyncio.sleep(0)
        assert (await served.refused({"model": "m", "messages": [*talk, user("Two?")]})).status == 429
        gate.set()
        await asyncio.gather(*waiting)
        await say(served, talk, "Two?")
    assert sorted(turn.question.text for turn in backend.asked[1:3]) == ["Long?", "Longer?"]
    assert backend.asked[3].question.text == "Two?"
    assert backend.asked[3].thread == backend.asked[0].thread


async def test_who_left_before_its_turn_goes_on_later(tmp_path: Path) -> None:
    """Another question of the Thread was being answered; nothing was typed for the one behind it."""
    gate = asyncio.Event()
    backend = FakeBackend(Text("1"))
    async with serving(backend, tmp_path) as served:
        talk = await say(served, [], "One?")
        thread = backend.asked[0].thread
        backend.steps = [gate, Text("x")]
        backend.began.clear()
        first = asyncio.create_task(say(served, talk, "Two?"))
        await backend.began.wait()
        waiting = asyncio.create_task(say(served, [], "Three?", x_thread=thread.thread))
        while await served.store.waiting(thread) < 2:
            await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait({waiting})
        gate.set()
        talk = await first
        await served.bridge.idle()
        await say(served, talk, "Three?")
    assert [turn.question.text for turn in backend.asked] == ["One?", "Two?", "Three?"]


async def test_where_it_may_have_been_typed_it_does_not(tmp_path: Path) -> None:
    """The chat may hold a question that the caller knows nothing of."""
    backend = Counting()
    async with serving(backend, tmp_path) as served:
        talk = await say(served, [], "One?")
        backend.refuses = Refused(what="no")
        assert (await served.refused({"model": "m", "messages": [*talk, user("Two?")]})).status == 400
        backend.refuses = None
        await say(served, talk, "Two?")
    assert backend.asked[2].thread != backend.asked[0].thread
    assert "Answer 1." in backend.typed[2]


@pytest.mark.parametrize("gone", [ConversationGone(), TemporaryGone()], ids=lambda gone: type(gone).__name__)
async def test_a_conversation_that_is_gone_is_told_anew(tmp_path: Path, gone: BackendError) -> None:
    """In the same Thread, and nobody notices; from there it goes on."""
    backend = Counting()
    async with serving(backend, tmp_path) as served:
        talk = await say(served, [], "One?")
        backend.gone = gone
        talk = await say(served, talk, "Two?")
        await say(served, talk, "Three?")
        thread = backend.asked[0].thread
        assert await served.store.conversation(thread) == Conversation("fake", ConversationId("c2"))
    assert backend.typed[1].startswith("This is our conversation so far.")
    assert backend.typed[1].endswith("Two?")
    assert backend.typed[2] == "Three?"
    assert {turn.thread for turn in backend.asked} == {thread}


async def test_what_only_the_conversation_knew_is_not_made_up(tmp_path: Path) -> None:
    """A caller who sends nothing of it is told that it is gone."""
    backend = Counting()
    async with serving(backend, tmp_path) as served:
        await say(served, [], "One?", x_thread="t")
        backend.gone = ConversationGone()
        refused = await served.refused({"model": "m", "messages": [user("Two?")]}, x_thread="t")
    assert (refused.status, refused.code) == (404, "conversation_gone")


async def test_what_came_before_the_caller_left_is_where_it_goes_on(tmp_path: Path) -> None:
    """Chat programs keep the half of an answer that was stopped."""
    backend = FakeBackend(Text("Half an"), asyncio.Event())
    async with serving(backend, tmp_path) as served:
        async with served.post({"model": "m", "messages": [user("One?")], "stream": True}) as response:
            coming = events(response)
            for _ in range(2):
                await anext(coming)
            response.close()
        await asyncio.wait_for(backend.left.wait(), 5)
        await served.bridge.idle()
        backend.steps = [Text("Yes.")]
        await say(served, [user("One?"), assistant("Half an")], "Two?")
    assert backend.asked[1].question.text == "Two?"
    assert backend.asked[1].thread == backend.asked[0].thread


@pytest.mark.parametrize("temporary", [False, True])
async def test_temporary_chats_by_choice(tmp_path: Path, temporary: bool) -> None:
    """All of a conversation, and none that was named."""
    backend = Counting()
    async with serving(backend, tmp_path, temporary=temporary) as served:
        talk = await say(served, [], "One?")
        await say(served, talk, "Two?")
        await say(served, [], "Three?", x_thread="t")
    assert [turn.question.temporary for turn in backend.asked] == [temporary, temporary, False]


async def test_a_thread_of_its_own_for_every_beginning(tmp_path: Path) -> None:
    """The same first words say nothing about whose they are."""
    backend = Counting()
    async with serving(backend, tmp_path) as served:
        for _ in range(2):
            await say(served, [], "Hi")
    assert len({turn.thread for turn in backend.asked}) == 2


async def test_the_default_model_is_the_channels(tmp_path: Path) -> None:
    """A model has to be named; this name leaves the choice to the channel and its backend."""
    backend = Counting()
    async with serving(backend, tmp_path) as served:
        for headers in ({}, {"x_thread": "t"}, {"x_thread": "t"}):
            async with served.post({"model": "default", "messages": [user("Hi")]}, **headers) as response:
                assert response.status == 200
    assert [turn.question.model for turn in backend.asked] == ["", "", ""]
