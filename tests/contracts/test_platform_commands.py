"""What is told to the bridge in a chat, and one long story that has to be the same everywhere."""

import re
from pathlib import Path

import pytest

from bridge.events import CutShort, Opened, Sent, Text
from bridge.types import Anchor, ConversationId, Language, Model
from tests.contracts.chats.chat import Chat, Entry, Inside, Talk, answered, at_rest, begun, ledger
from tests.contracts.chats.on_discord import on_discord
from tests.contracts.chats.on_slack import on_slack
from tests.contracts.conftest import PLATFORMS
from tests.fakes import FakeBackend, Step
from tests.platforms.house import Scripts, everywhere, growing

LINK = re.compile(r"https://\S+")
WORDS: dict[Language, tuple[str, ...]] = {
    "en": ("!help", "!status", "!models", "!model sol", "!title", "!title A name", "!adopt", "!find", "!stop"),
    "ko": ("!도움말", "!상태", "!모델목록", "!모델 sol", "!제목", "!이어받기", "!찾기", "!중지", "!새대화"),
}


async def whispers(chat: Chat, language: Language) -> list[str]:
    """What is said to every word there is, one after the other."""
    backend = FakeBackend(Opened(ConversationId("c1")), Text("Yes."), offers=[Model("sol", "ours", "Sol")])
    async with chat.house(backend, everywhere(language=language)) as inside:
        talk = await chat.says("a question")
        await answered(chat, inside, talk, "Yes.")
        for count, word in enumerate(WORDS[language], 1):
            await chat.says(word, talk)
            await chat.until(lambda: len(chat.whispered()) == count)  # noqa: B023
        await at_rest(inside)
        assert await ledger(chat, inside, talk) == [Entry("a question", "Yes.", shown=4)]
    return chat.whispered()


@pytest.mark.parametrize("language", WORDS)
async def test_commands_are_answered_in_the_same_words(tmp_path: Path, language: Language) -> None:
    """On every platform; none of them is a question."""
    said = {}
    for name, open_chat in PLATFORMS.items():
        (folder := tmp_path / name).mkdir()
        async with open_chat(folder) as chat:
            said[name] = await whispers(chat, language)
    assert said["slack"] == said["discord"] == said["small"]
    assert all(said["small"])


@pytest.mark.parametrize("language", WORDS)
async def test_commands_behind_a_slash(tmp_path: Path, language: Language) -> None:
    """The same core says the same, to whoever gave them alone."""
    said = {}
    for name, open_chat in (("slack", on_slack), ("discord", on_discord)):
        (folder := tmp_path / name).mkdir()
        async with open_chat(folder) as chat:
            backend = FakeBackend(Text("Yes."))
            async with chat.house(backend, everywhere(language=language)) as inside:
                await answered(chat, inside, await chat.says("a mango?"), "Yes.")
                for count, words in enumerate(("status", "find papaya", "find mango"), 1):
                    await chat.slash(*words.split(maxsplit=1))
                    await chat.until(lambda: len(chat.whispered()) == count)  # noqa: B023
                await at_rest(inside)
            said[name] = [LINK.sub("(a link)", text) for text in chat.whispered()]
    assert said["slack"] == said["discord"]
    assert all(said["discord"])


async def test_the_rest_and_another_answer(chat: Chat) -> None:
    """The same question again, and what was missing of an answer, are turns of the same thread."""
    steps: list[Step] = [Opened(ConversationId("c1")), Sent(Anchor("m1")), Text("An answer."), CutShort()]
    async with chat.house(FakeBackend(*steps)) as inside:
        talk = await chat.says("a question")
        await answered(chat, inside, talk, "An answer.")
        await chat.says("!continue", talk)
        await answered(chat, inside, talk, *["An answer."] * 2)
        await chat.says("!retry", talk)
        await answered(chat, inside, talk, *["An answer."] * 3)
        entries = await ledger(chat, inside, talk)
    assert [(entry.action, entry.answer) for entry in entries] == [
        ("ask", "An answer."),
        ("continue", "An answer."),
        ("again", "An answer."),
    ]


async def test_a_thread_comes_as_a_file_and_is_forgotten(chat: Chat) -> None:
    """What is known of it, and then nothing; forgetting wants to be said twice."""
    async with chat.house(FakeBackend(Text("Yes."))) as inside:
        talk = await chat.says("a question")
        await answered(chat, inside, talk, "Yes.")
        await chat.says("!export", talk)
        await chat.until(lambda: chat.files(talk))
        await chat.says("!forget", talk)
        await chat.until(lambda: len(chat.whispered()) == 2)
        assert len(await ledger(chat, inside, talk)) == 1
        await chat.says("!forget yes", talk)
        await chat.until(lambda: len(chat.whispered()) == 3)
        assert await ledger(chat, inside, talk) == []
        await at_rest(inside)
    assert [name.endswith(".md") for name in chat.files(talk)] == [True]


async def story(chat: Chat) -> tuple[list[Entry], list[Entry], list[str], list[str], list[str]]:
    """A day: a talk with everything in it, another one beside it, troubles and a restart in the middle."""
    steps, [gate] = growing("Because the air ", "scatters it.")
    held, _ = growing("At dusk the way ", "is longer.")
    before = Scripts(
        {
            "why is the sky blue?": [Opened(ConversationId("c1")), Sent(Anchor("m1")), *steps],
            "and at dusk?": [Sent(Anchor("m2")), *held],
            "what is 2 + 2?": [Opened(ConversationId("c2")), Sent(Anchor("m3")), Text("4")],
        }
    )
    async with chat.house(before, everywhere("mention")) as inside:
        chat.trouble("not now")
        sky = await chat.says("why is the sky blue?", mention=True)
        await begun(chat, sky, "Because the air")
        await chat.redelivers(sky)
        await chat.other_bot_says("deployed", sky)
        gate.set()
        await answered(chat, inside, sky, "Because the air scatters it.")
        sums = await chat.says_directly("what is 2 + 2?")
        await answered(chat, inside, sums, "4")
        await chat.says("and at dusk?", sky)
        await chat.until(lambda: "At dusk" in chat.told(sky)[-1])
    after = FakeBackend(Sent(Anchor("m2")), Text("At dusk the way is longer."))
    async with chat.house(after, everywhere("mention")) as inside:
        await answered(chat, inside, sky, "Because the air scatters it.", "At dusk the way is longer.")
        await chat.says("!status", sky)
        await chat.until(chat.whispered)
        await at_rest(inside)
        return await told_of(chat, inside, sky, sums)


async def told_of(
    chat: Chat, inside: Inside, sky: Talk, sums: Talk
) -> tuple[list[Entry], list[Entry], list[str], list[str], list[str]]:
    return (
        await ledger(chat, inside, sky),
        await ledger(chat, inside, sums),
        chat.told(sky),
        chat.told(sums),
        chat.whispered(),
    )


async def test_the_same_story_is_the_same_everywhere(tmp_path: Path) -> None:
    """Ledger and texts, compared with each other."""
    stories = []
    for name, open_chat in PLATFORMS.items():
        (folder := tmp_path / name).mkdir()
        async with open_chat(folder) as chat:
            stories.append(await story(chat))
    assert stories[1:] == stories[:1] * (len(stories) - 1)
