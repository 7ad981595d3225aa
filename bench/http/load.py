"""Callers on bare sockets: one that measures each answer, and many at once."""

import asyncio
import json
import socket
import time
from collections.abc import Callable

END = b"0\r\n\r\n"

KEY = "sk-bench-5b1f0c7d2e9a4836"
"""Of all servers that want one."""


def request(port: int, *, stream: bool = False, text: str = "Hello") -> bytes:
    asked = {"model": "m", "messages": [{"role": "user", "content": text}]} | ({"stream": True} if stream else {})
    body = json.dumps(asked).encode()
    head = f"POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nauthorization: Bearer {KEY}\r\n"
    return f"{head}content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body


def latencies(port: int, asked: bytes, seconds: float) -> list[float]:
    """Seconds of each answer, one after the other on one connection."""
    times = []
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        until = time.perf_counter() + seconds
        while (begin := time.perf_counter()) < until:
            connection.sendall(asked)
            came = b""
            while not over(came):
                if not (more := connection.recv(65536)):
                    raise ConnectionError(came.decode())
                came += more
            times.append(time.perf_counter() - begin)
            if not came.startswith(b"HTTP/1.1 200"):
                raise ValueError(came.decode())
    return times


def over(came: bytes) -> int:
    """How long the first answer of these is, once it is whole."""
    end = came.find(b"\r\n\r\n")
    if end < 0:
        return 0
    head = came[:end].lower()
    if b"transfer-encoding: chunked" in head:
        last = came.find(END, end)
        return last + len(END) if last >= 0 else 0
    length = int(head.partition(b"content-length:")[2].split(b"\r\n")[0])
    return end + 4 + length if len(came) >= end + 4 + length else 0


class Caller(asyncio.Protocol):
    """Asks again as soon as it is answered."""

    def __init__(self, asked: bytes, answered: Callable[[], None]) -> None:
        self._asked, self._answered, self._came = asked, answered, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(self._asked)

    def data_received(self, data: bytes) -> None:
        self._came += data
        if over(self._came):
            if not self._came.startswith(b"HTTP/1.1 200"):
                raise ValueError(self._came.decode())
            self._came = b""
            self._answered()
            self._transport.write(self._asked)


async def rate(port: int, asked: bytes, callers: int, seconds: float) -> float:
    """Answers in a second."""
    loop, count = asyncio.get_running_loop(), 0

    def answered() -> None:
        nonlocal count
        count += 1

    made = [
        await loop.create_connection(lambda: Caller(asked, answered), "127.0.0.1", port) for _ in range(callers)
    ]
    await asyncio.sleep(min(1.0, seconds / 4))
    count, begin = 0, time.perf_counter()
    await asyncio.sleep(seconds)
    per_second = count / (time.perf_counter() - begin)
    for transport, _ in made:
        transport.close()
    return per_second
