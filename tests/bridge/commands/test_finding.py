"""What was found, in a few lines."""

from dataclasses import replace

from bridge.commands.finding import shown
from bridge.types import Found, Piece, State, Turn, TurnId
from tests.bridge.world import question

TURN = Turn(TurnId(1), question("What is\na monad?"), "fake", State.DELIVERED, answer="A burrito.", accepted_at=8e8)
IN_ANSWER = (Piece("A ", False), Piece("burrito", True), Piece(".", False))


def test_when_what_and_where() -> None:
    """The conversation's title, or how the question begins; the line with the words; a link where there is one."""
    titled = shown(Found(TURN, "Monads", IN_ANSWER), "https://chat.example/1").split("\n")
    assert titled[0].startswith("1995-05-0")
    assert titled[0].endswith(" · Monads")
    assert titled[1:] == ["    A burrito.", "    https://chat.example/1"]
    plain = shown(Found(replace(TURN, answer=""), snippet=(Piece("What is a monad?", False),)), "").split("\n")
    assert plain[0].endswith(" · What is a monad?")
    assert plain[1:] == []
    tagged = shown(Found(TURN, "Monads", tags=("haskell", "수학")), "").split("\n")
    assert tagged[0].endswith(" · Monads #haskell #수학")
