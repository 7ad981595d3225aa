"""Another answer, the rest of one that was cut, and the same question once more.

Whatever platform it was asked on, it is asked again here, in the Thread of this page that goes on with it.
"""

from collections.abc import Sequence
from dataclasses import replace

from aiohttp import web

from bridge.errors import BadQuestion
from bridge.texts import say
from bridge.types import Action, File, Question, Turn, TurnId
from platforms.ids import done_with
from platforms.web import paths
from platforms.web.pages.asking import gone_on_in, shown
from platforms.web.pages.frame import language_of
from platforms.web.pages.house import House
from platforms.web.pages.turns import OVER

DOES: dict[str, Action] = {"again": "again", "anew": "again", "continue": "continue"}


async def again(request: web.Request, house: House) -> web.Response:
    """What was pressed below the newest answer; pressed twice it counts once."""
    form = await request.post()
    what, number = str(form.get("what", "")), str(form.get("turn", ""))
    about = await house.store.turn(TurnId(int(number))) if number.isdecimal() and len(number) < 18 else None
    if about is None or what not in DOES:
        raise web.HTTPNotFound
    thread = await gone_on_in(house, about.thread)
    message = done_with(about.question.message, what, number)
    turn = await house.store.turn_of(thread, message)
    if turn is None:
        [last] = await house.store.history(thread, most=1)
        if last.id != about.id or last.state not in OVER:
            raise BadQuestion(what=say("not_the_last", language_of(request, house)))
        question = await _question(request, house, last, what)
        turn = await house.bridge.accept(replace(question, thread=thread, message=message, author=house.author))
    if turn is None:
        raise web.HTTPNotFound
    return await shown(request, house, turn, paths.of_thread(thread))


async def _question(request: web.Request, house: House, turn: Turn, what: str) -> Question:
    """About this turn, which was asked; or this one itself, where nothing was."""
    model = await house.store.chosen(turn.thread) or turn.question.model
    question = replace(turn.question, model=model, attachments=(), sayings=())
    if what != "anew" or turn.anchor is not None or turn.answer:
        return replace(question, text="", action=DOES[what], files=())
    files = await _files(house, turn)
    if len(files) < len(turn.question.attachments):
        raise BadQuestion(what=say("web_files_elsewhere", language_of(request, house)))
    return replace(question, files=files)


async def _files(house: House, turn: Turn) -> tuple[File, ...]:
    """That came with the question, as far as they are here."""
    known = [one for one in await house.store.enclosed([turn.id]) if one.asked]
    there: Sequence[File | None] = [await house.store.enclosure(turn.id, one.number, asked=True) for one in known]
    return tuple(one for one in there if one is not None)
