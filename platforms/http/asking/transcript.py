"""Messages as one text that a model understands; pure.

What was said before a question is written above it:

    This is our conversation so far.

    [user]
    What is in this picture?
    (attached: cat.png)

    [assistant]
    (called look, call_7, with {"at": "cat.png"})

    [tool look, call_7]
    A cat.

    Answer this now:

    …
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from platforms.http.request.messages import Message, Role

BEFORE = "This is our conversation so far."
NOW = "Answer this now:"
_DATA = re.compile(r"\]\(data:[^)\s]*\)")

GO_ON = "Now say what the assistant says next."


def written(said: Sequence[Message]) -> str:
    """A whole transcript; empty when the question is."""
    *before, last = said
    names = _names(said)
    if last.role is not Role.USER:
        return _blocks([BEFORE], (_block(one, names) for one in said), [GO_ON])
    if not before or _is_empty(last):
        return last.text
    return _blocks([BEFORE], (_block(one, names) for one in before), [NOW, _asked(last)])


def added(rest: Sequence[Message], whole: Iterable[Message]) -> str:
    """What comes after what the reader knows of the ``whole``; empty when the question is."""
    told = [message for message in rest if message.role is Role.SYSTEM]
    said = [message for message in rest if message.role is not Role.SYSTEM]
    if not said:
        return "\n\n".join(message.text for message in told)
    if not told and all(message.role is Role.USER and not message.name for message in said):
        return "\n\n".join(message.text for message in said if message.text.strip())
    *before, last = said
    names = _names(whole)
    if last.role is not Role.USER:
        return _blocks((_block(one, names) for one in (*told, *said)), [GO_ON])
    if _is_empty(last):
        return last.text
    return _blocks((_block(one, names) for one in (*told, *before)), [NOW, _asked(last)])


def _is_empty(message: Message) -> bool:
    return not (message.text.strip() or message.files)


def _asked(message: Message) -> str:
    """The question; files alone are one, too."""
    return message.text if message.text.strip() else "\n".join(_attached(message))


def _blocks(*blocks: Iterable[str]) -> str:
    return "\n\n".join(chain.from_iterable(blocks))


def _names(said: Iterable[Message]) -> Mapping[str, str]:
    """Of the tools that were called, by the ids of the calls."""
    return {call.id: call.name for message in said for call in message.calls if call.id}


def _block(message: Message, names: Mapping[str, str]) -> str:
    """``[user]``, ``[user Ann]``, ``[tool add, call_7]`` and what was said; what else came in a line each."""
    of = [message.name or names.get(message.call_id, ""), message.call_id]
    label = " ".join(filter(None, [message.role, ", ".join(filter(None, of))]))
    calls = (f"(called {', '.join(filter(None, [c.name, c.id]))}, with {c.arguments})" for c in message.calls)
    text = _without_data(message.text)
    return f"[{label}]\n" + "\n".join(filter(None, [text, *_attached(message), *calls]))


def _attached(message: Message) -> list[str]:
    return [f"(attached: {file.name})" for file in message.files]


def _without_data(text: str) -> str:
    """Pictures and files that stood in an answer come back in it: their names are left of them."""
    return _DATA.sub("]", text)
