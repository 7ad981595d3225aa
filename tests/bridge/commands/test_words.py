"""Commands in a chat: what is one, and what the bridge does and says then."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from bridge.bridge import Bridge
from bridge.commands.obeying import handle
from bridge.commands.words import SLASH, WORDS, Answered, Command, parse, slash
from bridge.errors import BadQuestion, ConversationGone, LoginRequired, ModelNotOffered
from bridge.events import Event, Opened, Sent, Text, Titled
from bridge.types import Anchor, Channel, Chat, ConversationId, Exchange, MessageId, Model, State, Thread, Used
from bridge.waiting.line import Line
from storage.store import SqlStore
from tests.bridge.waiting.test_line import turn
from tests.bridge.world import HERE, World, question
from tests.fakes import FakeBackend, FakePlatform

STEPS: Sequence[Event] = (Opened(ConversationId("c1")), Sent(Anchor("a1")), Titled("Monads"), Text("A burrito."))


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("!stop", Command("stop")),
        ("  !STOP  ", Command("stop")),
        ("!다시", Command("retry")),
        ("!edit What is a functor?", Command("edit", "What is a functor?")),
        ("!수정 펑터가 뭐야?", Command("edit", "펑터가 뭐야?")),
        ("!edit\nTwo\nlines", Command("edit", "Two\nlines")),
        ("!", None),
        ("!important: is this a command?", None),
        ("stop", None),
        ("What does !stop do?", None),
        ("! stop", None),
        ("!model\nluna", Command("model", "luna")),
        ("!찾기 모나드", Command("find", "모나드")),
        ("!내보내기", Command("export")),
        ("!잊기 네", Command("forget", "네")),
        ("!forget\n", Command("forget")),
    ],
)
def test_what_is_a_command(text: str, command: Command | None) -> None:
    """Only a known word behind the sign; anything else is a question like any other."""
    assert parse(text) == command


@pytest.mark.parametrize(
    ("text", "name", "rest"),
    [
        ("", "help", ""),
        ("  stop ", "stop", ""),
        ("!stop", "stop", ""),
        ("모델 luna", "model", "luna"),
        ("dance now", "help", "dance"),
    ],
)
def test_what_is_behind_a_slash_command(text: str, name: str, rest: str) -> None:
    """Without a sign, and never a question: what is not known gets help."""
    command = slash(text)
    assert (command.name, command.rest, command.sign) == (name, rest, SLASH)


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("!retry", True),
        ("!edit So?", True),
        ("!new", False),
        ("!new Hello", True),
        ("!model", False),
        ("!model luna", False),
        ("!model luna How far?", True),
        ("!forget yes", False),
        ("!find a b", False),
        ("!continue", True),
        ("!continue please", True),
        ("!계속 K7Q2F-3MZPX", False),
    ],
)
def test_what_has_to_be_in_the_ledger_before_it_counts_as_heard(text: str, asks: bool) -> None:
    """Only what is asked; everything else may be done when the message is acknowledged."""
    command = parse(text)
    assert command
    assert command.asks is asks


def test_every_command_has_a_word_in_both_languages() -> None:
    """So that nobody has to write English."""
    for name in set(WORDS.values()):
        words = [word for word, meant in WORDS.items() if meant == name]
        assert any(word.isascii() for word in words)
        assert any(not word.isascii() for word in words)


@dataclass
class Rich(FakeBackend):
    """Renames and adopts, and remembers it."""

    renames: bool = False
    renamed: list[tuple[str, str]] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(*STEPS, offers=[Model("sol", "openai", "Sol", ("low", "high")), Model("luna", "openai")])

    def link(self, conversation: ConversationId) -> str:
        return f"https://chat.example/c/{conversation}"

    async def rename(self, conversation: ConversationId, title: str) -> None:
        if self.refuses is not None:
            raise self.refuses
        self.renamed.append((conversation, title))

    async def delete(self, conversation: ConversationId) -> None:
        if conversation in self.deleted:
            raise ConversationGone
        if self.refuses is not None:
            raise self.refuses
        self.deleted.append(conversation)

    async def adopt(self, link: str) -> ConversationId:
        if "/c/" not in link:
            raise BadQuestion(what=f"{link} is no conversation.")
        return ConversationId(link.partition("/c/")[2])


class Named(FakePlatform):
    """Its channels have names, its messages links, and its threads titles."""

    def __init__(self) -> None:
        super().__init__()
        self.titles: list[str] = []

    async def titled(self, thread: Thread, title: str) -> None:
        self.titles.append(title)

    async def permalink(self, thread: Thread, message: MessageId) -> str:
        return f"https://fake.example/{thread.channel}/{message}"

    async def channel_name(self, place: Channel) -> str:
        return "haskell"


async def told(world: World, text: str, message: str = "x", author: str = "U", owner: bool = False) -> Answered:
    command = parse(text)
    assert command
    return await handle(world.bridge, command, replace(question(text, message), author=author), owner=owner)


async def tell(world: World, text: str, message: str = "x") -> str:
    return (await told(world, text, message)).text


@pytest.mark.parametrize(("text", "action", "asked"), [("!retry", "again", ""), ("!edit So?", "edit", "So?")])
async def test_branches_are_turns_of_their_own(store: SqlStore, text: str, action: str, asked: str) -> None:
    """They know which question they are about, and take their turn."""
    world = World(store, Rich())
    await world.settle(question())
    assert await tell(world, text, "2") == ""
    await world.bridge.idle()
    last = world.backend.asked[-1]
    assert (last.question.action, last.question.text, last.last, last.conversation) == (action, asked, "a1", "c1")
    assert await world.states() == [State.DELIVERED] * 2


async def test_there_has_to_be_something_to_branch_from(store: SqlStore) -> None:
    """Said at once, in the thread's language; and nothing is kept."""
    world = World(store, Rich())
    with pytest.raises(BadQuestion, match="Nothing was asked in this thread yet"):
        await tell(world, "!retry")
    assert not await store.knows(HERE)


async def test_a_new_conversation_in_the_same_thread(store: SqlStore) -> None:
    """With a question behind it that is asked there at once, else with the next one."""
    world = World(store, Rich())
    await world.settle(question())
    assert await tell(world, "!new") == "The next question begins a new conversation."
    assert await tell(world, "!new Hello again", "2") == ""
    await world.bridge.idle()
    assert (world.backend.asked[-1].question.text, world.backend.asked[-1].conversation) == ("Hello again", None)
    assert await tell(world, "!new Hello again", "2") == ""
    await world.settle(question("Still there?", "3"))
    assert world.backend.asked[-1].conversation == "c1"


async def test_models_and_a_question_to_one_of_them(store: SqlStore) -> None:
    """They are listed with what they can be told, and asked once a minute at most."""
    world = World(store, Rich())
    assert (await tell(world, "!models")).startswith("fake offers:\nsol – Sol (low, high)\nluna\n")
    world.backend.offers = ()
    assert "luna" in await tell(world, "!model")
    assert await tell(world, "!model luna How far?", "2") == ""
    await world.bridge.idle()
    assert world.backend.asked[-1].question == replace(question("How far?", "2"), model="luna")


async def test_the_title_is_shown_and_changed(store: SqlStore) -> None:
    """As ChatGPT gave it, and as a person wants it."""
    world = World(store, backend := Rich())
    assert await tell(world, "!title") == "This conversation has no title yet."
    with pytest.raises(BadQuestion):
        await tell(world, "!title Mine")
    await world.settle(question())
    assert await tell(world, "!title") == 'This conversation is called "Monads".'
    await tell(world, "!title Mine")
    assert backend.renamed == [("c1", "Mine")]
    assert await tell(world, "!title") == 'This conversation is called "Mine".'


async def test_a_title_is_kept_here_whatever_becomes_of_it_there(store: SqlStore) -> None:
    """An API has no conversations that have names; ChatGPT may have a wall."""
    plain = World(store, FakeBackend(*STEPS))
    await plain.settle(question())
    assert await tell(plain, "!title Mine") == 'This thread is called "Mine" now.'
    assert await tell(plain, "!제목") == 'This conversation is called "Mine".'
    world = World(store, backend := Rich())
    backend.refuses = LoginRequired()
    assert (await tell(world, "!title Yours")).startswith('This thread is called "Yours" here now. ChatGPT')
    assert await tell(world, "!title") == 'This conversation is called "Yours".'


async def test_tags_are_given_and_taken_away(store: SqlStore) -> None:
    """By a command, or in a question."""
    world = World(store, Rich())
    assert await tell(world, "!tag infra") == "Nothing was asked in this thread yet, so there is nothing to name."
    await world.settle(question("How do I restart it? #K8s"))
    assert await tell(world, "!태그 #망고, infra -k8s") == "Tags of this thread: #infra #망고"
    assert await tell(world, "!tag") == "Tags of this thread: #infra #망고"
    assert "no tags" in await tell(world, "!tag -infra -망고")


async def test_conversations_are_named_after_their_channel_where_that_is_wanted(store: SqlStore) -> None:
    """``#channel · title``, once ChatGPT has given its own."""
    world = World(store, backend := Rich(renames=True), platform=Named())
    await world.settle(question())
    assert backend.renamed == [("c1", "#haskell · Monads")]


async def test_a_platform_hears_what_its_thread_is_called(store: SqlStore) -> None:
    """Once by ChatGPT and once by a person; that the conversation is named after its channel is no news there."""
    world = World(store, Rich(renames=True), platform=(platform := Named()))
    await world.settle(question())
    assert platform.titles == ["Monads"]
    await tell(world, "!title Mine")
    assert platform.titles == ["Monads", "Mine"]


async def test_a_conversation_from_elsewhere_is_adopted(store: SqlStore) -> None:
    """The next question goes on in it."""
    world = World(store, Rich())
    with pytest.raises(BadQuestion, match="is no conversation"):
        await tell(world, "!adopt here")
    assert "!adopt https://" in await tell(world, "!adopt")
    assert await tell(world, "!adopt <https://chatgpt.com/c/c7>") == (
        "This thread goes on in that conversation from now on."
    )
    await world.settle(question())
    assert world.backend.asked[0].conversation == "c7"


async def test_an_old_chat_that_was_imported_is_the_threads_history(store: SqlStore) -> None:
    """From then on it is found there, exported with it, and told again when the conversation is full."""
    world = World(store, Rich())
    old = Exchange(MessageId("m1"), Anchor("m1"), "What is a pear?", "A fruit.", asked_at=1.0)
    await store.bring([Chat(ConversationId("c7"), "Pears", "2025-06", (old,))], {}, backend="fake")
    assert "1 of its questions" in await tell(world, "!adopt https://chatgpt.com/c/c7")
    found = await tell(world, "!find fruit")
    assert "Pears" in found
    assert "https://chat.example/c/c7" in found
    assert await tell(world, "!title") == 'This conversation is called "Pears".'
    await world.settle(question("And an apple?"))
    assert [turn.question.text for turn in await store.history(HERE)] == ["What is a pear?", "And an apple?"]


async def test_a_backend_that_can_not_adopt_says_so(store: SqlStore) -> None:
    """An API keeps no conversations."""
    world = World(store, FakeBackend())
    with pytest.raises(BadQuestion, match="can't be taken over"):
        await tell(world, "!adopt https://chatgpt.com/c/c7")


async def test_status_stop_and_help(store: SqlStore) -> None:
    """What can be asked at any time."""
    backend = FakeBackend()
    world = World(store, backend)
    bridge: Bridge = world.bridge
    assert await tell(world, "!status") == "fake can be asked."
    backend.refuses = LoginRequired()  # or whoever looks whether it can be asked again would find that it can
    bridge.gates["fake"].shut(backend.refuses)
    assert await tell(world, "!status") == f"{LoginRequired()} Waiting: 0."
    assert await tell(world, "!stop") == "No answer is being written in this thread."
    assert "!retry" in await tell(world, "!help")
    await bridge.close()


async def test_status_tells_of_the_line(store: SqlStore) -> None:
    """How many wait for others that are answered first, and where this Thread's question stands."""
    world = World(store, FakeBackend())
    world.bridge.lines["fake"] = line = Line("fake", 1)
    async with line.page(turn(1), lambda _: None):
        await world.accept(question())
        while not len(line):
            await asyncio.sleep(0)
        assert "Questions that wait while others are answered: 1\nThe one of this thread is number 1 in line." in (
            await tell(world, "!status")
        )
        await world.accept(question(message="2", thread=replace(HERE, thread="2")))
        while len(line) < 2:
            await asyncio.sleep(0)
        assert [one.question.message for one in line.waiting] == ["1", "2"]
    await world.bridge.idle()
    assert "wait" not in await tell(world, "!status")
    await world.bridge.close()


async def test_help_knows_where_it_was_asked(store: SqlStore) -> None:
    """The words are those that one can write there, and what is no command is named."""
    bridge = World(store, FakeBackend()).bridge
    said = await handle(bridge, slash("dance"), question("", "x"))
    assert said.text.startswith('There is no command "dance".')
    assert "/threadbridge retry" in said.text
    assert "!retry" not in said.text
    assert not (await handle(bridge, slash("help stop"), question("", "x"))).text.startswith("There is no")


async def test_a_thread_gets_a_model_of_its_own(store: SqlStore) -> None:
    """By its id or its label, with an effort; the next questions go there, until it is taken back."""
    world = World(store, Rich())
    for text, model in (("!model SOL", "sol"), ("!모델 luna/high", "luna/high"), ("!model fake:Luna", "fake:luna")):
        assert await tell(world, text) == f"This thread asks {model} from now on."
        assert await store.chosen(HERE) == model
    said = await told(world, "!models")
    assert (said.models, said.model) == (tuple(world.backend.offers), "luna")
    assert said.text.split("\n")[1:4] == ["sol – Sol (low, high)", "✓ luna", "This thread has chosen: fake:luna"]
    await tell(world, "!model sol")
    assert "✓ sol – Sol" in await tell(world, "!model")
    await world.settle(question("one", "1"))
    assert world.backend.asked[-1].question.model == "sol"
    assert await tell(world, "!모델 기본") == "This thread asks the channel's model again."
    await world.settle(question("two", "2"))
    assert world.backend.asked[-1].question.model == ""


async def test_a_models_name_is_no_question(store: SqlStore) -> None:
    """Once the list was looked at; people write what they see in it."""
    world = World(store, Rich())
    world.backend.offers = [Model("gpt-5.6-sol", "openai", "GPT-5.6 Sol")]
    await tell(world, "!models")
    assert await tell(world, "!model GPT-5.6 Sol") == "This thread asks gpt-5.6-sol from now on."
    assert world.asked == []


async def test_a_model_that_is_not_offered_is_refused(store: SqlStore) -> None:
    """With those that are; where the backend lists none, any name is taken."""
    world = World(store, Rich())
    with pytest.raises(ModelNotOffered, match=r'the model "venus".*It offers: sol, luna'):
        await tell(world, "!model venus")
    assert await store.chosen(HERE) == ""
    unlisted = World(store, FakeBackend())
    assert "venus" in await tell(unlisted, "!model venus")


async def test_what_was_asked_is_found_again(store: SqlStore) -> None:
    """With a link where the platform has them; not in channels where one neither is nor wrote."""
    world = World(store, Rich(), platform=Named())
    await world.settle(question("What is a monad?", "1"))
    assert "!find WORDS" in await tell(world, "!find")
    said = (await tell(world, "!find BURRITO monad")).split("\n")
    assert said[0] == 'With "BURRITO monad", the best first:'
    assert said[1].endswith(" · Monads")
    assert said[2:] == ["    What is a monad?", "    https://fake.example/C/1", "    https://chat.example/c/c1"]
    assert (await tell(world, "!find taco")).startswith('Nothing was found with "taco".')
    command = parse("!find monad")
    assert command
    stranger = replace(question("", "9", replace(HERE, channel="C9")), author="V")
    assert "Nothing was found" in (await handle(world.bridge, command, stranger)).text


async def test_a_thread_is_exported(store: SqlStore) -> None:
    """As a file, with the day in its name."""
    world = World(store, Rich())
    assert (await told(world, "!export")).file is None
    await world.settle(question("What is a monad?", "1"))
    said = await told(world, "!내보내기")
    assert said.file
    assert re.fullmatch(r"threadbridge-\d{4}-\d\d-\d\d\.md", said.file.name)
    assert "What is a monad?" in said.file.content.decode()
    assert "https://chat.example/c/c1" in said.file.content.decode()
    assert said.file.name in said.text


async def test_a_thread_is_forgotten_when_it_is_said_twice(store: SqlStore) -> None:
    """And it is told what is left elsewhere."""
    world = World(store, Rich())
    assert "nothing to forget" in await tell(world, "!forget yes")
    await world.settle(question("What is a monad?", "1"))
    sure = await told(world, "!forget")
    assert sure.confirm == "forget"
    assert "!forget yes" in sure.text
    assert await store.knows(HERE)
    said = await tell(world, "!잊기 네")
    assert said.startswith("Forgotten: the questions and answers of this thread (1)")
    assert said.endswith("https://chat.example/c/c1")
    assert not await store.knows(HERE)


async def test_chatgpts_conversation_goes_along_where_an_owner_says_so(store: SqlStore) -> None:
    """First that: where it can't be deleted nothing is forgotten, and it can be said again."""
    world = World(store, backend := Rich())
    await world.settle(question("What is a monad?", "1"))
    assert "everywhere" not in await tell(world, "!forget")
    assert "!forget everywhere" in (await told(world, "!forget", owner=True)).text
    with pytest.raises(BadQuestion, match="Only an owner"):
        await tell(world, "!forget everywhere")
    backend.refuses = LoginRequired()
    with pytest.raises(LoginRequired):
        await told(world, "!잊기 모두", owner=True)
    assert await store.knows(HERE)
    backend.refuses = None
    said = (await told(world, "!잊기 모두", owner=True)).text
    assert said.endswith("ChatGPT's conversation is deleted as well.")
    assert backend.deleted == ["c1"]
    assert not await store.knows(HERE)


async def test_only_who_asked_there_may_have_it_forgotten(store: SqlStore) -> None:
    """Or an owner."""
    world = World(store, Rich())
    await world.settle(question("What is a monad?", "1"))
    with pytest.raises(BadQuestion, match="Only somebody who asked in this thread"):
        await told(world, "!forget yes", author="V")
    assert await store.knows(HERE)
    await told(world, "!forget yes", author="V", owner=True)
    assert not await store.knows(HERE)


async def test_status_tells_of_the_thread(store: SqlStore) -> None:
    """Its model, what waits in it, and where its conversation is."""
    world = World(store, Rich())
    await world.settle(question("What is a monad?", "1"))
    await store.choose(HERE, "sol")
    await store.accept(question("two", "2"), "fake")
    assert (await tell(world, "!status")).split("\n") == [
        "fake can be asked.",
        "Model of this thread: sol",
        "Not answered yet in this thread: 1",
        "Conversation: Monads https://chat.example/c/c1",
    ]


async def test_status_tells_what_was_spent(store: SqlStore) -> None:
    """By the thread's answers, and by its backend in this month."""
    world = World(store, FakeBackend(Text("Yes."), Used(1000, 20, cost=0.5)))
    for number in ("1", "2"):
        await world.settle(question("again", number))
    assert (await tell(world, "!status")).split("\n")[1:] == [
        "What its answers took: 2,000 + 40 tokens · $1.00",
        '"fake" has cost $1.00 this month.',
    ]
    counted = world.bridge.metrics.exposed()
    assert b'threadbridge_tokens_total{backend="fake",kind="prompt"} 2000.0' in counted
    assert b'threadbridge_cost_dollars_total{backend="fake"} 1.0' in counted
