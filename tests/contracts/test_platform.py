"""What every chat platform keeps to: the same scenario, the same ledger, the same texts."""

from bridge.errors import PolicyNotice
from bridge.events import Opened, Rewritten, Sent, Status, Text
from bridge.types import Anchor, Channel, ConversationId, File, Image, Rules, State
from tests.contracts.chats.chat import Chat, Entry, answered, at_rest, bare, begun, ledger
from tests.fakes import FakeBackend
from tests.platforms.house import Scripts, everywhere, growing

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 100
SENTENCE = "A sentence of seven words stands here. "


async def test_a_question_and_a_follow_up(chat: Chat) -> None:
    """A mention begins it, none is needed to go on; both are one conversation and stand in one thread."""
    backend = FakeBackend(Opened(ConversationId("c1")), Sent(Anchor("m1")), Text("Because it "), Text("scatters."))
    async with chat.house(backend, everywhere("mention")) as inside:
        await chat.says("nobody is asked")
        sky = await chat.says("why is the sky blue?", mention=True)
        await answered(chat, inside, sky, "Because it scatters.")
        await chat.says("and at dusk?", sky)
        await answered(chat, inside, sky, "Because it scatters.", "Because it scatters.")
        entries = await ledger(chat, inside, sky)
    assert entries == [
        Entry("why is the sky blue?", "Because it scatters.", shown=20),
        Entry("and at dusk?", "Because it scatters.", shown=20),
    ]
    assert [turn.conversation for turn in backend.asked] == [None, "c1"]


async def test_a_direct_message_needs_no_mention(chat: Chat) -> None:
    backend = FakeBackend(Text("Hi."))
    async with chat.house(backend, everywhere("mention")) as inside:
        hello = await chat.says_directly("hello")
        await answered(chat, inside, hello, "Hi.")
        assert await ledger(chat, inside, hello) == [Entry("hello", "Hi.", shown=3)]


async def test_off_is_off(chat: Chat) -> None:
    """In the channel with a mention, in a direct message; the one says nothing about the other."""
    backend, off = FakeBackend(Text("Yes.")), set[str]()

    def rules(place: Channel) -> Rules:
        return Rules("off" if place.channel in off else "every", "fake", "", "", "en")

    async with chat.house(backend, rules) as inside:
        private, public = await chat.says_directly("one?"), await chat.says("two?")
        for talk in (private, public):
            await answered(chat, inside, talk, "Yes.")
        off |= {private.thread.channel}
        await chat.says_directly("nobody?")
        await answered(chat, inside, await chat.says("three?"), "Yes.")
        off ^= {private.thread.channel, public.thread.channel}
        await chat.says("nobody either?", mention=True)
        await chat.says_directly("four?")
        await chat.until(lambda: len(backend.asked) == 4)
        await at_rest(inside)
    assert [turn.question.text for turn in backend.asked] == ["one?", "two?", "three?", "four?"]


async def test_bots_are_not_answered(chat: Chat) -> None:
    """With a mention, in the channel and in a thread of ours; nor do we answer ourselves."""
    backend = FakeBackend(Text("Yes."))
    async with chat.house(backend) as inside:
        talk = await chat.says("one?")
        await answered(chat, inside, talk, "Yes.")
        await chat.other_bot_says("deployed")
        await chat.other_bot_says("deployed again", talk)
        await chat.says("two?", talk)
        await answered(chat, inside, talk, "Yes.", "Yes.")
    assert [turn.question.text for turn in backend.asked] == ["one?", "two?"]


async def test_threads_do_not_wait_for_each_other(chat: Chat) -> None:
    """But a question in the middle of an answer waits its turn."""
    steps, [gate] = growing("The first ", "answer.")
    backend = Scripts({"one?": steps, "two?": [Text("The second.")], "three?": [Text("The third.")]})
    async with chat.house(backend) as inside:
        one = await chat.says("one?")
        await begun(chat, one, "The first")
        await chat.says("two?", one)
        three = await chat.says("three?")
        await chat.until(lambda: chat.told(three) == ["The third."])
        assert [turn.question.text for turn in backend.asked] == ["one?", "three?"]
        gate.set()
        await answered(chat, inside, one, "The first answer.", "The second.")
        assert await ledger(chat, inside, one) == [
            Entry("one?", "The first answer.", shown=17),
            Entry("two?", "The second.", shown=11),
        ]


async def test_many_parts_lose_nothing(chat: Chat) -> None:
    """Prose in two languages; and the whole as a file besides, since it is long."""
    answer = SENTENCE * 500 + "한국어 문장입니다. " * 500 + "The end."
    async with chat.house(FakeBackend(Text(answer))) as inside:
        talk = await chat.says("tell me everything")
        await chat.until(lambda: len(chat.files(talk)) == 1)
        await at_rest(inside)
        assert await ledger(chat, inside, talk) == [Entry("tell me everything", answer, shown=len(answer))]
    assert bare("".join(chat.told(talk))) == bare(answer)
    assert len(chat.told(talk)) > 3
    assert chat.files(talk)[0].endswith(".md")


async def test_code_over_many_parts(chat: Chat) -> None:
    """Every line once, in order, in fences that are closed in each message and have their language in each."""
    code = "".join(f"print({number}, '<&>')\n" for number in range(800))
    answer = f"Look:\n\n```python\n{code}```\n\nThat was it."
    async with chat.house(FakeBackend(Text(answer))) as inside:
        talk = await chat.says("count")
        await chat.until(lambda: chat.told(talk)[-1].endswith("That was it."))
        await at_rest(inside)
    told = chat.told(talk)
    assert [line for text in told for line in text.splitlines() if line.startswith("print")] == code.splitlines()
    assert all(text.count("```") == 2 * text.count("```python") for text in told)
    assert told[0].startswith("Look:")
    assert told[-1].endswith("That was it.")


async def test_an_answer_calls_nobody(chat: Chat) -> None:
    """In no way that any platform knows, posted or edited in."""
    evil = "@everyone @here <!channel> <!here> <@U0> <@1> <@&1> <!subteam^S0> "
    steps, [gate] = growing(evil, evil)
    async with chat.house(FakeBackend(*steps)) as inside:
        talk = await chat.says("be evil")
        await chat.until(lambda: chat.told(talk))
        gate.set()
        await chat.until(lambda: "".join(chat.told(talk)).count("channel") == 2)
        await at_rest(inside)
    assert chat.pinged() == []


async def test_a_rewritten_answer_leaves_nothing_behind(chat: Chat) -> None:
    """However many parts it had."""
    steps, [gate] = growing(SENTENCE * 1_000, "")
    async with chat.house(FakeBackend(*steps, Rewritten("Short after all."))) as inside:
        talk = await chat.says("how long?")
        await chat.until(lambda: len(chat.told(talk)) > 2)
        gate.set()
        await answered(chat, inside, talk, "Short after all.")


async def test_pictures_and_files_stand_below_the_answer(chat: Chat) -> None:
    """Each once, however often it was told."""
    cat, table = Image("cat.png", b"cat"), File("cat.csv", b"1,2")
    async with chat.house(FakeBackend(Text("Look: "), cat, Text("a cat."), table, cat)) as inside:
        talk = await chat.says("draw")
        await chat.until(lambda: len(chat.files(talk)) == 2)
        await answered(chat, inside, talk, "Look: a cat.")
    assert chat.files(talk) == ["cat.png", "cat.csv"]


async def test_files_come_with_a_question(chat: Chat) -> None:
    """In their order, under their names; a file without words is a question, too."""
    backend = FakeBackend(Text("A cat."))
    files = [("고양이.png", PNG, "image/png"), ("notes.txt", "메모".encode(), "text/plain")]
    async with chat.house(backend, everywhere("mention")) as inside:
        talk = await chat.says("what is this?", mention=True, files=files)
        await answered(chat, inside, talk, "A cat.")
        await chat.says("", talk, files=files[1:])
        await answered(chat, inside, talk, "A cat.", "A cat.")
    first, second = backend.asked
    assert [(one.name, one.content) for one in first.question.files] == [(name, data) for name, data, _ in files]
    assert [one.name for one in second.question.files] == ["notes.txt"]
    assert (first.question.text, second.question.text) == ("what is this?", "Please look at what is attached.")


async def test_no_answer_is_said(chat: Chat) -> None:
    """An empty one, and one that was refused; in the channel's language."""
    refused = PolicyNotice()
    backend = Scripts({"비었나요?": [Status("thinking"), Text("\n")], "안 되나요?": [refused]})
    async with chat.house(backend, everywhere(language="ko")) as inside:
        empty, failed = await chat.says("비었나요?"), await chat.says("안 되나요?")
        await answered(chat, inside, empty, "(ChatGPT의 답변이 비어 있습니다.)")
        await answered(chat, inside, failed, refused.say("ko"))
        assert await ledger(chat, inside, empty) == [Entry("비었나요?", "\n")]
        assert await ledger(chat, inside, failed) == [
            Entry("안 되나요?", state=State.FAILED, reason=refused.say("ko"))
        ]


async def test_a_failure_in_mid_answer_stands_below_what_came(chat: Chat) -> None:
    """In a message of its own; what came stays, and is kept."""
    apology = "Something went wrong on our side (turn 1). Please ask again."
    async with chat.house(FakeBackend(Text("The beginning."), ZeroDivisionError())) as inside:
        talk = await chat.says("hello?")
        await answered(chat, inside, talk, "The beginning.", apology)
        [entry] = await ledger(chat, inside, talk)
    assert (entry.answer, entry.state, entry.reason) == ("The beginning.", State.FAILED, apology)
