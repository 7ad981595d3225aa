"""The items of a Responses input → messages. Pure.

Source: openapi.yaml 2.3.0 (InputItem); what clients really send: seen 2026-10. A call stands in an item of its own
there, and belongs to what the assistant said right before it. Whoever lets responses be stored names items of
earlier outputs by their id alone; what those were is looked up where the request is asked.
"""

from dataclasses import replace

from platforms.http.errors import ApiError
from platforms.http.request.checks import Object, expect, missing, refuse_type
from platforms.http.request.messages import Message, Role, message
from platforms.http.request.tools import Call


def messages_of(value: object) -> tuple[tuple[Message, ...], tuple[str, ...]]:
    """And the types of the items that nothing was done with. ``value`` is text or a list of items."""
    if isinstance(value, str):
        return (Message(Role.USER, value),), ()
    if not isinstance(value, list):
        raise refuse_type("input", "a string or an array of items")
    if not value:
        raise ApiError(400, "input is empty: send at least one item.", param="input", code="empty_array")
    messages: list[Message] = []
    skipped: list[str] = []
    for number, one in enumerate(value):
        item = expect(dict, one, f"input[{number}]")
        if (read := _read(item, f"input[{number}]")) is None:
            skipped.append(str(item.get("type")))
        else:
            append(messages, read)
    return tuple(messages), tuple(dict.fromkeys(skipped))


def _read(item: Object, param: str) -> Message | None:
    """None for what has no meaning here: thoughts, and what other tools than functions did."""
    match kind_of(item, param):
        case "message":
            return message(item, param)
        case "function_call":
            call = Call(_word(item, "call_id", param), _word(item, "name", param), _text(item, "arguments", param))
            return Message(Role.ASSISTANT, "", calls=(call,))
        case "function_call_output":
            of = _word(item, "call_id", param)
            return message({"role": "tool", "tool_call_id": of, "content": _output(item, param)}, param)
        case "item_reference":
            return Message(Role.ASSISTANT, "", item=_word(item, "id", param))
        case _:
            return None


def kind_of(item: Object, param: str) -> str:
    """A message need not say that it is one; nor does what only names an item."""
    kind = item.get("type")
    if kind is None:
        return "item_reference" if "role" not in item and "id" in item else "message"
    return expect(str, kind, f"{param}.type")


def append(messages: list[Message], new: Message) -> None:
    """A call goes to the message before it, as it does in chat completions."""
    last = messages[-1] if messages else None
    if new.calls and last is not None and last.role is Role.ASSISTANT and not last.item:
        messages[-1] = replace(last, calls=(*last.calls, *new.calls))
    else:
        messages.append(new)


def _output(item: Object, param: str) -> object:
    output = item.get("output")
    if output is None:
        raise missing(f"{param}.output")
    if not isinstance(output, str | list):
        raise refuse_type(f"{param}.output", "a string or an array of parts")
    return output


def _text(item: Object, name: str, param: str) -> str:
    if item.get(name) is None:
        raise missing(f"{param}.{name}")
    return expect(str, item[name], f"{param}.{name}")


def _word(item: Object, name: str, param: str) -> str:
    word = " ".join(_text(item, name, param).split())
    if not word:
        raise missing(f"{param}.{name}")
    return word
