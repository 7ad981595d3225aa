"""A thread as a file: Markdown to go on with, a page of its own to read, JSON for programs."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from urllib.parse import quote

from aiohttp import web

from bridge.exporting.form import Filed, Form
from bridge.exporting.html import Page
from bridge.exporting.markdown import export
from bridge.exporting.plain import Plain
from bridge.types import Enclosed, Language, Sheet, Thread, Which
from platforms.web.pages.browsing import beginning
from platforms.web.pages.frame import language_of
from platforms.web.pages.house import House
from platforms.web.pages.keeping import known
from platforms.web.render.markdown import html

KINDS = {"md": "text/markdown", "html": "text/html", "json": "application/json"}
"""What can be had, by how its name ends."""


async def as_file(request: web.Request, house: House) -> web.StreamResponse:
    """The whole Thread, with its title and tags; it is saved, and not opened here."""
    thread, ending = await known(house, request.query.get("thread", "")), request.query.get("as", "md")
    if ending not in KINDS or (last := await house.store.last(thread)) is None:
        raise web.HTTPNotFound
    language = language_of(request, house)
    title = await house.bridge.controls.title(thread) or beginning(last.question.text)
    name = re.sub(r"[^\w .-]+", "", title).strip(" .")[:60] or "thread"
    response = web.StreamResponse(
        headers={
            "content-type": f"{KINDS[ending]}; charset=utf-8",
            "content-disposition": f"attachment; filename*=UTF-8''{quote(name)}.{ending}",
            "content-security-policy": "default-src 'none'; sandbox",
        }
    )
    await response.prepare(request)
    async for piece in _pieces(house, thread, ending, language):
        await response.write(piece.encode())
    return response


async def _pieces(house: House, thread: Thread, ending: str, language: Language) -> AsyncIterator[str]:
    if ending == "md":
        controls, turns = house.bridge.controls, await house.store.history(thread)
        title, link = await controls.title(thread), await controls.link(thread)
        tags, now = await house.store.tags(thread), datetime.now(UTC)
        await house.names.learn(turns)
        yield export(turns, title=title, link=link, now=now, language=language, tags=tags, called=house.names)
        return
    form: Form = Page(language, html, house.names) if ending == "html" else Plain(house.names)
    yield form.begin()
    async for sheet in _sheets(house, await house.store.home(thread)):
        yield form.add(sheet, tuple([await _filed(house, form, one) for one in sheet.enclosed]))
    yield form.end()


async def _sheets(house: House, home: Thread) -> AsyncIterator[Sheet]:
    which = Which(home.platform, home.workspace, home.channel, home.thread)
    some = await house.store.sheets(which)
    while some:
        await house.names.learn([sheet.turn for sheet in some])
        for sheet in some:
            yield sheet
        some = await house.store.sheets(which, some[-1])


async def _filed(house: House, form: Form, one: Enclosed) -> Filed:
    """In the file itself, or where this page has it."""
    if not form.whole:
        return Filed(one, f"/files/{one.turn}/{'q' if one.asked else 'a'}{one.number}")
    file = await house.store.enclosure(one.turn, one.number, asked=one.asked)
    return Filed(one, content=file.content if file else b"")  # it may have been forgotten a moment ago
