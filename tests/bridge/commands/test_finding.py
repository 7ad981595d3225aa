"""What was found, in a few lines."""

from dataclasses import replace

from bridge.commands.finding import shown
from bridge.commands.words import Hit
from bridge.types import Found, Piece, State, Turn, TurnId
from tests.bridge.world import question

TURN = Turn(TurnId(1), question("What is\na monad?"), "fake", State.DELIVERED, answer="A burrito.", accepted_at=8e8)
IN_ANSWER = (Piece("A ", False), Piece("burrito", True), Piece(".", False))


def test_when_where_and_what() -> None:
    """The channel, where it has a name; the line with the words, where it is not the title; links, as there are."""
    hit = Hit(Found(TURN, "Monads", IN_ANSWER), "Monads", "general", "https://chat.example/1")
    titled = shown(hit, 3).split("\n")
    assert titled[0].startswith("3. 1995-05-0")
    assert titled[0].endswith(" · #general · Monads")
    assert titled[1:] == ["    A burrito.", "    https://chat.example/1"]
    begun = "What is a monad?"
    plain = shown(Hit(Found(replace(TURN, answer=""), snippet=(Piece(begun, False),)), begun), 1).split("\n")
    assert plain[0].endswith(" · What is a monad?")
    assert plain[0].count("·") == 1
    assert plain[1:] == []
    tagged = shown(replace(hit, found=Found(TURN, tags=("haskell", "수학")), conversation="https://c/1"), 1)
    assert tagged.split("\n")[0].endswith(" · Monads #haskell #수학")
    assert tagged.endswith("\n    https://c/1")
    assert " · #general · Ana · Monads" in shown(replace(hit, asker="Ana"), 1)
