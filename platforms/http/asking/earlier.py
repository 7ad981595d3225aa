"""What was said before a request of the Responses API, where it says so by ids alone.

``previous_response_id`` leads to the Turn that has that answer. If it is the last of its Thread, the Thread goes
on, and only what is new is asked there; whoever goes on from an earlier one, or from the same one at the same time,
gets a new Thread, with what was said up to there. ``item_reference`` stands for an item of an earlier output: what
it was is kept with its Turn. All of it is found by nobody but the caller who asked it.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

from bridge.bridge import Bridge
from bridge.types import LATELY, File, State, Thread, Turn, TurnId
from platforms.http.asking.kept import Kept, same_request
from platforms.http.errors import ApiError
from platforms.http.ids import place_of, request_of
from platforms.http.request.chat import Chat
from platforms.http.request.items import append
from platforms.http.request.messages import Message, Role


class Earlier:
    """Of one bridge."""

    def __init__(self, bridge: Bridge) -> None:
        self._bridge = bridge
        self._going_on: set[str] = set()
        """Requests whose Thread goes on just now, of which the ledger may not know yet."""

    @asynccontextmanager
    async def known(self, chat: Chat, caller: str) -> AsyncIterator[Chat]:
        """The same Chat with what it refers to, for as long as it is being answered.

        Raises ApiError where that can't be found.
        """
        kept = Kept(self._bridge, caller)
        if any(message.item for message in chat.messages):
            chat = replace(chat, messages=await _resolved(chat.messages, kept))
        if chat.after:
            async with self._after(chat, kept) as chat:
                yield chat
        else:
            yield replace(chat, news=True) if chat.conversation else chat

    @asynccontextmanager
    async def _after(self, chat: Chat, kept: Kept) -> AsyncIterator[Chat]:
        await self._bridge.noted()
        request = request_of(chat.after)
        if (turn := await kept.turn(request)) is None:
            raise _not_found(chat.after)
        is_first = request not in self._going_on
        self._going_on.add(request)  # before the ledger is looked at: another one may come meanwhile
        try:
            if is_first and await self._is_last(turn):
                called = tuple(call for one in await kept.output(request) for call in one.calls)
                yield replace(chat, conversation=turn.thread.thread, news=True, called=called)
            else:
                said = await said_in(self._bridge, kept, turn.thread, turn)
                yield replace(chat, messages=(*said, *chat.messages), anew=True)
        finally:
            if is_first:
                self._going_on.discard(request)

    async def _is_last(self, turn: Turn) -> bool:
        """Besides what failed before anything was asked."""
        last = await self._bridge.store.last(turn.thread)
        if last and same_request(last, turn):
            return True
        later = (await self._bridge.store.history(turn.thread, most=LATELY))[::-1]
        counts = (one for one in later if one.state is not State.FAILED or one.anchor or one.answer)
        return same_request(next(counts, turn), turn)


async def said_in(bridge: Bridge, kept: Kept, thread: Thread, until: Turn | None = None) -> list[Message]:
    """What was asked and answered in a Thread, all of it or up to this turn, as the ledger has it."""
    history = await bridge.store.history(thread)
    if until is not None:
        ends = [place for place, one in enumerate(history, 1) if same_request(one, until)]
        history = history[: ends[-1] if ends else 0]
    came = await bridge.store.files(thread, TurnId(history[-1].id + 1)) if history else {}
    said: list[Message] = []
    for one in history:
        if one.answer and not await _was_repeated(one, kept):
            said.append(_asked(one, came.get(one.id, ())))
            said += await _answered(one, kept)
    return said


async def _resolved(messages: Sequence[Message], kept: Kept) -> tuple[Message, ...]:
    """With the items themselves instead of their ids."""
    whole: list[Message] = []
    for one in messages:
        append(whole, await _item(one.item, kept) if one.item else one)
    return tuple(whole)


async def _item(id: str, kept: Kept) -> Message:
    if place := place_of(id):
        output = await kept.output(place[0])
        if place[1] < len(output):
            return output[place[1]]
    raise ApiError(404, f"Item with id '{id}' not found.", param="input")


async def _was_repeated(turn: Turn, kept: Kept) -> bool:
    """Its question only asked for the right form of an answer that is known."""
    request, again, _ = turn.question.message.removeprefix("http-").partition("-")
    return bool(again and await kept.output(request))


def _asked(turn: Turn, files: tuple[File, ...]) -> Message:
    return Message(Role.USER, turn.question.text, files=files)


async def _answered(turn: Turn, kept: Kept) -> list[Message]:
    """As it was told, with the calls that the caller knows by their ids; else as the ledger has it."""
    whole: list[Message] = []
    for one in await kept.output(turn.question.message.removeprefix("http-")):
        append(whole, one)
    return whole or [Message(Role.ASSISTANT, turn.answer)]


def _not_found(response: str) -> ApiError:
    what = f"Previous response with id '{response[:100]}' not found."
    return ApiError(400, what, param="previous_response_id", code="previous_response_not_found")
