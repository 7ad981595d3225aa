"""Messages as one text that a model understands; pure.

What was said before a question is written above it:

    This is our conversation so far.

    [user]
    …

    [assistant]
    …

    Answer this now:

    …
"""

from collections.abc import Sequence

from platforms.http.request.messages import Message, Role

BEFORE = "This is our conversation so far."
NOW = "Answer this now:"
GO_ON = "Now say what the assistant says next."


def written(said: Sequence[Message]) -> str:
    """Empty when the question is."""
    *before, last = said
    if last.role is not Role.USER:
        return "\n\n".join((BEFORE, *map(_block, said), GO_ON))
    if not before or not last.text.strip():
        return last.text
    return "\n\n".join((BEFORE, *map(_block, before), NOW, last.text))


def _block(message: Message) -> str:
    """``[user]``, ``[user Ann]``, ``[tool call_7]`` and what was said; tools that were called in a line each."""
    label = " ".join(filter(None, [message.role, message.call_id or message.name]))
    calls = (f"(called {call.name} with {call.arguments})" for call in message.calls)
    return f"[{label}]\n" + "\n".join(filter(None, [message.text, *calls]))
