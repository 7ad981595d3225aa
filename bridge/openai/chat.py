"""The wire ``chat``: what the chunks of a streamed chat completion tell.

An answer is whole when its last chunk says ``finish_reason: stop``; any other end is raised.
"""

from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING

from bridge.errors import BrokenOff, Refused
from bridge.events import AnsweredBy, CutShort, Event, Sent, Text
from bridge.openai.errors import broken_off
from bridge.types import Anchor, Turn

if TYPE_CHECKING:
    from openai import AsyncStream
    from openai.types.chat import ChatCompletionChunk


async def events(stream: "AsyncStream[ChatCompletionChunk]", turn: Turn) -> AsyncGenerator[Event, None]:
    """What the API tells, up to the proof that it is all."""
    yield Sent(Anchor(stream.response.headers.get("x-request-id") or f"turn-{turn.id}"))
    model = refusal = finish = ""
    with broken_off():
        async for chunk in stream:
            if chunk.model and not model:
                yield AnsweredBy(model := chunk.model)
            for choice in chunk.choices[:1]:  # none in a chunk that only counts tokens
                refusal += choice.delta.refusal or ""
                finish = choice.finish_reason or finish
                if choice.delta.content:
                    yield Text(choice.delta.content)
    if finish == "length" and not refusal:
        yield CutShort()
    else:
        _check_end(finish, refusal)


def _check_end(finish: str, refusal: str) -> None:
    if refusal:
        raise Refused(what=refusal)
    match finish:
        case "stop":
            return
        case "content_filter":
            raise BrokenOff(what="the API's content filter stopped it")
        case "":
            raise BrokenOff(what="the connection ended before the answer did")
        case _:
            raise BrokenOff(what=f'the API ended it with "{finish}"')
