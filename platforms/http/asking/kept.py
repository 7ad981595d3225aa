"""The responses that are kept, each with the Turn that it tells of."""

import logging
from typing import cast

import orjson

from bridge.bridge import Bridge
from bridge.errors import StorageError
from bridge.types import Thread, Turn
from platforms.http.ids import message_of
from platforms.http.request.checks import Object
from platforms.http.request.messages import Message, Role
from platforms.http.request.tools import Call

logger = logging.getLogger(__name__)


class Kept:
    """Of one caller."""

    def __init__(self, bridge: Bridge, caller: str) -> None:
        self._bridge = bridge
        self._place = Thread("http", "", caller, "")
        self._outputs: dict[str, list[Message]] = {}

    async def keep(self, request: str, response: str) -> None:
        """Before its last byte is told, for the next request may refer to it. Where it fails there is an answer."""
        try:
            await self._bridge.noted()
            await self._bridge.store.keep(self._place, message_of(request), response)
        except StorageError as error:
            logger.warning("%s is not kept: %s", request, error)

    async def response(self, request: str) -> Object | None:
        """As it was told; None where it was not to be stored, or there is none."""
        kept = await self._kept(request)
        return cast(Object, kept["response"]) if kept else None

    async def input(self, request: str) -> list[Object] | None:
        """The items of what was asked of it."""
        kept = await self._kept(request)
        return cast(list[Object], kept["input"]) if kept else None

    async def _kept(self, request: str) -> Object | None:
        if not request:
            return None
        kept = await self._bridge.store.kept(self._place, message_of(request))
        return None if kept is None else cast(Object, orjson.loads(kept))

    async def turn(self, request: str) -> Turn | None:
        """The Turn of a response that is kept."""
        if await self.response(request) is None:
            return None
        return await self._bridge.store.turn_of(self._place, message_of(request))

    async def turns(self, turn: Turn) -> list[Turn]:
        """All that were asked for the same request: again until the answer had the form that was wanted."""
        return [one for one in await self._bridge.store.history(turn.thread) if same_request(one, turn)]

    async def output(self, request: str) -> list[Message]:
        """The items of a response; none where it is not kept."""
        if request not in self._outputs:
            response = await self.response(request) or {}
            items = cast(list[Object], response.get("output", []))
            self._outputs[request] = [said_in(item) for item in items]
        return self._outputs[request]


def same_request(one: Turn, turn: Turn) -> bool:
    asked = turn.question.message
    return one.question.message == asked or one.question.message.startswith(f"{asked}-")


def said_in(item: Object) -> Message:
    """An item of an output that we wrote."""
    if item["type"] == "function_call":
        call = Call(str(item["call_id"]), str(item["name"]), str(item["arguments"]))
        return Message(Role.ASSISTANT, "", calls=(call,))
    parts = cast(list[Object], item["content"])
    return Message(Role.ASSISTANT, "\n".join(str(part.get("text", part.get("refusal", ""))) for part in parts))
