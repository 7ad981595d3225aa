"""What one node says is what another one reads, also one of another version."""

import re
import tomllib
from collections import Counter
from pathlib import Path

import orjson
import pytest

from bridge import errors, events, texts, types
from bridge.cluster.peers import words
from bridge.cluster.peers.packing import Unknown, packed, unpacked
from bridge.commands import codes
from bridge.commands.codes import Given
from bridge.errors import Apology, BridgeError, RateLimited, Remembered, Undeliverable, UsageCap
from bridge.events import Failed, Notice, Rewritten, Status, Stopped, Text, Waiting
from bridge.texts import Phrase
from bridge.types import Channel, ConversationId, File, Health, Image, MessageId, Model, Thread, TurnId, Used
from bridge.waiting import gate
from bridge.waiting.gate import Standing
from tests.bridge.world import HERE

PLACE, MESSAGE = Channel("slack", "T", "C"), MessageId("1")

WORDS = (
    words.Asked("1", words.Stop(HERE, None)),
    words.Asked("2", words.Withdraw(HERE, MESSAGE)),
    words.Asked("3", words.WhoHolds(PLACE, MESSAGE, "s")),
    words.Asked("3b", words.LookOn(TurnId(7), "s")),
    words.Asked("4", words.Stands("chatgpt")),
    words.Asked("5", words.Models("chatgpt")),
    words.Asked("6", words.Check("chatgpt")),
    words.Asked("7", words.Rename("chatgpt", ConversationId("c"), "제목")),
    words.Asked("7b", words.Delete("chatgpt", ConversationId("c"))),
    words.Asked("8", words.Adopt("chatgpt", "https://x")),
    words.Asked("9", words.Opens("h")),
    words.Asked("10", words.Take("h")),
    words.Answer("1", True),
    words.Answer("2", None),
    words.Answer("3", words.Holds(alone=True)),
    words.Answer("5", (Model("m", "o", "M", ("low", "high")),)),
    words.Answer("6", Health(True, "fine")),
    words.Answer("4", Standing(None, 0.5, (HERE, Thread("http", "", "k", "t")))),
    words.Answer("8", "c"),
    words.Answer("10", Given(HERE, 12.5)),
    words.Withdrawn(HERE, MESSAGE),
    words.Told(
        "s", 3, (Text("가\0"), Rewritten(""), Status("…"), Notice("n"), Used(1, 2, 0, 0.5), Stopped()), True
    ),
    words.Told("s", 4, (Image("a", b"\0\xff"), File("b", b"")), False),
    words.Again("s", 4),
    words.Heard("s"),
    words.Left("s"),
    words.Still("s"),
)


@pytest.mark.parametrize("word", WORDS, ids=lambda word: type(word).__name__)
def test_what_is_said_arrives(word: words.Word) -> None:
    """Whole, with everything in it."""
    assert unpacked(packed(word)) == word


def test_every_word_there_is_was_tried() -> None:
    """A new one can't be forgotten."""
    said = {type(word) for word in WORDS} | {type(word.what) for word in WORDS if isinstance(word, words.Asked)}
    known = {one for one in vars(words).values() if isinstance(one, type) and one.__module__ == words.__name__}
    assert known - said <= {words.Holds}


def test_no_two_kinds_have_one_name() -> None:
    """Or one would be read as the other."""
    modules = (types, events, gate, codes, words)
    names = Counter(
        one.__name__
        for module in modules
        for one in vars(module).values()
        if hasattr(one, "__dataclass_fields__") and one.__module__ == module.__name__
    )
    assert [name for name, count in names.items() if count > 1] == []


def test_an_error_is_of_its_class_and_says_the_same() -> None:
    """In both languages, also where a blank is a phrase of ours; with what it knows besides."""
    error = UsageCap(until=Phrase("discord_sessions", minutes=5))
    error.over_at, error.unanswered = 12.5, True
    read = unpacked(packed(Failed(error)))
    assert isinstance(read, Failed)
    assert isinstance(read.error, UsageCap)
    assert (read.error.say("ko"), read.error.over_at, read.error.unanswered) == (error.say("ko"), 12.5, True)
    refused = Undeliverable(what="x")
    refused.code = "no_edits"
    assert getattr(unpacked(packed(refused)), "code") == "no_edits"  # noqa: B009


KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, BridgeError)]
SENTENCES = tomllib.loads((Path(texts.__file__).parent / "en.toml").read_text("utf-8"))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.__name__ in SENTENCES])
def test_every_error_can_be_told(kind: type[BridgeError]) -> None:
    """Whatever it has in its blanks."""
    blanks = dict.fromkeys(re.findall("{([a-z_]+)}", SENTENCES[kind.__name__]), "x")
    read = unpacked(packed(kind(**blanks)))
    assert type(read) is kind
    assert str(read) == str(kind(**blanks))


def test_a_bug_is_told_in_words() -> None:
    """What is no error of ours has no class there."""
    read = unpacked(packed(Waiting(ValueError("odd"))))
    assert isinstance(read, Waiting)
    assert isinstance(read.why, Remembered)
    assert str(read.why) == "odd"


def test_what_is_newer_is_left_out() -> None:
    """A field, a kind, and an error that this version does not know; a field that it misses."""
    told = orjson.loads(packed(words.Again("s", 4)))
    assert unpacked(orjson.dumps({**told, "new": 1})) == words.Again("s", 4)
    assert unpacked(orjson.dumps({**told, "$": "Newer"})) == Unknown("Newer")
    del told["number"]
    assert unpacked(orjson.dumps(told)) == Unknown("Again")
    error = orjson.loads(packed(RateLimited()))
    read = unpacked(orjson.dumps({**error, "$error": "NewerLimit", "said": "Wait."}))
    assert isinstance(read, Remembered)
    assert str(read) == "Wait."
    asked = orjson.loads(packed(words.Asked("1", words.Take("h"))))
    asked["what"]["$"] = "Newer"
    assert unpacked(orjson.dumps(asked)) == words.Asked("1", Unknown("Newer"))


def test_half_of_a_surrogate_pair_gets_through() -> None:
    """As what stands for it; the rest is not lost with it."""
    assert unpacked(packed(Notice("a\ud800b"))) == Notice("a\ufffdb")


def test_what_is_none_of_ours_is_refused() -> None:
    """Somebody else uses the channel."""
    with pytest.raises(ValueError, match="unexpected character"):
        unpacked("hello")
    assert unpacked(packed(Apology(turn=5))) is not None
