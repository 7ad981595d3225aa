"""Responses that were told before: fetched again, or erased with the Turn that they tell of."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from bridge.bridge import Bridge
from platforms.http.asking.kept import Kept
from platforms.http.errors import ApiError
from platforms.http.ids import request_of
from platforms.http.request.checks import Object, invalid
from platforms.http.serving.envelope import reply

PAGE, LARGEST_PAGE = 20, 100
"""Items."""

Does = Callable[[Bridge, str, web.Request], Awaitable[web.Response]]


async def get(bridge: Bridge, caller: str, request: web.Request) -> web.Response:
    """GET /v1/responses/{id}"""
    if request.query.get("stream", "").lower() == "true":
        what = "Only what is answered in the background can be streamed again; ask without 'stream'."
        raise ApiError(400, what, param="stream", code="unsupported_value")
    return reply(await _found(bridge, caller, request.match_info["id"]))


async def delete(bridge: Bridge, caller: str, request: web.Request) -> web.Response:
    """DELETE /v1/responses/{id}: of question and answer nothing is left; what ChatGPT has is not ours to erase."""
    id = request.match_info["id"]
    kept = Kept(bridge, caller)
    if (turn := await kept.turn(request_of(id))) is None:
        raise _not_found(id)
    for one in await kept.turns(turn):
        await bridge.store.erase_turn(one.id)
    return reply({"id": id, "object": "response", "deleted": True})


async def input_items(bridge: Bridge, caller: str, request: web.Request) -> web.Response:
    """GET /v1/responses/{id}/input_items: a page of what was asked of it, the last first."""
    id = request.match_info["id"]
    items = await Kept(bridge, caller).input(request_of(id))
    if items is None:
        raise _not_found(id)
    if _word(request, "order", "desc", ("asc", "desc")) == "desc":
        items.reverse()
    if after := request.query.get("after"):
        places = [place for place, item in enumerate(items, 1) if item["id"] == after]
        if not places:
            raise invalid("after", "there is no item of this id")
        items = items[places[0] :]
    page = items[: _limit(request)]
    ends = {"first_id": page[0]["id"] if page else None, "last_id": page[-1]["id"] if page else None}
    return reply({"object": "list", "data": page, **ends, "has_more": len(page) < len(items)})


def _word(request: web.Request, name: str, otherwise: str, words: tuple[str, ...]) -> str:
    word = request.query.get(name, otherwise)
    if word not in words:
        raise invalid(name, f"it is one of {', '.join(words)}")
    return word


def _limit(request: web.Request) -> int:
    said = request.query.get("limit", str(PAGE))
    if not (said.isascii() and said.isdigit() and len(said) <= 3 and 1 <= int(said) <= LARGEST_PAGE):
        raise invalid("limit", f"it has to be between 1 and {LARGEST_PAGE}")
    return int(said)


async def cancel(bridge: Bridge, caller: str, request: web.Request) -> web.Response:
    """POST /v1/responses/{id}/cancel: an answer that somebody waits for is stopped by hanging up."""
    await _found(bridge, caller, request.match_info["id"])
    raise ApiError(400, "Cannot cancel a synchronous response.")


async def _found(bridge: Bridge, caller: str, id: str) -> Object:
    response = await Kept(bridge, caller).response(request_of(id))
    if response is None:
        raise _not_found(id)
    return response


def _not_found(id: str) -> ApiError:
    return ApiError(404, f"Response with id '{id[:100]}' not found.")
