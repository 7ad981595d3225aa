"""What every chat platform keeps to when something goes wrong: no answer is lost, none comes twice."""

from bridge.events import Text
from tests.contracts.chats.chat import Chat, Entry, answered, at_rest, bare, begun, forget_posts, ledger
from tests.fakes import FakeBackend
from tests.platforms.house import Scripts, everywhere, growing

BEGINNING, END = "The beginning, ", "and the end."
WHOLE = BEGINNING + END


async def test_a_platform_that_asks_for_a_pause(chat: Chat) -> None:
    """Before the first message, and in mid-answer: the newest text comes a little later, in one message."""
    steps, [gate] = growing(BEGINNING, END)
    chat.trouble("not now")
    async with chat.house(FakeBackend(*steps)) as inside:
        talk = await chat.says("well?")
        await begun(chat, talk, BEGINNING)
        chat.trouble("not now")
        gate.set()
        await answered(chat, inside, talk, WHOLE)
        assert await ledger(chat, inside, talk) == [Entry("well?", WHOLE, shown=len(WHOLE))]


async def test_an_answer_of_the_platform_that_gets_lost(chat: Chat) -> None:
    """What was posted is found, and not posted again."""
    async with chat.house(FakeBackend(Text(WHOLE))) as inside:
        chat.trouble("lost")
        talk = await chat.says("how often?")
        await answered(chat, inside, talk, WHOLE)
        assert await ledger(chat, inside, talk) == [Entry("how often?", WHOLE, shown=len(WHOLE))]


async def test_a_restart_in_mid_answer(chat: Chat) -> None:
    """The same message goes on."""
    steps, _ = growing(BEGINNING, "never comes")
    async with chat.house(FakeBackend(*steps)):
        talk = await chat.says("well?")
        await begun(chat, talk, BEGINNING)
    async with chat.house(FakeBackend(Text(WHOLE))) as inside:
        await answered(chat, inside, talk, WHOLE)
        assert await ledger(chat, inside, talk) == [Entry("well?", WHOLE, shown=len(WHOLE))]


async def test_a_crash_between_a_post_and_the_ledger(chat: Chat) -> None:
    """The message stands there and the ledger has never heard of it: it is found, and goes on."""
    steps, _ = growing(BEGINNING, "never comes")
    async with chat.house(FakeBackend(*steps)):
        talk = await chat.says("how often?")
        await begun(chat, talk, BEGINNING)
    forget_posts(chat.folder)
    async with chat.house(FakeBackend(Text(WHOLE))) as inside:
        await answered(chat, inside, talk, WHOLE)
        assert await ledger(chat, inside, talk) == [Entry("how often?", WHOLE, shown=len(WHOLE))]


async def test_a_restart_with_questions_in_line(chat: Chat) -> None:
    """They are answered in their order, each once."""
    steps, _ = growing(BEGINNING, "never comes")
    backend = Scripts({"one?": steps, "two?": [], "elsewhere?": [Text("Yes.")]})
    async with chat.house(backend):
        talk = await chat.says("one?")
        await begun(chat, talk, BEGINNING)
        await chat.says("two?", talk)
        elsewhere = await chat.says("elsewhere?")
        await begun(chat, elsewhere, "Yes.")  # so what was said before that is in the ledger, too
    async with chat.house(FakeBackend(Text(WHOLE))) as inside:
        await answered(chat, inside, talk, WHOLE, WHOLE)
        entries = await ledger(chat, inside, talk)
    assert [entry.text for entry in entries] == ["one?", "two?"]


async def test_what_was_asked_while_nobody_was_there(chat: Chat) -> None:
    """In the channel, in a thread, in a direct message: found afterwards, and answered once."""
    backend, rules = FakeBackend(Text("Yes.")), everywhere("mention")
    async with chat.house(backend, rules) as inside:
        known = await chat.says("before?", mention=True)
        await answered(chat, inside, known, "Yes.")
        await answered(chat, inside, await chat.says_directly("hello?"), "Yes.")
    with chat.away():
        await chat.says("not for us")
        new = await chat.says("in the channel?", mention=True)
        await chat.says("in the thread?", known)
        await chat.says_directly("directly?")
    for _ in range(2):
        async with chat.house(backend, rules) as inside:
            await answered(chat, inside, new, "Yes.")
            await answered(chat, inside, known, "Yes.", "Yes.")
            assert await ledger(chat, inside, new) == [Entry("in the channel?", "Yes.", shown=4)]
    asked = [turn.question.text for turn in backend.asked]
    assert sorted(asked) == ["before?", "directly?", "hello?", "in the channel?", "in the thread?"]


async def test_a_question_that_is_stopped_while_it_is_answered(chat: Chat) -> None:
    """By a word in the thread: what came so far stays, and is kept as stopped; the word is no question."""
    steps, _ = growing(BEGINNING, "never comes")
    backend = FakeBackend(*steps)
    async with chat.house(backend) as inside:
        talk = await chat.says("a story")
        await begun(chat, talk, BEGINNING)
        await chat.says("!stop", talk)
        await chat.until(lambda: "(stopped)" in chat.told(talk)[-1])
        await at_rest(inside)
        [entry] = await ledger(chat, inside, talk)
    assert (entry.answer, entry.stopped) == (BEGINNING, True)
    assert [bare(text) for text in chat.told(talk)] == [bare(f"{BEGINNING} (stopped)")]
    assert backend.stopped
    assert chat.whispered() == ["Stopping the answer."]


async def test_stopping_what_is_over(chat: Chat) -> None:
    """Nothing is stopped, and that is said."""
    async with chat.house(FakeBackend(Text(WHOLE))) as inside:
        talk = await chat.says("a story")
        await answered(chat, inside, talk, WHOLE)
        await chat.says("!stop", talk)
        await chat.until(chat.whispered)
        await at_rest(inside)
    assert chat.whispered() == ["No answer is being written in this thread."]
    assert chat.told(talk) == [WHOLE]
