"""The menu of a message in Discord: "Ask about this" and "Summarise this thread"."""

from pathlib import Path
from typing import Any

import discord
import pytest
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from simcord.results import InteractionResult

from bridge.events import Text
from bridge.types import Channel, Language, Rules
from platforms.discord.receiving.dialog import dialog
from platforms.discord.receiving.reading import written
from platforms.discord.setup.offered import ABOUT, SUMMARY
from tests.fakes import FakeBackend
from tests.platforms.discord.house import House, Server, house
from tests.platforms.house import everywhere

MENUS: list[dict[str, Any]] = [{"name": ABOUT, "type": 3}, {"name": SUMMARY, "type": 3}]


@pytest.fixture(autouse=True)
async def menus(at: Server) -> None:
    at.env.backend.register_commands(None, MENUS)


@pytest.fixture
def ben(at: Server) -> MemberActor:
    return at.guild.add_member(at.env.create_user("ben"))


async def quiet(at: House) -> None:
    """Everybody was told what they are told, and every answer is at its end."""
    await at.platform.errands.idle()
    await at.bridge.idle()


def whispered(done: InteractionResult) -> list[str]:
    """What only whoever did it sees."""
    told = [*([done.response] if done.response else []), *done.followups]
    assert all(one.ephemeral for one in told)
    return [one.content for one in told]


async def about(
    at: Server, inside: House, message: discord.Message, words: str = "", place: ChannelHandle | None = None
) -> InteractionResult:
    """Ana asks about a message, in the dialog that opens."""
    shown = await at.ana.context_menu(place or at.general, ABOUT, message)
    done = await at.ana.submit_modal(shown, {"words": words})
    await quiet(inside)
    return done


async def test_a_message_is_explained_in_its_thread(at: Server, tmp_path: Path, ben: MemberActor) -> None:
    """Which is made for it; with who said it and when; asked by whoever chose it, who hears where to look."""
    backend = FakeBackend(Text("It means that …"))
    async with house(at, tmp_path, backend, rules=everywhere("mention")) as inside:
        said = await ben.send(at.general, f"the `ETA` is EOD, {at.ana.mention} & <that's> it")
        done = await about(at, inside, said)
    [turn] = backend.asked
    assert (turn.question.author, turn.thread) == (str(at.ana.id), at.thread(said))
    assert turn.question.text.startswith("Please explain this message.")
    assert "ben, 20" in turn.question.text
    assert turn.question.text.endswith("the `ETA` is EOD, @ana & <that's> it")
    assert at.told(said) == ["It means that …"]
    assert whispered(done) == ["I answer in the thread of that message."]


async def test_a_question_about_a_message_in_a_thread(at: Server, tmp_path: Path, ben: MemberActor) -> None:
    """What was written into the dialog stands before the quote; more can be asked about it."""
    backend = FakeBackend(Text("At six."))
    async with house(at, tmp_path, backend, rules=everywhere("mention")) as inside:
        root = await ben.send(at.general, "lunch")
        thread = at.thread_by_hand(root, "lunch")
        said = await ben.send(thread, "till EOD")
        for words in ("when?", "where?"):
            await about(at, inside, said, words, thread)
    assert [turn.question.text.partition("\n\n")[0] for turn in backend.asked] == ["when?", "where?"]
    assert all(turn.question.text.endswith("till EOD") for turn in backend.asked)
    assert {turn.thread for turn in backend.asked} == {at.thread(root)}


async def test_a_dialog_outlives_a_restart(at: Server, tmp_path: Path, ben: MemberActor) -> None:
    """The message is read again."""
    backend = FakeBackend(Text("At six."))
    async with house(at, tmp_path, backend, rules=everywhere("mention")):
        said = await ben.send(at.general, "till EOD")
        shown = await at.ana.context_menu(at.general, ABOUT, said)
    async with house(at, tmp_path, backend, rules=everywhere("mention")) as inside:
        await at.ana.submit_modal(shown, {"words": "when?"})
        await quiet(inside)
    assert backend.asked[0].question.text.startswith("when?")
    assert backend.asked[0].question.text.endswith("till EOD")


async def test_where_we_do_not_answer_it_is_in_our_direct_messages(
    at: Server, tmp_path: Path, ben: MemberActor
) -> None:
    """Below a link back; and whoever asked hears where."""
    backend = FakeBackend(Text("It means that …"))

    def rules(place: Channel) -> Rules:
        return Rules("off" if place.channel == str(at.general.id) else "mention", "fake", "", "", "en")

    async with house(at, tmp_path, backend, rules=rules) as inside:
        said = await ben.send(at.general, "EOD")
        done = await about(at, inside, said)
    root, answer = at.direct()
    assert root.content.endswith(f"<https://discord.com/channels/{at.guild.id}/{at.general.id}/{said.id}>")
    assert answer.content == "It means that …"
    assert [told.partition(":")[0] for told in whispered(done)] == ["I answer in our direct messages"]
    assert at.told(at.general) == []


async def test_without_a_thread_it_is_what_was_said_from_there_on(
    at: Server, tmp_path: Path, ben: MemberActor
) -> None:
    backend = FakeBackend(Text("Pizza."))
    async with house(at, tmp_path, backend, rules=everywhere("mention")) as inside:
        await ben.send(at.general, "good morning")
        first = await ben.send(at.general, "lunch?")
        await ben.send(at.general, "pizza")
        await at.ana.context_menu(at.general, SUMMARY, first)
        await quiet(inside)
    text = backend.asked[0].question.text
    assert text.index("lunch?") < text.index("pizza")
    assert "good morning" not in text


@pytest.mark.parametrize("menu", [ABOUT, SUMMARY])
@pytest.mark.parametrize("lists", ["blocked_people", "blocked_channels"])
async def test_who_may_not_ask_may_not_by_a_menu(
    at: Server, tmp_path: Path, ben: MemberActor, menu: str, lists: str
) -> None:
    """Nothing is read, opened or posted for them; nor does what is said in a blocked channel leave it."""
    kept_out = {lists: (str(at.ana.id if lists == "blocked_people" else at.general.id),)}
    backend = FakeBackend(Text("never"))
    async with house(at, tmp_path, backend, lists=kept_out, rules=everywhere("mention")) as inside:
        said = await ben.send(at.general, "till EOD")
        done = await at.ana.context_menu(at.general, menu, said)
        await quiet(inside)
    assert (backend.asked, at.direct()) == ([], [])
    [told] = whispered(done)
    assert told.startswith(("You have no leave", "I don't answer in this channel"))


async def test_who_asked_too_often_is_told_so_in_the_place_of_an_answer(
    at: Server, tmp_path: Path, ben: MemberActor
) -> None:
    backend, lists = FakeBackend(Text("At six.")), {"questions_per_minute": 1}
    async with house(at, tmp_path, backend, lists=lists, rules=everywhere("mention")) as inside:
        said = await ben.send(at.general, "till EOD")
        done = [await about(at, inside, said, words) for words in ("when?", "where?")]
    assert len(backend.asked) == 1
    assert [told[:12] for one in done for told in whispered(one)] == ["I answer in ", "One person's"]


async def test_a_message_without_words_and_other_menus(at: Server, tmp_path: Path, ben: MemberActor) -> None:
    """The first is said; an entry of another version of ours is none of ours."""
    at.env.backend.register_commands(None, [*MENUS, {"name": "Something new", "type": 3}])
    async with house(at, tmp_path, FakeBackend(Text("never")), rules=everywhere("mention")) as inside:
        said = await ben.send(at.general, "x")
        at.env.backend.get_message(at.general.id, said.id).content = ""
        done = await at.ana.context_menu(at.general, ABOUT, said)
        await quiet(inside)
        other = await at.ana.context_menu(at.general, "Something new", said)
        await quiet(inside)
    assert whispered(done) == ["There are no words in this that I could be asked about."]
    assert other.response is None


@pytest.mark.parametrize("language", ["en", "ko"])
async def test_the_dialog_is_within_discords_limits(language: Language) -> None:
    """45 characters for its title and labels, 100 for a placeholder and for its id; nothing to remember."""
    modal = dialog("1" * 20, "x" * 40_000, language)
    told = modal.to_dict()
    excerpt, label = told["components"]
    assert 0 < len(told["title"]) <= 45
    assert len(told["custom_id"]) <= 100
    assert len(excerpt["content"]) < 4_000
    assert 0 < len(label["label"]) <= 45
    assert 0 < len(label["component"]["placeholder"]) <= 100
    assert modal.is_finished()


async def test_an_apps_words_stand_in_cards(at: Server) -> None:
    """Where there are no others; files by name."""
    hook = at.guild.create_webhook(at.general)
    card = discord.Embed(title="Build 7", description="failed").add_field(name="exit code", value="137")
    posted = await hook.send(embeds=[card])
    read = written(posted)
    assert read.words == "Build 7\nfailed\nexit code: 137"
