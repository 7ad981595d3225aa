"""Server-sent events, cut anywhere."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.wire.sse import EventStream, ServerEvent

ENDS = st.sampled_from([b"\n", b"\r\n", b"\r"])
LINES = st.sampled_from(
    [b"data: 1", "data:목성 🪐".encode(), b"data", b": ping", b"event: delta", b"event:", b"id: 3", b"", b"", b"x"]
)


@st.composite
def streams(draw: st.DrawFn) -> bytes:
    """Lines with every kind of end; the last one may have none."""
    lines = draw(st.lists(st.tuples(LINES, ENDS), max_size=20))
    return b"".join(line + end for line, end in lines) + draw(st.sampled_from([b"", b"data: rest"]))


def pieces(data: bytes, cuts: list[int]) -> list[bytes]:
    edges = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    return [data[start:end] for start, end in itertools.pairwise(edges)]


def events(data: list[bytes]) -> list[ServerEvent]:
    stream = EventStream()
    return [event for piece in data for event in stream.feed(piece)]


@given(streams(), st.lists(st.integers(0, 200), max_size=30))
def test_any_cut_gives_the_same_events(data: bytes, cuts: list[int]) -> None:
    """Also between the two bytes of a line end."""
    whole = events([data])
    assert events(pieces(data, cuts)) == whole
    assert events([bytes([byte]) for byte in data]) == whole


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_fields(end: str) -> None:
    """Data lines are joined, comments and unknown fields passed over, a name holds for one event."""
    lines = ["\ufeffevent: delta", "data: a", "data:  b", ": ping", "id: 7", "", "data: c", "", "event: x", "", ""]
    assert events([end.join(lines).encode()]) == [("delta", b"a\n b"), ("message", b"c")]
