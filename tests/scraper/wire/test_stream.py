"""The decoder on streams of our own making, cut anywhere, and on captured ones where they are at hand."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.events import Rewritten, Text
from scraper.reading.told import Told
from scraper.wire.limits import capped
from scraper.wire.refusal import in_answer
from scraper.wire.stream import Decoder
from tests.scraper.conftest import captured

END = {
    "p": "",
    "o": "patch",
    "v": [
        {"p": "/message/status", "o": "replace", "v": "finished_successfully"},
        {"p": "/message/end_turn", "o": "replace", "v": True},
        {"p": "/message/metadata", "o": "append", "v": {"is_complete": True}},
    ],
}


def message(text: str = "", **changes: Any) -> dict[str, Any]:
    """A message as the stream adds it."""
    return {
        "id": "m1",
        "author": {"role": "assistant"},
        "content": {"content_type": "text", "parts": [text]},
        "status": "in_progress",
        "end_turn": None,
        "recipient": "all",
        "channel": "final",
        "metadata": {"model_slug": "gpt-5-6-thinking"},
        **changes,
    }


def added(text: str = "", **changes: Any) -> dict[str, Any]:
    return {"p": "", "o": "add", "v": {"message": message(text, **changes), "conversation_id": "c1"}}


def stream(*deltas: dict[str, Any], line_end: str = "\n") -> bytes:
    """The bytes of a stream with these deltas; what has a type is an event of its own."""
    lines = ["event: delta_encoding", 'data: "v1"', ""]
    for delta in deltas:
        lines += [] if "type" in delta else ["event: delta"]
        lines += [f"data: {json.dumps(delta, ensure_ascii=False)}", ""]
    return line_end.join([*lines, "data: [DONE]", "", ""]).encode()


def decoded(data: bytes, step: int | None = None) -> Decoder:
    decoder = Decoder()
    for start in range(0, len(data), step or len(data)):
        decoder.feed(data[start : start + (step or len(data))])
    return decoder


def text(decoder: Decoder) -> str:
    return decoder.answer.text if decoder.answer else ""


WHOLE = stream(
    {"type": "resume_conversation_token", "kind": "topic", "token": "t", "conversation_id": "c1"},
    added(author={"role": "system"}, metadata={"is_visually_hidden_from_conversation": True}),
    added(),
    {"p": "/message/content/parts/0", "o": "append", "v": "목성"},
    {"v": "입니다 🪐"},
    {"type": "message_marker", "message_id": "m1", "marker": "final_channel_token", "event": "first"},
    {"v": "."},
    END,
    {"type": "title_generation", "title": "Planets", "conversation_id": "c1"},
    {"type": "message_stream_complete", "conversation_id": "c1"},
)


def test_a_whole_answer() -> None:
    """Text, conversation, title and model; the proof of the end."""
    decoder = decoded(WHOLE)
    assert (text(decoder), decoder.conversation, decoder.title) == ("목성입니다 🪐.", "c1", "Planets")
    assert decoder.final
    assert decoder.answer is not None
    assert decoder.answer.model == "gpt-5-6-thinking"


@given(st.lists(st.integers(0, len(WHOLE)), max_size=20), st.booleans())
def test_any_cut_decodes_the_same(cuts: list[int], crlf: bool) -> None:
    """Inside a character, a line, or a line end."""
    data = WHOLE.replace(b"\n", b"\r\n") if crlf else WHOLE
    decoder = Decoder()
    for start, end in zip([0, *sorted(cuts)], [*sorted(cuts), len(data)], strict=True):
        decoder.feed(data[start:end])
    assert (text(decoder), decoder.final, decoder.trusted) == ("목성입니다 🪐.", True, True)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Co"])), min_size=1))
def test_any_text_comes_back(pieces: list[str]) -> None:
    """Appended piece by piece, byte for byte."""
    deltas = [{"v": piece} for piece in pieces]
    deltas[0] |= {"p": "/message/content/parts/0", "o": "append"}
    assert text(decoded(stream(added(), *deltas, END), 7)) == "".join(pieces)


@pytest.mark.parametrize(
    "changes",
    [
        {"author": {"role": "tool"}},
        {"recipient": "python"},
        {"channel": "commentary"},
        {"content": {"content_type": "thoughts", "thoughts": []}},
        {"metadata": {"is_visually_hidden_from_conversation": True}},
    ],
)
def test_what_is_not_said_to_the_person_is_no_answer(changes: dict[str, Any]) -> None:
    """Not even when it is finished."""
    decoder = decoded(stream(added("hidden", **changes), END))
    assert decoder.answer is None
    assert not decoder.final


def test_an_aside_is_not_final() -> None:
    """A finished message without end_turn is followed by another."""
    decoder = decoded(stream(added("Let me see.", status="finished_successfully")))
    assert not decoder.final


def told(data: bytes, step: int) -> str:
    """What a reader shows in the end, when it looks after every few bytes."""
    decoder, shown, text = Decoder(), Told(), ""
    for start in range(0, len(data), step):
        decoder.feed(data[start : start + step])
        answer, more = decoder.news()
        if more and not shown.behind:
            text = _with(text, shown.more(more))
        elif answer := answer or decoder.answer:
            text = _with(text, shown.whole(answer))
    return _with(text, shown.end(decoder.answer)) if decoder.answer else text


def _with(text: str, event: Text | Rewritten | None) -> str:
    match event:
        case Text(more):
            return text + more
        case Rewritten(whole):
            return whole
        case None:
            return text


LINK = {
    "matched_text": "\ue200cite\ue202turn0search3\ue201",
    "type": "grouped_webpages",
    "items": [{"title": "NASA [home]", "url": "https://nasa.gov/a(b)"}, {"title": "x", "url": "javascript:1"}],
}
PATHS = ["/message/content/parts/0", "/message/metadata/note", "/message/content/parts/1"]
SOURCES = st.text("ab \n\ue200\ue201\ue202\ue203", max_size=5) | st.sampled_from(
    ["\ue200cite\ue202turn0search3\ue201", "\ue200ci", "te\ue202turn0search3\ue201", "🪐 목성"]
)
DELTAS = st.lists(
    st.one_of(
        st.builds(lambda path, v: {"p": path, "o": "append", "v": v}, st.sampled_from(PATHS), SOURCES),
        st.builds(lambda v: {"v": v}, SOURCES),
        st.builds(lambda v: {"p": PATHS[0], "o": "replace", "v": v}, SOURCES),
        st.builds(lambda n: {"p": PATHS[0], "o": "truncate", "v": n}, st.integers(0, 4)),
        st.sampled_from(
            [
                added("", id="m2"),
                added("", id="m1"),
                added("Let me see.", id="m0", channel="commentary"),
                {"p": "/message/metadata", "o": "append", "v": {"content_references": [LINK]}},
                {"type": "message_marker"},
                END,
            ]
        ),
    ),
    max_size=15,
)


@settings(deadline=None)
@given(DELTAS, st.sampled_from(["\n", "\r\n"]), st.integers(1, 40))
def test_any_cut_of_any_stream_is_told_the_same(deltas: list[dict[str, Any]], line_end: str, step: int) -> None:
    """Text, state and proof of the end; and what was told on the way adds up to the answer."""
    data = stream(added(content={"content_type": "text", "parts": ["", ""]}), *deltas, line_end=line_end)
    whole, cut = decoded(data), decoded(data, step)
    assert (cut.final, cut.trusted, cut.answer) == (whole.final, whole.trusted, whole.answer)
    assert told(data, step) == text(whole)


def test_the_final_channel_alone_is_the_answer() -> None:
    """What was said on the way is not; two messages of the final channel have an empty line between them."""
    decoder = decoded(
        stream(
            added("I will look.", id="1", channel="commentary", status="finished_successfully", end_turn=True),
            added("Still looking.", id="2", channel=None, status="finished_successfully"),
            added("One.", id="3", status="finished_successfully"),
            added("Two.", id="4"),
            END,
        )
    )
    assert (text(decoder), decoder.final) == ("One.\n\nTwo.", True)


def test_of_two_answers_to_choose_from_the_first_counts() -> None:
    """They stand beside each other, not one after the other."""
    beside = {"metadata": {"parent_id": "q"}, "status": "finished_successfully", "end_turn": True}
    assert text(decoded(stream(added("One", id="1", **beside), added("Two", id="2", **beside)))) == "One"


def test_a_text_cut_for_its_length_goes_straight_on() -> None:
    """In another message, which ends the answer."""
    length = {"finish_details": {"type": "max_tokens"}}
    first = added("1, 2, ", id="1", status="finished_partial_completion", metadata=length)
    cut = decoded(stream(first)).answer
    assert cut is not None
    assert (cut.at_length, cut.was_cut, cut.is_final) == (True, False, False)
    assert text(decoded(stream(first, added("3.", id="2"), END))) == "1, 2, 3."


def test_what_it_is_busy_with() -> None:
    """The newest thought's headline, or the tool's name; nothing of it is answer."""
    thoughts = {"content_type": "thoughts", "thoughts": [{"summary": "Reading", "content": "…"}]}
    decoder = decoded(stream(added(content=thoughts)))
    assert (decoder.thinking, decoder.note, decoder.answer) == (True, "Reading", None)
    more = {"p": "/message/content/thoughts", "o": "append", "v": [{"summary": "Choosing", "content": ""}]}
    assert decoded(stream(added(content=thoughts), more)).note == "Choosing"
    assert decoded(stream(added("search('x')", recipient="web.run"))).note == "web.run"
    assert decoded(stream(added(author={"role": "tool", "name": "python"}))).note == "python"


def test_a_stream_that_is_handed_over() -> None:
    """A message that had begun before is only trusted when it comes again from its beginning."""
    first, rest = added("Hel"), {"p": "/message/content/parts/0", "o": "append", "v": "lo"}
    for again, final in ((False, False), (True, True)):
        decoder = decoded(stream(first, {"type": "stream_handoff", "options": []}))
        assert decoder.handed_over
        decoder.go_on()
        decoder.feed(stream(*([first] if again else []), rest, END))
        assert (text(decoder), decoder.final, decoder.trusted) == ("Hello", final, True)


def test_pictures() -> None:
    """They come from a tool, with hardly a word."""
    picture = {"content_type": "image_asset_pointer", "asset_pointer": "sediment://file_1", "width": 1}
    content = {"content_type": "multimodal_text", "parts": [picture]}
    answer = decoded(stream(added(author={"role": "tool", "name": "image"}, content=content))).answer
    assert answer is not None
    assert (answer.pictures, answer.is_picture, answer.is_final) == (("sediment://file_1",), True, False)


def test_limits_policies_models() -> None:
    """What stands beside the messages."""
    blocked = [{"name": "send", "resets_after": "2026-11-23T00:00:00Z"}]
    decoder = decoded(
        stream(
            {"type": "conversation_detail_metadata", "blocked_features": blocked},
            {"type": "stream_quota_check", "detail": "No more."},
            {"type": "moderation", "moderation_response": {"flagged": True, "blocked": True}},
            {"type": "server_ste_metadata", "metadata": {"model_slug": "gpt-5-mini"}},
            {"type": "message_stream_complete"},
        )
    )
    assert decoder.error is not None
    assert in_answer(decoder.error).values == capped("2026-11-23T00:00:00Z").values
    assert (decoder.blocked, decoder.model, decoder.complete) == (True, "gpt-5-mini", True)


def test_whole_frames_as_before() -> None:
    """Each holds the message so far."""
    frames = [{"message": message(f"{'ab' * n}"), "conversation_id": "c1", "error": None} for n in (1, 2)]
    frames.append({"message": message("ababab", status="finished_successfully", end_turn=True)})
    data = "".join(f"data: {json.dumps(frame)}\n\n" for frame in frames).encode()
    assert (text(decoded(data)), decoded(data).final, decoded(data).conversation) == ("ababab", True, "c1")


@pytest.mark.parametrize("end", ["finished_partial_completion", "in_progress", "cancelled"])
def test_only_success_is_final(end: str) -> None:
    """[DONE] proves nothing."""
    assert not decoded(stream(added("half", status=end, end_turn=True))).final


@pytest.mark.parametrize(
    "broken",
    [
        {"p": "/message/content/parts/7/x", "o": "append", "v": "?"},
        {"p": "/message/content/parts/0", "o": "invented", "v": "?"},
        {"p": "/message/content/parts/0", "o": "append"},
    ],
)
def test_what_can_not_be_read_is_not_trusted(broken: dict[str, Any]) -> None:
    """A patch that fits nowhere: the text may miss a span, so it is never final."""
    decoder = decoded(stream(added("text"), broken, END))
    assert not decoder.trusted
    assert not decoder.final


@pytest.mark.parametrize(
    ("operation", "value", "expected"),
    [("replace", "new", "new"), ("truncate", 2, "ol"), ("append", "er", "older"), ("remove", None, "")],
)
def test_operations(operation: str, value: object, expected: str) -> None:
    """Text can be taken back, too."""
    delta = {"p": "/message/content/parts/0", "o": operation, "v": value}
    assert text(decoded(stream(added("old"), delta))) == expected


def test_pointers_are_unescaped_and_channels_have_their_own_tree() -> None:
    """~1 is a slash, ~0 a tilde; c chooses the tree and is inherited."""
    decoder = decoded(
        stream(
            {"c": 0, **added("", channel="analysis")},
            {"c": 1, **added("")},
            {"c": 0, "p": "/message/metadata/a~1b~0", "o": "add", "v": 1},
            {"c": 1, "p": "/message/content/parts/0", "o": "append", "v": "a"},
            {"v": "b"},
        )
    )
    assert (text(decoder), decoder.trusted) == ("ab", True)


@pytest.mark.parametrize(
    "error",
    [
        {"type": "error", "error": {"message": "Too bad"}},
        {"p": "", "o": "add", "v": {"message": None, "error": "Too bad"}},
        {"type": "stream_quota_check", "detail": "Too bad"},
    ],
)
def test_errors_keep_their_words(error: dict[str, Any]) -> None:
    """Whatever way the site says it."""
    told = decoded(stream(error)).error
    assert told is not None
    assert told.said == "Too bad"


def test_marks_of_the_page_are_taken_out() -> None:
    """Also one that has only begun to arrive."""
    source = "One\ue200cite\ue202turn0search3\ue201 two\ue200ci"
    assert text(decoded(stream(added(source)))) == "One two"


def test_a_captured_stream() -> None:
    """A real answer of the site (the copy lacks the blank lines between its events)."""
    lines = captured("gptterm-followup-simple.sse").read_text("utf-8").splitlines()
    data = "".join(f"{line}\n\n" if line.startswith("data:") else f"{line}\n" for line in lines).encode()
    for step in (1, 5, len(data)):
        decoder = decoded(data, step)
        assert decoder.final
        assert decoder.trusted
        assert "목성" in text(decoder)


@pytest.mark.parametrize("value", [None, 3, ["x"], [{"p": "/message/status/x", "o": "add", "v": 1}]])
def test_a_patch_of_a_new_shape_is_a_doubt_and_no_crash(value: object) -> None:
    """The conversation's JSON then has to say what the answer is."""
    decoder = Decoder()
    decoder.feed(stream(added("hello"), {"p": "", "o": "patch", "v": value}, END))
    assert not decoder.trusted
    assert not decoder.final
