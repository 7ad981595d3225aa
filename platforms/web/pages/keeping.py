"""What a thread is called, its tags, and how it is forgotten."""

from collections.abc import Sequence

from aiohttp import web

from bridge import tags
from bridge.errors import BackendError
from bridge.texts import say
from bridge.types import Conversation, Language, Thread, Turn
from platforms.web import paths
from platforms.web.pages.browsing import beginning
from platforms.web.pages.frame import NAMES, language_of, page
from platforms.web.pages.house import PLATFORM, House

ALIVE = (PLATFORM, "http", "chatgpt")
"""Where no messages stand that somebody could delete."""


async def name(request: web.Request, house: House) -> web.Response:
    """Its title and its tags, from one form; an empty title gives it back the one that its backend gave it."""
    form = await request.post()
    thread, controls = await known(house, str(form.get("thread", ""))), house.bridge.controls
    await _tag(house, thread, str(form.get("tags", "")))
    title, language = " ".join(str(form.get("title", "")).split()), language_of(request, house)
    try:
        if not title:
            await house.store.call(thread, "")
        elif title != await controls.title(thread):
            await controls.rename(thread, title, language)
    except BackendError as error:
        why = say("renamed_here_alone", language, title=title, why=error.say(language))
        return await _said(request, house, title, [why], paths.of_thread(thread))
    return web.Response(status=303, headers={"location": paths.of_thread(thread)})


async def forgetting(request: web.Request, house: House) -> web.Response:
    """Whether somebody is sure, with all that will remain. Nothing is done by looking at it."""
    thread = await known(house, request.query.get("thread", ""))
    turns = await _turns(house, thread)
    theirs = await house.bridge.forgetting.theirs(thread, turns)
    language = language_of(request, house)
    what = {
        "title": await house.bridge.controls.title(thread) or beginning(turns[0].question.text),
        "path_here": paths.of_thread(thread),
        "really": say("forget_really", language, count=len(turns)),
        "left": await _left(house, thread, language),
        "elsewhere": await house.bridge.joining.elsewhere(thread),
        "deletable": bool(theirs.deletable),
        "links": house.bridge.forgetting.links(theirs.others),
    }
    return await page(request, house, "forget.html", what, here=thread.place)


async def forget(request: web.Request, house: House) -> web.Response:
    """It is done, and said what remains. Nothing is forgotten where a backend does not delete what it was to."""
    form = await request.post()
    thread = await known(house, str(form.get("thread", "")))
    turns = await _turns(house, thread)
    theirs = await house.bridge.forgetting.theirs(thread, turns)
    everywhere, language = form.get("everywhere") == "yes", language_of(request, house)
    left = await _left(house, thread, language)
    gone = await house.bridge.erase(thread, theirs.deletable if everywhere else ())
    remain: Sequence[Conversation] = theirs.others if everywhere else theirs.deletable + theirs.others
    lines = [say("web_forgotten", language, count=gone)]
    lines += [say("forgotten_there", language)] if everywhere and theirs.deletable else []
    links = house.bridge.forgetting.links(remain)
    return await _said(request, house, say("web_forgotten_title", language), [*lines, *left], "/", links)


async def known(house: House, path: str) -> Thread:
    """The Thread of a form, in which something was asked."""
    thread = paths.thread_at(path)
    if thread is None or not await house.store.knows(thread):
        raise web.HTTPNotFound
    return thread


async def _tag(house: House, thread: Thread, written: str) -> None:
    """Those that are written are all that it has."""
    wanted, _ = tags.read(written)
    before = await house.store.tags(thread)
    new, gone = [one for one in wanted if one not in before], [one for one in before if one not in wanted]
    if new or gone:
        await house.store.tag(thread, new, gone)


async def _turns(house: House, thread: Thread) -> Sequence[Turn]:
    turns = await house.store.history(thread)
    if not turns:
        raise web.HTTPNotFound
    return turns


async def _left(house: House, thread: Thread, language: Language) -> list[str]:
    """What we can't take away."""
    together = [thread, *await house.store.joined(thread)]
    there = dict.fromkeys(NAMES.get(one.platform, one.platform) for one in together if one.platform not in ALIVE)
    messages = [say("web_forget_messages", language, where=", ".join(there))] if there else []
    return [*messages, say("web_forget_copies", language)]


async def _said(
    request: web.Request, house: House, title: str, lines: Sequence[str], back: str, links: Sequence[str] = ()
) -> web.Response:
    return await page(request, house, "said.html", {"title": title, "lines": lines, "back": back, "links": links})
