"""A question, and Stop."""

import re
from collections.abc import Sequence
from uuid import uuid4

from aiohttp import web

from bridge.errors import BadQuestion, BridgeError
from bridge.texts import say
from bridge.types import Channel, File, Found, MessageId, Question, Thread, Turn, TurnId
from platforms.web import paths
from platforms.web.pages.browsing import composing
from platforms.web.pages.frame import language_of, page
from platforms.web.pages.house import GENERAL, PLATFORM, House
from platforms.web.pages.looking import hits
from platforms.web.pages.turns import article

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
        if not form.get("thread") and not form.get("anyway") and (before := await _before(house, question)):
            return await _suggested(request, house, question, before)
        turn = await house.bridge.accept(question) or await house.store.turn_of(thread, question.message)
    except BridgeError as error:
        return await _refused(request, house, error.say(language), text)
    if turn is None:
        raise web.HTTPNotFound
    return await shown(request, house, turn, paths.of_thread(thread))


async def shown(request: web.Request, house: House, turn: Turn, path: str) -> web.Response:
    """What was asked: a piece of the page for a browser that has the rest, or the page itself."""
    if request.headers.get("X-Piece"):
        return web.Response(text=await article(request, house, turn), content_type="text/html")
    return web.Response(status=303, headers={"location": f"{path}#turn-{turn.id}"})


async def stop(request: web.Request, house: House) -> web.Response:
    """The answer to one question; one that was not begun is not asked."""
    form = await request.post()
    number = str(form.get("turn", ""))
    turn = await house.store.turn(TurnId(int(number))) if number.isdecimal() and len(number) < 18 else None
    if turn is None:
        raise web.HTTPNotFound
    thread, message = turn.thread, turn.question.message
    if not await house.bridge.stop(thread, message):
        await house.bridge.withdraw(thread, message)
    if request.headers.get("X-Piece"):
        return web.Response(status=204)
    return web.Response(status=303, headers={"location": paths.of_thread(thread)})


async def _where(house: House, path: str, channel: str, once: str) -> Thread:
    """The Thread in which it is asked: of this page, for what is asked here is shown here."""
    if not path:
        name = " ".join(channel.strip().lstrip("#").split())[:LONGEST_CHANNEL]
        return Thread(PLATFORM, "", name or GENERAL, once)
    thread = paths.thread_at(path)
    if thread is None or not await house.store.knows(thread):
        raise web.HTTPNotFound
    return await gone_on_in(house, thread)


async def gone_on_in(house: House, thread: Thread) -> Thread:
    """The Thread of this page that goes on with its conversation; one of another platform's is told so there."""
    together = [thread, *await house.store.joined(thread)]
    if ours := next((one for one in together if one.platform == PLATFORM), None):
        return ours
    new, joining = Thread(PLATFORM, "", GENERAL, uuid4().hex), house.bridge.joining
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


async def _before(house: House, question: Question) -> Sequence[Found]:
    """Where the same has an answer; nothing where this very form was sent already."""
    known = await house.store.turn_of(question.thread, question.message)
    return () if known else await house.bridge.holding.before(question)


async def _suggested(
    request: web.Request, house: House, question: Question, found: Sequence[Found]
) -> web.Response:
    """To be read instead, or to be asked all the same. Nothing is in the ledger yet."""
    language = language_of(request, house)
    listed = {"hits": await hits(house, found, language), "left": 0, "unread": "", "looked": False, "next": 0}
    return await page(request, house, "before.html", {"question": question, **listed})


async def _refused(request: web.Request, house: House, why: str, text: str) -> web.Response:
    if request.headers.get("X-Piece"):
        return web.Response(status=400, text=why)
    around = await composing(house, Channel(PLATFORM, "", GENERAL))
    return await page(request, house, "home.html", {**around, "days": [], "error": why, "text": text}, status=400)
