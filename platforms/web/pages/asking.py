"""A question, Stop, and an answer while it is written."""

import asyncio
import re
import time
from collections.abc import Sequence
from contextlib import suppress
from uuid import uuid4

import orjson
from aiohttp import web

from bridge.errors import BadQuestion, BridgeError
from bridge.texts import say
from bridge.types import Channel, File, MessageId, Question, Thread, Turn, TurnId
from platforms.web import paths
from platforms.web.live import Answering
from platforms.web.pages.browsing import composing
from platforms.web.pages.frame import language_of, page, piece
from platforms.web.pages.house import GENERAL, PLATFORM, House
from platforms.web.pages.turns import OVER, views
from platforms.web.render.growing import Growing

PACE = 0.1
"""Seconds between two looks at an answer that grows; longer where showing it takes long."""

LOOKS = 1.0
"""Seconds between two looks into the ledger, where the answer is written somewhere else."""

SIGN_OF_LIFE = 15.0
"""Seconds of silence after which a comment says that we are still there."""

ONCE = re.compile("[0-9a-f]{32}")
LONGEST_CHANNEL = 80


async def ask(request: web.Request, house: House) -> web.Response:
    """In a new Thread, or in that of the form. The same form asks once, however often it is sent."""
    form = await request.post()
    text, once = str(form.get("text", "")), str(form.get("once", ""))
    once = once if ONCE.fullmatch(once) else uuid4().hex
    language = language_of(request, house)
    try:
        thread = await _where(house, str(form.get("thread", "")), str(form.get("channel", "")), once)
        files = _files(house, form.getall("files", []), say("web_too_many_files", language))
        model = str(form.get("model", ""))
        question = Question(thread, MessageId(once), house.author, text, model=model, files=files)
        turn = await house.bridge.accept(question) or await house.store.turn_of(thread, question.message)
    except BridgeError as error:
        return await _refused(request, house, error.say(language), text)
    if turn is None:
        raise web.HTTPNotFound
    if request.headers.get("X-Piece"):
        return web.Response(text=await article(request, house, turn), content_type="text/html")
    return web.Response(status=303, headers={"location": f"{paths.of_thread(thread)}#turn-{turn.id}"})


async def stop(request: web.Request, house: House) -> web.Response:
    form = await request.post()
    thread = paths.thread_at(str(form.get("thread", "")))
    if thread is None:
        raise web.HTTPNotFound
    for one in (thread, *await house.store.joined(thread)):
        await house.bridge.stop(one)
    if request.headers.get("X-Piece"):
        return web.Response(status=204)
    return web.Response(status=303, headers={"location": paths.of_thread(thread)})


async def live(request: web.Request, house: House) -> web.StreamResponse:
    """Server-sent events: what stands firm, what is loose, what it is busy with, and the whole at the end."""
    turn_id = TurnId(int(request.match_info["turn"]))
    if await house.store.turn(turn_id) is None:
        raise web.HTTPNotFound
    response = web.StreamResponse(headers={"content-type": "text/event-stream", "x-accel-buffering": "no"})
    await response.prepare(request)
    with suppress(ConnectionError):
        if answer := house.live.answers.get(turn_id):
            await _follow(response, answer)
        await _until_over(response, house, turn_id)
        if turn := await house.store.turn(turn_id):
            await _say(response, {"whole": await article(request, house, turn)})
    return response


async def article(request: web.Request, house: House, turn: Turn) -> str:
    language = language_of(request, house)
    [view] = await views(house, [turn], language, turn.thread.place)
    return piece(request, language, "turn.html", {"one": view, "show_day": False})


async def _follow(response: web.StreamResponse, answer: Answering) -> None:
    growing, pause = Growing(), PACE
    while not answer.over:
        changed = asyncio.ensure_future(answer.changed())
        try:
            began = time.perf_counter()
            step = await asyncio.to_thread(growing.step, answer.text)
            pause = max(PACE, 5 * (time.perf_counter() - began))
            notes = [*answer.notices, *([answer.note] if answer.note else [])]
            said = {"anew": step.anew, "firm": step.firm, "loose": step.loose, "note": "\n".join(notes)}
            await _say(response, said)
            while not (await asyncio.wait({changed}, timeout=SIGN_OF_LIFE))[0]:
                await response.write(b":\n\n")
        finally:
            changed.cancel()
        if not answer.over:
            await asyncio.sleep(pause)


async def _until_over(response: web.StreamResponse, house: House, turn_id: TurnId) -> None:
    """What is written by somebody else, here or on another machine."""
    looked = 0
    while (turn := await house.store.turn(turn_id)) is not None and turn.state not in OVER:
        if answer := house.live.answers.get(turn_id):
            await _follow(response, answer)
            continue
        if (looked := looked + 1) % int(SIGN_OF_LIFE / LOOKS) == 0:
            await response.write(b":\n\n")
        await asyncio.sleep(LOOKS)


async def _say(response: web.StreamResponse, what: dict[str, object]) -> None:
    await response.write(b"data: " + orjson.dumps(what) + b"\n\n")


async def _where(house: House, path: str, channel: str, once: str) -> Thread:
    """The Thread in which it is asked: of this page, for what is asked here is shown here."""
    if not path:
        name = " ".join(channel.strip().lstrip("#").split())[:LONGEST_CHANNEL]
        return Thread(PLATFORM, "", name or GENERAL, once)
    thread = paths.thread_at(path)
    if thread is None or not await house.store.knows(thread):
        raise web.HTTPNotFound
    together = [thread, *await house.store.joined(thread)]
    return next((one for one in together if one.platform == PLATFORM), None) or await _beside(house, thread, once)


async def _beside(house: House, thread: Thread, once: str) -> Thread:
    """A Thread of this page that goes on with the conversation of another platform's, which is told so there."""
    new, joining = Thread(PLATFORM, "", GENERAL, once), house.bridge.joining
    await joining.join(new, await joining.code(thread))
    return new


def _files(house: House, came: Sequence[object], refusal: str) -> tuple[File, ...]:
    files = [one for one in came if isinstance(one, web.FileField) and one.filename]
    if len(files) > house.settings.most_files:
        raise BadQuestion(what=refusal)
    read = tuple(File(one.filename, one.file.read(house.settings.largest_file + 1)) for one in files)
    if any(len(one.content) > house.settings.largest_file for one in read):
        raise BadQuestion(what=refusal)
    return read


async def _refused(request: web.Request, house: House, why: str, text: str) -> web.Response:
    if request.headers.get("X-Piece"):
        return web.Response(status=400, text=why)
    around = await composing(house, Channel(PLATFORM, "", GENERAL))
    return await page(request, house, "home.html", {**around, "days": [], "error": why, "text": text}, status=400)
