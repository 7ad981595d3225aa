"""Whatever was said: the same in another form goes on, and with one thing changed it does not."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from platforms.http.asking.compared import Compared, plain
from platforms.http.request.chat import Chat
from platforms.http.request.messages import Message, Role
from platforms.http.request.tools import Call

WORDS = st.text(st.sampled_from("ab \n\t한,."), max_size=8)
CALLS = st.builds(
    Call, st.sampled_from(["c1", "c2"]), st.sampled_from(["f", "g"]), st.sampled_from(["{}", '{"a": 1}'])
)
MESSAGES = st.one_of(
    st.builds(Message, st.sampled_from([Role.USER, Role.SYSTEM]), WORDS),
    st.builds(Message, st.just(Role.ASSISTANT), WORDS, calls=st.lists(CALLS, max_size=2).map(tuple)),
    st.builds(Message, st.just(Role.TOOL), WORDS, call_id=st.sampled_from(["c1", "c2"])),
)
TALKS = st.lists(MESSAGES, min_size=1, max_size=6)
ANSWER, NEXT = Message(Role.ASSISTANT, "Yes."), Message(Role.USER, "And now?")


def hashes(messages: Sequence[Message]) -> list[str]:
    return [begun.hash for begun in Compared(Chat("m", tuple(messages))).beginnings()]


def end(messages: Sequence[Message]) -> str:
    return Compared(Chat("m", tuple(messages))).ending(ANSWER)


@given(TALKS)
def test_another_form_goes_on(talk: list[Message]) -> None:
    """Blanks at the ends of lines, other newlines, other ids, empty messages between."""
    ids = {"c1": "call_x", "c2": "call_y", "": ""}
    again = []
    for one in talk:
        text = one.text.replace("\n", " \r\n") + " "
        calls = tuple(
            replace(call, id=ids[call.id], arguments=call.arguments.replace(" ", "")) for call in one.calls
        )
        again += [replace(one, text=text, calls=calls, call_id=ids[one.call_id]), Message(Role.ASSISTANT, " ")]
    assert end(talk) in hashes([*again, ANSWER, NEXT])


@given(TALKS, st.data())
def test_with_one_message_changed_it_does_not(talk: list[Message], data: st.DataObject) -> None:
    """Another text, one left out, or one more."""
    place = data.draw(st.integers(0, len(talk) - 1))
    what = data.draw(st.sampled_from(["text", "less", "more"]))
    other = [*talk]
    if what == "text":
        text = data.draw(WORDS)
        assume(plain(text) != plain(other[place].text))
        other[place] = replace(other[place], text=text)
    elif what == "less":
        assume(plain(other[place].text))
        del other[place]
    else:
        other.insert(place, data.draw(MESSAGES.filter(lambda one: bool(plain(one.text)))))
    assume(_told(other) != _told(talk))
    assert end(talk) not in hashes([*other, ANSWER, NEXT])


def _told(messages: Sequence[Message]) -> object:
    """What a reader would hear of it: who says what one after the other, and under which rules."""
    rules: dict[str, None] = {}
    rows: list[tuple[str, list[str], list[object]]] = []
    for one in messages:
        text = plain(one.text)
        if one.role is Role.SYSTEM:
            rules.update({text: None} if text else {})
        elif text or one.calls or one.role is Role.TOOL:
            if not rows or rows[-1][0] != one.role or one.role is Role.TOOL:
                rows.append((one.role, [], []))
            rows[-1][1].extend([text] if text else [])
            rows[-1][2].extend([*one.calls, one.call_id])
    return list(rules), [(role, "\n".join(texts), [one for one in rest if one]) for role, texts, rest in rows]
