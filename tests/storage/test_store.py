"""The contract of every Store: the steps of a turn."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridge.errors import ConversationTaken
from bridge.events import AnsweredBy, Cut, Opened, ReadBy, Rewritten, Sent, Status, Text, Titled
from bridge.protocols import Store
from bridge.types import (
    Anchor,
    Conversation,
    ConversationId,
    File,
    Image,
    MessageId,
    Part,
    State,
    Thread,
    Turn,
    TurnId,
    Used,
)
from tests.storage.ledgers import ELSEWHERE, HERE, NOW, Opener, accepted, question


async def test_a_message_is_accepted_once(store: Store) -> None:
    """Slack delivers again under other event ids, and as message and app_mention."""
    assert await store.accept(question(), "fake")
    assert await store.accept(replace(question(), text="edited", author="U2"), "other") is None
    assert [turn.question for turn in await store.history(HERE)] == [question()]


async def test_a_message_is_known_by_its_channel_not_by_its_thread(store: Store) -> None:
    """The same message under another thread is the same message; in another channel it is another one."""
    await accepted(store, question())
    assert await store.accept(question(thread=ELSEWHERE), "fake") is None
    for other in (replace(HERE, channel="C2"), replace(HERE, workspace="T2"), replace(HERE, platform="discord")):
        assert await store.accept(question(thread=other), "fake")


async def test_of_many_deliveries_at_once_one_counts(store: Store) -> None:
    """Twenty deliveries that race are one turn."""
    results = await asyncio.gather(*(store.accept(question(), "fake") for _ in range(20)))
    assert len([turn for turn in results if turn]) == 1


async def test_what_is_accepted_is_what_was_asked(store: Store) -> None:
    """The turn that comes back, now and later, is the question with nothing done yet."""
    turn = await accepted(store, question())
    assert turn == Turn(turn.id, question(), "fake", State.ACCEPTED, accepted_at=NOW)
    assert not turn.resumed
    assert await store.next(HERE) == turn


async def test_next_is_the_oldest_that_is_not_at_its_end(store: Store) -> None:
    """Turns come in the order in which they were accepted, each once the one before is at its end."""
    first, second, third = [await accepted(store, question(m)) for m in ("1", "2", "3")]
    assert first.id < second.id < third.id
    for turn in (first, second, third):
        now = await store.next(HERE)
        assert now is not None
        assert now.id == turn.id
        await store.delivered(turn.id)
    assert await store.next(HERE) is None


async def test_next_looks_at_one_thread(store: Store) -> None:
    """Another Thread's turns are another lane's."""
    await accepted(store, question("1"))
    assert await store.next(ELSEWHERE) is None


async def test_every_state_in_its_order(store: Store) -> None:
    """accepted, asking, asked, answered, delivered: each step is what the next reader finds."""
    turn = await accepted(store, question())

    async def now() -> Turn:
        found = await store.next(HERE)
        assert found is not None
        return found

    await store.asking(turn.id)
    assert (await now()).state is State.ASKING
    assert (await now()).asking_since == 1000.0
    await store.record(turn.id, Opened(ConversationId("c1")))
    assert (await now()).state is State.ASKING
    assert (await now()).conversation == "c1"
    await store.record(turn.id, Sent(Anchor("a1")))
    assert ((await now()).state, (await now()).anchor) == (State.ASKED, "a1")
    await store.record(turn.id, AnsweredBy("gpt-x"))
    assert (await now()).answered_by == "gpt-x"
    await store.answered(turn.id, "A burrito.")
    assert ((await now()).state, (await now()).answer) == (State.ANSWERED, "A burrito.")
    assert not (await now()).stopped
    await store.delivered(turn.id)
    [ended] = await store.history(HERE)
    assert (ended.state, ended.answer, ended.conversation) == (State.DELIVERED, "A burrito.", "c1")


async def test_a_stopped_answer_says_so(store: Store) -> None:
    """What came until Stop is kept, and that it was stopped."""
    turn = await accepted(store, question())
    await store.answered(turn.id, "A bur", stopped=True)
    [kept] = await store.history(HERE)
    assert kept.stopped
    assert kept.answer == "A bur"


async def test_a_failed_turn_is_at_its_end_once_the_person_knows(store: Store) -> None:
    """Between ``failed`` and ``told`` it is still to be shown, with its reason."""
    turn = await accepted(store, question())
    await store.failed(turn.id, "signed out")
    now = await store.next(HERE)
    assert now is not None
    assert (now.state, now.reason) == (State.FAILED, "signed out")
    await store.told(turn.id)
    assert await store.next(HERE) is None
    assert [t.state for t in await store.history(HERE)] == [State.FAILED]


async def test_text_and_status_leave_no_trace(store: Store) -> None:
    """What streams is not a step of the ledger."""
    turn = await accepted(store, question())
    for event in (Text("more"), Rewritten("less"), Status("thinking"), Cut()):
        await store.record(turn.id, event)
    assert await store.next(HERE) == turn


async def test_what_a_question_wants_is_kept(store: Store) -> None:
    """Model, effort, a temporary chat, a branch: all that the backend has to know after a restart."""
    asked = replace(question(), effort="high", temporary=True, action="edit")
    await accepted(store, asked)
    assert [turn.question for turn in await store.history(HERE)] == [asked]


PAIR = (File("notes.txt", b"a\0b"), File("plan.pdf", b""))


async def test_a_questions_files_come_back_as_long_as_it_is_to_be_asked(store: Store) -> None:
    """In their order, byte for byte; not when only the answer is left to be shown, and not in the history."""
    turn = await accepted(store, replace(question(), files=PAIR))
    for _ in range(2):
        now = await store.next(HERE)
        assert now
        assert now.question.files == turn.question.files == PAIR
        await store.asking(turn.id)
    await store.answered(turn.id, "so")
    now = await store.next(HERE)
    assert now
    assert now.question.files == ()
    assert [one.question.files for one in await store.history(HERE)] == [()]


async def test_a_redelivery_brings_its_files_once(store: Store) -> None:
    """Neither the turn nor its files are doubled."""
    asked = replace(question(), files=PAIR)
    assert await store.accept(asked, "fake")
    assert await store.accept(asked, "fake") is None
    now = await store.next(HERE)
    assert now
    assert now.question == asked


async def test_what_an_answer_made_is_there_to_be_shown(store: Store) -> None:
    """In the order in which it came, each once, however often it was told, besides the question's own files."""
    turn = await accepted(store, replace(question(), files=PAIR))
    await store.asking(turn.id)
    made = (Image("cat.png", b"cat"), File("cat.csv", b"1,2"), Image("cat.png", b"another cat"))
    for event in (*made, *made):
        await store.record(turn.id, event)
    await store.answered(turn.id, "A cat.")
    now = await store.next(HERE)
    assert now
    assert now.files == made


async def test_how_an_answer_was_read_is_kept(store: Store) -> None:
    """The last way counts."""
    turn = await accepted(store, question())
    for event in (ReadBy("stream"), ReadBy("conversation")):
        await store.record(turn.id, event)
    assert [one.read_by for one in await store.history(HERE)] == ["conversation"]


async def test_the_title_belongs_to_the_conversation(store: Store) -> None:
    """It is there while the conversation is, and not for another one."""
    assert await store.conversation(HERE) is None
    turn = await accepted(store, question())
    for event in (Opened(ConversationId("c1")), Titled("Monads"), Opened(ConversationId("c1"))):
        await store.record(turn.id, event)
    assert await store.conversation(HERE) == Conversation("fake", ConversationId("c1"), "Monads")
    await store.record(turn.id, Opened(ConversationId("c2")))
    assert await store.conversation(HERE) == Conversation("fake", ConversationId("c2"))
    assert await store.conversation(ELSEWHERE) is None


async def asked(store: Store, message: str, conversation: str = "c1", thread: Thread = HERE) -> Turn:
    """A turn as its backend gets it; it is asked, answered and delivered."""
    await accepted(store, question(message, thread))
    turn = await store.next(thread)
    assert turn
    await store.record(turn.id, Opened(ConversationId(conversation)))
    await store.record(turn.id, Sent(Anchor(f"a{message}")))
    await store.delivered(turn.id)
    return turn


async def test_the_question_before_is_known_by_its_anchor(store: Store) -> None:
    """The last one that was asked in the same Thread and conversation, not one that failed unasked."""
    assert (await asked(store, "1")).last is None
    await asked(store, "x", "cx", ELSEWHERE)
    failed = await accepted(store, question("2"))
    await store.failed(failed.id, "signed out")
    await store.told(failed.id)
    assert (await asked(store, "3")).last == "a1"
    assert (await asked(store, "4")).last == "a3"


async def test_who_wants_another_answer_has_the_one_before_at_hand(store: Store) -> None:
    """Of the same conversation; whoever asks something new does not need it."""
    for number in ("1", "2"):
        turn = await asked(store, number)
        await store.answered(turn.id, f"answer {number}")
        await store.delivered(turn.id)
    elsewhere = await asked(store, "x", "cx", ELSEWHERE)
    await store.answered(elsewhere.id, "elsewhere")
    await store.delivered(elsewhere.id)
    assert (await asked(store, "3")).before == ""
    await accepted(store, replace(question("4"), action="again"))
    again = await store.next(HERE)
    assert again is not None
    assert (again.last, again.before) == ("a3", "answer 2")


async def test_a_thread_that_forgets_its_conversation_begins_anew(store: Store) -> None:
    """What was asked in the old one is nothing to branch from; in the new one it is as ever."""
    await asked(store, "1")
    await asked(store, "x", "cx", ELSEWHERE)
    await store.forget(HERE)
    assert await store.conversation(HERE) is None
    assert await store.conversation(ELSEWHERE) is not None
    after = await asked(store, "2", "c2")
    assert (after.conversation, after.last) == (None, None)
    following = await asked(store, "3", "c2")
    assert (following.conversation, following.last) == ("c2", "a2")


async def test_a_question_goes_on_in_a_new_conversation_behind_its_preface(store: Store) -> None:
    """The full one is left, and what was said before the question is the same after a restart."""
    await asked(store, "1")
    turn = await accepted(store, question("2"))
    await store.go_on_in_new(turn.id, "What was said: …")
    now = await store.next(HERE)
    assert now
    assert (now.conversation, now.last, now.preface) == (None, None, "What was said: …")
    assert now.as_asked.question.text == "What was said: …\n\nWhat is a monad?"
    assert now.question.text == "What is a monad?"


async def test_a_conversation_can_be_adopted(store: Store) -> None:
    """One that was begun elsewhere is the Thread's from now on, and nobody else's."""
    await asked(store, "1")
    await store.adopt(HERE, "fake", ConversationId("c9"))
    assert await store.conversation(HERE) == Conversation("fake", ConversationId("c9"))
    with pytest.raises(ConversationTaken):
        await store.adopt(ELSEWHERE, "fake", ConversationId("c9"))
    after = await asked(store, "2", "c9")
    assert (after.conversation, after.last) == ("c9", None)


async def test_a_thread_stays_with_the_account_it_began_with(store: Store) -> None:
    """Whoever else asks in it; another backend is another matter."""
    for message, backend, expected in [
        ("1", "chatgpt/kim", "chatgpt/kim"),
        ("2", "chatgpt", "chatgpt/kim"),
        ("3", "chatgpt/lee", "chatgpt/kim"),
        ("4", "openai", "openai"),
        ("5", "chatgpts", "chatgpts"),
        ("6", "chatgpt/lee", "chatgpt/kim"),
    ]:
        turn = await store.accept(question(message), backend)
        assert turn
        assert turn.backend == expected
    assert [turn.backend for turn in await store.history(HERE)][:3] == ["chatgpt/kim"] * 3
    other = await store.accept(question("7", ELSEWHERE), "chatgpt/lee")
    assert other
    assert other.backend == "chatgpt/lee"


async def test_a_wall_is_news_once(opener: Opener, tmp_path: Path) -> None:
    """Until it is another one, or gone; also over a restart."""
    async with opener(tmp_path) as store:
        assert not await store.cleared("chatgpt")
        assert await store.walled("chatgpt", "LoginRequired")
        assert not await store.walled("chatgpt", "LoginRequired")
        assert await store.walled("chatgpt/kim", "LoginRequired")
        assert await store.walled("chatgpt", "HumanCheck")
    async with opener(tmp_path) as store:
        assert not await store.walled("chatgpt", "HumanCheck")
        assert await store.cleared("chatgpt")
        assert not await store.cleared("chatgpt")
        assert await store.walled("chatgpt", "HumanCheck")


async def test_a_failed_turn_keeps_what_came(store: Store) -> None:
    """The part of an answer is kept with the reason; a later failure leaves what is there."""
    turn = await accepted(store, question())
    await store.failed(turn.id, "broken off", "A bur")
    await store.failed(turn.id, "the channel is gone")
    [kept] = await store.history(HERE)
    assert (kept.state, kept.reason, kept.answer) == (State.FAILED, "the channel is gone", "A bur")


async def test_a_thread_keeps_its_conversation(store: Store) -> None:
    """The next question of the Thread finds the conversation, the other Thread does not."""
    turn = await accepted(store, question("1"))
    await store.record(turn.id, Opened(ConversationId("c1")))
    await store.delivered(turn.id)
    await accepted(store, question("2"))
    await accepted(store, question("3", ELSEWHERE))
    following, other = await store.next(HERE), await store.next(ELSEWHERE)
    assert following
    assert following.conversation == "c1"
    assert other
    assert other.conversation is None


async def test_each_backend_has_a_conversation_of_its_own(store: Store) -> None:
    """A Thread that changes its backend starts anew there and finds the old one when it comes back."""
    for number, (backend, conversation) in enumerate([("chatgpt", "c1"), ("openai", "c1"), ("chatgpt", "c1")]):
        await store.accept(question(str(number)), backend)
        turn = await store.next(HERE)
        assert turn
        assert turn.conversation == ("c1" if number == 2 else None)
        await store.record(turn.id, Opened(ConversationId(conversation)))
        await store.delivered(turn.id)


async def test_a_conversation_that_was_opened_anew_replaces_the_old_one(store: Store) -> None:
    """The latest is the one that goes on."""
    turn = await accepted(store, question())
    for conversation in ("c1", "c1", "c2"):
        await store.record(turn.id, Opened(ConversationId(conversation)))
    now = await store.next(HERE)
    assert now
    assert now.conversation == "c2"


async def test_a_conversation_belongs_to_one_thread(store: Store) -> None:
    """Two Threads in one conversation would mix what people say: the second is stopped, the first untouched."""
    first, second = await accepted(store, question("1")), await accepted(store, question("2", ELSEWHERE))
    await store.record(first.id, Opened(ConversationId("c1")))
    with pytest.raises(ConversationTaken):
        await store.record(second.id, Opened(ConversationId("c1")))
    owner, other = await store.next(HERE), await store.next(ELSEWHERE)
    assert owner
    assert owner.conversation == "c1"
    assert other
    assert other.conversation is None


async def test_a_part_grows_where_it_stands(store: Store) -> None:
    """The same number again is the same message with more in it; parts come back in order."""
    turn = await accepted(store, question())
    await store.asking(turn.id)
    for part in (Part(2, MessageId("m2"), 20), Part(1, MessageId("m1"), 5), Part(1, MessageId("m1"), 10)):
        await store.posted(turn.id, part)
    now = await store.next(HERE)
    assert now
    assert now.parts == (Part(1, MessageId("m1"), 10), Part(2, MessageId("m2"), 20))


async def test_history_is_the_thread_up_to_a_turn(store: Store) -> None:
    """In order, without the turn itself and what came after it."""
    turns = [await accepted(store, question(str(number))) for number in range(4)]
    await accepted(store, question("x", ELSEWHERE))
    assert [t.id for t in await store.history(HERE)] == [t.id for t in turns]
    assert [t.id for t in await store.history(HERE, before=turns[2].id)] == [t.id for t in turns[:2]]


async def test_what_was_posted_in_a_thread_is_known(store: Store) -> None:
    """Over all of its turns, as it is after the last change."""
    for message in ("1", "2"):
        turn = await accepted(store, question(message))
        await store.posted(turn.id, Part(1, MessageId(f"{message}.1"), 10))
        await store.posted(turn.id, Part(2, MessageId(f"{message}.2"), 20))
    await store.posted(turn.id, Part(2, MessageId("2.3"), 20))
    other = await accepted(store, question("3", ELSEWHERE))
    await store.posted(other.id, Part(1, MessageId("3.1"), 10))
    assert set(await store.messages(HERE)) == {"1.1", "1.2", "2.1", "2.3"}


async def test_it_knows_where_something_was_asked(store: Store) -> None:
    """A Thread is known from its first question on, also when that is at its end."""
    assert not await store.knows(HERE)
    turn = await accepted(store, question())
    assert await store.knows(HERE)
    await store.delivered(turn.id)
    assert await store.knows(HERE)
    assert not await store.knows(ELSEWHERE)


async def test_unfinished_threads_are_found_after_reopening(opener: Opener, tmp_path: Path) -> None:
    """The next run finds what is left, oldest first, each Thread once, with all that is known."""
    async with opener(tmp_path) as store:
        late = await accepted(store, question("1", ELSEWHERE), held=True)
        for message in ("2", "3"):
            await accepted(store, question(message))
        done = await accepted(store, question("4", replace(HERE, thread="300.3")))
        await store.delivered(done.id)
        await store.asking(late.id)
        await store.record(late.id, Opened(ConversationId("c1")))
        await store.record(late.id, Sent(Anchor("a1")))
        await store.answered(late.id, "so")
        await store.posted(late.id, Part(1, MessageId("m1"), 2))
        before = await store.next(ELSEWHERE)
    async with opener(tmp_path) as store:
        assert await store.unfinished() == [ELSEWHERE, HERE]
        assert await store.next(ELSEWHERE) == before
        assert before
        assert before.held
        assert before.parts
        assert before.resumed


async def test_an_id_is_never_given_twice(opener: Opener, tmp_path: Path) -> None:
    """Later turns have larger ids, also after a restart."""
    async with opener(tmp_path) as store:
        first = await accepted(store, question("1"))
    async with opener(tmp_path) as store:
        assert (await accepted(store, question("2"))).id > first.id


async def test_a_step_of_an_unknown_turn_changes_nothing(store: Store) -> None:
    """It neither fails nor makes one up."""
    await store.answered(TurnId(99), "?")
    await store.record(TurnId(99), Opened(ConversationId("c9")))
    assert await store.unfinished() == []


TEXTS = st.text(st.characters(codec=None, exclude_categories=()), max_size=200)


@given(text=TEXTS, instructions=TEXTS, answer=st.text(max_size=200))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
async def test_any_text_comes_back_as_it_went_in(store: Store, text: str, instructions: str, answer: str) -> None:
    """Emoji, backslashes, newlines, halves of surrogate pairs: what a question can carry, the ledger keeps."""
    asked = replace(question(text=text), instructions=instructions).cleaned()
    asked = replace(asked, message=MessageId(f"m{len(await store.history(HERE))}"))
    turn = await accepted(store, asked)
    await store.answered(turn.id, answer)
    kept = (await store.history(HERE))[-1]
    assert kept.question == asked
    assert kept.answer == answer


async def test_a_very_long_question_comes_back_whole(store: Store) -> None:
    """A hundred thousand characters are no trouble."""
    long = question(text="한글 \\`*_ 🙂\n" * 10_000)
    await accepted(store, long)
    [kept] = await store.history(HERE)
    assert kept.question == long


@pytest.mark.parametrize("used", [Used(12, 3, 8, 0.0125, "upstream"), Used(5, 1, counted="estimated")])
async def test_what_an_answer_took(store: Store, used: Used) -> None:
    """The last count of a turn is kept, with its cost where that is known."""
    turn = await accepted(store, question())
    assert turn.used is None
    await store.record(turn.id, Used(1, 1))
    await store.record(turn.id, used)
    (kept,) = await store.history(HERE)
    assert kept.used == used


async def test_how_long_and_how_free_an_answer_may_be(store: Store) -> None:
    """What an API is asked with outlives a restart."""
    asked = replace(question(), max_tokens=300, temperature=0.0)
    await accepted(store, asked)
    turn = await store.next(HERE)
    assert turn is not None
    assert (turn.question.max_tokens, turn.question.temperature) == (300, 0.0)


async def test_a_thread_may_come_to_a_free_account(store: Store) -> None:
    """Where the account keeps no conversation the Thread has nothing to stay with; elsewhere it has."""
    free = {"api", "api/b"}
    for number, (wanted, expected) in enumerate(
        [("api", "api"), ("api/b", "api/b"), ("api", "api"), ("chat/a", "chat/a"), ("chat/b", "chat/a")]
    ):
        turn = await store.accept(question(str(number)), wanted, free=free)
        assert turn is not None
        assert turn.backend == expected
