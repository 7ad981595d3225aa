"""The account sees what does not hold."""

from dataclasses import replace

import pytest

from bridge.texts import say
from bridge.types import MessageId, Part, Question, State, Thread, Turn, TurnId
from tests.chaos.account import in_doubt, shown, wrong
from tests.chaos.people import Asked

ANSWER = "T1 말0\n\n말1 T1"
ONE = Asked(1, "T1", f"say: {ANSWER}", ANSWER)
QUESTION = Question(Thread("slack", "T", "C", "1.0"), MessageId("1.0"), "U", ONE.text)
DELIVERED = Turn(TurnId(1), QUESTION, "chatgpt", State.DELIVERED, answer=ANSWER)
FAILED = replace(DELIVERED, state=State.FAILED, answer="", reason="It broke.")


def test_what_holds() -> None:
    """An answer, what was stopped, and a failure that was told."""
    stopped = replace(DELIVERED, answer="T1 말0", stopped=True)
    assert list(wrong(ONE, DELIVERED, 1, ANSWER)) == []
    assert list(wrong(ONE, stopped, 1, "T1 말0\n\n(stopped)")) == []
    assert list(wrong(ONE, FAILED, 0, "_It broke._")) == []


@pytest.mark.parametrize(
    ("turn", "sent", "read", "says"),
    [
        (DELIVERED, 2, ANSWER, "sent 2 times"),
        (DELIVERED, 0, ANSWER, "never sent"),
        (DELIVERED, 1, None, "is not there"),
        (DELIVERED, 1, "T1 말0", "shown"),
        (DELIVERED, 1, f"{ANSWER}\n{ANSWER}", "more than once"),
        (replace(DELIVERED, answer="T1"), 1, "T1", "answered 'T1'"),
        (replace(FAILED, reason=""), 1, "", "without a reason"),
        (FAILED, 1, "", "not told"),
        (replace(FAILED, reason=say("Apology", turn=1)), 1, say("Apology", turn=1), "a bug"),
        (replace(DELIVERED, state=State.ASKED), 1, "", "not at its end: asked"),
    ],
)
def test_what_does_not(turn: Turn, sent: int, read: str | None, says: str) -> None:
    """Sent twice or not at all, shown in part or twice, or nobody was told."""
    [mistake] = wrong(ONE, turn, sent, read)
    assert says in mistake


def test_what_its_asker_reads() -> None:
    """All messages of the answer, without its files; nothing where one is gone that still belongs to it."""
    parts = [Part(1, MessageId("a"), 1), Part(2, MessageId("b"), 2), Part(1000, MessageId("c"), 2)]
    written = {MessageId("a"): "one", MessageId("b"): "two"}
    assert shown(parts, 2, written) == "one\ntwo"
    assert shown(parts, 2, {MessageId("a"): "one"}) is None
    assert shown(parts, 1, {MessageId("a"): "one"}) == "one"


def test_what_is_in_doubt() -> None:
    """By what its asker was told, whatever link is in it."""
    assert in_doubt(say("Uncertain", link="http://127.0.0.1/"))
    assert in_doubt(say("Interrupted", link="http://127.0.0.1/", what="gone"))
    assert not in_doubt(say("PolicyNotice"))
