"""Crashes, restarts and refusals in the middle of an answer: one answer, whole, and nothing twice."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest

from bridge.errors import Uncertain
from bridge.events import Text
from bridge.types import State
from platforms.discord.outbound import CALLS, PAUSES
from platforms.showing.reply import TRIES
from tests.fakes import FakeBackend, Step
from tests.platforms.discord.house import Server, answered, house
from tests.platforms.house import Scripts, growing

LONG = "A sentence of seven words stands here. " * 150
HISTORY = "/channels/*/messages"
THREAD_CREATED = 18


def lose(at: Server, event: str, then: Callable[[], object] = lambda: None) -> None:
    """The answer to our next call that makes this event gets lost on its way back."""
    listeners = at.env.backend.subscribers

    def lost(happened: str, payload: Mapping[str, Any]) -> None:
        by_us = str(at.us) in (payload.get("author", {}).get("id"), payload.get("owner_id"))
        if happened == event and by_us and payload["type"] != THREAD_CREATED:
            listeners.remove(lost)
            then()
            raise ConnectionResetError

    listeners.insert(listeners.index(at.changed) + 1, lost)


def fail(at: Server, method: str, path: str, *, status: int, code: int = 0) -> None:
    """From now on; also from within a call, where `inject_error` can't be used."""
    fault = {"method": method, "path": path, "status": status, "code": code, "message": "", "times": None}
    at.env.backend.faults.append(fault)


async def test_a_restart_in_mid_answer_edits_the_same_message(at: Server, tmp_path: Path) -> None:
    steps, _ = growing("The first half", "never comes")
    async with house(at, tmp_path, FakeBackend(*steps)):
        asked = await at.ana.send(at.general, "a long question")
        await at.until(lambda: at.told(asked) == ["The first half"])
    async with house(at, tmp_path, FakeBackend(Text("The first half and the second."))) as inside:
        await answered(at, inside, asked, "The first half and the second.")
    assert at.written == ["The first half", "The first half and the second."]
    assert (len(at.posts), len(at.calls("POST", "*/threads"))) == (1, 1)


async def test_a_restart_between_parts_goes_on_with_the_next(at: Server, tmp_path: Path) -> None:
    """Four parts, the last one still growing when everything is closed: those that stand stay."""
    steps, _ = growing(LONG, "never comes")
    async with house(at, tmp_path, FakeBackend(*steps)):
        asked = await at.ana.send(at.general, "a long question")
        await at.until(lambda: "".join(at.told(asked)) == LONG)
    before = [message.id for message in at.ours(asked)]
    async with house(at, tmp_path, FakeBackend(Text(LONG), Text(LONG))) as inside:
        await at.until(lambda: "".join(at.told(asked)) == LONG + LONG)
        await inside.bridge.idle()
    assert [message.id for message in at.ours(asked)][: len(before)] == before
    assert len(before) == 4


async def test_a_crash_between_post_and_ledger_posts_once(at: Server, tmp_path: Path) -> None:
    """Discord has the message, its answer never came, and then everything was closed: found by its place."""
    lose(at, "MESSAGE_CREATE", then=lambda: fail(at, "GET", HISTORY, status=503))
    steps, _ = growing("Once.", "never comes")
    async with house(at, tmp_path, FakeBackend(*steps)):
        asked = await at.ana.send(at.general, "how often?")
        await at.until(lambda: at.told(asked) == ["Once."])
    at.env.backend.faults.clear()
    async with house(at, tmp_path, FakeBackend(Text("Once and for all."))) as inside:
        await answered(at, inside, asked, "Once and for all.")
    assert len(at.posts) == 1


async def test_a_lost_answer_posts_once(at: Server, tmp_path: Path) -> None:
    """Discord is asked what stands there; then that is edited."""
    lose(at, "MESSAGE_CREATE")
    async with house(at, tmp_path, FakeBackend(Text("Once."))) as inside:
        asked = await at.ana.send(at.general, "how often?")
        await answered(at, inside, asked, "Once.")
    [look] = [call for call in at.env.http_requests if fnmatch(call.path, HISTORY) and call.method == "GET"]
    assert look.params["after"] == asked.id
    assert len(at.posts) == 1


async def test_a_post_that_failed_is_made_again(at: Server, tmp_path: Path) -> None:
    """With the same nonce, so that it can't be a second message whatever has happened to the first."""
    at.env.inject_error("POST", "/channels/*/messages", status=503)
    async with house(at, tmp_path, FakeBackend(Text("Once."))) as inside:
        asked = await at.ana.send(at.general, "how often?")
        await answered(at, inside, asked, "Once.")
    assert (len(at.posts), len(at.calls("GET", HISTORY))) == (2, 1)
    assert len({post["nonce"] for post in at.posts}) == 1


async def test_a_post_that_discord_has_taken_before_is_brought_up_to_date(at: Server, tmp_path: Path) -> None:
    """By its nonce: Discord gives back the first message, with the text that it had."""

    def first(event: str, payload: Mapping[str, Any]) -> None:
        if event == "MESSAGE_CREATE" and payload["content"] == "Twice.":
            at.env.backend.get_message(int(payload["channel_id"]), int(payload["id"])).content = "Tw"

    at.env.backend.subscribers.append(first)
    async with house(at, tmp_path, FakeBackend(Text("Twice."))) as inside:
        asked = await at.ana.send(at.general, "how often?")
        await answered(at, inside, asked, "Twice.")
    assert (len(at.posts), len(at.edits)) == (1, 2)  # brought up to date, then without Stop


async def test_a_post_that_was_taken_before_and_deleted_is_made_anew(at: Server, tmp_path: Path) -> None:
    """Discord gives back a message that is not there any more; the next try is another post."""

    def gone(event: str, payload: Mapping[str, Any]) -> None:
        if event == "MESSAGE_CREATE" and payload["content"] == "Twice." and len(at.posts) == 1:
            at.env.backend.messages[int(payload["channel_id"])].pop(int(payload["id"])).content = "Tw"

    at.env.backend.subscribers.append(gone)
    async with house(at, tmp_path, FakeBackend(Text("Twice."))) as inside:
        asked = await at.ana.send(at.general, "how often?")
        await answered(at, inside, asked, "Twice.")
    assert len({post["nonce"] for post in at.posts}) == 2


async def test_what_belongs_to_others_is_not_taken_for_ours(at: Server, tmp_path: Path) -> None:
    """All of it after the question: parts of the answer before, a reply to a bare mention, others' words."""
    first, second = asyncio.Event(), asyncio.Event()
    scripts: dict[str, Sequence[Step]] = {
        "one?": [Text("First. "), first, Text(LONG)],
        "two?": [second, Text("Second.")],
        "mine": [Text("Third.")],
    }
    async with house(at, tmp_path, Scripts(scripts)) as inside:
        asked = await at.ana.send(at.general, "one?")
        await at.until(lambda: at.told(asked) == ["First. "])
        for text in ("two?", f"<@{at.us}>", "mine"):
            await at.ana.send(at.general.threads[0], text)
        await at.until(lambda: len(at.told(asked)) == 2)
        first.set()
        await at.until(lambda: len(at.told(asked)) == 5)
        lose(at, "MESSAGE_CREATE")
        second.set()
        await at.until(lambda: at.told(asked)[-1] == "Third.")
        await inside.bridge.idle()
        assert {turn.state for turn in await inside.store.history(at.thread(asked))} == {State.DELIVERED}
    start, empty, *rest = at.told(asked)
    assert empty == "The question is empty. Write something to ask."
    assert start + "".join(rest) == f"First. {LONG}Second.Third."
    assert [post["content"] for post in at.posts].count("Second.") == 1


async def test_a_thread_that_is_there_already_is_success(at: Server, tmp_path: Path) -> None:
    """Made, and the answer lost: Discord says then that it exists."""
    exists = {"status": 400, "code": 160004}
    lose(at, "THREAD_CREATE", then=lambda: fail(at, "POST", "*/threads", **exists))
    async with house(at, tmp_path, FakeBackend(Text("Yes."))) as inside:
        asked = await at.ana.send(at.general, "there?")
        await answered(at, inside, asked, "Yes.")
    assert len(at.calls("POST", "*/threads")) == 2


@pytest.mark.parametrize("status", [500, 503])
async def test_trouble_that_lasts_is_the_bridges_to_try_again(at: Server, tmp_path: Path, status: int) -> None:
    """More failures in a row than we bear: the answer is in the ledger and shown later, once."""
    at.env.inject_error("POST", "/channels/*/messages", status=status, times=TRIES + 2)
    at.env.inject_error("POST", "*/threads", status=status, times=TRIES + 2)
    at.env.inject_error("POST", "*/typing", status=status, times=1)
    backend = FakeBackend(Text("In the end."))
    async with house(at, tmp_path, backend) as inside:
        asked = await at.ana.send(at.general, "when?")
        await answered(at, inside, asked, "In the end.")
    assert len(backend.asked) == 1


@pytest.mark.parametrize(
    ("call", "status", "code", "reason"),
    [
        ("*/threads", 403, 50013, 'The bot lacks the permission "Create Public Threads". Grant it'),
        ("/channels/*/messages", 403, 50013, 'The bot lacks the permission "Send Messages in Threads". Grant it'),
        ("/channels/*/messages", 403, 50001, 'The bot can\'t see the channel. Grant its role "View Channel"'),
        ("/channels/*/messages", 404, 10003, "The channel or the thread was deleted."),
        ("*/threads", 404, 10008, "The question was deleted before there was a thread."),
        ("/channels/*/messages", 400, 99999, "Discord does not take it. (Discord says 99999: no.)"),
    ],
)
async def test_what_can_never_be_delivered_ends_the_turn(
    at: Server, tmp_path: Path, call: str, status: int, code: int, reason: str
) -> None:
    """The reason is in the ledger, and the next question is not held up."""
    at.env.inject_error("POST", call, status=status, code=code, message="no", times=None)
    backend = FakeBackend(Text("An answer."))
    async with house(at, tmp_path, backend) as inside:
        asked = await at.ana.send(at.general, "one?")
        await backend.left.wait()
        await inside.bridge.idle()
        at.env.backend.faults.clear()
        second = await at.ana.send(at.general, "two?")
        await answered(at, inside, second, "An answer.")
        [turn] = await inside.store.history(at.thread(asked))
    assert turn.reason.startswith(reason)
    assert turn.answer == "An answer."


async def test_a_message_that_somebody_deleted_is_posted_again(at: Server, tmp_path: Path) -> None:
    """As another post, so that Discord does not take it for the first one."""
    steps, [gate] = growing("Half ", "and whole.")
    async with house(at, tmp_path, FakeBackend(*steps)) as inside:
        asked = await at.ana.send(at.general, "how much?")
        await at.until(lambda: at.told(asked) == ["Half "])
        at.env.backend.delete_message(asked.id, at.ours(asked)[0].id)
        gate.set()
        await answered(at, inside, asked, "Half and whole.")
    first, second = at.posts
    assert first["nonce"] != second["nonce"]


async def test_a_message_too_old_to_edit_is_replaced(at: Server, tmp_path: Path) -> None:
    steps, [gate] = growing("Half ", "and whole.")
    async with house(at, tmp_path, FakeBackend(*steps)) as inside:
        asked = await at.ana.send(at.general, "how much?")
        await at.until(lambda: at.told(asked) == ["Half "])
        at.env.inject_error("PATCH", "/channels/*/messages/*", status=400, code=30046)
        gate.set()
        await answered(at, inside, asked, "Half and whole.")


async def test_a_failure_is_told_once_though_we_crash_while_telling(at: Server, tmp_path: Path) -> None:
    """Told again after the restart by editing what was posted; the text above it is left alone."""
    error = Uncertain(link="https://chatgpt.com/c/1")
    steps, [gate] = growing("The beginning", "")
    async with house(at, tmp_path, FakeBackend(*steps, error)):
        asked = await at.ana.send(at.general, "hello?")
        await at.until(lambda: at.told(asked) == ["The beginning"])
        lose(at, "MESSAGE_CREATE", then=lambda: fail(at, "GET", HISTORY, status=503))
        gate.set()
        await at.until(lambda: len(at.ours(asked)) == 2)
    at.env.backend.faults.clear()
    async with house(at, tmp_path, FakeBackend()) as inside:
        await answered(at, inside, asked, "The beginning", str(error))


async def test_a_part_too_many_is_taken_away_after_a_restart(at: Server, tmp_path: Path) -> None:
    """Its post was never heard of, and the answer that comes now is shorter."""
    steps, [gate, _] = growing("Short.", LONG, "never comes")
    async with house(at, tmp_path, FakeBackend(*steps)):
        asked = await at.ana.send(at.general, "how long?")
        await at.until(lambda: at.told(asked) == ["Short."])
        lose(at, "MESSAGE_CREATE", then=lambda: fail(at, "GET", HISTORY, status=503))
        gate.set()
        await at.until(lambda: len(at.ours(asked)) == 2)
    at.env.backend.faults.clear()
    async with house(at, tmp_path, FakeBackend(Text("Short."))) as inside:
        await answered(at, inside, asked, "Short.")


def test_the_default_pauses_are_discords() -> None:
    """At least 1.2 s between two edits of a message, and below 50 calls a second in all."""
    assert PAUSES.message >= 1.2
    assert (CALLS, PAUSES.minute) < (50, 60 + 1)
