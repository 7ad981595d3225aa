"""Who listens to what on the WebSocket: a topic's news go to everybody who has subscribed."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from scraper.practice.json import Json


class Topics:
    """News that belong to no answer's stream, e.g. of the list of conversations."""

    def __init__(self) -> None:
        self._listeners: set[tuple[str, asyncio.Queue[Json]]] = set()

    def publish(self, topic: str, payload: Mapping[str, Json]) -> None:
        for subscribed, queue in self._listeners:
            if subscribed == topic:
                queue.put_nowait(payload)

    @contextmanager
    def subscribed(self, topic: str) -> Iterator[asyncio.Queue[Json]]:
        queue: asyncio.Queue[Json] = asyncio.Queue()
        listener = (topic, queue)
        self._listeners.add(listener)
        try:
            yield queue
        finally:
            self._listeners.discard(listener)
