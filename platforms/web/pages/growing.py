"""An answer while it is written, told to a browser by server-sent events.

Whoever writes it, for whomever, here or on another node: the bridge lets the page look on, and where nobody writes
it just now the ledger is looked into until somebody does, or until it is there.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial

import orjson
from aiohttp import web

from bridge.answering.feed import Feed
from bridge.types import TurnId
from platforms.web.live import Answering
from platforms.web.pages.frame import language_of
from platforms.web.pages.house import House
from platforms.web.pages.turns import OVER, article
from platforms.web.render.growing import Growing

PACE = 0.1
"""Seconds between two looks at an answer that grows; longer where showing it takes long."""

SOON, LOOKS = 0.1, 1.0
"""Seconds between two looks into the ledger, where nobody writes it yet: at first, and after a while."""

SIGN_OF_LIFE = 15.0
"""Seconds of silence after which a comment says that we are still there."""

COMMENT = b":\n\n"


async def live(request: web.Request, house: House) -> web.StreamResponse:
    """What stands firm, what is loose, what it is busy with, and the whole at the end."""
    turn_id = TurnId(int(request.match_info["turn"]))
    if await house.store.turn(turn_id) is None:
        raise web.HTTPNotFound
    response = web.StreamResponse(headers={"content-type": "text/event-stream", "x-accel-buffering": "no"})
    await response.prepare(request)
    with suppress(ConnectionError):
        coming, pause = partial(_is_coming, request, house, turn_id), SOON
        while await coming():
            async with house.bridge.looking_on(turn_id) as feed:
                if feed is not None:
                    await _follow(response, feed, Answering(language_of(request, house)), coming)
            if await coming():
                await response.write(COMMENT)
                await asyncio.sleep(pause)
                pause = min(2 * pause, LOOKS)
        if (turn := await house.store.turn(turn_id)) and await house.visitors.knows(request):
            await _say(response, {"whole": await article(request, house, turn)})
    return response


async def _is_coming(request: web.Request, house: House, turn_id: TurnId) -> bool:
    """And whoever looks on is still let in: somebody may have signed them out."""
    turn = await house.store.turn(turn_id)
    return turn is not None and turn.state not in OVER and await house.visitors.knows(request)


async def _follow(
    response: web.StreamResponse, feed: Feed, answer: Answering, coming: Callable[[], Awaitable[bool]]
) -> None:
    """Until nothing more comes; a node that is frozen says nothing, so the ledger is asked after a while."""
    growing, pause, first = Growing(), PACE, True
    while (came := await _taken(feed, answer)) is not None:
        if not await coming():
            return
        if not came:
            await response.write(COMMENT)
            continue
        began = time.perf_counter()
        step = await asyncio.to_thread(growing.step, answer.text)
        pause = max(PACE, 5 * (time.perf_counter() - began))
        told = {"anew": step.anew or first, "firm": step.firm, "loose": step.loose, "note": answer.notes}
        first = False
        await _say(response, told)
        await asyncio.sleep(pause)


async def _taken(feed: Feed, answer: Answering) -> bool | None:
    """Whether anything came for a while; None: nothing more comes."""
    try:
        async with asyncio.timeout(SIGN_OF_LIFE):
            answer.take(await anext(feed))
    except TimeoutError:
        return False
    except StopAsyncIteration:
        return None
    while (event := feed.at_once()) is not None:
        answer.take(event)
    return True


async def _say(response: web.StreamResponse, what: dict[str, object]) -> None:
    await response.write(b"data: " + orjson.dumps(what) + b"\n\n")
