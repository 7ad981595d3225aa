"""The terms under which a model answers, in words for it: the tools that it may call, and the form of its answer.

A page has no field for either. What is asked for is what survives it: code blocks, whose text a page shows as it
is, where it would swallow tags. How the answer is read: answer/calls, answer/forms.
"""

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import orjson

from platforms.http.request.chat import Chat
from platforms.http.request.form import AnyJson, Form, Plain, Schema
from platforms.http.request.messages import Message
from platforms.http.request.tools import Call, Tool, Toolbox

CALL = '```tool_call\n{"name": "…", "arguments": {…}}\n```'

TOOLS = f"""\
You can call tools. They are functions that run elsewhere, and you are told what they give back. To call one, \
write a code block like this one:

{CALL}

"name" is the name of a tool, "arguments" one JSON object that fits its schema. %s After that stop: what the \
tools give back comes with the next message, in blocks called tool_result. Never write such a block yourself. Call \
a tool only where it helps; otherwise answer as you always do.

These are the tools, one in a line:

```json
%s
```"""
SEVERAL = "To call several tools at once, write one such block after the other."
ONE = "Call one tool at a time."

NOT_NOW = "Answer this without calling a tool."
MUST = "Call a tool now: write the tool_call block and nothing else."
ONLY = "Of the tools you can call only these now: %s."

FORM = "Answer with one ```json code block and nothing else. It holds "
OBJECT = "one JSON object."
FITTING = "JSON that fits this schema%s:\n\n```json\n%s\n```"
UNLESS_CALLED = "When you don't call a tool: "

SEARCH = "Search the web for this, and link the pages on which you rely."

LONGEST_GIVEN = 200
"""Characters of a call's arguments that are repeated with its result."""

UNUSABLE = "Your answer can't be used, because %s. Answer once more, whole and corrected. %s"


def tools(toolbox: Toolbox) -> str:
    """What can be called and how; empty where nothing can."""
    if not toolbox.usable:
        return ""
    listed = "\n".join(_described(tool) for tool in toolbox.tools)
    return TOOLS % (SEVERAL if toolbox.parallel else ONE, listed)


def demands(chat: Chat) -> str:
    """What goes for this answer; it stands behind the question, where models heed it best."""
    return "\n\n".join(filter(None, (_calls(chat.toolbox), _form(chat.form, chat.toolbox))))


def once_more(problem: str, chat: Chat) -> str:
    """What is said when the answer can't be used."""
    return UNUSABLE % (problem, demands(chat) or f"To call a tool, write:\n\n{CALL}")


def call(one: Call) -> str:
    """A call as the model wrote it, or would have."""
    return f'```tool_call\n{{"name": {_json(one.name)}, "arguments": {_object(one.arguments)}}}\n```'


class Calls(NamedTuple):
    """All calls of a conversation."""

    by_id: dict[str, Call]
    often: Counter[str]
    """How often each tool was called."""


def result(message: Message, called: Calls) -> str:
    """What a tool gave back, and to which call; the model knows no ids, so of several it is told what with."""
    which = called.by_id.get(message.call_id)
    name = message.name or (which.name if which else "")
    given = _short(which.arguments) if which and called.often[which.name] > 1 else ""
    fence = _fence(message.text)
    head = " ".join(filter(None, ("tool_result", name, message.call_id, given)))
    return f"{fence}{head}\n{message.text}\n{fence}"


def calls_of(messages: Iterable[Message]) -> Calls:
    by_id = {one.id: one for message in messages for one in message.calls if one.id}
    return Calls(by_id, Counter(one.name for one in by_id.values()))


def _calls(toolbox: Toolbox) -> str:
    if not toolbox.tools:
        return ""
    if toolbox.choice == "none":
        return NOT_NOW
    only = ONLY % ", ".join(toolbox.usable) if toolbox.allowed else ""
    return " ".join(filter(None, (only, MUST if toolbox.choice == "required" else "")))


def _form(form: Form, toolbox: Toolbox) -> str:
    match form:
        case Plain():
            return ""
        case AnyJson():
            wanted = FORM + OBJECT
        case Schema():
            named = f" ({form.name}{': ' if form.description else ''}{form.description})"
            wanted = FORM + FITTING % (named, _json(form.schema))
    if toolbox.choice == "required":
        return ""  # the form is that of words
    return UNLESS_CALLED + wanted if toolbox.usable else wanted


def _described(tool: Tool) -> str:
    described = {"name": tool.name, "description": tool.description, "parameters": tool.parameters}
    return _json({key: value for key, value in described.items() if value})


def _json(value: object) -> str:
    return orjson.dumps(value, default=dict).decode()


def _object(arguments: str) -> str:
    """As it is where it is JSON; callers may send anything back."""
    try:
        orjson.loads(arguments)
    except ValueError:
        return _json(arguments)
    return arguments.replace("\n", " ")


def _short(arguments: str) -> str:
    """Fit for the line that opens a code block."""
    line = " ".join(arguments.replace("`", "'").split())
    return line if len(line) <= LONGEST_GIVEN else line[:LONGEST_GIVEN] + "…"


def _fence(text: str) -> str:
    """Longer than any in the text."""
    return "`" * max(3, 1 + max((len(found) for found in re.findall("`{3,}", text)), default=0))
