"""From the events of a feed to pieces, where tools may be called: however it comes, it is the same answer."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import example, given
from hypothesis import strategies as st

from bridge.events import Rewritten, Text
from platforms.http.answer.pieces import Whole
from platforms.http.answer.shaping import Shaping
from platforms.http.request.chat import Chat
from platforms.http.request.form import AnyJson, Plain
from platforms.http.request.tools import Tool, Toolbox
from tests.platforms.http.answer.calls.test_parser import BLOCK, texts

TOOLBOX = Toolbox((Tool("weather", "", {"required": ["city"]}), Tool("time", "", {})))
CHAT = Chat("m", (), toolbox=TOOLBOX)
CHAT_THAT_MUST = replace(CHAT, toolbox=replace(TOOLBOX, choice="required"))

Pieces = Sequence[str]


def told(chat: Chat, *tries: Pieces) -> Whole:
    """What the caller gets, when the model answers so at each try."""
    shaping, whole = Shaping(chat, "en"), Whole()
    for pieces in tries:
        for more in pieces:
            for piece in shaping.add(Text(more)):
                whole.add(piece)
            if shaping.enough:
                break
        if not shaping.once_more():
            break
    for piece in shaping.end():
        whole.add(piece)
    return whole


def essence(whole: Whole) -> object:
    """All but ids and the tokens of what nobody waited for."""
    calls = [(call.name, call.arguments) for call in whole.calls]
    return whole.model, whole.text, calls, whole.declined, whole.finish


def chats() -> st.SearchStrategy[Chat]:
    toolbox = st.builds(
        replace,
        st.just(TOOLBOX),
        choice=st.sampled_from(["auto", "required"]),
        parallel=st.booleans(),
    )
    return st.builds(replace, st.just(CHAT), toolbox=toolbox, form=st.sampled_from([Plain(), AnyJson()]))


@given(chats(), texts, texts)
@example(CHAT_THAT_MUST, "<tool_call>", "<tool_call>{")  # the second try goes on from the first
def test_streamed_in_any_pieces_or_whole_it_is_the_same(chat: Chat, first: str, second: str) -> None:
    """Also over two tries."""
    whole = told(chat, [first], [second])
    streamed = told(replace(chat, stream=True), list(first), list(second))
    assert essence(streamed) == essence(whole)
    assert not (whole.declined and whole.calls)
    if whole.finish == "tool_calls":
        assert whole.calls


def test_a_rewritten_text_is_read_anew() -> None:
    """What was held back may turn out to be a call, or none."""
    for last, calls, text in (
        (f"Wait.\n\n{BLOCK}", 1, "Wait."),
        ("Wait.\n\nIt is warm.", 0, "Wait.\n\nIt is warm."),
    ):
        shaping, whole = Shaping(replace(CHAT, stream=True), "en"), Whole()
        for event in (Text("Wait.\n\n```js"), Rewritten("Wait.\n\n```tool_call\n{"), Rewritten(last)):
            for piece in shaping.add(event):
                whole.add(piece)
        assert shaping.once_more() == ""
        for piece in shaping.end():
            whole.add(piece)
        assert (whole.text, len(whole.calls)) == (text, calls)
