"""An answer's stream as the items of its WebSocket topic, each with the id of the one before (seen 2026-07)."""

import time
from collections.abc import AsyncIterator

from scraper.practice.brain import Cut
from scraper.practice.generation import Generation
from scraper.practice.json import Json
from scraper.practice.sse import DONE, PING, Entry, Frame


class Telling:
    """What one subscription gets: what there is already, then the rest as it comes."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self._start = generation.log.handed or 0
        self._parent: str | None = None
        self.now = generation.log.written - self._start

    def so_far(self, offset: int) -> list[Json]:
        """The catchups: everything from the offset on."""
        items: list[Json] = []
        for number, entry in enumerate(self._generation.log.entries(self._start, self._start + self.now)):
            item = self._item(number, entry)
            if item is not None and number >= offset:
                items.append(item)
        return items

    async def following(self) -> AsyncIterator[Json]:
        """What comes after; None where the connection breaks."""
        number = self.now
        async for entry in self._generation.log.follow(self._start + self.now):
            if isinstance(entry, Cut):
                yield None
            elif (item := self._item(number, entry)) is not None:
                yield item
            number += 1

    def _item(self, number: int, entry: Entry) -> Json:
        if not isinstance(entry, Frame):
            return None
        if entry in (PING, DONE):
            return self._message(number, {"type": "done" if entry is DONE else "heartbeat"})
        id_ = f"{self._generation.turn}-{number}"
        parent, self._parent = self._parent, id_
        return self._message(
            number,
            {
                "type": "stream-item",
                "encoded_item": entry.encode(b"\n").decode(),
                "stream_item_id": id_,
                "parent_stream_item_id": parent,
                "server_timestamp_ms": int(time.time() * 1000),
            },
        )

    def _message(self, number: int, fields: dict[str, Json]) -> Json:
        known: dict[str, Json] = {
            "conversation_id": self._generation.conversation.id,
            "turn_id": self._generation.turn,
        }
        payload: Json = {"type": "conversation-turn-stream", "payload": fields | known}
        return {
            "type": "message",
            "topic_id": self._generation.topic,
            "payload": payload,
            "offset": str(number + 1),
        }
