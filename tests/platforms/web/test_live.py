"""An answer while it is written, as one browser has it."""

from bridge.errors import UsageCap
from bridge.events import Notice, Rewritten, Status, Text, Waiting
from platforms.web.live import Answering


def test_what_it_is_busy_with_goes_when_there_is_text() -> None:
    """What its asker has to know stays."""
    answer = Answering("en")
    answer.take(Notice("Mind this."))
    answer.take(Waiting(UsageCap(until="noon"), 2))
    assert "noon" in answer.notes
    answer.take(Status("thinking"))
    assert answer.notes == "Mind this.\nthinking"
    answer.take(Text("So"))
    assert (answer.text, answer.notes) == ("So", "Mind this.")
    answer.take(Rewritten("Thus"))
    assert answer.text == "Thus"
