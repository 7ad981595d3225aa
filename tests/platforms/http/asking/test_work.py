"""What a caller writes is little work, however much of it there is: nobody else is answered meanwhile.

Each of these took minutes or hours where every part of it was compared with every other; pytest ends them then.
"""

import pytest

from bridge.types import File
from platforms.http.asking.background import is_background
from platforms.http.asking.compared import Compared, plain
from platforms.http.asking.files import told_apart
from platforms.http.asking.transcript import written
from platforms.http.request.chat import Chat
from platforms.http.request.messages import Message, Role
from platforms.http.request.tools import Call

BLANKS = " " * 1_000_000
MANY = range(50_000)
ASK = Message(Role.USER, "?")


def test_blanks_within_a_line() -> None:
    """They stay, and only those at its end go."""
    assert plain(f"a{BLANKS}b{BLANKS}\nc") == f"a{BLANKS}b\nc"


@pytest.mark.parametrize("begins", ["", "You are a ", "### Task: ", "Analyze this conversation and provide: "])
def test_blanks_before_what_a_program_might_say(begins: str) -> None:
    """A prompt that begins as a program's, and goes on with nothing."""
    assert not is_background((Message(Role.SYSTEM, f"{BLANKS}{begins}{BLANKS}x"), ASK))
    assert not is_background((Message(Role.USER, f"{BLANKS}{begins}{BLANKS}x"),))


def test_pictures_that_are_none() -> None:
    """A picture of an answer is left out of a transcript; what only begins as one is text."""
    begun = "![a](data:" * 100_000
    text = written((Message(Role.ASSISTANT, f"{begun}image/png;base64,AAAA)"), ASK))
    assert text.endswith("![a](data:![a]\n\nAnswer this now:\n\n?")


def test_files_of_one_name() -> None:
    """Each gets its own."""
    files = tuple(File("a.txt", str(number).encode()) for number in MANY)
    (told,) = told_apart([Message(Role.USER, "", files=files)])
    assert [file.name for file in told.files[:3]] == ["a.txt", "a-2.txt", "a-3.txt"]
    assert len({file.name for file in told.files}) == len(MANY)


def test_calls_and_their_results() -> None:
    """Each result names its call."""
    calls = tuple(Call(f"c{number}", "add", "{}") for number in MANY)
    results = (Message(Role.TOOL, "3", call_id=call.id) for call in calls)
    text = written((Message(Role.ASSISTANT, "", calls=calls), *results))
    assert text.count("```tool_result add c") == len(MANY)


def test_instructions_that_were_all_said() -> None:
    """Every one of them is known."""
    told = [Message(Role.SYSTEM, f"{number}.") for number in range(200_000)]
    answer = Message(Role.ASSISTANT, "!")
    begun = next(Compared(Chat("m", (ASK, answer, ASK, *told))).beginnings())
    assert begun.rest == (ASK,)
