"""Messages as one text that a model understands; pure.

What was said before a question is written above it:

    This is our conversation so far.

    [user]
    What is in this picture?
    (attached: cat.png)

    [assistant]
    ```tool_call
    {"name": "look", "arguments": {"at": "cat.png"}}
    ```

    ```tool_result look call_7
    A cat.
    ```

    Answer this now:

    …
"""

import re
from collections.abc import Iterable, Sequence
from itertools import chain

from platforms.http.asking import terms
from platforms.http.request.messages import Message, Role

BEFORE = "This is our conversation so far."
NOW = "Answer this now:"
_DATA = re.compile(r"\]\(data:[^()\s]*+\)")

GO_ON = "Now say what the assistant says next."


def written(said: Sequence[Message]) -> str:
    """A whole transcript; empty when the question is."""
    *before, last = said
    called = terms.calls_of(said)
    if last.role is not Role.USER:
        return _blocks([BEFORE], (_block(one, called) for one in said), [GO_ON])
    if not before or _is_empty(last):
        return last.text
    return _blocks([BEFORE], (_block(one, called) for one in before), [NOW, _asked(last)])


def added(rest: Sequence[Message], whole: Iterable[Message]) -> str:
    """What comes after what the reader knows of the ``whole``; empty when the question is."""
    told = [message for message in rest if message.role is Role.SYSTEM]
    said = [message for message in rest if message.role is not Role.SYSTEM]
    if not said:
        return "\n\n".join(message.text for message in told)
    if not told and all(message.role is Role.USER and not message.name for message in said):
        return "\n\n".join(message.text for message in said if message.text.strip())
    *before, last = said
    called = terms.calls_of(whole)
    if last.role is not Role.USER:
        return _blocks((_block(one, called) for one in (*told, *said)), [GO_ON])
    if _is_empty(last):
        return last.text
    return _blocks((_block(one, called) for one in (*told, *before)), [NOW, _asked(last)])


def _is_empty(message: Message) -> bool:
    return not (message.text.strip() or message.files)


def _asked(message: Message) -> str:
    """The question; files alone are one, too."""
    return message.text if message.text.strip() else "\n".join(_attached(message))


def _blocks(*blocks: Iterable[str]) -> str:
    return "\n\n".join(chain.from_iterable(blocks))


def _block(message: Message, called: terms.Calls) -> str:
    """``[user]``, ``[user Ann]`` and what was said; calls and results as the model writes and gets them."""
    if message.role is Role.TOOL:
        return terms.result(message, called)
    label = " ".join(filter(None, [message.role, message.name]))
    said = "\n".join(filter(None, [_without_data(message.text), *_attached(message)]))
    return "\n".join((f"[{label}]", *filter(None, [said, *map(terms.call, message.calls)])))


def _attached(message: Message) -> list[str]:
    return [f"(attached: {file.name})" for file in message.files]


def _without_data(text: str) -> str:
    """Pictures and files that stood in an answer come back in it: their names are left of them."""
    return _DATA.sub("]", text)
