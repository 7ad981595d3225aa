"""Two Threads that are one conversation: how they become it, and one turn at a time over both."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace

import pytest

from bridge.bridge import Bridge
from bridge.commands.codes import ALPHABET, MINUTES, MOST, Codes, read
from bridge.commands.obeying import handle
from bridge.commands.words import Answered, parse
from bridge.errors import BadQuestion, PlatformError, StorageError
from bridge.events import CutShort, Opened, Sent, Shown, Text
from bridge.types import Anchor, Channel, ConversationId, MessageId, Question, Rules, State, Thread, Turn
from bridge.waiting.beside import Beside
from storage.database import Database
from storage.store import SqlStore
from tests.bridge.world import HERE, Pauses, ReadOnly, Stubborn, question
from tests.fakes import FakeBackend, FakePlatform, same_rules_everywhere
from tests.platforms.house import Scripts

THERE = Thread("other", "W2", "D", "7")
ELSEWHERE = replace(THERE, thread="8")
STEPS = (Opened(ConversationId("c1")), Sent(Anchor("a1")), Text("Yes."))


class Linked(FakePlatform):
    """A platform that has links and says what it is told to say, unless it is away."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[tuple[Thread, str]] = []
        self.away = False

    async def permalink(self, thread: Thread, message: MessageId) -> str:
        return f"https://{thread.platform}.example/{thread.channel}/{message}"

    async def say(self, thread: Thread, text: str) -> None:
        if self.away:
            raise PlatformError(what="away")
        self.said.append((thread, text))


class Plain(FakePlatform):
    """A platform that has names for its channels, and nothing else."""

    async def channel_name(self, place: Channel) -> str:
        return "haskell"


@dataclass
class Both:
    """A bridge between two platforms."""

    store: SqlStore
    backend: FakeBackend = field(default_factory=lambda: FakeBackend(*STEPS))
    fake: FakePlatform = field(default_factory=Linked)
    other: FakePlatform | None = field(default_factory=Linked)

    def __post_init__(self) -> None:
        platforms = {"fake": self.fake} | ({"other": self.other} if self.other else {})
        self.bridge = Bridge(self.store, {"fake": self.backend}, platforms, same_rules_everywhere, Pauses())

    async def told(self, text: str, thread: Thread, message: str = "x", author: str = "U") -> Answered:
        command = parse(text)
        assert command
        return await handle(self.bridge, command, replace(question(text, message, thread), author=author))

    async def asked(self, thread: Thread, *messages: str) -> None:
        for message in messages:
            await self.bridge.accept(question(f"question {message}", message, thread))

    async def code(self, thread: Thread = HERE) -> str:
        said = await self.told("!continue", thread)
        assert said.private
        return said.text.split("!continue ")[1].split("\n")[0]

    async def joined(self) -> None:
        assert await self.store.join(THERE, HERE)

    @property
    def order(self) -> Sequence[str]:
        return [turn.question.message for turn in self.backend.asked]


def said(platform: FakePlatform | None) -> list[tuple[Thread, str]]:
    assert isinstance(platform, Linked)
    return platform.said


async def test_a_conversation_goes_on_elsewhere(store: SqlStore) -> None:
    """With a code that only its asker sees; both places are told where the other one is."""
    both = Both(store)
    await both.asked(HERE, "1")
    await both.bridge.idle()
    code = await both.code()
    assert await both.told(f"!계속 {code.lower()}", THERE) == Answered()
    [(there, back)], [(here, onwards)] = said(both.other), said(both.fake)
    assert (there, here) == (THERE, HERE)
    assert "https://fake.example/C/1" in back
    assert "https://other.example/D/7" in onwards
    await both.asked(THERE, "2")
    await both.bridge.idle()
    assert [(turn.conversation, turn.last) for turn in both.backend.asked] == [(None, None), ("c1", "a1")]
    assert [turn.thread for turn in await store.history(HERE)] == [HERE, THERE]
    exported = await both.told("!export", HERE)
    assert exported.file
    whole = exported.file.content.decode()
    assert 'and: "other/W2/D/7"\n' in whole
    assert " · other/W2/D/7\n\nquestion 2\n" in whole
    assert "It goes on in: https://other.example/D/2" in (await both.told("!status", HERE)).text


async def test_a_code_is_good_once(store: SqlStore) -> None:
    """Where it could not be used, it still is."""
    both = Both(store)
    await both.asked(HERE, "1")
    await both.asked(ELSEWHERE, "2")
    await both.bridge.idle()
    code = await both.code()
    for thread in (HERE, ELSEWHERE):
        with pytest.raises(BadQuestion, match="conversation of its own"):
            await both.told(f"!continue {code}", thread)
    await both.told(f"!continue {code}", THERE)
    with pytest.raises(BadQuestion, match="not known"):
        await both.told(f"!continue {code}", replace(THERE, thread="9"))


async def test_a_ledger_that_is_away_costs_no_code(store: SqlStore, database: Database) -> None:
    """It can be used when the ledger is back."""
    both = Both(store)
    await both.asked(HERE, "1")
    await both.bridge.idle()
    code, read_only = await both.code(), ReadOnly(database)
    read_only(True)
    with pytest.raises(StorageError):
        await both.told(f"!continue {code}", THERE)
    read_only(False)
    assert await both.told(f"!continue {code}", THERE) == Answered()


async def test_what_is_joined_stays_so_though_nobody_can_be_told_well(store: SqlStore) -> None:
    """A ledger that can't be read any more in that moment leaves the link out, and not the word."""
    both = Both(store)
    await both.asked(HERE, "1")
    await both.bridge.idle()
    code = await both.code()
    await store.close()
    assert await both.told(f"!continue {code}", THERE) == Answered()
    assert "https://fake.example/C/1" in said(both.other)[0][1]


async def test_there_has_to_be_something_to_go_on_with(store: SqlStore) -> None:
    """And words behind the command are no code."""
    both = Both(store)
    assert (await both.told("!continue", HERE)).text.startswith("Nothing was asked in this thread yet")
    assert (await both.told("!continue everything", HERE)).text.startswith("Nothing was asked in this thread yet")
    with pytest.raises(BadQuestion, match="not known"):
        await both.told("!continue 00000-00000", HERE)


async def test_an_answer_that_was_cut_is_gone_on_with(store: SqlStore) -> None:
    """In whichever of the Threads: it is the conversation's last one."""
    both = Both(store, FakeBackend(*STEPS, CutShort()))
    await both.asked(HERE, "1")
    await both.bridge.idle()
    await both.joined()
    assert await both.told("!continue", THERE, "2") == Answered()
    await both.bridge.idle()
    assert (both.backend.asked[-1].question.action, both.backend.asked[-1].last) == ("continue", "a1")


async def test_another_answer_is_a_branch_of_the_conversation(store: SqlStore) -> None:
    """Wherever the question was asked."""
    both = Both(store)
    await both.asked(HERE, "1")
    await both.bridge.idle()
    await both.joined()
    await both.told("!retry", THERE, "2")
    await both.bridge.idle()
    last = both.backend.asked[-1]
    assert (last.question.action, last.last, last.thread) == ("again", "a1", THERE)


async def test_it_is_asked_as_where_the_conversation_began(store: SqlStore) -> None:
    """The other Thread's channel may have another backend, which knows nothing of the conversation."""

    def rules(place: Channel) -> Rules:
        here = place == HERE.place
        return Rules("every", "fake" if here else "another", "sol" if here else "venus", "", "en")

    both = Both(store)
    backends = {"fake": both.backend, "another": FakeBackend()}
    both.bridge = Bridge(store, backends, {"fake": both.fake, "other": Linked()}, rules, Pauses())
    await both.joined()
    await both.asked(THERE, "1")
    await both.bridge.idle()
    [asked] = both.backend.asked
    assert asked.question.model == "sol"
    status = await both.told("!status", THERE)
    assert status.text.startswith("fake can be asked.\nModel of this thread: sol")


async def test_where_a_platform_can_say_nothing_the_asker_hears_of_it(store: SqlStore) -> None:
    """And where there are no links, the channel's name does."""
    both = Both(store, fake=Plain(), other=Linked())
    await both.asked(HERE, "1")
    await both.bridge.idle()
    assert isinstance(both.other, Linked)
    both.other.away = True
    answered = await both.told(f"!continue {await both.code()}", THERE)
    assert "#haskell" in answered.text
    assert await store.joined(HERE) == [THERE]


async def test_one_turn_at_a_time_over_both(store: SqlStore) -> None:
    """In the order in which they were accepted, whoever asked where."""
    first = asyncio.Event()
    both = Both(store, FakeBackend(first, *STEPS))
    await both.joined()
    await both.asked(HERE, "1")
    await both.backend.began.wait()
    await both.asked(THERE, "2")
    await both.asked(HERE, "3")
    await both.asked(THERE, "4")
    assert (both.order, await both.bridge.queued(THERE)) == (["1"], 3)
    first.set()
    await both.bridge.idle()
    assert both.order == ["1", "2", "3", "4"]
    assert {turn.state for turn in await store.history(HERE)} == {State.DELIVERED}


async def test_threads_that_were_joined_in_mid_answer_wait_for_it(store: SqlStore) -> None:
    """The turn under way did not know of the other Thread when it began."""
    first = asyncio.Event()
    both = Both(store, FakeBackend(first, *STEPS))
    await both.asked(HERE, "1")
    await both.backend.began.wait()
    await both.told(f"!continue {await both.code()}", THERE)
    await both.asked(THERE, "2")
    assert both.order == ["1"]
    first.set()
    await both.bridge.idle()
    assert both.order == ["1", "2"]
    assert both.backend.asked[-1].conversation == "c1"


class Slow(FakePlatform):
    """Takes an answer only when it may."""

    def __init__(self) -> None:
        super().__init__()
        self.may = asyncio.Event()

    async def show(self, turn: Turn, events: AsyncIterator[Shown]) -> None:
        await self.may.wait()
        await super().show(turn, events)


async def test_what_can_not_be_shown_here_holds_up_nobody_there(store: SqlStore) -> None:
    """Once it is answered."""
    fake = Slow()
    both = Both(store, fake=fake)
    await both.joined()
    await both.asked(HERE, "1")
    await both.asked(THERE, "2")
    assert isinstance(both.other, Linked)
    while not both.other.shown:
        await asyncio.sleep(0)
    assert fake.shown == {}
    fake.may.set()
    await both.bridge.idle()
    assert len(fake.shown) == 1


async def test_what_stands_still_here_is_overtaken_there(store: SqlStore) -> None:
    """A question behind an answer that can't be shown would hold it up for ever. It is still one at a time."""
    fake, third = Slow(), asyncio.Event()
    steps = {"question 1": STEPS, "question 2": STEPS, "question 3": (third, *STEPS)}
    both = Both(store, Scripts(steps), fake=fake)
    both.bridge.working.beside = Beside(both.bridge.working.lanes.wake, long=0)
    await both.joined()
    await both.asked(HERE, "1", "2")
    await both.asked(THERE, "3")
    while both.order != ["1", "3"]:
        await asyncio.sleep(0)
    fake.may.set()
    while not fake.shown or len(both.bridge.working.lanes) > 1:
        await asyncio.sleep(0)
    assert both.order == ["1", "3"]
    third.set()
    await both.bridge.idle()
    assert both.order == ["1", "3", "2"]
    assert {turn.state for turn in await store.history(HERE)} == {State.DELIVERED}


async def test_what_overtook_is_waited_for_after_a_restart(store: SqlStore) -> None:
    """It was asked later, and may have been answered by now."""
    await Both(store).joined()
    first, second, third = [
        await store.accept(question("hello", str(number), thread), "fake")
        for number, thread in enumerate((HERE, HERE, THERE), 1)
    ]
    assert first is not None
    assert second is not None
    assert third is not None
    await store.answered(first.id, "Yes.")
    await store.asking(third.id)
    turn = await store.next(HERE)
    assert turn is not None
    await store.delivered(first.id)
    turn = await store.next(HERE)
    assert turn is not None
    assert (turn.id, turn.others, turn.behind) == (second.id, (THERE,), (THERE,))


async def test_what_is_taken_back_where_nothing_is_shown_lets_the_next_one_go(store: SqlStore) -> None:
    """Its own lane would tell nobody, for it waits to show the answer before."""
    fake = Slow()
    both = Both(store, fake=fake)
    await both.joined()
    await both.asked(HERE, "1", "2")
    await both.asked(THERE, "3")
    while (await store.history(HERE))[0].state is not State.ANSWERED or len(both.bridge.working.lanes) > 1:
        await asyncio.sleep(0)
    assert await both.bridge.withdraw(HERE, MessageId("2"))
    assert isinstance(both.other, Linked)
    async with asyncio.timeout(60):
        while not both.other.shown:
            await asyncio.sleep(0)
    fake.may.set()
    await both.bridge.idle()
    assert both.order == ["1", "3"]


async def test_a_platform_that_is_gone_holds_up_nobody(store: SqlStore) -> None:
    """Its turns wait in the ledger, as ever."""
    await Both(store).joined()
    for number, thread in enumerate((THERE, HERE), 1):
        assert await store.accept(question("hello", str(number), thread), "fake")
    both = Both(store, other=None)
    await both.bridge.resume()
    await both.bridge.idle()
    assert both.order == ["2"]
    assert await store.waiting(HERE) == 1


async def test_the_order_is_the_same_after_a_restart(store: SqlStore) -> None:
    """What was asked already goes first, and is not asked again."""
    await Both(store).joined()
    for number, thread in enumerate((THERE, HERE, THERE), 1):
        assert await store.accept(question("hello", str(number), thread), "fake")
    both = Both(store)
    await both.bridge.resume()
    await both.bridge.idle()
    assert both.order == ["1", "2", "3"]


async def test_a_question_that_is_taken_back_lets_the_next_one_go(store: SqlStore) -> None:
    """Also when that one was asked in the other Thread."""
    first = asyncio.Event()
    both = Both(store, FakeBackend(first, *STEPS))
    await both.joined()
    await both.asked(HERE, "1")
    await both.backend.began.wait()
    await both.asked(HERE, "2")
    await both.asked(THERE, "3")
    assert await both.bridge.withdraw(HERE, MessageId("2"))
    first.set()
    await both.bridge.idle()
    assert both.order == ["1", "3"]


async def test_a_turn_that_is_given_up_lets_the_next_one_go(store: SqlStore) -> None:
    """It could not be shown for a reason that nobody foresaw."""
    both = Both(store, fake=Stubborn(*[RuntimeError("a bug")] * 3))
    await both.joined()
    await both.asked(HERE, "1")
    await both.asked(THERE, "2")
    await both.bridge.idle()
    assert both.order[-1] == "2"
    assert await store.waiting(HERE) == 0


async def test_it_is_forgotten_in_both_and_stopped_in_both(store: SqlStore) -> None:
    """Which is said before; and only whoever asked somewhere in it may, by the name that they have there."""
    first = asyncio.Event()
    both = Both(store, FakeBackend(first, *STEPS))
    await both.asked(HERE, "1")
    await both.backend.began.wait()
    await both.told(f"!continue {await both.code()}", THERE)
    with pytest.raises(BadQuestion, match="Only somebody who asked"):
        await both.told("!forget", THERE)
    await both.bridge.accept(Question(THERE, MessageId("2"), "D", "and now?"))
    sure = await both.told("!forget", THERE, author="D")
    assert "https://fake.example/C/1 as well; it would be forgotten there, too" in sure.text
    assert (await both.told("!forget yes", THERE, author="D")).text.startswith("Forgotten")
    await both.bridge.idle()
    assert both.order == ["1"]
    for thread in (HERE, THERE):
        assert not await store.knows(thread)
    await both.asked(THERE, "3")
    first.set()
    await both.bridge.idle()
    assert await store.history(HERE) == []


def test_a_code_is_read_however_it_is_typed() -> None:
    """And no word of a question is one."""
    codes = Codes()
    code = codes.give(HERE)
    bare = code.replace("-", "")
    assert len(bare) == 10
    assert set(bare) <= set(ALPHABET)
    for typed in (code, code.lower(), f" `{code}` ", bare, code.replace("0", "O").replace("1", "l")):
        assert read(typed) in (bare, "")
        assert codes.good(code)
    assert read("o1234-5678I") == "0123456781"
    for words in ("", "everything", "the second part", "please", "00000-0000", "0000000000U"):
        assert read(words) == ""


def test_a_code_is_good_for_a_while() -> None:
    """And the oldest go first where there are too many."""
    now = 1000.0
    codes = Codes(clock=lambda: now)
    code, other = codes.give(HERE), codes.give(THERE)
    now += MINUTES * 60 - 1
    assert codes.good(code)
    now += 1
    assert not codes.good(other)
    kept = codes.give(HERE)
    for _ in range(MOST - 1):
        codes.give(THERE)
    assert codes.good(kept)
    codes.give(THERE)
    assert not codes.good(kept)
