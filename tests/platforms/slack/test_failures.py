"""What Slack refuses: nothing is lost or hammered, and the one who can mend it hears of it once, privately."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bridge.errors import ShownTooLate
from bridge.events import Text
from bridge.types import Turn, Wanted
from platforms.showing.reply import Pauses
from tests.fakes import FakeBackend
from tests.platforms.house import AT_ONCE, growing
from tests.platforms.slack.house import House, house, quiet, thread_of, told
from tests.platforms.slack.receiving.test_history import done, here
from tests.platforms.slack.test_workspaces import app_of
from tests.standins.slack import ApiError, Channel, Person, StandInSlack

SOON = Pauses(message=0, minute=0, trouble=0, looking=0.05)
"""Looks again at once whether Slack lets us in."""

TOKEN = ["token_revoked", "account_inactive", "invalid_auth", "team_access_not_granted"]


@pytest.fixture
async def second() -> AsyncIterator[StandInSlack]:
    """Another workspace, in which the owner can be reached."""
    async with StandInSlack() as running:
        yield running


@asynccontextmanager
async def two(
    slack: StandInSlack, second: StandInSlack, folder: Path, backend: FakeBackend, pauses: Pauses = AT_ONCE
) -> AsyncIterator[House]:
    """Both workspaces; the owner is somebody else in each."""
    owner = second.user("owner")
    second.dm(owner)
    others = {"second": app_of(second, owners=(owner.id,))}
    async with house(slack, folder, backend, others=others, pauses=pauses) as at:
        await at.platform.apps["slack.workspaces.second"].ready
        yield at


def to_owner(slack: StandInSlack) -> Sequence[str]:
    """What stands in the app's direct messages."""
    return [
        one.text
        for channel in slack.workspace.channels.values()
        if channel.kind == "im"
        for one in channel.messages
    ]


def refuse(slack: StandInSlack, code: str) -> None:
    """The next answer is not taken."""
    for method in ("chat.startStream", "chat.postMessage"):
        slack.fail(method, ApiError(code))


async def all_told(slack: StandInSlack, at: House) -> None:
    await quiet(slack, at)
    await at.bridge.owner.reached()


@pytest.mark.parametrize("code", TOKEN)
async def test_a_token_that_is_refused_while_we_run(
    slack: StandInSlack, second: StandInSlack, general: Channel, ana: Person, tmp_path: Path, code: str
) -> None:
    """Nothing more is called, nothing fails, the owner hears of it once, elsewhere; after a restart it goes on."""
    steps, [gate] = growing("The beginning ", "and the end.")
    async with two(slack, second, tmp_path, FakeBackend(*steps)) as at:
        first = await ana.says(general, "one?")
        await slack.until(lambda: told(general, first, slack) == ["The beginning "])
        slack.workspace.revoked = code
        gate.set()
        other = await ana.says(general, "two?")
        said = await second.until(lambda: to_owner(second))
        await all_told_but_turns(at)
        refused = [call.method for call in slack.calls if call.error == code]
        turns = await at.store.history(thread_of(slack, general, first))
    assert said == to_owner(second)
    assert len(said) == 1
    assert said[0].startswith("Threadbridge goes on without [slack]. ")
    assert said[0].endswith(f"(Slack says {code}.)")
    assert [turn.reason for turn in turns] == [""]
    assert len(refused) < 5, "what was under way, and not a call more"
    slack.workspace.revoked = ""
    async with two(slack, second, tmp_path, FakeBackend(Text("The beginning and the end."))) as at:
        await done(slack, at)
        await all_told(slack, at)
    assert told(general, first, slack) == told(general, other, slack) == ["The beginning and the end."]
    assert [text for text in to_owner(second) if "[slack]" in text][1:] == [
        "[slack] works again. Waiting answers are shown now."
    ]


async def all_told_but_turns(at: House) -> None:
    await at.platform.errands.idle()
    await at.bridge.owner.reached()


async def test_it_may_have_been_slacks_own_trouble(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """It is looked now and then, and when Slack takes the token again all goes on, what was missed besides."""
    backend = FakeBackend(Text("Yes."))
    async with house(slack, tmp_path, backend, pauses=SOON) as at:
        await done(slack, at)
        slack.fail("*", ApiError("invalid_auth"), times=3)
        ts = await ana.says(general, "one?")
        await slack.until(lambda: len(slack.calls_of("auth.test")) >= 2)
        with slack.unheard():
            missed = await ana.says(general, "missed?")
        await slack.until(lambda: told(general, ts, slack) == ["Yes."])
        await slack.until(lambda: told(general, missed, slack) == ["Yes."])
        await all_told(slack, at)
    assert [call.method for call in slack.calls if call.error == "invalid_auth"][1:] == ["auth.test"] * 2


async def test_the_event_of_a_revoked_token(slack: StandInSlack, second: StandInSlack, tmp_path: Path) -> None:
    """It is believed when Slack says the same to a call; then the owner knows before anybody has asked."""
    async with two(slack, second, tmp_path, FakeBackend()) as at:
        slack.workspace.announce(
            {"type": "tokens_revoked", "tokens": {"bot": ["U0SOMEBODY"]}, "event_ts": "1.000001"}
        )
        await all_told(slack, at)
        assert to_owner(second) == []
        slack.revoke()
        await second.until(lambda: to_owner(second))
        await all_told(second, at)
    assert len(to_owner(second)) == 1


@pytest.mark.parametrize("code", ["not_in_channel", "is_archived", "channel_not_found", "restricted_action"])
async def test_where_nothing_can_be_shown(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, code: str
) -> None:
    """The answer is kept, and its asker hears of it once in a direct message, with what to do."""
    backend, dm = FakeBackend(Text("An answer.")), slack.dm(ana)
    refuse(slack, code)
    async with house(slack, tmp_path, backend) as at:
        ts = await ana.says(general, "a question that is " + "long " * 40)
        await quiet(slack, at)
        [turn] = await at.store.history(thread_of(slack, general, ts))
    async with house(slack, tmp_path, backend) as at:
        await quiet(slack, at)
    [said] = [one.text for one in dm.messages]
    assert said.startswith("What there is to say to your question “a question that is long long")
    assert "…” can't be shown in #general. " in said
    assert said.endswith(f"(Slack says {code}.)")
    assert turn.answer == "An answer."
    assert turn.reason.endswith(f"(Slack says {code}.)")


async def test_where_the_asker_can_not_be_told_either(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Then it stays with the log and the ledger, and the next question is answered."""
    refuse(slack, "is_archived")
    slack.fail("conversations.open", ApiError("user_disabled"))
    async with house(slack, tmp_path, FakeBackend(Text("Yes."))) as at:
        ts = await ana.says(general, "one?")
        await quiet(slack, at)
        await ana.says(general, "two?", thread=ts)
        await quiet(slack, at)
    assert told(general, ts, slack) == ["Yes."]


async def test_a_messages_tab_that_is_off(slack: StandInSlack, ana: Person, tmp_path: Path) -> None:
    """No asker can be reached there; the owner hears of it once, not once for each question."""
    owner = slack.user("owner")
    dm, owners = slack.dm(ana), slack.dm(owner)
    refuse(slack, "messages_tab_disabled")
    async with house(slack, tmp_path, FakeBackend(Text("Yes.")), owners=(owner.id,)) as at:
        ts = await ana.says(dm, "one?")
        await all_told(slack, at)
        refuse(slack, "messages_tab_disabled")
        await ana.says(dm, "two?")
        await all_told(slack, at)
    assert told(dm, ts, slack) == []
    [said] = [one.text for one in owners.messages]
    assert " is not allowed. The app's Messages tab is off. Switch it on under App Home" in said


async def test_a_missing_scope_is_told_once(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """To the owners, with what to add, however often it is missed and we start; and what works, works."""
    owner = slack.user("owner")
    owners = slack.dm(owner)
    slack.workspace.scopes -= {"channels:history"}
    for _ in range(2):
        async with house(slack, tmp_path, FakeBackend(Text("Yes.")), owners=(owner.id,)) as at:
            workspace = at.platform._workspaces.at(slack.team)
            assert workspace is not None
            for _ in range(3):
                with pytest.raises(Exception, match="channels:history"):
                    await history_of(workspace, general)
            ts = await ana.says(slack.dm(ana), "still there?")
            await all_told(slack, at)
    assert told(slack.dm(ana), ts, slack) == ["Yes."]
    [said] = [one.text for one in owners.messages]
    assert said == (
        "[slack] conversations.history is not allowed. The app lacks the scope channels:history. "
        'Add it under "OAuth &amp; Permissions" and install the app again. (Slack says missing_scope.)'
    )


async def history_of(workspace: object, channel: Channel) -> None:
    from platforms.slack.workspace import Workspace, calling

    assert isinstance(workspace, Workspace)
    with calling():
        await workspace.client.conversations_history(channel=channel.id)


async def test_without_the_right_to_write_answers_wait(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """When the app has got the scope they are shown, without a restart."""
    all_scopes = slack.workspace.scopes
    async with house(slack, tmp_path, FakeBackend(Text("Yes.")), pauses=SOON) as at:
        await done(slack, at)
        slack.workspace.scopes = all_scopes - {"chat:write"}
        ts = await ana.says(general, "one?")
        await slack.until(lambda: len(slack.calls_of("auth.test")) >= 3)
        slack.workspace.scopes = all_scopes
        await slack.until(lambda: told(general, ts, slack) == ["Yes."])
        await quiet(slack, at)


async def test_a_whisper_to_somebody_who_has_left(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """It comes as a direct message instead."""
    dm = slack.dm(ana)
    async with house(slack, tmp_path, FakeBackend()) as at:
        slack.fail("chat.postEphemeral", ApiError("user_not_in_channel"))
        await ana.says(general, "!status")
        await quiet(slack, at)
    assert [one.text for one in dm.messages] == ["fake can be asked."]


async def test_events_that_slack_leaves_out(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Too many in an hour: said once in the log, and read from the history when Slack says it no more."""
    backend = FakeBackend(Text("Yes."))
    async with here(slack, tmp_path, backend, way="http"):
        with slack.unheard():
            ts = await ana.says(general, "left out?")
        for _ in range(3):
            body = {
                "type": "app_rate_limited",
                "team_id": slack.team,
                "minute_rate_limited": 1,
                "api_app_id": slack.app_id,
            }
            assert (await slack.http.knock(body))[0] == 200
        await slack.until(lambda: told(general, ts, slack) == ["Yes."])
    said = [record for record in caplog.records if "leaves out events" in record.getMessage()]
    assert len(said) >= 1


async def test_socket_mode_without_an_address_does_not_hammer(
    slack: StandInSlack, second: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """The app-level token is refused: the owner hears of it once, and it is asked for again with long pauses."""
    async with two(slack, second, tmp_path, FakeBackend(Text("Yes."))) as at:
        slack.fail("apps.connections.open", ApiError("invalid_auth"), times=50)
        await slack.refresh_sockets()
        await second.until(lambda: to_owner(second))
        await at.bridge.owner.reached()
        calls = len(slack.calls_of("apps.connections.open"))
    assert calls <= 3
    [said] = to_owner(second)
    assert said.startswith("Threadbridge goes on without [slack]. [slack] app_token: Slack refuses")


async def test_socket_mode_with_an_address_again(
    slack: StandInSlack, second: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """What was said meanwhile is answered, and the owner hears that it is over."""
    async with two(slack, second, tmp_path, FakeBackend(Text("Yes.")), SOON) as at:
        await done(slack, at)
        slack.fail("apps.connections.open", ApiError("invalid_auth"), times=2)
        with slack.unheard():
            ts = await ana.says(general, "missed?")
        await slack.refresh_sockets()
        await slack.until(lambda: told(general, ts, slack) == ["Yes."])
        await second.until(lambda: len(to_owner(second)) == 2)
    assert to_owner(second)[1] == "[slack] works again. Waiting answers are shown now."


async def test_who_has_waited_for_an_answer_for_too_long_is_told(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """In a direct message, when it is given up; who asked in one has no other place to be told in."""
    dm = slack.dm(ana)
    async with house(slack, tmp_path, FakeBackend(Text("An answer."))) as at:
        for place in (general, dm):
            await ana.says(place, "a question")
        await quiet(slack, at)
        before = len(dm.messages)
        for turn in await asked(at):
            await at.platform.tell_asker(turn, ShownTooLate(hours="72"))
        [said] = [one.text for one in dm.messages][before:]
    assert said.endswith("can't be shown in #general. It could not be shown for 72 hours.")


async def asked(at: House) -> list[Turn]:
    return [entry.turn for entry in await at.store.entries(Wanted())]
