"""The stream of one answer between its writer and its reader."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.answering.feed import Feed
from bridge.events import AnsweredBy, Event, Notice, Opened, Rewritten, Sent, Shown, Status, Stopped, Text
from bridge.types import Anchor, ConversationId, Image


async def test_what_is_put_in_comes_out_in_order() -> None:
    """Every kind that is shown, and not the two that are the ledger's business."""
    shown: list[Shown] = [AnsweredBy("m"), Status("…"), Text("a"), Rewritten("b"), Image("i", b""), Stopped()]
    hidden: list[Event] = [Opened(ConversationId("c")), Sent(Anchor("a"))]
    feed = Feed()
    for event in (*hidden, *shown):
        feed.put(event)
    feed.close()
    assert [event async for event in feed] == shown


async def test_reading_on_after_the_end_ends_again() -> None:
    """A reader who asks once more does not hang."""
    feed = Feed()
    feed.close()
    assert [event async for event in feed] == []
    assert [event async for event in feed] == []


async def test_the_text_is_what_a_reader_would_have() -> None:
    """Rewritten replaces, Text adds."""
    feed = Feed()
    for event in (Text("a"), Text("b"), Rewritten("c"), Text("d")):
        feed.put(event)
    assert feed.text == "cd"


@settings(derandomize=True)
@given(st.lists(st.text(st.characters(codec=None, exclude_categories=()))))
def test_the_text_can_always_be_stored(pieces: list[str]) -> None:
    """Half a surrogate pair or a NUL from a broken stream must not cost the whole answer."""
    feed = Feed()
    for piece in pieces:
        for event in (Text(piece), Rewritten(feed.text + piece)):
            feed.put(event)
            assert "\0" not in feed.text
            feed.text.encode()


async def test_whoever_looks_on_has_what_its_reader_has() -> None:
    """From whenever on: the text so far, what is to be known, what is being done; and all that comes."""
    feed = Feed()
    for event in (Notice("mind"), Text("a"), Rewritten("b"), Status("busy")):
        feed.put(event)
    with feed.looked_on() as looker, feed.looked_on() as other:
        feed.put(Text("c"))
        feed.close()
        for one in (looker, other):
            assert [event async for event in one] == [Notice("mind"), Text("b"), Status("busy"), Text("c")]
    assert len([event async for event in feed]) == 5
    with feed.looked_on() as late:
        assert [event async for event in late] == [Notice("mind"), Text("bc")]
