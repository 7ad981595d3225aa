"""What was found in Slack: by whom, what it looks like, and what somebody may try who should not find it."""

from pathlib import Path

import pytest

from bridge.commands.words import Hit, Page
from bridge.events import Text
from bridge.types import Found, Piece, State, Turn, TurnId
from platforms.slack.receiving.found import blocks
from platforms.slack.receiving.members import METHOD, channels_of
from tests.bridge.world import question
from tests.fakes import FakeBackend
from tests.platforms.slack.house import House, house, quiet, thread_of
from tests.standins.slack import ApiError, Channel, Ephemeral, StandInSlack, clicks
from tests.standins.slack import Person as Somebody

FIND = "/threadbridge"

EVIL = "<!channel> <@U1> <https://evil.example|here> *bold* `code` <#C1>"


def page(*hits: Hit, skip: int = 0, more: bool = False) -> Page:
    return Page("fruit", skip, hits, more, f"With {EVIL}:")


def hit(text: str = EVIL) -> Hit:
    asked = Turn(TurnId(7), question(text), "fake", State.DELIVERED, accepted_at=8e8)
    snippet = (Piece("<!here> ", False), Piece(text, True))
    links = "https://x.example/1", "https://c.example/2"
    return Hit(Found(asked, snippet=snippet), text, "general", *links, "U1", goes_on=True)


def test_it_shows_words_to_the_letter() -> None:
    """Only the title and ChatGPT's name lead anywhere, and only whoever asked is a name; hits are bold."""
    head, shown, below = blocks(page(hit(), skip=5, more=True), "en")
    [section] = shown["elements"]
    kinds = [(one["type"], one.get("url") or one.get("user_id") or "") for one in section["elements"]]
    assert {one for one in kinds if one[0] != "text"} == {
        ("link", "https://x.example/1"),
        ("link", "https://c.example/2"),
        ("user", "U1"),
    }
    assert {"type": "text", "text": EVIL, "style": {"bold": True}} in section["elements"]
    assert head["elements"][0]["elements"] == [{"type": "text", "text": f"With {EVIL}:"}]
    assert [(one["action_id"], one.get("value")) for one in below["elements"]] == [
        ("tb_back", "0 fruit"),
        ("tb_on", "10 fruit"),
        ("tb_here", None),
    ]
    assert below["elements"][2]["options"][0]["value"] == "7"


async def looks(slack: StandInSlack, at: House, who: Somebody, where: Channel, words: str) -> str:
    """What it says to them, block by block."""
    before = len(where.ephemerals)
    await who.command(FIND, f"find {words}", where)
    await quiet(slack, at)
    [said] = where.ephemerals[before:]
    assert said.user == who.id
    return f"{said.text} {said.blocks}"


async def test_people_find_what_stands_in_their_channels(
    slack: StandInSlack, general: Channel, ana: Somebody, tmp_path: Path
) -> None:
    """Private ones and direct messages, too; an outsider none of it, whatever they try; owners everything."""
    secret, ben, boss = slack.channel("secret", private=True), slack.user("ben"), slack.user("boss")
    general.members += [ana.id, ben.id, boss.id]
    async with house(slack, tmp_path, FakeBackend(Text("Yes.")), owners=(boss.id,)) as at:
        await ana.says(general, "mango in general")
        root = await ana.says(secret, "mango in secret")
        direct = await ana.says(slack.dm(ana), "mango in direct")
        await quiet(slack, at)
        found = await looks(slack, at, ana, general, "mango")
        assert all(word in found for word in ("in general", "in secret", "in direct", "#secret"))
        tries = ("mango", f"in:{secret.id} mango", "in:#secret mango", f"from:<@{ana.id}> mango", '"in secret"')
        for words in (*tries, "on:slack secret -general", f"in:{slack.dm(ana).id}"):
            said = await looks(slack, at, ben, general, words)
            assert f"{root}" not in said, words
            assert f"{direct}" not in said, words
            assert "mango in secret" not in said, words
            assert "mango in direct" not in said, words
        assert "mango in secret" in await looks(slack, at, boss, general, "secret")


async def test_whoever_left_finds_nothing_of_it(
    slack: StandInSlack, general: Channel, ana: Somebody, tmp_path: Path
) -> None:
    """Not even their own words. Where Slack does not tell, they find what stands in this channel."""
    secret = slack.channel("secret", private=True)
    general.members.append(ana.id)
    async with house(slack, tmp_path, FakeBackend(Text("Yes."))) as at:
        await ana.says(general, "mango in general")
        await ana.says(secret, "mango in secret")
        await quiet(slack, at)
        slack.fail(METHOD, ApiError("not_allowed_token_type"))
        said = await looks(slack, at, ana, general, "mango")
        assert "mango in general" in said
        assert "mango in secret" not in said
        assert "Only this channel was looked through" in said
        assert "mango in secret" in await looks(slack, at, ana, general, "mango")
        await ana.leaves(secret)
    async with house(slack, tmp_path, FakeBackend()) as at:  # what was told before is forgotten
        said = await looks(slack, at, ana, general, "mango")
        assert "mango in general" in said
        assert "mango in secret" not in said


FORGED = (
    ("tb_on", "0 in:#secret"),
    ("tb_on", "-5 secret"),
    ("tb_on", f"{'9' * 50} secret"),
    ("tb_here", "{hidden}"),
    ("tb_here", "9" * 30),
)


async def test_what_is_pressed_is_looked_up_for_whoever_pressed_it(
    slack: StandInSlack, general: Channel, ana: Somebody, tmp_path: Path
) -> None:
    """What a button says is not believed: it shows no page and opens no question that they may not see."""
    secret, ben = slack.channel("secret", private=True), slack.user("ben")
    general.members += [ana.id, ben.id]
    async with house(slack, tmp_path, FakeBackend(Text("Yes."))) as at:
        root = await ana.says(secret, "mango in secret")
        for number in range(6):
            await ana.says(general, f"mango {number}")
        await quiet(slack, at)
        hidden = await at.store.last(thread_of(slack, secret, root))
        assert hidden
        for what, value in FORGED:
            await looks(slack, at, ben, general, "mango")
            shown = general.ephemerals[-1]
            with pytest.raises(LookupError):
                await ana.clicks(shown, what)
            forge(shown, what, value.format(hidden=hidden.id))
            option = value.format(hidden=hidden.id) if what == "tb_here" else None
            await ben.clicks(shown, what, option=option)
            await quiet(slack, at)
        assert "mango in secret" not in str([(one.text, one.blocks) for one in general.ephemerals])
        assert await at.store.joined(hidden.thread) == []


def forge(shown: Ephemeral, what: str, value: str) -> None:
    """As if the message had said so."""
    [one] = [one for _, one in clicks.elements(shown.blocks) if one["action_id"] == what]
    (one["options"][0] if "options" in one else one)["value"] = value


async def test_kinds_without_a_scope_are_left_out(slack: StandInSlack, ana: Somebody, tmp_path: Path) -> None:
    """The others are told one by one."""
    general, secret = slack.channel("general"), slack.channel("secret", private=True)
    for channel in (general, secret):
        channel.members.append(ana.id)
    slack.workspace.scopes -= {"groups:read"}
    async with house(slack, tmp_path, FakeBackend()) as at:
        workspace = await at.platform._workspaces.of(slack.team)
        assert general.id in (theirs := await channels_of(workspace, ana.id))
        assert secret.id not in theirs
