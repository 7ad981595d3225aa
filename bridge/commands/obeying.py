"""What the bridge does when it is told something in a chat, and what it says to that."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime

from bridge import spent, tags
from bridge.bridge import Bridge
from bridge.commands.codes import MINUTES
from bridge.commands.finding import find
from bridge.commands.order import Order
from bridge.commands.words import ASKS, NO_MODEL, WORDS, Answered, Command, Name
from bridge.errors import BackendError, BadQuestion
from bridge.exporting.markdown import export
from bridge.types import File, Model, Question
from bridge.waiting.gate import Standing


async def handle(bridge: Bridge, command: Command, question: Question, *, owner: bool = False) -> Answered:
    """Do it; ``owner``: who says it may do what others may not. Raises BridgeError."""
    order = Order(bridge, question, command, bridge.rules(question.thread.place).language, owner)
    if command.name in ASKS:
        await bridge.accept(replace(question, text=command.rest, action=ASKS[command.name]))
        return Answered()
    return await DONE[command.name](order)


async def _help(order: Order) -> Answered:
    known = order.rest.lower() in ("", *WORDS)
    hint = [] if known else [order.say("unknown_command", word=order.rest)]
    return Answered("\n".join([*hint, order.say("commands").strip()]))


async def _stop(order: Order) -> Answered:
    stopped = await order.bridge.stop(order.question.thread)
    return order.said("stopping" if stopped else "nothing_to_stop")


async def _continue(order: Order) -> Answered:
    """The rest of an answer that was cut; or this conversation in another Thread, or another one's here."""
    bridge, thread = order.bridge, order.question.thread
    if order.command.joins:
        return Answered(await bridge.joining.join(thread, order.rest))
    last = await bridge.store.last(thread)
    if last is not None and last.cut:
        await bridge.accept(replace(order.question, text="", action="continue"))
        return Answered()
    code = await bridge.joining.code(thread)
    if not code:
        return order.said("continue_nothing")
    return Answered(order.say("continue_code", code=code, minutes=MINUTES), private=True)


async def _new(order: Order) -> Answered:
    bridge, question = order.bridge, order.question
    if order.rest and await bridge.store.turn_of(question.thread, question.message):
        return Answered()  # delivered again: the conversation that it began goes on
    await bridge.controls.new_conversation(question.thread)
    if not order.rest:
        return order.said("begins_anew")
    await order.bridge.accept(replace(order.question, text=order.rest))
    return Answered()


async def _model(order: Order) -> Answered:
    """Which ones there are, another one for the Thread, or for one question: ``!model sol What is …``."""
    thread, controls = order.question.thread, order.bridge.controls
    if order.command.asks and not controls.named(order.rest):  # "GPT-5.6 Sol" is a model and no question
        model, text = order.rest.split(maxsplit=1)
        await order.bridge.accept(replace(order.question, text=text, model=model))
        return Answered()
    if not order.rest:
        return await _models(order)
    if order.rest.lower() in NO_MODEL:
        await order.bridge.store.choose(thread, "")
        return order.said("model_of_channel")
    return order.said("model_chosen", model=await controls.choose(thread, order.rest, order.question.author))


async def _models(order: Order) -> Answered:
    offer = await order.bridge.controls.offer(order.question.thread, order.question.author)
    lines = [f"✓ {described(one)}" if one.id == offer.id else described(one) for one in offer.models]
    if offer.chosen and offer.chosen != offer.id:
        lines.append(order.say("models_chosen", model=offer.chosen))
    text = "\n".join([order.say("models_of", backend=offer.backend), *lines, order.say("model_how")])
    return Answered(text, models=offer.models, model=offer.id)


async def _title(order: Order) -> Answered:
    thread, controls = order.question.thread, order.bridge.controls
    if not order.rest:
        title = await controls.title(thread)
        return order.said("titled", title=title) if title else order.said("untitled")
    try:
        there = await controls.rename(thread, order.rest, order.language)
    except BackendError as error:
        return order.said("renamed_here_alone", title=order.rest, why=error.say(order.language))
    return order.said("renamed" if there else "renamed_here", title=order.rest)


async def _tag(order: Order) -> Answered:
    """Which it has, new ones, or fewer: ``!tag infra k8s -old``."""
    thread, store = order.question.thread, order.bridge.store
    if order.rest:
        if not await store.knows(thread):
            return order.said("nothing_to_rename")
        await store.tag(thread, *tags.read(order.rest))
    known = await store.tags(thread)
    return order.said("tagged", tags=" ".join(f"#{one}" for one in known)) if known else order.said("untagged")


async def _status(order: Order) -> Answered:
    bridge, thread = order.bridge, order.question.thread
    name = await bridge.controls.backend_in(thread, order.question.author)
    standing = await bridge.standing(name) if name in bridge.gates else None
    if standing is None or standing.wall is None:
        lines = [order.say("status_ready", backend=name)]
    else:
        lines = [order.say("status_waiting", why=standing.wall.say(order.language), count=len(standing.line))]
    lines += _in_line(order, standing) if standing else []
    if model := await bridge.store.chosen(thread) or bridge.rules((await bridge.store.home(thread)).place).model:
        lines.append(order.say("status_model", model=model))
    if waiting := await bridge.store.waiting(thread):
        lines.append(order.say("status_thread", count=waiting))
    if used := spent.total(turn.used for turn in await bridge.store.history(thread)):
        lines.append(order.say("status_used", used=spent.said(used, order.language)))
    if cost := await bridge.store.spent(name, spent.month_began(time.time())):
        lines.append(order.say("status_month", backend=name, cost=spent.dollars(cost)))
    title, link = await bridge.controls.title(thread), await bridge.controls.link(thread)
    if title or link:
        lines.append(order.say("status_conversation", title=title, link=link).strip())
    if where := await bridge.joining.elsewhere(thread):
        lines.append(order.say("status_elsewhere", where=where))
    return Answered("\n".join(lines))


def _in_line(order: Order, standing: Standing) -> list[str]:
    """Who waits while others are answered, and where this Thread's question stands among them."""
    waiting = standing.for_others
    said = [order.say("status_in_line", count=len(waiting))] if waiting else []
    if order.question.thread in waiting:
        said.append(order.say("status_place", place=waiting.index(order.question.thread) + 1))
    return said


async def _adopt(order: Order) -> Answered:
    if not order.rest:
        return order.said("adopt_needs_link")
    thread, author = order.question.thread, order.question.author
    said = await order.bridge.controls.adopt(thread, order.rest.strip("<>"), order.language, author)
    return Answered(said)


async def _export(order: Order) -> Answered:
    bridge, thread = order.bridge, order.question.thread
    turns = await bridge.store.history(thread)
    if not turns:
        return order.said("nothing_to_export")
    title, link = await bridge.controls.title(thread), await bridge.controls.link(thread)
    now = datetime.now(UTC)
    known = await bridge.store.tags(thread)
    await bridge.names.learn(turns)
    whole = export(turns, title=title, link=link, now=now, language=order.language, tags=known, called=bridge.names)
    file = File(f"threadbridge-{now:%Y-%m-%d}.md", whole.encode())
    return Answered(order.say("exported", count=len(turns), name=file.name), file=file)


async def _forget(order: Order) -> Answered:
    """Nothing of the Thread is known here any more; it wants to be said twice."""
    bridge, thread = order.bridge, order.question.thread
    turns = await bridge.store.history(thread)
    if not turns:
        return order.said("nothing_to_forget")
    if not order.owner and not any(order.is_by(turn.question) for turn in turns):
        raise BadQuestion(what=order.say("not_yours_to_forget"))
    theirs = await bridge.forgetting.theirs(thread, turns)
    if not order.command.confirmed:
        lines = [order.say("forget_sure", count=len(turns))]
        if where := await bridge.joining.elsewhere(thread):
            lines.append(order.say("forget_elsewhere", where=where))
        if theirs.deletable and order.owner:
            lines.append(order.say("forget_everywhere"))
        return Answered("\n".join(lines), confirm="forget")
    everywhere = order.command.everywhere
    if everywhere and not order.owner:  # any of them could have taken over a chat of the account's with !adopt
        raise BadQuestion(what=order.say("not_yours_to_delete"))
    gone = await bridge.erase(thread, theirs.deletable if everywhere else ())
    left = theirs.others if everywhere else theirs.deletable + theirs.others
    lines = [order.say("forgotten", count=gone)]
    lines += [order.say("forgotten_there")] if everywhere and theirs.deletable else []
    lines += [order.say("forgotten_but", link=link) for link in bridge.forgetting.links(left)]
    return Answered("\n".join(lines))


DONE: dict[Name, Callable[[Order], Awaitable[Answered]]] = {
    "help": _help,
    "stop": _stop,
    "continue": _continue,
    "new": _new,
    "model": _model,
    "models": _models,
    "title": _title,
    "tag": _tag,
    "status": _status,
    "adopt": _adopt,
    "find": find,
    "export": _export,
    "forget": _forget,
}


def described(model: Model) -> str:
    """One line: what to write, what it is called, how long it can be told to think."""
    label = f" – {model.label}" if model.label and model.label != model.id else ""
    efforts = f" ({', '.join(model.efforts)})" if model.efforts else ""
    return f"{model.id}{label}{efforts}"
