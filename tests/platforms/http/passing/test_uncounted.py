"""A stream without its count, however it is cut into pieces."""

from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from platforms.http.passing.uncounted import Uncounted
from tests.platforms.http.passing.upstream import COUNTED, DONE, event

TRICKY = event('say ,"usage":null and {"usage": {}}')
STREAM = (event("", role="assistant"), event("안녕"), TRICKY, b": ping\n\n", event(finish="stop"), COUNTED, DONE)
PLAIN = b"".join((*STREAM[:5], DONE)).replace(b'],"usage":null', b"]").replace(b'"far-1","usage":null', b'"far-1"')


def through(pieces: Iterable[bytes]) -> bytes:
    uncounted = Uncounted()
    return b"".join(map(uncounted.of, pieces)) + uncounted.rest()


@given(st.lists(st.integers(0, len(b"".join(STREAM)))))
def test_any_pieces_are_the_same_stream(cuts: list[int]) -> None:
    """Only the count and its nulls are gone; what a text says of usage stays."""
    whole = b"".join(STREAM)
    places = [0, *sorted(cuts), len(whole)]
    told = through(whole[a:b] for a, b in pairwise(places))
    assert told == PLAIN
    assert rb",\"usage\":null and {\"usage\": {}}" in told


def test_an_event_is_told_when_it_is_whole() -> None:
    """And not later."""
    uncounted = Uncounted()
    assert uncounted.of(STREAM[1] + STREAM[2][:9]) == STREAM[1].replace(b',"usage":null', b"")
    assert uncounted.of(STREAM[2][9:]).startswith(STREAM[2][:9])


@pytest.mark.parametrize("end", [b"\n\n", b"\r\n\r\n"])
def test_either_end_of_a_line(end: bytes) -> None:
    """Not everybody ends them as OpenAI does."""
    stream = [one.removesuffix(b"\n\n") + end for one in (STREAM[1], COUNTED, DONE)]
    assert through([b"".join(stream)]) == (stream[0] + stream[2]).replace(b',"usage":null', b"")


def test_what_has_no_end_is_told_at_the_end() -> None:
    """Nothing is lost but the count."""
    assert through([DONE, b"data: {}"]) == DONE + b"data: {}"


def test_a_count_beside_choices_stays() -> None:
    """Some tell it in the last chunk; no client is hurt by that."""
    last = event(finish="stop", usage={"total_tokens": 1})
    assert through([last]) == last
