"""Requests that say by ids alone what was said before: responses, conversations, items."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from bridge.errors import ConversationGone, Unavailable
from bridge.events import Event, Opened, Sent, Text
from bridge.types import Anchor, ConversationId, State, Turn
from platforms.http.asking.earlier import Earlier
from platforms.http.request.chat import Chat
from platforms.http.request.messages import Message, Role
from tests.fakes import FakeBackend
from tests.platforms.http.responding import asked, refused, respond, talking, told


class Forgetful(FakeBackend):
    """Has no conversation any more, once."""

    gone = False

    @asynccontextmanager
    async def send(self, turn: Turn) -> AsyncIterator[AsyncIterator[Event]]:
        async with super().send(turn) as events:
            if self.gone:
                self.gone = False
                raise ConversationGone
            yield events


async def test_a_response_goes_on_in_its_thread(tmp_path: Path) -> None:
    """Only what is new is asked there, streamed or whole."""
    async with talking(tmp_path) as served:
        first = await told(served, instructions="Be brief.")
        second = await told(served, input="And now?", previous_response_id=first["id"])
        async with respond(served, input="And then?", previous_response_id=second["id"], stream=True) as third:
            assert second["id"] in await third.text()
    (thread, hi), *rest = asked(served)
    assert hi == "Hi"
    assert rest == [(thread, "And now?"), (thread, "And then?")]
    assert second["previous_response_id"] == first["id"]


async def test_a_streamed_response_is_gone_on_from_with_its_last_byte(tmp_path: Path) -> None:
    """It is kept before it is told."""
    async with talking(tmp_path) as served, respond(served, stream=True) as first:
        id = f"resp_tb{served.backend.asked[0].question.message.removeprefix('http-')}"
        async for line in first.content:
            if line.startswith(b"event: response.completed"):
                await told(served, input="And now?", previous_response_id=id)
    assert len({thread for thread, _ in asked(served)}) == 1


async def test_an_earlier_response_branches(tmp_path: Path) -> None:
    """In a new Thread, with what was said up to there and nothing of what came after."""
    async with talking(tmp_path) as served:
        first = await told(served, input="1?")
        second = await told(served, input="2?", previous_response_id=first["id"])
        await told(served, input="3?", previous_response_id=second["id"])
        served.backend.steps = [Text("Other.")]
        other = await told(served, input="2b?", previous_response_id=first["id"])
        await told(served, input="3b?", previous_response_id=other["id"])
    main, branch = asked(served)[0][0], asked(served)[3][0]
    assert main != branch
    assert asked(served)[3:] == [
        (
            branch,
            "This is our conversation so far.\n\n[user]\n1?\n\n[assistant]\nHello!\n\nAnswer this now:\n\n2b?",
        ),
        (branch, "3b?"),
    ]


async def test_of_two_at_the_same_time_one_branches(tmp_path: Path) -> None:
    """Neither is asked behind the other's answer."""
    gate = asyncio.Event()
    async with talking(tmp_path) as served:
        first = await told(served, input="1?")
        served.backend.steps = [gate, Text("x")]
        served.backend.began.clear()
        going_on = asyncio.create_task(told(served, input="2?", previous_response_id=first["id"]))
        await served.backend.began.wait()
        served.backend.steps = [Text("y")]
        await told(served, input="2b?", previous_response_id=first["id"])
        gate.set()
        await going_on
    threads = [thread for thread, _ in asked(served)]
    assert threads[0] == threads[1] != threads[2]


async def test_of_two_that_come_at_the_same_moment_one_branches(tmp_path: Path) -> None:
    """While the first one looks into the ledger the other one does, too."""
    async with talking(tmp_path) as served:
        first = await told(served, input="1?")
        earlier = Earlier(served.bridge)
        chat = Chat("m", (Message(Role.USER, "2?"),), after=first["id"])
        for _ in range(5):  # at first each opens a connection, which takes its time
            async with AsyncExitStack() as stack:
                both = [stack.enter_async_context(earlier.known(chat, "a")) for _ in range(2)]
                assert sorted([one.anew for one in await asyncio.gather(*both)]) == [False, True]


async def test_after_a_try_that_asked_nothing_it_still_goes_on(tmp_path: Path) -> None:
    async with talking(tmp_path) as served:
        first = await told(served, input="1?")
        served.backend.refuses = Unavailable(what="busy")
        assert (await refused(served, input="2?", previous_response_id=first["id"])).status == 503
        served.backend.refuses = None
        await told(served, input="2?", previous_response_id=first["id"])
    assert len({thread for thread, _ in asked(served)}) == 1


async def test_where_its_conversation_is_gone_all_is_asked_anew(tmp_path: Path) -> None:
    """The ledger has what the caller did not send: a temporary chat may be closed at any time."""
    backend = Forgetful(Text("Hello!"))
    async with talking(tmp_path, backend) as served:
        first = await told(served, input="1?", instructions="Be brief.")
        backend.gone = True
        second = await told(served, input="2?", previous_response_id=first["id"], instructions="Be brief.")
        await told(served, input="3?", previous_response_id=second["id"])
    (thread, _), (_, gone), whole, last = asked(served)
    assert gone == "2?"
    assert whole == (
        thread,
        "This is our conversation so far.\n\n[user]\n1?\n\n[assistant]\nHello!\n\nAnswer this now:\n\n2?",
    )
    assert last == (thread, "3?")


async def test_a_conversation_is_a_thread_by_name(tmp_path: Path) -> None:
    """Which begins with its first question; all of its input is new, also where an assistant speaks in it."""
    async with talking(tmp_path) as served:
        first = await told(served, conversation="trip")
        await told(served, input="And now?", conversation={"id": "trip"})
        said = [
            {"role": role, "content": text} for role, text in (("user", "a"), ("assistant", "b"), ("user", "c"))
        ]
        await told(served, input=said, conversation={"id": "trip"})
        await told(served, input="Mine?", conversation="trip", key="b")
    assert asked(served)[:2] == [("trip", "Hi"), ("trip", "And now?")]
    assert asked(served)[2][1].index("[assistant]\nb") < asked(served)[2][1].index("c")
    assert [turn.thread.channel for turn in served.backend.asked] == ["a", "a", "a", "b"]
    assert first["conversation"] == {"id": "trip"}


async def test_a_name_that_is_none(tmp_path: Path) -> None:
    async with talking(tmp_path) as served:
        assert (await refused(served, conversation="a\nb")).param == "conversation"


async def test_what_can_not_be_found(tmp_path: Path) -> None:
    """What never was, what was not to be stored, what is somebody else's, and what was erased."""
    async with talking(tmp_path) as served:
        first = await told(served)
        unstored = await told(served, store=False)
        for id, key in (
            ("resp_nothing", "a"),
            (unstored["id"], "a"),
            (first["id"], "b"),
            (f"{first['id']}_0", "a"),
        ):
            said = await refused(served, previous_response_id=id, key=key)
            assert (said.status, said.param) == (400, "previous_response_id")
            assert said.code == "previous_response_not_found"
        await served.store.erase(served.backend.asked[0].thread)
        assert (await refused(served, previous_response_id=first["id"])).status == 400
    assert len(served.backend.asked) == 2


async def test_nobody_guesses_what_another_key_asked(tmp_path: Path) -> None:
    """By its name, however that is written, or by the ids of what was told: nothing of it is heard again."""
    async with talking(tmp_path) as served:
        first = await told(served, input="the launch is on Friday", conversation="trip")
        for name in ("trip", "a/trip", "../a/trip", "http//a/trip", "http/~/a/trip", "%2e%2e/a/trip", first["id"]):
            await told(served, input="What did I ask?", conversation=name, key="b")
        reference = {"type": "item_reference", "id": first["output"][0]["id"]}
        said = await refused(served, input=[reference, {"role": "user", "content": "?"}], key="b")
        assert (said.status, said.param) == (404, "input")
        headers = {"authorization": f"Bearer {'b' * 8}"}
        for path in ("input_items", "cancel"):
            method = "get" if path == "input_items" else "post"
            address = f"{served.v1}/responses/{first['id']}/{path}"
            async with served.http.request(method, address, headers=headers) as response:
                assert response.status == 404
    heard = [turn for turn in served.backend.asked if turn.thread.channel == "b"]
    assert len(heard) == 7
    assert not any("launch" in f"{turn.question.text}{turn.question.instructions}" for turn in heard)


async def test_items_by_their_ids_are_what_was_told(tmp_path: Path) -> None:
    """As the AI SDK sends a transcript: its prefix is that of the Thread, which goes on."""
    async with talking(tmp_path) as served:
        first = await told(served, input=[{"role": "user", "content": "Hi"}])
        [item] = first["output"]
        reference = {"type": "item_reference", "id": item["id"]}
        again = [{"role": "user", "content": "Hi"}, reference, {"role": "user", "content": "And now?"}]
        await told(served, input=again)
        missing = {**reference, "id": f"{item['id'][:-1]}7"}
        said = await refused(served, input=[missing, {"role": "user", "content": "?"}])
    assert asked(served)[1] == (asked(served)[0][0], "And now?")
    assert (said.status, said.param) == (404, "input")


async def test_a_thread_of_the_site_goes_on_after_a_restart(tmp_path: Path) -> None:
    """All of it is in the ledger."""
    steps = (Opened(ConversationId("c1")), Sent(Anchor("m1")), Text("Hello!"))
    async with talking(tmp_path, FakeBackend(*steps)) as served:
        first = await told(served)
    async with talking(tmp_path, FakeBackend(*steps)) as served:
        await told(served, input="And now?", previous_response_id=first["id"])
        [turn] = served.backend.asked
        assert turn.conversation == "c1"
        await served.bridge.idle()
        assert [one.state for one in await served.store.history(turn.thread)] == [State.DELIVERED] * 2
