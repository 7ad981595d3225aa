"""A Chat → what is asked, and in which Thread.

A Thread that the caller names is that one. Otherwise what was said before may be the end of a Thread of the same
caller's: then it goes on there with only what is new. Everything else begins a Thread with the whole transcript.
"""

from collections.abc import Mapping
from dataclasses import replace

from bridge.bridge import Bridge
from bridge.types import LATELY, Head, Question, State, Thread
from platforms.http.asking import efforts, files, question, terms
from platforms.http.asking.asked import Asked, Chosen
from platforms.http.asking.background import is_background
from platforms.http.asking.compared import Compared, instructions, plain
from platforms.http.asking.heads import Heads
from platforms.http.asking.places import named
from platforms.http.doors.allowed import is_alone, may, permitted
from platforms.http.doors.keys import Caller
from platforms.http.errors import ApiError
from platforms.http.request.chat import Chat
from platforms.http.settings import HttpSettings


class Choosing:
    """Of one server."""

    def __init__(self, bridge: Bridge, settings: HttpSettings, heads: Heads) -> None:
        self._bridge, self._settings, self._heads = bridge, settings, heads

    async def choose(self, chat: Chat, caller: Caller, headers: Mapping[str, str], id: str) -> Asked:
        """Raises ApiError where it may not be asked."""
        name = named(chat, headers, by_key=self._settings.prompt_cache_key)
        thread = Thread("http", "", caller.name, name or id)
        whole = replace(question.anew(chat, thread, id), model=self._settings.meant(chat.model))
        whole = permitted(caller, chat.model, whole, self._bridge)
        if thread.thread != id:
            chosen = await self._there(chat, whole, id)
        elif is_background(chat.messages):
            chosen = self._beside(whole, caller)
        else:
            found = None if chat.anew else await self._where_it_ended(chat, whole, id)
            chosen = found or Chosen(replace(whole, temporary=self._settings.temporary))
        most = self._settings.most_files
        asks = efforts.offered(files.newest(chosen.question, chat, most), self._bridge)
        alone = is_alone(caller, asks, self._bridge)
        asked = Asked(self._bridge, self._heads, chat, replace(chosen, question=asks, alone=alone), most)
        try:
            files.check(asks, self._settings)
        except ApiError:
            asked.refused()
            raise
        return asked

    def _beside(self, whole: Question, caller: Caller) -> Chosen:
        """What no conversation is to know of: asked where the owner wants it, if the caller may ask there."""
        model = self._settings.background or whole.model
        backend, _ = self._bridge.accepting.destination(whole.thread.place, caller.name, model)
        model = model if may(caller.backends, backend) else whole.model
        return Chosen(replace(whole, model=model, temporary=True), is_followed=False)

    async def _there(self, chat: Chat, whole: Question, id: str) -> Chosen:
        """In a Thread that was named: with the whole transcript if nothing was said there."""
        turns = await self._bridge.store.history(whole.thread, whole=False, most=LATELY)
        began = [turn for turn in turns if turn.anchor or turn.state in (State.ANSWERED, State.DELIVERED)]
        if not began:
            return Chosen(whole)
        told = plain(began[-1].question.instructions)
        known = [text for text in instructions(chat.messages) if text in told]
        rest = Compared(chat).rest(known)
        asks = question.going_on(chat, whole.thread, id, rest, known)
        asks = _after(began[-1].question, asks, whole, chat)
        # by ids, what was said before is no part of the transcript that is known here
        return Chosen(asks, goes_on=True, is_followed=not chat.news)

    async def _where_it_ended(self, chat: Chat, whole: Question, id: str) -> Chosen | None:
        for begun in Compared(chat).beginnings():
            thread = await self._heads.take(whole.author, begun.hash)
            if thread:
                await self._bridge.noted()
            last = await self._bridge.store.last(thread) if thread else None
            if thread and last:
                asks = question.going_on(chat, thread, id, begun.rest, begun.instructions)
                asks = _after(last.question, asks, whole, chat)
                head = Head(thread, last.question.message, thread.channel, begun.hash)
                return Chosen(asks, goes_on=True, found=head)
        return None


def _after(last: Question, asks: Question, whole: Question, chat: Chat) -> Question:
    """Behind the ``last`` question of the Thread: what it was not told of the tools is told now."""
    tools, text = terms.tools(chat.toolbox), asks.text
    if text.strip() and tools not in last.instructions:
        text = f"{tools}\n\n{text}"
    return replace(asks, text=text, model=whole.model, temporary=last.temporary)
