"""What was found, for a person: a page of it at a time."""

import asyncio
from collections.abc import Iterator
from datetime import datetime

from bridge.bridge import Bridge
from bridge.commands.order import Order
from bridge.commands.words import Answered, Hit, Page
from bridge.types import Channel, Found, Looking, Results

MOST = 5
"""On a page: what fits into one message everywhere."""

DEEPEST = 95
"""Nobody turns so many pages; they look for something else instead."""

TITLE = 80

NOTHING = {
    "everywhere": "",
    "channels": "find_in_channels",
    "here": "find_here_alone",
    "own": "find_in_own",
}
"""What was looked through, where nothing was found."""


async def find(order: Order) -> Answered:
    """In the channels that they are in; for an owner in all there is."""
    words, skip = " ".join(order.rest.split()), min(order.command.skip, DEEPEST)
    if not words:
        return order.said("find_needs_words")
    there = await order.bridge.find(Looking(words, order.seen, MOST, skip))
    if not there.found:
        where = NOTHING[there.where]
        lines = [order.say("find_none", words=words), *([order.say(where)] if where else [])]
        return Answered("\n".join([*lines, *_hints(order, there)]))
    here = [order.say("find_here_alone")] if there.where == "here" else []
    heading = order.say("found_further" if skip else "found", words=words, first=skip + 1)
    page = Page(
        words,
        skip,
        await _hits(order, there),
        there.more and skip + MOST <= DEEPEST,
        "\n".join([heading, *here, *_hints(order, there)]),
        order.say("find_more") if there.more else "",
        MOST,
    )
    return Answered(_text(page), private=True, page=page)


def shown(hit: Hit, number: int) -> str:
    """When and where, what it is called, where the words stand in it, and where to read it; plain text."""
    around = "".join(piece.text for piece in hit.found.snippet)
    channel = f"#{hit.channel}" if hit.channel else ""
    about = filter(None, (f"{number}. {asked_on(hit.found)}", channel, hit.asker, titled(hit)))
    lines = [" · ".join(about), *([f"    {around}"] if around != hit.title else [])]
    return "\n".join([*lines, *(f"    {link}" for link in (hit.link, hit.conversation) if link)])


def titled(hit: Hit) -> str:
    """With its tags."""
    return hit.title + "".join(f" #{one}" for one in hit.found.tags)


def asked_on(found: Found) -> str:
    """By this computer's clock on the wall."""
    return f"{datetime.fromtimestamp(found.turn.accepted_at).astimezone():%Y-%m-%d}"


def _text(page: Page) -> str:
    hits = (shown(hit, number) for number, hit in enumerate(page.hits, page.skip + 1))
    return "\n".join([page.heading, *hits, *([page.ending] if page.ending else [])])


def _hints(order: Order, there: Results) -> Iterator[str]:
    if there.unread:
        yield order.say("find_unread", filters=" ".join(there.unread))
    if there.left:
        yield order.say("find_left", count=f"{there.left:,}")


async def _hits(order: Order, there: Results) -> tuple[Hit, ...]:
    turns = [one.turn for one in there.found]
    links, opens, _ = await asyncio.gather(
        order.bridge.controls.permalinks(turns),
        asyncio.gather(*(order.bridge.opens(turn.thread, order.seen) for turn in turns)),
        order.bridge.names.learn(turns),
    )
    return tuple(
        Hit(
            found,
            found.title or _short(" ".join(found.turn.question.text.split()), TITLE),
            _channel(order.bridge, found.turn.thread.place),
            link,
            order.bridge.controls.conversation_of(found.turn),
            found.turn.question.author if order.is_near(found.turn.thread) else "",
            order.bridge.names.asker(found.turn.question),
            goes_on,
        )
        for found, link, goes_on in zip(there.found, links, opens, strict=True)
    )


def _channel(bridge: Bridge, place: Channel) -> str:
    name = bridge.names.where(place)
    return "" if name == place.channel and bridge.controls.has_names(place) else name


def _short(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
