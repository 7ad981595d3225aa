"""Who may ask: the lists, the pace of one person, and an end to loops."""

import pytest

from bridge.types import MessageId, Question, Thread
from platforms.receiving.doors import DIRECT, LOOPS, PAUSE, REMEMBERED, Admission, Doors, Refusal

OWNER, ANA, BEN = "U0OWNER", "U0ANA", "U0BEN"


class Street:
    """People who come to the doors, one message after the other."""

    def __init__(self, **lists: object) -> None:
        self.doors = Doors(Admission.model_validate(lists), [OWNER], clock=lambda: self.now)
        self.now = 1000.0
        self._number = 0

    def says(
        self,
        who: str,
        channel: str = "C1",
        *,
        thread: str = "",
        roles: frozenset[str] = frozenset(),
        direct: bool = False,
        asks: bool = True,
    ) -> Refusal | None:
        """Something new; in a Thread of its own unless told otherwise."""
        self._number += 1
        message = MessageId(str(self._number))
        question = Question(Thread("slack", "T1", channel, thread or message), message, who, "Hello?")
        return self.doors.open(question, roles, direct=direct, asks=asks)

    def why(self, who: str, channel: str = "C1", **how: object) -> str:
        """What its author is told; empty when nothing is."""
        refusal = self.says(who, channel, **how)  # type: ignore[arg-type]
        return str(refusal.why) if refusal and refusal.why else ""


def test_without_lists_everybody_may_everywhere() -> None:
    """As before there were any."""
    street = Street()
    assert all(street.says(who, channel) is None for who in (OWNER, ANA) for channel in ("C1", "C2"))


def test_only_people_on_the_list() -> None:
    """A role's id counts like a person's."""
    street = Street(allowed_people=[ANA, "R1"])
    assert street.says(ANA) is None
    assert street.says(BEN, roles=frozenset({"R1"})) is None
    assert "no leave to ask" in street.why(BEN)


def test_who_is_blocked_is_blocked_also_when_allowed() -> None:
    """The stricter list counts."""
    street = Street(allowed_people=[ANA], blocked_people=[ANA])
    assert street.why(ANA)
    assert Street(blocked_people=["R1"]).says(ANA, roles=frozenset({"R1"}))


def test_one_blocked_channel_does_not_silence_the_others() -> None:
    """Nor does it let more people in."""
    street = Street(blocked_channels=["C1"])
    assert "don't answer in this channel" in street.why(ANA, "C1")
    assert street.says(ANA, "C2") is None


def test_only_channels_on_the_list() -> None:
    """Direct messages have a word of their own."""
    street = Street(allowed_channels=["C1"])
    assert street.says(ANA, "C1") is None
    assert street.says(ANA, "C2")
    assert street.says(ANA, "D1", direct=True)
    assert Street(allowed_channels=[DIRECT]).says(ANA, "D1", direct=True) is None
    assert Street(blocked_channels=[DIRECT]).says(ANA, "D1", direct=True)


def test_owners_always_may() -> None:
    """Whatever the lists say, and as often as they like."""
    street = Street(allowed_people=[ANA], blocked_people=[OWNER], blocked_channels=["C1"], questions_per_minute=1)
    assert [street.says(OWNER) for _ in range(5)] == [None] * 5


def test_a_person_asks_so_often_a_minute() -> None:
    """Each on their own; told once, and let in again when the minute is over."""
    street = Street(questions_per_minute=2)
    assert [street.says(ANA), street.says(ANA), street.says(BEN)] == [None] * 3
    street.now += 20
    assert "Ask again in 40 seconds" in street.why(ANA)
    assert street.says(ANA) == Refusal()
    street.now += 40
    assert [street.says(ANA), street.says(ANA)] == [None, None]
    assert "Ask again in 60 seconds" in street.why(ANA)


def test_commands_are_no_questions() -> None:
    """Somebody who has asked too much may still stop an answer."""
    street = Street(questions_per_minute=1)
    assert street.says(ANA) is None
    assert street.says(ANA, asks=False) is None
    assert street.says(ANA)


def test_what_was_said_long_ago_counts_by_its_own_time() -> None:
    """Questions that are caught up come all at once and were not asked at once."""
    doors = Doors(Admission(questions_per_minute=1), ())
    asked = [Question(Thread("slack", "T1", "C1", str(n)), MessageId(str(n)), ANA, "?") for n in range(3)]
    assert [doors.open(one, at=100.0 * n) for n, one in enumerate(asked)] == [None] * 3


def test_a_message_that_comes_again_gets_the_same_answer() -> None:
    """It does not count twice, whether it was let in or not."""
    doors = Doors(Admission(questions_per_minute=1), ())
    one, two = (Question(Thread("slack", "T1", "C1", n), MessageId(n), ANA, "?") for n in "12")
    assert [doors.open(one, at=1.0) for _ in range(11)] == [None] * 11
    refused = doors.open(two, at=2.0)
    assert refused is not None
    assert [doors.open(two, at=200.0) for _ in range(11)] == [refused] * 11


@pytest.mark.parametrize(("most", "seconds"), LOOPS)
def test_a_loop_is_ended(most: int, seconds: float) -> None:
    """Quick or slow; in its Thread only, and the owner is told the first time."""
    street, every = Street(), seconds / most * 0.99
    for _ in range(most - 1):
        street.now += every
        assert street.says(ANA, thread="1") is None
    refused = street.says(ANA, thread="1")
    assert refused
    assert refused.loop
    assert "look like a program's" in str(refused.why)
    assert street.says(ANA, thread="1") == Refusal()
    assert street.says(ANA, thread="2") is None
    assert street.says(BEN, thread="1") is None
    street.now += PAUSE
    again = [street.says(ANA, thread="1") for _ in range(20)]
    assert again[:-1] == [None] * 19
    assert again[-1]
    assert not again[-1].loop


def test_owners_have_loops_too() -> None:
    """A program of theirs is as tireless as another's."""
    street = Street()
    assert any(street.says(OWNER, thread="1") for _ in range(20))


def test_a_busy_person_is_no_loop() -> None:
    """Many questions in many Threads, or one every minute in one."""
    street = Street()
    assert not any(street.says(ANA) for _ in range(200))
    for _ in range(99):
        street.now += 60
        assert street.says(ANA, thread="1") is None


def test_what_is_remembered_has_an_end() -> None:
    """Of a bridge that runs for years; nothing of what was said is kept."""
    street = Street(blocked_people=[BEN], questions_per_minute=1)
    for number in range(2 * REMEMBERED):
        street.says(f"U{number}")
    kept = [store for store in vars(street.doors).values() if isinstance(store, dict)]
    assert len(kept) == 5
    assert max(map(len, kept)) == REMEMBERED
    assert "Hello?" not in str(kept)
