"""What people do besides writing a question, on every chat platform: press, edit, delete."""

import re
from dataclasses import replace
from pathlib import Path

from bridge.errors import Uncertain
from bridge.events import CutShort, Opened, Sent, Text
from bridge.protocols import Introduces
from bridge.types import Anchor, ConversationId, State
from tests.contracts.chats.chat import Chat, answered, at_rest, begun, ledger
from tests.contracts.chats.on_discord import on_discord
from tests.contracts.chats.on_slack import on_slack
from tests.fakes import FakeBackend, Step
from tests.platforms.house import Scripts, everywhere, growing

NEW_WORDS = "Your question was still waiting; it is asked in its new words."
TAKEN_OUT = "You deleted your question before it was asked, so it is not asked."

CONTINUED = "goes on"
"""Of what is said where a conversation goes on, or went on before."""

WHEN = re.compile(r"20\d\d-\d\d-\d\d \d\d:\d\d")
LINK = re.compile(r"<?https://[^\s>]+>?")

ANSWER: list[Step] = [Opened(ConversationId("c1")), Sent(Anchor("m1")), Text("An answer.")]


async def answered_elsewhere(chat: Chat) -> None:
    """So what was said before that is in the ledger, too."""
    elsewhere = await chat.says("elsewhere?")
    await begun(chat, elsewhere, "Yes.")


async def test_stop_is_pressed(chat: Chat) -> None:
    """Only while it is being written; then what came stands there, and can be written once more."""
    steps, _ = growing("The beginning, ", "never comes")
    async with chat.house(FakeBackend(*steps)) as inside:
        talk = await chat.says("a story")
        await begun(chat, talk, "The beginning,")
        await chat.until(lambda: chat.offers(talk) == [["stop"]])
        await chat.presses(talk, "stop")
        await chat.until(lambda: "(stopped)" in chat.told(talk)[-1])
        await at_rest(inside)
        [entry] = await ledger(chat, inside, talk)
    assert (entry.answer, entry.stopped) == ("The beginning, ", True)
    assert chat.offers(talk) == [["again"]]


async def test_another_answer_and_the_rest(chat: Chat) -> None:
    """Below the newest answer alone; pressed after a restart, too."""
    backend = FakeBackend(*ANSWER, CutShort())
    async with chat.house(backend) as inside:
        talk = await chat.says("a question")
        await answered(chat, inside, talk, "An answer.")
        assert chat.offers(talk) == [["continue", "again"]]
        await chat.presses(talk, "continue")
        await answered(chat, inside, talk, *["An answer."] * 2)
        assert chat.offers(talk) == [[], ["continue", "again"]]
    async with chat.house(backend) as inside:
        await chat.presses(talk, "again")
        await answered(chat, inside, talk, *["An answer."] * 3)
        entries = await ledger(chat, inside, talk)
    assert [(entry.action, entry.answer) for entry in entries] == [
        ("ask", "An answer."),
        ("continue", "An answer."),
        ("again", "An answer."),
    ]


async def test_where_truth_cant_be_known_the_person_can_ask_again(chat: Chat) -> None:
    """The word for it comes with a button, which works after a restart; then it is asked as it was."""
    async with chat.house(FakeBackend(refuses=Uncertain(link="https://chatgpt.com"))) as inside:
        talk = await chat.says("a question")
        await chat.until(lambda: chat.offers(talk) == [["anew"]])
        await at_rest(inside)
    async with chat.house(FakeBackend(*ANSWER)) as inside:
        await chat.presses(talk, "anew")
        await chat.until(lambda: chat.told(talk)[1] == "An answer.")
        await at_rest(inside)
        entries = await ledger(chat, inside, talk)
    assert [(entry.action, entry.answer) for entry in entries] == [("ask", ""), ("ask", "An answer.")]


async def test_an_edited_question_can_be_asked_again(chat: Chat) -> None:
    """Offered once its words are really others, and done when that is pressed."""
    async with chat.house(FakeBackend(*ANSWER)) as inside:
        talk = await chat.says("why is the sky bleu?")
        await answered(chat, inside, talk, "An answer.")
        await chat.edits(talk, "why is the sky blue?")
        await chat.until(chat.whispered)
        await chat.presses_whispered("edit")
        await answered(chat, inside, talk, "An answer.", "An answer.")
        await chat.until(lambda: "Asking again as edited." in chat.whispered())
        entries = await ledger(chat, inside, talk)
    assert [(entry.action, entry.text) for entry in entries] == [
        ("ask", "why is the sky bleu?"),
        ("edit", "why is the sky blue?"),
    ]


async def test_what_waits_takes_the_new_words_or_is_taken_out(chat: Chat) -> None:
    """Their author is told; what is being answered meanwhile goes on."""
    steps, [gate] = growing("The first ", "answer.")
    backend = Scripts({"one?": [*ANSWER[:2], *steps], "two, edited?": [Text("Two.")], "elsewhere?": [Text("Yes.")]})
    async with chat.house(backend) as inside:
        talk = await chat.says("one?")
        await begun(chat, talk, "The first")
        two, three = await chat.says("two?", talk), await chat.says("three?", talk)
        await answered_elsewhere(chat)
        await chat.edits(two, "two, edited?")
        await chat.deletes(three)
        await chat.until(lambda: set(chat.whispered()) >= {NEW_WORDS, TAKEN_OUT})
        gate.set()
        await answered(chat, inside, talk, "The first answer.", "Two.")
        entries = await ledger(chat, inside, talk)
    assert [(entry.text, entry.state) for entry in entries] == [
        ("one?", State.DELIVERED),
        ("two, edited?", State.DELIVERED),
    ]


async def test_the_menu_of_a_message(tmp_path: Path) -> None:
    """Asked about in its thread, summed up in private; in the same words on Slack and on Discord."""
    told = {}
    for name, open_chat in (("slack", on_slack), ("discord", on_discord)):
        (folder := tmp_path / name).mkdir()
        backend = FakeBackend(*ANSWER[1:])
        async with open_chat(folder) as chat, chat.house(backend, everywhere("mention")) as inside:
            talk = await chat.about("till EOD", "when is that?")
            await answered(chat, inside, talk, "An answer.")
            await chat.summarises(talk)
            await chat.until(lambda: "An answer." in chat.direct())
            await at_rest(inside)
            asked = [WHEN.sub("(then)", turn.question.text).lower() for turn in backend.asked]  # names differ
            direct, aside = ([LINK.sub("", text) for text in said] for said in (chat.direct(), chat.whispered()))
            told[name] = asked, direct, chat.told(talk), [text for text in aside if text not in direct]
    assert told["slack"] == told["discord"]
    assert told["slack"][0][0].startswith("when is that?")


async def test_what_was_found_is_turned_and_gone_on_with(chat: Chat) -> None:
    """The pages beside it, and then one conversation in both places; both are told, and answer once."""
    async with chat.house(FakeBackend(Text("Yes."))) as inside:
        talks = [await chat.says(f"a mango, number {number}") for number in range(6)]
        for talk in talks:
            await answered(chat, inside, talk, "Yes.")
        await chat.says("!find mango")
        await chat.until(lambda: "number 5" in chat.whispered()[-1])
        assert "number 0" not in chat.whispered()[-1]
        await chat.presses_whispered("on")
        await chat.until(lambda: "number 0" in chat.whispered()[-1])
        assert "number 5" not in chat.whispered()[-1]
        await chat.presses_whispered("back")
        await chat.until(lambda: "number 5" in chat.whispered()[-1])
        await chat.goes_on_with(2)
        await chat.until(lambda: CONTINUED in str((chat.whispered(), chat.told(talks[3]))))
        await at_rest(inside)
        assert [len(await inside.store.joined(talk.thread)) for talk in talks] == [0, 0, 0, 1, 0, 0]


async def test_forgetting_is_confirmed_by_a_button(chat: Chat) -> None:
    async with chat.house(FakeBackend(*ANSWER)) as inside:
        talk = await chat.says("a question")
        await answered(chat, inside, talk, "An answer.")
        await chat.says("!forget", talk)
        await chat.until(chat.whispered)
        await chat.presses_whispered("forget")
        await chat.until(lambda: any(one.startswith("Forgotten") for one in chat.whispered()))
        await at_rest(inside)
        assert await ledger(chat, inside, talk) == []


async def test_whoever_asked_has_a_name(tmp_path: Path) -> None:
    """As others there see it; whoever is not there any more, or is nobody, is called by their id."""
    for name, open_chat in (("slack", on_slack), ("discord", on_discord)):
        (folder := tmp_path / name).mkdir()
        backend = FakeBackend(*ANSWER[1:])
        async with open_chat(folder) as chat, chat.house(backend) as inside:
            await chat.says("a question")
            await chat.says_directly("another")
            await chat.until(lambda: len(backend.asked) == 2)  # noqa: B023
            await at_rest(inside)
            names, asked = inside.bridge.names, backend.asked[0].question.asker
            await names.learn(backend.asked)
            assert [names.who(turn.question).lower() for turn in backend.asked] == ["ana", "ana"]
            platform: object = inside.platform
            assert isinstance(platform, Introduces)
            for nobody in ("U0NOBODY", "", "999"):
                assert await platform.person_name(replace(asked, name=nobody)) == nobody
            assert await platform.person_name(replace(asked, workspace="")) in (asked.name, "Ana")
