"""What was asked of a response, as the items that its input is told in again. Pure.

Source: openapi.yaml 2.3.0 (ResponseItemList). Of files only the names are told: they went to whoever answers.
"""

from collections.abc import Iterator

from platforms.http.request.chat import Chat
from platforms.http.request.checks import Object
from platforms.http.request.messages import Message, Role
from platforms.http.request.parts import Remote


def items(chat: Chat, request: str) -> list[Object]:
    """In their order, each with an id of its own; instructions are none of them."""
    first = Message(Role.SYSTEM, str(chat.echo.get("instructions")))
    found = (item for message in chat.messages if message != first for item in _items(message))
    return [{"id": f"in_tb{request}_{place}", **item} for place, item in enumerate(found)]


def _items(message: Message) -> Iterator[Object]:
    if message.role is Role.TOOL:
        output = {"call_id": message.call_id, "output": message.text, "status": "completed"}
        yield {"type": "function_call_output", **output}
        return
    if content := list(_parts(message)):
        yield {"type": "message", "status": "completed", "role": message.role.value, "content": content}
    for call in message.calls:
        called = {"call_id": call.id, "name": call.name, "arguments": call.arguments, "status": "completed"}
        yield {"type": "function_call", **called}


def _parts(message: Message) -> Iterator[Object]:
    if message.text and message.role is Role.ASSISTANT:
        yield {"type": "output_text", "text": message.text, "annotations": []}
    elif message.text:
        yield {"type": "input_text", "text": message.text}
    for file in message.files:
        address: Object = {"file_url": file.url} if isinstance(file, Remote) else {}
        yield {"type": "input_file", "filename": file.name, **address}
