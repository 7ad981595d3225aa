"""What was found goes on in the Thread in which somebody looked for it."""

from collections.abc import Awaitable, Callable

from bridge.commands.order import Order
from bridge.errors import BadQuestion, ConversationTaken
from bridge.types import Thread, Turn, TurnId


async def go_on(order: Order, turn: TurnId, where: Callable[[], Awaitable[Thread]]) -> str:
    """What is to be said about that; ``where`` is made only if it can be. Raises BridgeError.

    Of what they can't see nobody learns whether there is such a turn.
    """
    found = await order.bridge.store.turn(turn)
    if found is None or not await order.bridge.opens(found.thread, order.seen):
        raise BadQuestion(what=order.say("find_not_yours"))
    here = order.question.thread
    if here.thread and await _is_used(order, here):
        raise BadQuestion(what=order.say("find_is_used"))
    thread = await where()
    if order.bridge.asks_on(found.thread.platform):
        return await order.bridge.joining.bring(thread, found.thread)
    return await _adopt(order, found, thread)


async def _adopt(order: Order, found: Turn, thread: Thread) -> str:
    """An old chat, which nobody asks in; it may go on somewhere already."""
    link = order.bridge.controls.conversation_of(found)
    if link:
        try:
            return await order.bridge.controls.adopt(thread, link, order.language, order.question.author)
        except ConversationTaken:
            pass
    return await order.bridge.joining.bring(thread, found.thread)


async def _is_used(order: Order, thread: Thread) -> bool:
    """It is a conversation of its own already."""
    store = order.bridge.store
    return bool(await store.last(thread) or await store.joined(thread))
