"""`/threadbridge …`: answered to whoever typed it, and acknowledged before that."""

import asyncio
from pathlib import Path

import pytest

from bridge.commands.words import WORDS, slash
from bridge.events import Text
from bridge.types import Language, Model
from platforms.desk.commands import belongs_in_a_thread
from platforms.slack.receiving.commands import ASK_WORDS
from tests.fakes import FakeBackend
from tests.platforms.house import everywhere
from tests.platforms.slack.house import Way, house, ours, quiet, told
from tests.standins.slack import Channel, Person, StandInSlack

SLASH = "/threadbridge"


async def test_a_command_is_answered_to_its_sender_alone(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, way: Way
) -> None:
    """Nobody else sees anything of it, and it is acknowledged without a text."""
    async with house(slack, tmp_path, FakeBackend(), way=way) as at:
        done = await ana.command(SLASH, "status", general)
        await quiet(slack, at)
    [whispered] = general.ephemerals
    assert (whispered.user, whispered.text) == (ana.id, "fake can be asked.")
    assert done.acknowledged
    assert not done.answer
    assert general.messages == []


@pytest.mark.parametrize("typed", ["상태", "!status", "  STATUS  "])
async def test_the_words_are_those_of_messages(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, typed: str
) -> None:
    """In both languages, and with a sign that somebody is used to."""
    async with house(slack, tmp_path, FakeBackend(), rules=everywhere(language="ko")) as at:
        await ana.command(SLASH, typed, general)
        await quiet(slack, at)
    assert [one.text for one in general.ephemerals] == ["fake에 질문할 수 있습니다."]


async def test_it_works_where_the_app_is_not_a_member(slack: StandInSlack, ana: Person, tmp_path: Path) -> None:
    elsewhere = slack.channel("elsewhere", bot=False)
    async with house(slack, tmp_path, FakeBackend()) as at:
        await ana.command(SLASH, "status", elsewhere)
        await quiet(slack, at)
    assert [one.text for one in elsewhere.ephemerals] == ["fake can be asked."]


@pytest.mark.parametrize(("typed", "begins"), [("", "/threadbridge"), ("dance", 'There is no command "dance"')])
async def test_what_is_not_understood_is_helped(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, typed: str, begins: str
) -> None:
    async with house(slack, tmp_path, FakeBackend()) as at:
        await ana.command(SLASH, typed, general)
        await quiet(slack, at)
    [whispered] = general.ephemerals
    assert begins in whispered.text
    assert "stop" in whispered.text


@pytest.mark.parametrize(
    ("typed", "needs"),
    [
        ("stop", True),
        ("다시", True),
        ("title New name", True),
        ("export", True),
        ("forget", True),
        ("continue", True),
        ("edit other words", True),
        ("adopt https://chatgpt.com/c/1", True),
        ("new", True),
        ("model sol", True),
        ("model", False),
        ("models", False),
        ("find mango", False),
        ("help", False),
        ("status", False),
    ],
)
def test_what_is_about_one_conversation(typed: str, needs: bool) -> None:
    assert belongs_in_a_thread(slash(typed)) is needs


@pytest.mark.parametrize("language", ["en", "ko"])
async def test_help_lists_nothing_that_is_refused(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, language: Language
) -> None:
    """Each word is shown with the sign with which it works."""
    async with house(slack, tmp_path, FakeBackend(), rules=everywhere(language=language)) as at:
        await ana.command(SLASH, "help", general)
        await quiet(slack, at)
    here = [line for line in general.ephemerals[0].text.splitlines() if line.startswith(SLASH)]
    words = [line.removeprefix(f"{SLASH} ").split()[0] for line in here]
    assert len(words) == 4
    assert not any(belongs_in_a_thread(slash(word)) for word in words)
    assert words[0] in ASK_WORDS
    assert all(word in WORDS for word in words[1:])


async def test_how_a_model_is_chosen_is_said_as_it_works(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """It is chosen for a thread, where there are no slash commands."""
    async with house(slack, tmp_path, FakeBackend(offers=[Model("sol", "fake")])) as at:
        await ana.command(SLASH, "model", general)
        await quiet(slack, at)
    assert general.ephemerals[0].text.splitlines()[-1].startswith("!model NAME")


@pytest.mark.parametrize("typed", ["ask", "질문  "])
async def test_an_empty_question_is_said_to_be_that(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, typed: str
) -> None:
    async with house(slack, tmp_path, FakeBackend()) as at:
        await ana.command(SLASH, typed, general)
        await quiet(slack, at)
    assert [one.text for one in general.ephemerals] == ["The question is empty. Write something to ask."]


async def test_what_needs_a_thread_is_to_be_written_there(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """With the very word, as it has to be written."""
    backend = FakeBackend(Text("Yes."))
    async with house(slack, tmp_path, backend) as at:
        await ana.says(general, "a question")
        await quiet(slack, at)
        await ana.command(SLASH, "retry", general)
        await quiet(slack, at)
    [whispered] = general.ephemerals
    assert "`!retry`" in whispered.text
    assert len(backend.asked) == 1


async def test_a_question_opens_a_thread(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, way: Way
) -> None:
    """It is posted for the asker, quoted, and pings nobody whom it mentions; the answer stands below it."""
    backend = FakeBackend(Text("Because."))
    async with house(slack, tmp_path, backend, way=way) as at:
        await ana.command(SLASH, "ask why is <!channel> blue?", general)
        await quiet(slack, at)
    [root, _] = ours(general, general.messages[0].ts, slack)
    assert root.text == f"{ana.mention} asks:\n&gt;why is &lt;!channel&gt; blue?"
    assert told(general, root.ts, slack)[1:] == ["Because."]
    [turn] = backend.asked
    assert (turn.question.author, turn.thread.thread) == (ana.id, root.ts)


async def test_where_the_app_is_off_it_asks_nothing(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    backend = FakeBackend(Text("Because."))
    async with house(slack, tmp_path, backend, rules=everywhere("off")) as at:
        await ana.command(SLASH, "질문 왜요?", general)
        await quiet(slack, at)
    assert [one.text[:14] for one in general.ephemerals] == ["I don't answer"]
    assert (backend.asked, general.messages) == ([], [])


@pytest.mark.parametrize("typed", ["ask why?", "status", "find why"])
async def test_who_may_not_ask_may_not_command(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, typed: str
) -> None:
    """Nothing is posted for them, either."""
    backend = FakeBackend(Text("never"))
    async with house(slack, tmp_path, backend, lists={"blocked_people": (ana.id,)}) as at:
        await ana.command(SLASH, typed, general)
        await quiet(slack, at)
    assert (backend.asked, general.messages) == ([], [])
    assert [one.user for one in general.ephemerals] == [ana.id]


async def test_a_channel_that_is_not_ours_is_said(slack: StandInSlack, ana: Person, tmp_path: Path) -> None:
    """Slack does not let us post there; the asker hears what to do."""
    elsewhere, backend = slack.channel("elsewhere", bot=False), FakeBackend(Text("Because."))
    async with house(slack, tmp_path, backend) as at:
        await ana.command(SLASH, "ask why?", elsewhere)
        await quiet(slack, at)
    [whispered] = elsewhere.ephemerals
    assert "not_in_channel" in whispered.text
    assert backend.asked == []


async def test_find_finds_what_was_asked_here(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """With a link to where it was asked; other people's other channels are not searched."""
    private, ben = slack.channel("private", private=True), slack.user("ben")
    async with house(slack, tmp_path, FakeBackend(Text("Mango."))) as at:
        ts = await ana.says(general, "which fruit?")
        await ben.says(private, "a secret fruit?")
        await quiet(slack, at)
        await ana.command(SLASH, "find FRUIT mango", general)
        await quiet(slack, at)
    [whispered] = general.ephemerals
    assert "which fruit?" in whispered.text
    assert ts.replace(".", "") in whispered.text
    assert "secret" not in whispered.text


async def test_models_can_be_looked_at_without_a_thread(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    backend = FakeBackend(offers=[Model("sol", "fake"), Model("luna", "fake")])
    async with house(slack, tmp_path, backend) as at:
        await ana.command(SLASH, "model", general)
        await quiet(slack, at)
    [whispered] = general.ephemerals
    assert "sol" in whispered.text
    assert "luna" in whispered.text


async def test_a_slow_answer_is_not_waited_for(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, way: Way
) -> None:
    """The command is acknowledged while its answer still can't be given."""
    backend = Slow()
    async with house(slack, tmp_path, backend, way=way) as at:
        done = await ana.command(SLASH, "models", general)
        await slack.until(lambda: done.acknowledged)
        assert general.ephemerals == []
        backend.gate.set()
        await quiet(slack, at)
    assert len(general.ephemerals) == 1


async def test_a_bug_is_told(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """In the log whole, to the sender without a word of it."""
    async with house(slack, tmp_path, Broken()) as at:
        await ana.command(SLASH, "models", general)
        await quiet(slack, at)
    [whispered] = general.ephemerals
    assert whispered.text.startswith("Something went wrong on our side")
    assert "out of order" in caplog.text


async def test_nothing_is_left_when_the_app_ends(
    slack: StandInSlack, general: Channel, ana: Person, tmp_path: Path
) -> None:
    """An answer that is still to be found is given up with the platform, and no task outlives it."""
    backend = Slow()
    async with house(slack, tmp_path, backend):
        done = await ana.command(SLASH, "models", general)
        await slack.until(lambda: done.acknowledged)
        await backend.asked_for.wait()
    assert backend.cancelled


class Slow(FakeBackend):
    """Says what it offers when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.gate, self.asked_for, self.cancelled = asyncio.Event(), asyncio.Event(), False

    async def models(self) -> list[Model]:
        self.asked_for.set()
        try:
            await self.gate.wait()
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        return [Model("sol", "fake")]


class Broken(FakeBackend):
    """Has a bug."""

    async def models(self) -> list[Model]:
        raise RuntimeError("out of order")
