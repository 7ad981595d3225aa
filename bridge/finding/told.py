"""What was found, for programs; pure."""

from bridge.naming.called import Called
from bridge.types import Found, Results


def told(results: Results, called: Called) -> dict[str, object]:
    """Times are Unix seconds."""
    return {
        "found": [_told(one, called) for one in results.found],
        "more": results.more,
        "left": results.left,
        "without_meaning": results.unmeant,
        "not_understood": list(results.unread),
    }


def _told(found: Found, called: Called) -> dict[str, object]:
    turn = found.turn
    return {
        "id": turn.id,
        "title": found.title,
        "thread": str(turn.thread),
        "channel_name": called.where(turn.thread.place),
        "author": turn.question.author,
        "author_name": called.who(turn.question),
        "accepted_at": turn.accepted_at,
        "model": turn.answered_by or turn.question.model,
        "conversation": turn.conversation or "",
        "snippet": [{"text": piece.text, "marked": piece.marked} for piece in found.snippet],
        "question": turn.question.text,
        "answer": turn.answer,
    }
