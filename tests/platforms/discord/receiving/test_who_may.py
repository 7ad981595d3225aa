"""Who may ask in Discord: the same lists, and a role may stand in them."""

from pathlib import Path

from bridge.events import Text
from tests.fakes import FakeBackend
from tests.platforms.discord.house import Server, answered, house


async def test_a_blocked_person_is_told_and_not_asked(at: Server, tmp_path: Path) -> None:
    """Nothing of it is in the ledger."""
    backend, ben = FakeBackend(Text("Yes.")), at.guild.add_member(at.env.create_user("ben"))
    async with house(at, tmp_path, backend, lists={"blocked_people": [str(ben.id)]}) as inside:
        await ben.send(at.general, "may I?")
        await at.until(
            lambda: (
                at.told(at.general)
                == ["You have no leave to ask here. The owner of this Threadbridge can give it to you."]
            )
        )
        mine = await at.ana.send(at.general, "may I?")
        await answered(at, inside, mine, "Yes.")
    assert [turn.question.author for turn in backend.asked] == [str(at.ana.id)]


async def test_a_thread_counts_as_its_channel(at: Server, tmp_path: Path) -> None:
    """An allowed channel's threads are allowed; the channel next door is not."""
    backend, other = FakeBackend(Text("Yes.")), at.guild.create_text_channel("other")
    async with house(at, tmp_path, backend, lists={"allowed_channels": [str(at.general.id)]}) as inside:
        await at.ana.send(other, "there?")
        question = await at.ana.send(at.general, "here?")
        await answered(at, inside, question, "Yes.")
    assert [turn.question.text for turn in backend.asked] == ["here?"]


async def test_a_role_may_ask(at: Server, tmp_path: Path) -> None:
    """Whoever has it."""
    role = at.guild.create_role("askers")
    ben = at.guild.add_member(at.env.create_user("ben"), roles=[role])
    backend = FakeBackend(Text("Yes."))
    async with house(at, tmp_path, backend, lists={"allowed_people": [str(role.id)]}) as inside:
        await at.ana.send(at.general, "may I?")
        question = await ben.send(at.general, "and I?")
        await answered(at, inside, question, "Yes.")
    assert [turn.question.text for turn in backend.asked] == ["and I?"]
