"""How the endpoints read and answer: JSON both ways."""

from contextlib import suppress

from aiohttp import web

from scraper.practice.json import Json, dumps, loads


def answer(value: Json, status: int = 200) -> web.Response:
    return web.Response(body=dumps(value), status=status, content_type="application/json")


def refuse(status: int, detail: str) -> web.Response:
    return answer({"detail": detail}, status)


async def body(request: web.Request) -> object:
    """The request's JSON, None when it has none."""
    try:
        return loads(await request.read())
    except ValueError:
        return None


def number(request: web.Request, name: str, default: int) -> int:
    """A number in the address."""
    with suppress(ValueError):
        return max(0, int(request.query.get(name, "")))
    return default
