"""Who is next: nobody waits for ever, and everybody in an order that can be understood."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bridge.waiting.fair import Fair

PEOPLE, CHANNELS = "ABCD", "wxyz"

asked = st.tuples(st.sampled_from(PEOPLE), st.sampled_from(CHANNELS))
happening = st.one_of(asked, st.none())
"""Somebody asks, or it is somebody's turn."""


def line_of(*questions: tuple[str, str]) -> Fair[int]:
    """Numbered from 0, by person and channel."""
    line: Fair[int] = Fair()
    for number, (person, channel) in enumerate(questions):
        line.add(number, person, channel)
    return line


@given(st.lists(happening, max_size=80))
def test_nobody_waits_longer_than_all_others_are_many(story: list[tuple[str, str] | None]) -> None:
    """Among the next 2 P who go is one of each of P people who wait, whoever else comes; the same with channels."""
    line: Fair[int] = Fair()
    who: dict[int, tuple[str, str]] = {}
    passed: Counter[str] = Counter()
    for number, one in enumerate(story):
        if one is not None:
            line.add(number, *one)
            who[number] = one
            for name in one:  # from here on, if nothing of theirs waited
                passed.setdefault(name, 0)
        elif (taken := line.take()) is not None:
            for name in set(passed):
                passed[name] += 1
                most = 2 * (len(PEOPLE) if name in PEOPLE else len(CHANNELS))
                assert passed[name] <= most
            for name in who.pop(taken):
                passed[name] = 0
            waiting = {name for names in who.values() for name in names}
            for name in passed.keys() - waiting:
                del passed[name]


@given(st.lists(asked, max_size=40))
def test_all_go_once_and_as_was_said(questions: list[tuple[str, str]]) -> None:
    """The order that is told is the order in which they go, if nobody else comes, and nobody is left."""
    line = line_of(*questions)
    told = line.order()
    assert [line.take() for _ in questions] == told
    assert sorted(told) == list(range(len(questions)))
    assert line.take() is None
    assert len(line) == 0


@given(st.lists(asked, max_size=40))
def test_one_persons_oldest_question_goes_first(questions: list[tuple[str, str]]) -> None:
    """Of one person in one channel, always."""
    order = line_of(*questions).order()
    for both in set(questions):
        theirs = [number for number in order if questions[number] == both]
        assert theirs == sorted(theirs)


@given(st.lists(asked, max_size=30), st.sets(st.integers(0, 29)))
def test_who_leaves_is_as_if_they_had_never_come(questions: list[tuple[str, str]], left: set[int]) -> None:
    """Nothing is kept of them, not even an empty place."""
    line: Fair[int] = Fair()
    stayed: Fair[int] = Fair()
    for number, one in enumerate(questions):
        line.add(number, *one)
        if number not in left:
            stayed.add(number, *one)
    for number in left:
        line.discard(number)
    assert sorted(line.order()) == sorted(stayed.order())
    assert len(line) == len(stayed)


def test_a_crowd_of_questions_of_one_person_lets_the_others_in() -> None:
    """Ninety questions stand there; whoever comes then goes second."""
    line = line_of(*[("A", "w")] * 90, ("B", "w"))
    assert line.order().index(90) == 1


def test_a_crowded_channel_lets_the_others_in() -> None:
    """Fifty people ask in one channel, one in another."""
    line = line_of(*[(f"P{number}", "w") for number in range(50)], ("B", "x"))
    assert line.order().index(50) == 1


def test_asking_in_many_channels_gains_nothing() -> None:
    """One person in fifty channels, another in one."""
    line = line_of(*[("A", f"C{number}") for number in range(50)], ("B", "x"))
    assert line.order().index(50) <= 2


def test_what_was_begun_goes_first() -> None:
    """It was its turn before."""
    line = line_of(("A", "w"), ("B", "w"))
    line.add(7, "A", "w", begun=True)
    assert line.order() == [7, 0, 1]


def test_whoever_does_not_suit_is_passed_over_and_keeps_their_place() -> None:
    """Others go, and later it goes first."""
    line = line_of(("A", "w"), ("B", "w"), ("C", "w"))
    assert line.take(lambda one: one != 0) == 1
    assert line.take() == 0
