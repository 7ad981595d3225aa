"""The WebSocket: answers that were handed over, and news of the list of conversations.

Frames are JSON arrays both ways (seen 2026-07). The page sends commands, `{"id": 1, "command":
{"type": "subscribe", "topic_id": …, "offset": "0"}}`, and gets a reply to each; a subscription's has `catchups`,
everything so far, here with duplicates and out of order: `stream_item_id` tells them apart, and
`parent_stream_item_id` gives the order.
"""

import asyncio
from contextlib import suppress
from random import Random

from aiohttp import WSMsgType, web

from scraper.practice.json import Json, at, dumps, loads, text_at
from scraper.practice.replies import answer
from scraper.practice.telling import Telling
from scraper.practice.world import World

TWICE = 0.2  # how often something comes a second time
HOW_LATE = 2  # places by which a catchup may be out of order


class Socket:
    """Serves the WebSocket of one world."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._open: set[web.WebSocketResponse] = set()

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/backend-api/celsius/ws/user", self.address),
            web.get("/p1/ws/user/{user}", self.connect),
        ]

    async def address(self, request: web.Request) -> web.Response:
        origin = request.url.origin().with_scheme("ws")
        return answer({"websocket_url": f"{origin}/p1/ws/user/user-sample?verify={self._world.token}"})

    async def close(self, _: web.Application) -> None:
        """The site ends: nobody waits for the pages to hang up."""
        for socket in list(self._open):
            await socket.close()

    async def connect(self, request: web.Request) -> web.StreamResponse:
        if request.query.get("verify") != self._world.token:
            raise web.HTTPForbidden
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        visit = Visit(self._world, socket)
        self._open.add(socket)
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await visit.hear(message.data)
        finally:
            self._open.discard(socket)
            await visit.leave()
        return socket


class Visit:
    """One page at the socket, and what it has subscribed to."""

    def __init__(self, world: World, socket: web.WebSocketResponse) -> None:
        self._world = world
        self._socket = socket
        self._random = Random(f"{world.seed} socket")  # noqa: S311, reproducible disorder
        self._subscriptions: dict[str, asyncio.Task[None]] = {}

    async def hear(self, text: str) -> None:
        try:
            frames = loads(text.encode())
        except ValueError:
            return
        for frame in frames if isinstance(frames, list) else [frames]:
            await self._obey(at(frame, "id"), text_at(frame, "command", "type") or "", at(frame, "command"))

    async def leave(self) -> None:
        for task in self._subscriptions.values():
            task.cancel()
        await asyncio.gather(*self._subscriptions.values(), return_exceptions=True)

    async def _obey(self, number: object, command: str, details: object) -> None:
        reply: dict[str, Json] = {"type": command}
        topic = text_at(details, "topic_id")
        follow = None
        if command == "subscribe" and topic is not None and topic not in self._subscriptions:
            generation = self._world.on_topic(topic)
            reply |= {"topic_id": topic, "recovered": generation is not None, "catchups": []}
            if generation is not None:
                told = Telling(generation)
                reply |= {"last_offset": str(told.now), "catchups": self._disordered(told.so_far(_offset(details)))}
                follow = self._tell(told)
            elif topic == "conversations":
                follow = self._news(topic)
        elif command == "unsubscribe" and topic in self._subscriptions:
            self._subscriptions.pop(topic or "").cancel()
        await self._send({"id": number if isinstance(number, int) else None, "type": "reply", "reply": reply})
        if follow is not None and topic is not None:
            self._subscriptions[topic] = asyncio.create_task(follow, name=f"topic {topic}")

    async def _tell(self, told: Telling) -> None:
        with suppress(ConnectionResetError):
            async for item in told.following():
                if item is None:
                    await self._socket.close()
                    return
                await self._send(item)
                if self._random.random() < TWICE:
                    await self._send(item)

    async def _news(self, topic: str) -> None:
        with suppress(ConnectionResetError), self._world.topics.subscribed(topic) as news:
            while True:
                await self._send({"type": "message", "topic_id": topic, "payload": await news.get()})

    async def _send(self, frame: Json) -> None:
        await self._socket.send_str(dumps([frame]).decode())

    def _disordered(self, items: list[Json]) -> list[Json]:
        """All of them, some twice, none far from its place."""
        places = [(n + self._random.uniform(0, HOW_LATE), item) for n, item in enumerate(items)]
        again = [(n + HOW_LATE, item) for n, item in enumerate(items) if self._random.random() < TWICE]
        return [item for _, item in sorted([*places, *again], key=lambda place: place[0])]


def _offset(details: object) -> int:
    with suppress(ValueError):
        return int(text_at(details, "offset") or 0)
    return 0
