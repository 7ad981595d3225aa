"""Links that open once, leaving, and the language."""

from typing import get_args

from aiohttp import web

from bridge.types import Language
from platforms.web import paths
from platforms.web.doors.visitors import MONTH
from platforms.web.pages.frame import COOKIE, bare_page, language_of
from platforms.web.pages.house import House


async def door(request: web.Request, house: House) -> web.Response:
    """What the link holds stays in the browser until its form is sent: so nobody opens it who only looks at it."""
    return _door(request, house, request.query.get("to", ""), wrong=False)


async def enter(request: web.Request, house: House) -> web.Response:
    """With a wrong link nobody is signed in, not even who was."""
    form = await request.post()
    to = str(form.get("to", ""))
    if response := await house.visitors.enter(request, str(form.get("link", "")).strip().rpartition("#")[2]):
        response.headers["location"] = to if paths.is_ours(to) else "/"
        return response
    return await house.visitors.leave(request, _door(request, house, to, wrong=True))


async def leave(request: web.Request, house: House) -> web.Response:
    return await house.visitors.leave(request, web.Response(status=303, headers={"location": "/enter"}))


async def choose_language(request: web.Request, house: House) -> web.Response:
    form = await request.post()
    chosen, to = str(form.get("language", "")), str(form.get("to", ""))
    response = web.Response(status=303, headers={"location": to if paths.is_ours(to) else "/"})
    if chosen in get_args(Language):
        response.set_cookie(COOKIE, chosen, max_age=12 * MONTH, httponly=True, samesite="Lax")
    return response


def _door(request: web.Request, house: House, to: str, *, wrong: bool) -> web.Response:
    to = to if paths.is_ours(to) else ""
    what = {"to": to, "wrong": wrong}
    return bare_page(request, language_of(request, house), "enter.html", what, 403 if wrong else 200)
