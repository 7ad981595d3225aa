"""A Thread goes on in another one, on whatever platform: from then on both are the same conversation."""

import logging
from collections.abc import Mapping

from bridge.commands.codes import MINUTES, Codes, Given, read
from bridge.errors import BadQuestion, BridgeError, StorageError
from bridge.protocols import Directory, Names, Peers, Permalinks, Platform, Says, Store
from bridge.texts import say
from bridge.types import MessageId, Thread

logger = logging.getLogger(__name__)


class Joining:
    """Of all Threads."""

    def __init__(self, store: Store, platforms: Mapping[str, Platform], rules: Directory, peers: Peers) -> None:
        self.codes = Codes()
        self._store = store
        self._platforms = platforms
        self._rules = rules
        self._peers = peers

    async def code(self, thread: Thread) -> str:
        """With it whoever has it goes on with this Thread's conversation; empty where there is none yet."""
        begun = await self._store.knows(thread) or await self._store.conversation(thread)
        return self.codes.give(thread) if begun else ""

    async def check(self, thread: Thread, code: str) -> None:
        """Raises BadQuestion where the code is good for nothing."""
        if not (self.codes.good(code) or (read(code) and await self._peers.given(read(code)))):
            raise self._bad("continue_no_code", thread)

    async def join(self, thread: Thread, code: str) -> str:
        """The Thread goes on with the conversation that this code was given out for, and both places are told.

        Empty; or what was to be said in the Thread, where that could not be said. Raises BadQuestion, and nothing
        is done, where the code is good for nothing or the Thread is a conversation of its own already.
        """
        given = await self._taken(thread, code)
        joined = False
        try:
            joined = await self._store.join(thread, given.thread)
        finally:
            if not joined:
                self.codes.give_back(code, given)
        if not joined:
            raise self._bad("continue_not_here", thread)
        return await self._joined(thread, given.thread)

    async def bring(self, thread: Thread, other: Thread) -> str:
        """The same without a code, for somebody who is known to see the other Thread."""
        if not await self._store.join(thread, other):
            raise self._bad("find_is_used", thread)
        return await self._joined(thread, other)

    async def _joined(self, thread: Thread, other: Thread) -> str:
        logger.info("%s goes on in %s", other, thread)
        before, now = await self._shown(other), await self._shown(thread)
        await self._say(other, "continued_there", now)
        return await self._say(thread, "continued_here", before)

    async def _taken(self, thread: Thread, code: str) -> Given:
        if self.codes.good(code):
            return self.codes.take(code)
        if read(code) and (given := await self._peers.take(read(code))):
            return given
        raise self._bad("continue_no_code", thread)

    async def elsewhere(self, thread: Thread) -> str:
        """Where else its conversation goes on, for people; empty where it does not."""
        return ", ".join([await self._shown(one) for one in await self._store.joined(thread)])

    async def _shown(self, thread: Thread) -> str:
        """The link to where something was asked in it last; its channel where there are no links."""
        platform: object = self._platforms.get(thread.platform)
        if isinstance(platform, Permalinks) and (
            link := await platform.permalink(thread, await self._last(thread))
        ):
            return link
        return f"#{await platform.channel_name(thread.place)}" if isinstance(platform, Names) else thread.channel

    async def _last(self, thread: Thread) -> MessageId:
        """What was asked in just this Thread last, or what began it."""
        try:
            turns = await self._store.history(thread)
        except StorageError as error:
            logger.warning("what was asked last in %s is not known: %s", thread, error)
            turns = ()
        asked = [turn.question.message for turn in turns if turn.thread == thread]
        return asked[-1] if asked else MessageId(thread.thread)

    async def _say(self, thread: Thread, sentence: str, where: str) -> str:
        """A courtesy, so it may fail; what could not be said."""
        text = say(sentence, self._rules(thread.place).language, where=where)
        platform: object = self._platforms.get(thread.platform)
        if not isinstance(platform, Says):
            return text
        try:
            await platform.say(thread, text)
        except BridgeError as error:
            logger.warning("%s was not told that it is one with another: %s", thread, error)
            return text
        return ""

    def _bad(self, sentence: str, thread: Thread) -> BadQuestion:
        return BadQuestion(what=say(sentence, self._rules(thread.place).language, minutes=MINUTES))
