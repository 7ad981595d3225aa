"""What traffic means for one question, without a browser: events in, events out."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.errors import BridgeError, Maintenance, RateLimited, UsageCap
from bridge.events import AnsweredBy, Cut, Event, Opened, ReadBy, Rewritten, Text, Titled
from bridge.types import ConversationId
from scraper.reading.shown import RESTS, Resting, Shown
from scraper.reading.witness import Ours, Witness
from scraper.wire.conversation import parse
from scraper.wire.push import Chain, Item, news
from scraper.wire.refusal import Words, body, refusal
from scraper.wire.seen import Bytes, Ended, NoStream, Posted, Pushed, Read, Resuming, Seen, Streaming
from tests.scraper.wire.test_conversation import said
from tests.scraper.wire.test_stream import END, WHOLE, added, stream

OURS = Posted("q", "hello", None)
HANDOFF = {
    "type": "stream_handoff",
    "options": [{"type": "subscribe_ws_topic", "topic_id": "conversation-turn-1"}],
    "conversation_id": "c1",
}
ASKED = said("2", "user", "hello") | {"id": "q"}
APPEND = {"p": "/message/content/parts/0", "o": "append"}


def events(witness: Witness, *seen: Seen | None) -> list[Event]:
    return [event for one in seen for event in witness.take(one)]


def text(told: list[Event]) -> str:
    whole = ""
    for event in told:
        match event:
            case Text(more):
                whole += more
            case Rewritten(anew):
                whole = anew
            case _:
                pass
    return whole


def stored(*messages: dict[str, Any], **more: Any) -> Read:
    return Read("c1", parse({"title": "T", "messages": [said("1", "user", "old"), *messages], **more}))


AT_LENGTH = {
    "p": "",
    "o": "patch",
    "v": [
        {"p": "/message/status", "o": "replace", "v": "finished_partial_completion"},
        {"p": "/message/metadata", "o": "append", "v": {"finish_details": {"type": "max_tokens"}}},
    ],
}


@pytest.fixture
def witness() -> Witness:
    return Witness(Ours("q"), None)


def test_a_clean_stream(witness: Witness) -> None:
    """Conversation, way, model, text, title; over once the stream is, and nothing is in doubt."""
    told = events(witness, OURS, Streaming("r", OURS), Bytes("r", WHOLE), Ended("r"))
    assert told[0] == Opened(ConversationId("c1"))
    assert {type(event) for event in told[1:]} == {ReadBy, AnsweredBy, Text, Titled}
    assert text(told) == "목성입니다 🪐."
    assert (witness.over, witness.doubt) == (True, False)


@pytest.mark.parametrize(
    "posted",
    [
        Posted("other", "another question", "c1"),
        Posted("q", "hello", "c1", action="variant"),
        Posted("", "", "c1", action="continue"),
        None,
    ],
)
def test_what_a_person_does_in_the_same_tab_is_not_ours(witness: Witness, posted: Posted | None) -> None:
    """Another question, another answer to ours: neither replaces what is read."""
    half = stream(added("Hello"), {**APPEND, "v": " wor"})
    told = events(witness, Streaming("r", OURS), Bytes("r", half))
    told += events(witness, Streaming("x", posted), Bytes("x", stream(added("Else", id="m9"), END)), Ended("x"))
    assert text(told) == "Hello wor"
    assert not witness.over


def test_a_stream_that_answers_another_question_is_left(witness: Witness) -> None:
    """Whatever the request said."""
    other = {"type": "input_message", "input_message": {"id": "other", "author": {"role": "user"}}}
    told = events(witness, Streaming("r", OURS), Bytes("r", stream(other, added("Else"), END)))
    assert text(told) == ""
    assert witness.doubt


def test_the_page_tries_again(witness: Witness) -> None:
    """With the same message; what the first try began is not told twice."""
    told = events(witness, Streaming("r", OURS), Bytes("r", stream(added("Hel"))[:-14]), Ended("r"))
    told += events(
        witness, OURS, Streaming("s", OURS), Bytes("s", stream(added("Hello", id="m2"), END)), Ended("s")
    )
    assert [event for event in told if isinstance(event, Text | Rewritten)] == [Text("Hel"), Text("lo")]
    assert witness.over


def test_a_refusal_that_the_page_may_repeat_is_waited_out(witness: Witness) -> None:
    """And one that it does not repeat is final."""
    events(witness, OURS, NoStream(503, Words(""), "r"))
    assert isinstance(witness.error, Maintenance)
    assert not witness.over
    events(witness, OURS, Streaming("s", OURS))
    with pytest.raises(RateLimited):
        events(witness, NoStream(429, Words("slow down"), "s"))


def item(number: int, piece: bytes, *, caught_up: bool = False) -> Item:
    parent = f"i{number - 1}" if number else None
    return Item("conversation-turn-1", "c1", f"i{number}", parent, piece.decode(), caught_up)


PIECES = [
    piece + b"\n\n"
    for piece in stream(added(), {**APPEND, "v": "One"}, {"v": " two"}, {"v": " three."}, END).split(b"\n\n")
    if piece
]


@settings(deadline=None)
@given(st.permutations(range(len(PIECES))), st.data())
def test_the_socket_in_any_order_and_twice(order: list[int], data: st.DataObject) -> None:
    """Each item once, each after the one that it names; whatever the order, the same answer."""
    again = data.draw(st.lists(st.sampled_from(order)))
    witness = Witness(Ours("q"), None)
    told = events(witness, Streaming("r", OURS), Bytes("r", stream(HANDOFF)), Ended("r"))
    assert witness.handed_over
    for number in [*order, *again]:
        told += events(witness, Pushed((item(number, PIECES[number]),)))
    assert text(told) == "One two three."
    assert (witness.over, witness.doubt, witness.gap) == (True, False, False)
    assert [event for event in told if isinstance(event, ReadBy)] == [ReadBy("socket")]


def test_items_that_come_before_the_hand_over_is_told(witness: Witness) -> None:
    """They wait until it is known that they are ours."""
    first = events(witness, Pushed(tuple(item(n, piece) for n, piece in enumerate(PIECES))))
    assert first == []
    told = events(witness, Streaming("r", OURS), Bytes("r", stream(HANDOFF)))
    assert text(told) == "One two three."


def test_frames_of_the_socket() -> None:
    """Messages, and what a subscription tells again; anything else is nothing."""
    payload = {"type": "stream-item", "conversation_id": "c1", "encoded_item": "x", "stream_item_id": "b"}
    told = {"type": "message", "topic_id": "t", "payload": {"payload": payload | {"parent_stream_item_id": "a"}}}
    over = {"type": "message", "topic_id": "conversations", "payload": {"type": "conversation-turn-complete"}}
    [again] = news(json.dumps([{"type": "reply", "reply": {"topic_id": "t", "catchups": [told]}}]))
    assert again == Item("t", "c1", "b", "a", "x", caught_up=True)
    assert len(news(json.dumps([told, over]))) == 2
    assert news("ping") == news("3") == ()
    assert [one.id for one in Chain().take([again])] == ["b"]  # it begins where it begins


def test_resumed(witness: Witness) -> None:
    """By another request; what had begun before it is only trusted from its beginning."""
    start = stream(added("Hel"), HANDOFF)
    told = events(witness, Streaming("r", OURS), Bytes("r", start), Ended("r"))
    told += events(witness, Resuming("s", "c1"), Bytes("s", stream({**APPEND, "v": "lo"}, END)), Ended("s"))
    assert (text(told), witness.over, witness.doubt) == ("Hello", False, True)
    told += events(witness, stored(ASKED, said("3", "assistant", "Hello", end=True)))
    assert (text(told), witness.over) == ("Hello", True)
    assert ReadBy("resumed") in told
    assert told[-1] == ReadBy("conversation")


def test_the_conversation_tells_what_the_stream_did_not(witness: Witness) -> None:
    """Only of our own question, and only once it is needed."""
    events(witness, Streaming("r", OURS), Bytes("r", stream(added("Hel"))[:-14]))
    half = said("3", "assistant", "Hell", status="in_progress")
    assert events(witness, stored(ASKED, half)) == [Titled("T")]  # the stream is ahead of it
    events(witness, Ended("r"))
    assert text(events(witness, stored(ASKED, half))) == "l"
    other = Read("c2", parse({"messages": [ASKED, said("4", "assistant", "No", end=True)]}))
    assert events(witness, other) == []


def test_a_conversation_that_nobody_named_is_known_by_our_message(witness: Witness) -> None:
    """What began it broke before its first word; another one that the page shows is not it."""
    witness.look()
    assert events(witness, Read("c9", parse({"messages": [said("4", "assistant", "No", end=True)]}))) == []
    told = events(witness, stored(ASKED, said("3", "assistant", "Yes", end=True)))
    assert told[0] == Opened(ConversationId("c1"))
    assert (text(told), witness.over) == ("Yes", True)


def test_another_answer_to_the_same_question_waits_for_its_own() -> None:
    """The one from before is not taken for it."""
    witness = Witness(Ours("q", before="3", action="variant"), ConversationId("c1"))
    witness.look()
    assert text(events(witness, stored(ASKED, said("3", "assistant", "Old", end=True)))) == ""
    new = said("4", "assistant", "New", end=True, metadata={"parent_id": "q"})
    told = events(witness, stored(ASKED, said("3", "assistant", "Old", end=True), new))
    assert (text(told), witness.over) == ("New", True)


def test_cut_by_a_person(witness: Witness) -> None:
    """The last word is Cut, after all of the text."""
    cut = added("Half", status="finished_partial_completion", metadata={"finish_details": {"type": "interrupted"}})
    told = events(witness, Streaming("r", OURS), Bytes("r", stream(cut)))
    assert (text(told), told[-1]) == ("Half", Cut())


def test_a_limit_in_the_stream(witness: Witness) -> None:
    """With the time when it is over."""
    quota = {"type": "stream_quota_check", "detail": {"message": "No more", "resets_after": "15:00"}}
    with pytest.raises(UsageCap, match="15:00"):
        events(witness, Streaming("r", OURS), Bytes("r", stream(quota)))


@pytest.mark.parametrize(
    ("status", "said", "name"),
    [
        (429, {"detail": {"code": "usage_limit_reached", "message": "…"}}, "UsageCap"),
        (429, {"detail": "Too many requests"}, "RateLimited"),
        (400, {"detail": {"code": "max_conversation_length", "message": "…"}}, "ConversationFull"),
        (413, {"detail": {"code": "message_length_exceeds_limit", "message": "…"}}, "BadQuestion"),
        (404, {"detail": "conversation_not_found"}, "ConversationGone"),
        (401, {"detail": "Unauthorized"}, "SessionExpired"),
        (403, "<html>", "HumanCheck"),
        (503, "", "Maintenance"),
        (418, {"detail": "teapot"}, "Refused"),
    ],
)
def test_refusals(status: int, said: object, name: str) -> None:
    """What the site's answer means, by its code before its words."""
    error: BridgeError = refusal(status, body(said if isinstance(said, str) else json.dumps(said)))
    assert type(error).__name__ == name


def test_an_answer_that_goes_on_is_not_cut_before_its_first_word(witness: Witness) -> None:
    """The stream of the rest may begin with nothing said."""
    part = stream(added(), APPEND | {"v": "one "}, AT_LENGTH)
    assert text(events(witness, OURS, Streaming("r", OURS), Bytes("r", part))) == "one "
    assert witness.at_length
    witness.will_go_on()
    rest = Posted("m1", "", "c1", action="continue")
    whole = stream(added("one two"), END)
    told = events(witness, Streaming("s", rest), *(Bytes("s", whole[at : at + 1]) for at in range(len(whole))))
    assert text([Text("one "), *told]) == "one two"
    assert witness.ending


@pytest.mark.parametrize("by_socket", [False, True])
def test_what_is_left_of_a_stream_does_not_end_its_rest(witness: Witness, by_socket: bool) -> None:
    """Its last words may come when the page was told to go on already."""
    over = {"type": "message_stream_complete", "conversation_id": "c1"}
    whole = stream(added(), APPEND | {"v": "one "}, AT_LENGTH, over)
    at = whole.rindex(b"data: {")
    first: list[Seen] = [Bytes("r", whole[:at])]
    left: list[Seen] = [Bytes("r", whole[at:]), Ended("r")]
    if by_socket:
        first = [Bytes("r", stream(HANDOFF)), Ended("r"), Pushed((item(0, whole[:at]),))]
        left = [Pushed((item(1, whole[at:]),))]
    assert text(events(witness, OURS, Streaming("r", OURS), *first)) == "one "
    assert witness.at_length
    witness.will_go_on()
    assert events(witness, *left) == []
    assert [witness.over, witness.at_length, witness.doubt] == [False] * 3
    rest = Posted("m1", "", "c1", action="continue")
    told = events(witness, Streaming("s", rest), Bytes("s", stream(added("one two"), END)))
    assert text([Text("one "), *told]) == "one two"


def test_what_is_shown_has_to_rest() -> None:
    """The same whole text, often and long enough."""

    def looks() -> Iterator[bool]:
        resting, whole = Resting(), Shown("a", finished=True, writing=False, partial=False)
        yield resting.take(Shown("a", finished=True, writing=True, partial=False), 0)
        yield resting.take(whole, 1)
        yield resting.take(whole, 1.1)
        yield resting.take(whole, 1 + RESTS)

    assert list(looks()) == [False, False, False, True]
