"""Which messages become questions, and how often; over sockets and over signed HTTP."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import aiohttp
import pytest

from bridge.errors import BadConfig, StorageError
from bridge.events import Sent, Text
from bridge.protocols import Site
from bridge.types import Anchor, Rules, Turn
from bridge.types import Channel as Place
from platforms.slack.platform import opened
from tests.fakes import FakeBackend
from tests.platforms.house import AT_ONCE, everywhere
from tests.platforms.slack.house import (
    Way,
    house,
    ours,
    quiet,
    read,
    settings,
    thread_of,
    told,
)
from tests.standins.slack import ApiError, Channel, Person, ServerError, StandInSlack

REDELIVERIES = 11


def asked(backend: FakeBackend) -> Sequence[str]:
    return [turn.question.text for turn in backend.asked]


async def test_mode_mention_needs_one_in_the_channel_and_none_in_a_known_thread(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, way: Way
) -> None:
    """A thread in which nobody asked us stays theirs; one mention in it makes it ours."""
    backend = FakeBackend(Text("Yes."))
    async with house(slack, tmp_path, backend, way=way, rules=everywhere("mention")) as at:
        theirs = await ana.says(general, "lunch?")
        await ana.says(general, "pizza", thread=theirs)
        await quiet(slack, at)
        assert asked(backend) == []
        await ana.says(general, "what is in a pizza?", thread=theirs, mention=True)
        await quiet(slack, at)
        await ana.says(general, "and in a calzone?", thread=theirs)
        await quiet(slack, at)
        await slack.redeliver(theirs, "new")  # the root is heard again, now that its thread is known
        await quiet(slack, at)
    assert asked(backend) == ["what is in a pizza?", "and in a calzone?"]
    assert {turn.thread for turn in backend.asked} == {thread_of(slack, general, theirs)}


async def test_direct_messages_need_no_mention(slack: StandInSlack, ana: Person, tmp_path: Path) -> None:
    backend, dm = FakeBackend(Text("Hi.")), slack.dm(ana)
    async with house(slack, tmp_path, backend, rules=everywhere("mention")) as at:
        ts = await ana.says(dm, "hello")
        await quiet(slack, at)
    assert told(dm, ts, slack) == ["Hi."]


async def test_off_is_off(slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path) -> None:
    """In a channel, in a direct message, with a mention or without; the channel next door is not concerned."""
    other, dm, backend = slack.channel("other"), slack.dm(ana), FakeBackend(Text("Yes."))

    def rules(place: Place) -> Rules:
        return Rules("every" if place.channel == other.id else "off", "fake", "", "", "en")

    async with house(slack, tmp_path, backend, rules=rules) as at:
        await ana.says(general, "in the channel", mention=True)
        await ana.says(dm, "in a direct message")
        await ana.says(other, "next door")
        await quiet(slack, at)
    assert asked(backend) == ["next door"]


async def test_what_is_no_question_is_acknowledged_and_left(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, way: Way
) -> None:
    """Bots, joins, reactions, echoes and edits; and never what we said ourselves."""
    backend = FakeBackend(Text("Yes."))
    async with house(slack, tmp_path, backend, way=way) as at:
        ts = await ana.says(general, "a question")
        await quiet(slack, at)
        await slack.other_bot("deploybot").says(general, "deployed", mention=True)
        await ana.says(general, "posted by an integration", subtype="bot_message")
        await slack.user("ben").joins(general)
        await ana.reacts(ts, "thumbsup")
        await slack.echo(ts, times=50)
        await ana.edits(ts, "another question")
        await ana.deletes(ts)
        await quiet(slack, at)
    assert asked(backend) == ["a question"]
    assert slack.lost == []
    assert all(len(delivery.attempts) == 1 for delivery in slack.deliveries)


@pytest.mark.parametrize("subtype", ["file_share", "me_message"])
async def test_kinds_that_people_ask_with(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, subtype: str
) -> None:
    backend = FakeBackend(Text("Yes."))
    async with house(slack, tmp_path, backend) as at:
        await ana.says(general, "see this", subtype=subtype)  # type: ignore[arg-type]
        await quiet(slack, at)
    assert asked(backend) == ["see this"]


async def test_a_broadcast_reply_is_asked_in_its_thread(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    backend = FakeBackend(Text("Yes."))
    async with house(slack, tmp_path, backend) as at:
        ts = await ana.says(general, "one")
        await quiet(slack, at)
        await ana.says(general, "two", thread=ts, broadcast=True)
        await quiet(slack, at)
    assert {turn.thread for turn in backend.asked} == {thread_of(slack, general, ts)}
    assert asked(backend) == ["one", "two"]


async def test_the_question_is_what_was_typed(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Pasted code, links, ampersands and angle brackets; only our mention is taken out."""
    text = "why?\n```\nif a < b && c > d:\n    print('&amp;')\n```\nsee https://example.com/?a=1&b=2 and <!channel>"
    backend = FakeBackend(Text("Because."))
    async with house(slack, tmp_path, backend, rules=everywhere("mention")) as at:
        await ana.says(general, text, mention=True)
        await quiet(slack, at)
    assert asked(backend) == [text]


async def test_twins_and_redeliveries_are_one_turn(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, way: Way
) -> None:
    """The app_mention twin, retries, and eleven new event ids, before and after a restart: one answer."""
    backend = FakeBackend(Text("Once."))
    async with house(slack, tmp_path, backend, way=way, rules=everywhere("mention")) as at:
        ts = await ana.says(general, "how often?", mention=True)
        for event_id in ("same", "new"):
            await slack.redeliver(ts, event_id, times=REDELIVERIES)
            await slack.redeliver(ts, event_id, kind="app_mention", times=REDELIVERIES)
        await quiet(slack, at)
    async with house(slack, tmp_path, backend, way=way, rules=everywhere("mention")) as at:
        await slack.redeliver(ts, "new", times=REDELIVERIES)
        await quiet(slack, at)
        [turn] = await at.store.history(thread_of(slack, general, ts))
    assert asked(backend) == ["how often?"]
    assert told(general, ts, slack) == ["Once."]
    assert turn.answer == "Once."
    assert slack.lost == []
    assert len(slack.calls_of("chat.startStream") + slack.calls_of("chat.postMessage")) == 1


async def test_events_may_come_in_any_order(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, way: Way
) -> None:
    """Two threads and a follow-up, backwards, under old and new ids, around a restart: one answer each."""
    backend = FakeBackend(Text("Once."))
    rules = everywhere("mention")
    async with house(slack, tmp_path, backend, way=way, rules=rules) as at:
        first = await ana.says(general, "one?", mention=True)
        await quiet(slack, at)
        second = await ana.says(general, "two?", mention=True)
        third = await ana.says(general, "three?", thread=first)
        for ts in (third, second, first):
            await slack.redeliver(ts, "new", times=3)
            await slack.redeliver(ts, "same")
        await quiet(slack, at)
    async with house(slack, tmp_path, backend, way=way, rules=rules) as at:
        for ts in (third, first, second):
            await slack.redeliver(ts, "new", times=REDELIVERIES)
        await quiet(slack, at)
    assert sorted(asked(backend)) == ["one?", "three?", "two?"]
    assert told(general, first, slack) == ["Once.", "Once."]
    assert told(general, second, slack) == ["Once."]


async def test_an_event_is_acknowledged_after_its_question_is_stored(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, way: Way
) -> None:
    """While the ledger is away nothing is acknowledged; Slack comes again, and then it is."""
    backend = FakeBackend(Text("Yes."))
    async with house(slack, tmp_path, backend, way=way) as at:
        away = AwayOnce(at.store)
        at.bridge.accepting.store = away  # type: ignore[assignment]
        ts = await ana.says(general, "a question")
        if way == "socket":
            await away.failed.wait()
            await slack.until(lambda: slack.deliveries[0].waiting)
            slack.clock.advance(3)  # nobody answers on a socket when something is wrong
        await slack.until(lambda: told(general, ts, slack) == ["Yes."])
        await quiet(slack, at)
    assert [attempt.number for attempt in slack.deliveries[0].attempts] == [0, 1]
    assert asked(backend) == ["a question"]


class AwayOnce:
    """A ledger that can't be written the first time."""

    def __init__(self, store: object) -> None:
        self._store = store
        self.failed = asyncio.Event()

    async def accept(self, *asked: object, **how: object) -> Turn | None:
        if not self.failed.is_set():
            self.failed.set()
            raise StorageError(what="The disk is full.")
        turn: Turn | None = await self._store.accept(*asked, **how)  # type: ignore[attr-defined]
        return turn

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)


async def test_a_bare_mention_gets_a_word_for_the_asker_alone(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Once, though it comes twice; nothing is asked and nobody else sees it."""
    backend = FakeBackend(Text("never"))
    async with house(slack, tmp_path, backend, rules=everywhere("mention")) as at:
        await ana.says(general, "", mention=True)
        await quiet(slack, at)
    [whispered] = general.ephemerals
    assert (whispered.user, whispered.text) == (ana.id, "The question is empty. Write something to ask.")
    assert backend.asked == []


async def test_a_bare_mention_in_a_channel_that_is_gone_is_no_trouble(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    slack.fail("chat.postEphemeral", ApiError("channel_not_found"))
    async with house(slack, tmp_path, FakeBackend()) as at:
        await ana.says(general, "", mention=True)
        await quiet(slack, at)
    assert slack.lost == []


async def test_the_signature_and_the_challenge(slack: StandInSlack, tmp_path: Path) -> None:
    """Signed and fresh: in; forged or old: out; the challenge comes back."""
    async with house(slack, tmp_path, FakeBackend(), way="http"):
        await slack.verify_url()
        body = {"type": "event_callback", "team_id": slack.team, "event": {"type": "team_join"}}
        assert (await slack.http.knock(body))[0] == 200
        assert (await slack.http.knock(body, secret=slack.bot_token))[0] == 401
        assert (await slack.http.knock(body, age=301))[0] == 401


async def test_a_refused_token_is_a_mistake_in_the_configuration(slack: StandInSlack, tmp_path: Path) -> None:
    """Found at the start, and named; not at the first question."""
    slack.fail("auth.test", ApiError("token_revoked"))
    with pytest.raises(BadConfig, match=r"\[slack\] bot_token: Slack refuses the app's token"):
        async with house(slack, tmp_path, FakeBackend()):
            pass
    slack.fail("apps.connections.open", ApiError("missing_scope", {"needed": "connections:write"}))
    with pytest.raises(BadConfig, match=r"\[slack\] app_token: .*connections:write"):
        async with house(slack, tmp_path, FakeBackend()):
            pass


async def test_a_taken_port_is_a_mistake_in_the_configuration(slack: StandInSlack, tmp_path: Path) -> None:
    async with house(slack, tmp_path, FakeBackend(), way="http") as at:
        taken = int(at.platform.ready.result().split(":")[2].split("/")[0])
        other = settings(slack, "http").model_copy(update={"port": taken})
        async with opened(other, Site(at.store, everywhere(), tmp_path), AT_ONCE) as second:
            with pytest.raises(BadConfig, match=f"127.0.0.1:{taken} can't be opened"):
                await second.run(at.bridge)


async def test_slack_may_be_away_at_the_start(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """We wait for it instead of ending the program."""
    slack.fail("auth.test", ServerError(503), times=3)
    slack.fail("apps.connections.open", ServerError(500))
    async with house(slack, tmp_path, FakeBackend(Text("Here."))) as at:
        ts = await ana.says(general, "there?")
        await quiet(slack, at)
    assert [read(message) for message in ours(general, ts, slack)] == ["Here."]


async def test_a_cut_connection_comes_back(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    async with house(slack, tmp_path, FakeBackend(Text("Still here."))) as at:
        await slack.refresh_sockets()
        await slack.until(lambda: slack.sockets.opened == 2)
        ts = await ana.says(general, "still there?")
        await quiet(slack, at)
    assert told(general, ts, slack) == ["Still here."]


async def test_closing_leaves_nothing_behind(tmp_path: Path, way: Way) -> None:
    """No task of ours, of slack-bolt's or of slack-sdk's."""
    async with StandInSlack() as slack:
        general, ana = slack.channel("general"), slack.user("ana")
        async with house(slack, tmp_path, FakeBackend(Text("Yes.")), way=way) as at:
            await ana.says(general, "there?")
            await quiet(slack, at)
    assert asyncio.all_tasks() == {asyncio.current_task()}


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe", b"[]", b'{"event": 7}', b"payload=%7B", b"[" * 100_000, b'"x"']
)
async def test_strangers_get_nowhere(slack: StandInSlack, tmp_path: Path, body: bytes) -> None:
    """Whatever is sent without a signature is refused, and the next event is heard all the same."""
    async with house(slack, tmp_path, FakeBackend(), way="http") as at, aiohttp.ClientSession() as session:
        headers = {"Content-Type": "application/json"}
        async with session.post(at.platform.ready.result(), data=body, headers=headers) as answer:
            assert 400 <= answer.status < 500
        await slack.verify_url()


async def test_commands_are_obeyed_and_not_asked(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Once, though a mention comes twice; only their author hears what there is to say."""
    backend = FakeBackend(Sent(Anchor("a1")), Text("Hi."))
    async with house(slack, tmp_path, backend) as at:
        ts = await ana.says(general, "hello")
        await quiet(slack, at)
        await ana.says(general, "!상태", thread=ts, mention=True)
        await ana.says(general, "!retry", thread=ts)
        await quiet(slack, at)
    assert [turn.question.action for turn in backend.asked] == ["ask", "again"]
    [said] = general.ephemerals
    assert said.text.startswith("fake can be asked.")
