"""The menu of a message: "Ask about this" and "Summarise this thread"."""

from pathlib import Path

import pytest

from bridge.events import Text
from bridge.types import Channel as Place
from bridge.types import Language, Rules, Thread
from platforms.desk.around import Sender
from platforms.slack.receiving.dialog import dialog, submitted
from platforms.slack.receiving.reading import counts, written
from tests.fakes import FakeBackend
from tests.platforms.house import everywhere
from tests.platforms.slack.house import House, Way, house, ours, quiet, read, told
from tests.standins.slack import ApiError, Channel, Person, StandInSlack
from tests.standins.slack.interactions import Interaction

ABOUT, SUMMARY = "ask_about_this", "summarise_thread"


async def about(who: Person, ts: str, slack: StandInSlack, at: House, words: str = "") -> Interaction:
    """Somebody asks about a message, in the dialog that opens."""
    await who.uses_shortcut(ABOUT, ts)
    await quiet(slack, at)
    done = await who.submits(words)
    await quiet(slack, at)
    return done


async def test_a_message_is_explained_in_its_thread(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, way: Way
) -> None:
    """With who said it and when; asked by whoever chose it, who hears where to look."""
    backend, ben = FakeBackend(Text("It means that …")), slack.user("ben")
    async with house(slack, tmp_path, backend, way=way, rules=everywhere("mention")) as at:
        ts = await ben.says(general, "the `ETA` is EOD & <that's> it, @someone")
        await ana.joins(general)
        chosen = await about(ana, ts, slack, at)
    [turn] = backend.asked
    assert turn.question.author == ana.id
    assert turn.question.text.startswith("Please explain this message.")
    assert "ben, 20" in turn.question.text
    assert "the `ETA` is EOD & <that's> it, @someone" in turn.question.text
    assert told(general, ts, slack) == ["It means that …"]
    assert [(one.user, one.text) for one in general.ephemerals] == [
        (ana.id, "I answer in the thread of that message.")
    ]
    assert chosen.acknowledged


async def test_a_question_about_a_message(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, way: Way
) -> None:
    """What somebody wrote into the dialog stands before the quote; what they wrote is not changed."""
    backend, ben = FakeBackend(Text("At six.")), slack.user("ben")
    async with house(slack, tmp_path, backend, way=way, rules=everywhere("mention")) as at:
        ts = await ben.says(general, "till EOD")
        done = await about(ana, ts, slack, at, "when is <that> & where?")
    [turn] = backend.asked
    assert turn.question.text.startswith("when is <that> & where?\n\nIt is about this message")
    assert turn.question.text.endswith("till EOD")
    assert (done.acknowledged, done.answer or None) == (True, None)


async def test_the_same_message_can_be_asked_about_again(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    backend = FakeBackend(Text("At six."))
    async with house(slack, tmp_path, backend, rules=everywhere("mention")) as at:
        ts = await slack.user("ben").says(general, "till EOD")
        await about(ana, ts, slack, at, "when?")
        await about(ana, ts, slack, at, "where?")
    assert [turn.question.text.partition("\n")[0] for turn in backend.asked] == ["when?", "where?"]


async def test_a_dialog_outlives_a_restart(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """The message is read again."""
    backend = FakeBackend(Text("At six."))
    async with house(slack, tmp_path, backend, rules=everywhere("mention")) as at:
        ts = await slack.user("ben").says(general, "till EOD")
        await ana.uses_shortcut(ABOUT, ts)
        await quiet(slack, at)
    async with house(slack, tmp_path, backend, rules=everywhere("mention")) as at:
        await ana.submits("when?")
        await quiet(slack, at)
    assert backend.asked[0].question.text.endswith("till EOD")


async def test_where_no_dialog_opens_the_message_is_explained(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """Slack forgets after three seconds that somebody wanted one."""
    slack.fail("views.open", ApiError("expired_trigger_id"))
    backend = FakeBackend(Text("It means that …"))
    async with house(slack, tmp_path, backend, rules=everywhere("mention")) as at:
        ts = await slack.user("ben").says(general, "till EOD")
        await ana.uses_shortcut(ABOUT, ts)
        await quiet(slack, at)
    assert backend.asked[0].question.text.startswith("Please explain this message.")


async def test_its_thread_goes_on_like_any_other(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """One more message there needs no mention."""
    backend, ben = FakeBackend(Text("It means that …")), slack.user("ben")
    async with house(slack, tmp_path, backend, rules=everywhere("mention")) as at:
        ts = await ben.says(general, "EOD")
        await about(ana, ts, slack, at)
        await ben.says(general, "and COB?", thread=ts)
        await quiet(slack, at)
    assert [turn.question.text for turn in backend.asked][1:] == ["and COB?"]


async def test_a_bots_message_can_be_asked_about(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """A person asks."""
    backend = FakeBackend(Text("It broke."))
    async with house(slack, tmp_path, backend) as at:
        ts = await slack.other_bot("deploybot").says(general, "exit code 137")
        await about(ana, ts, slack, at)
    assert "exit code 137" in backend.asked[0].question.text


async def test_its_files_come_with_it(slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path) -> None:
    backend, ben = FakeBackend(Text("A list.")), slack.user("ben")
    async with house(slack, tmp_path, backend) as at:
        ts = await ben.says(general, "", files=[("list.txt", b"milk", "text/plain")])
        await quiet(slack, at)
        await about(ana, ts, slack, at)
    [(name, content)] = [(file.name, file.content) for file in backend.asked[-1].question.files]
    assert (name, content) == ("list.txt", b"milk")


@pytest.mark.parametrize("where", ["not a member", "off"])
async def test_where_we_do_not_write_the_answer_is_in_our_direct_messages(
    slack: StandInSlack, ana: Person, tmp_path: Path, where: str
) -> None:
    """In a thread that leads back; and there its answer is private."""
    backend, ben = FakeBackend(Text("It means that …")), slack.user("ben")
    elsewhere = slack.channel("elsewhere", bot=where == "off")

    def rules(place: Place) -> Rules:
        return Rules("off" if place.channel == elsewhere.id else "mention", "fake", "", "", "en")

    async with house(slack, tmp_path, backend, rules=rules) as at:
        ts = await ben.says(elsewhere, "EOD")
        await about(ana, ts, slack, at)
    [root, answer] = (dm := slack.dm(ana)).thread(dm.messages[0].ts)
    assert ts.replace(".", "") in root.text
    assert read(answer) == "It means that …"
    assert len(elsewhere.messages) == 1
    assert [one.text for one in elsewhere.ephemerals if "I answer in our direct messages" in one.text]


async def test_a_thread_is_summarised_in_private(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, way: Way
) -> None:
    """Whole, with names, in its order; from any of its messages; the thread itself hears nothing."""
    backend, ben = FakeBackend(Text("Pizza on Friday.")), slack.user("ben")
    async with house(slack, tmp_path, backend, way=way, rules=everywhere("mention")) as at:
        ts = await ben.says(general, "lunch on Friday?")
        await ana.says(general, f"pizza! {ben.mention}", thread=ts)
        reply = await ben.says(general, "ok, noon", thread=ts)
        await quiet(slack, at)
        await ana.uses_shortcut(SUMMARY, reply)
        await quiet(slack, at)
    [turn] = backend.asked
    text = turn.question.text
    assert text.index("ben, 20") < text.index("lunch on Friday?") < text.index("pizza! ") < text.index("ok, noon")
    dm = slack.dm(ana)
    assert turn.thread.channel == dm.id
    assert [read(message) for message in ours(dm, turn.thread.thread, slack)][1:] == ["Pizza on Friday."]
    assert len(general.thread(ts)) == 3
    [whispered] = general.ephemerals
    assert (whispered.user, "I answer in our direct messages: <https://" in whispered.text) == (ana.id, True)


async def test_a_thread_that_we_may_not_read_is_said(slack: StandInSlack, ana: Person, tmp_path: Path) -> None:
    elsewhere, backend = slack.channel("elsewhere", bot=False), FakeBackend(Text("never"))
    async with house(slack, tmp_path, backend) as at:
        ts = await ana.says(elsewhere, "lunch?")
        await ana.uses_shortcut(SUMMARY, ts)
        await quiet(slack, at)
    [whispered] = elsewhere.ephemerals
    assert "not_in_channel" in whispered.text
    assert backend.asked == []


async def test_other_shortcuts_are_only_acknowledged(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """A manifest of another version of ours may have more of them."""
    slack.app.declared = None
    backend = FakeBackend(Text("never"))
    async with house(slack, tmp_path, backend, rules=everywhere("mention")) as at:
        ts = await ana.says(general, "lunch?")
        chosen = await ana.uses_shortcut("something_new", ts)
        await quiet(slack, at)
    assert chosen.acknowledged
    assert (backend.asked, general.ephemerals) == ([], [])


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_dialog_is_within_slacks_limits(language: Language) -> None:
    """24 characters for its title, 24 for its buttons, 150 for a placeholder, 3,000 for what it carries along."""
    view = dialog(
        Thread("slack", "T" * 11, "C" * 11, "1732300000.000100"),
        "1732300000.000200",
        "x" * 40_000,
        language,
        "https://x" * 20,
    )
    assert all(0 < len(view[part]["text"]) <= 24 for part in ("title", "submit", "close"))
    [excerpt, field] = view["blocks"]
    assert len(excerpt["text"]["text"]) < 3_000
    assert 0 < len(field["element"]["placeholder"]["text"]) <= 150
    assert len(view["private_metadata"]) < 3_000


def nobody(*_: object) -> Sender:
    raise AssertionError("nobody is asked for")


def test_other_dialogs_are_not_ours() -> None:
    assert submitted({"type": "view_submission", "view": {"callback_id": "other"}}, "T1", nobody) is None
    assert submitted({"type": "view_closed"}, "T1", nobody) is None


def test_a_message_is_read_as_people_read_it() -> None:
    """Names for people, also where they are mentioned; files by name; their words as they typed them."""
    message = {
        "user": "U1",
        "ts": "60.0",
        "text": "hello <@U2>, &lt;b&gt;",
        "files": [{"id": "F1", "name": "a.pdf"}],
    }
    read = written(message, {"U1": "Ana", "U2": "Ben"})
    assert (read.author, read.at, read.words) == ("Ana", 60.0, "hello @Ben, <b>\n[a.pdf]")
    assert [file.name for file in read.files] == ["a.pdf"]


@pytest.mark.parametrize(
    ("subtype", "counted"), [("channel_join", False), ("tombstone", False), ("me_message", True)]
)
def test_what_slack_itself_says_is_left_out(subtype: str, counted: bool) -> None:
    assert counts({"ts": "0.0", "text": "<@U2> joined", "subtype": subtype}) is counted


def test_words_stand_where_an_app_puts_them() -> None:
    """It has a name of its own, too."""
    beside = [{"text": "one"}, {"fallback": "two"}]
    read = written({"ts": "0.0", "username": "hook", "text": "", "attachments": beside}, {})
    assert (read.author, read.words) == ("hook", "one\ntwo")


@pytest.mark.parametrize("shortcut", [ABOUT, SUMMARY])
@pytest.mark.parametrize("lists", ["blocked_people", "blocked_channels"])
async def test_who_may_not_ask_may_not_by_a_shortcut(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, shortcut: str, lists: str
) -> None:
    """Nothing is read, opened or posted for them; nor does what is said in a blocked channel leave it."""
    backend, ben = FakeBackend(Text("never")), slack.user("ben")
    kept_out = {lists: (ana.id if lists == "blocked_people" else general.id,)}
    async with house(slack, tmp_path, backend, lists=kept_out, rules=everywhere("mention")) as at:
        ts = await ben.says(general, "till EOD")
        await ana.joins(general)
        await ana.uses_shortcut(shortcut, ts)
        await quiet(slack, at)
    assert (backend.asked, slack.workspace.views, slack.dm(ana).messages) == ([], [], [])
    [whispered] = general.ephemerals
    assert whispered.text.startswith(("You have no leave", "I don't answer in this channel"))


async def test_who_asked_too_often_is_not_told_that_there_will_be_an_answer(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """In a thread as in private."""
    backend, ben = FakeBackend(Text("At six.")), slack.user("ben")
    lists = {"questions_per_minute": 1}
    async with house(slack, tmp_path, backend, lists=lists, rules=everywhere("mention")) as at:
        ts = await ben.says(general, "till EOD")
        await ana.joins(general)
        await about(ana, ts, slack, at, "when?")
        await about(ana, ts, slack, at, "where?")
        await ana.uses_shortcut(SUMMARY, ts)
        await quiet(slack, at)
    assert len(backend.asked) == 1
    assert slack.dm(ana).messages == []
    assert [one.text[:12] for one in general.ephemerals] == ["I answer in ", "One person's"]


async def test_where_direct_messages_are_off_nothing_is_asked_there(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    backend = FakeBackend(Text("never"))
    async with house(slack, tmp_path, backend, rules=everywhere("off")) as at:
        ts = await ana.says(general, "till EOD")
        await ana.uses_shortcut(SUMMARY, ts)
        await quiet(slack, at)
    assert (backend.asked, slack.dm(ana).messages) == ([], [])
    assert [one.text[:14] for one in general.ephemerals] == ["I don't answer"]
