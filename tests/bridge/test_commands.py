"""Commands in a chat: what is one, and what the bridge does and says then."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from bridge.bridge import Bridge
from bridge.commands import WORDS, Answered, Command, parse
from bridge.errors import BadQuestion, LoginRequired
from bridge.events import Event, Opened, Sent, Text, Titled
from bridge.obeying import handle
from bridge.types import Anchor, Channel, ConversationId, Model, State
from storage.store import SqlStore
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
    ],
)
def test_what_is_a_command(text: str, command: Command | None) -> None:
    """Only a known word behind the sign; anything else is a question like any other."""
    assert parse(text) == command


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

    def __post_init__(self) -> None:
        super().__init__(*STEPS, offers=[Model("sol", "openai", "Sol", ("low", "high")), Model("luna", "openai")])

    async def rename(self, conversation: ConversationId, title: str) -> None:
        self.renamed.append((conversation, title))

    async def adopt(self, link: str) -> ConversationId:
        if "/c/" not in link:
            raise BadQuestion(what=f"{link} is no conversation.")
        return ConversationId(link.partition("/c/")[2])


class Named(FakePlatform):
    """Its channels have names."""

    async def channel_name(self, place: Channel) -> str:
        return "haskell"


async def told(world: World, text: str, message: str = "x", author: str = "U", owner: bool = False) -> Answered:
    command = parse(text)
    assert command
    return await handle(world.bridge, command, replace(question(text, message), author=author), owner=owner)


async def tell(world: World, text: str, message: str = "x") -> str:
    return (await told(world, text, message)).text


@pytest.mark.parametrize(
    ("text", "action", "asked"), [("!retry", "again", ""), ("!edit So?", "edit", "So?"), ("!계속", "continue", "")]
)
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
    assert await tell(world, "!title") == "ChatGPT has given this conversation no title yet."
    with pytest.raises(BadQuestion):
        await tell(world, "!title Mine")
    await world.settle(question())
    assert await tell(world, "!title") == 'ChatGPT calls this conversation "Monads".'
    await tell(world, "!title Mine")
    assert backend.renamed == [("c1", "Mine")]
    assert await tell(world, "!title") == 'ChatGPT calls this conversation "Mine".'


async def test_conversations_are_named_after_their_channel_where_that_is_wanted(store: SqlStore) -> None:
    """``#channel · title``, once ChatGPT has given its own."""
    world = World(store, backend := Rich(renames=True), platform=Named())
    await world.settle(question())
    assert backend.renamed == [("c1", "#haskell · Monads")]


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


async def test_a_backend_that_can_not_adopt_says_so(store: SqlStore) -> None:
    """An API keeps no conversations."""
    world = World(store, FakeBackend())
    with pytest.raises(BadQuestion, match="can't be taken over"):
        await tell(world, "!adopt https://chatgpt.com/c/c7")


async def test_status_stop_and_help(store: SqlStore) -> None:
    """What can be asked at any time."""
    world = World(store, FakeBackend())
    bridge: Bridge = world.bridge
    assert await tell(world, "!status") == "fake can be asked."
    bridge.gates["fake"].shut(LoginRequired())
    assert await tell(world, "!status") == f"{LoginRequired()} Waiting: 0."
    assert await tell(world, "!stop") == "No answer is being written in this thread."
    assert "!retry" in await tell(world, "!help")
    await bridge.close()
