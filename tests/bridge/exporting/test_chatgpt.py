"""The tree in ChatGPT's shape holds together, whatever was asked in whatever way."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bridge.exporting.chatgpt import ChatGPT
from bridge.types import Action, MessageId, Question, Record, Sheet, State, Thread, Turn, TurnId

ACTIONS: tuple[Action, ...] = ("ask", "again", "edit", "continue")
Asked = tuple[int, Action, str]
"""In which conversation, how, and what was answered."""


def sheets(asked: list[Asked]) -> list[Sheet]:
    """A conversation whole before the next, as the ledger gives them."""
    made = []
    for number, (place, action, answer) in enumerate(sorted(asked, key=lambda one: one[0]), 1):
        thread = Thread("slack", "T", "C", str(place))
        question = Question(thread, MessageId(str(number)), "ana", f"q{number}", action=action)
        turn = Turn(TurnId(number), question, "fake", State.DELIVERED, answer=answer, accepted_at=float(number))
        made.append(Sheet(Record(thread), turn))
    return made


def exported(given: list[Sheet]) -> Any:
    form = ChatGPT()
    return json.loads("".join([form.begin(), *(form.add(one, ()) for one in given), form.end()]))


def way(conversation: Any) -> list[str]:
    """What the page shows."""
    texts, node = [], conversation["current_node"]
    while (one := conversation["mapping"][node])["parent"] is not None:
        texts.append(one["message"]["content"]["parts"][-1])
        node = one["parent"]
    return texts[::-1]


@given(st.lists(st.tuples(st.integers(1, 3), st.sampled_from(ACTIONS), st.sampled_from(["", "yes"])), max_size=12))
def test_every_message_has_its_place(asked: list[Asked]) -> None:
    """Each stands in the tree once, below its parent, which knows it; and nothing that was answered is left out."""
    given = sheets(asked)
    found = exported(given)
    assert len(found) == len({one.record.thread for one in given})
    for conversation in found:
        mapping = conversation["mapping"]
        assert conversation["current_node"] in mapping
        roots = [node for node in mapping.values() if node["parent"] is None]
        assert len(roots) == 1
        for id, node in mapping.items():
            assert node["id"] == id
            assert node["parent"] is None or mapping[node["parent"]]["children"].count(id) == 1
            assert all(mapping[child]["parent"] == id for child in node["children"])
    said = [
        node["message"]["content"]["parts"][-1]
        for one in found
        for node in one["mapping"].values()
        if node["message"]
    ]
    assert said.count("yes") == sum(one.turn.answer == "yes" for one in given)


def test_what_the_page_would_show() -> None:
    """The newest branch: another answer in the place of the one before, other words in that of the question."""
    asked: list[Asked] = [(1, "ask", "a1"), (1, "ask", "a2"), (1, "again", "a3"), (1, "continue", "and more")]
    assert way(exported(sheets(asked))[0]) == ["q1", "a1", "q2", "a3", "and more"]
    edited: list[Asked] = [(1, "ask", "a1"), (1, "ask", "a2"), (1, "edit", "a3"), (1, "ask", "a4")]
    assert way(exported(sheets(edited))[0]) == ["q1", "a1", "q3", "a3", "q4", "a4"]
