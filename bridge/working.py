"""A Thread's next turn is brought to its end: from wherever the ledger says it is, for as long as it takes."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

from bridge import log
from bridge.answering.feed import Feed
from bridge.answering.obtaining import Obtaining
from bridge.answering.reading import Left
from bridge.before.holding import Holding
from bridge.commands.controls import Controls
from bridge.errors import BridgeError, BrokenOff, Ending, GivenUp, Remembered, Undeliverable
from bridge.events import Failed, Paused
from bridge.protocols import Caller, Directory, Peers, Platform, Scheduler, Store, Work
from bridge.tasks import ended
from bridge.texts import Phrase, say
from bridge.types import Key, Language, Question, State, Thread, Turn, TurnId
from bridge.waiting.beside import Beside
from bridge.waiting.crowd import Crowd
from bridge.waiting.giving_up import SHOWING, GivingUp
from bridge.waiting.patience import Patience, Pause, until_stored

logger = logging.getLogger(__name__)

T = TypeVar("T")

LAST_WORDS = 2.0
"""Seconds in which it is said of answers that they go on later."""

TRIES_OF_A_BUG = 3
"""How often showing is tried when it fails for a reason that nobody foresaw."""


class Working:
    """Of all Threads; one turn at a time in each."""

    def __init__(
        self,
        store: Store,
        platforms: Mapping[str, Platform],
        rules: Directory,
        obtaining: Obtaining,
        giving_up: GivingUp,
        holding: Holding,
        controls: Controls,
        peers: Peers,
        scheduler: Callable[[Work], Scheduler],
        at_work: int,
        pause: Pause,
    ) -> None:
        self.callers: dict[Key, Feed] = {}
        """What is told to those who hold their questions' streams here."""
        self.feeds: dict[TurnId, Feed] = {}
        """What is told of the turns that are brought to their end here, whoever is shown it."""
        self._store = store
        self._peers = peers
        self._controls = controls
        self._rules = rules
        self.lanes = scheduler(self._work)
        self._platforms = platforms
        self._obtaining = obtaining
        self._giving_up = giving_up
        self._holding = holding
        self._pause = pause
        self.beside = Beside(self.lanes.wake)
        self.crowd = Crowd(self.lanes.wake, at_work)

    def called(self, turn: TurnId, thread: Thread, unwanted: bool) -> None:
        """Somebody has changed it in the ledger: to be given up, or tried again."""
        self._giving_up.called(turn, unwanted=unwanted)
        self.lanes.wake(thread)

    async def answer(self, turn: Turn) -> None:
        """Bring the turn to its end, from wherever the ledger says it is.

        Raises PlatformError when the answer could not be shown; answering the turn again then only shows it. Raises
        GivenUp when that is tried no longer, and NotReady when an earlier run may have asked and the backend can't
        be looked at now.
        """
        if turn.state is State.DELIVERED:
            return
        feed, afar = self.callers.get(turn.question.key), None
        if feed is None and turn.held:
            afar = await self._peers.caller(turn)
        called = feed is not None or afar is not None
        feed = feed or Feed(alone=afar is not None and afar.alone)
        term = self._giving_up.term(turn)
        showing = asyncio.create_task(self._show(turn, feed, afar))
        self.feeds[turn.id] = feed
        try:
            failed = await self._obtaining.obtain(turn, feed, term, called=called)
            self.beside.answered(turn.thread)
            feed.close()
            await self._giving_up.shown(turn, showing, term)
        except Left as left:
            await self._say_that_it_goes_on(turn, feed, showing, left)
            raise
        finally:
            del self.feeds[turn.id]
            await ended(showing)
        await self._patiently(lambda: self._store.told(turn.id) if failed else self._store.delivered(turn.id))
        if title := self._obtaining.titles.pop(turn.id, ""):
            await self._controls.titled(turn.thread, turn.backend, title)

    async def _say_that_it_goes_on(self, turn: Turn, feed: Feed, showing: asyncio.Task[None], left: Left) -> None:
        """Nothing stands there half without a word; a caller's stream goes on nowhere."""
        if turn.held:
            feed.put(Failed(BrokenOff(what=Phrase("ending")) if left.begun else Ending()))
        else:
            feed.put(Paused())
        feed.close()
        await asyncio.wait({showing}, timeout=LAST_WORDS)

    def _language(self, question: Question) -> Language:
        return self._rules(question.thread.place).language

    async def _work(self, thread: Thread) -> bool:
        """Take the Thread's next turn to its end; False when there is none that can be taken now."""
        try:
            turn = await self._next(thread)
            if turn is None:
                return False
            with log.about(turn.id):
                if await self._holding.lets_ask(turn):
                    await self._persist(turn)
            return True
        finally:
            self.beside.ended(thread)
            self.crowd.leaves(thread)

    async def _next(self, thread: Thread) -> Turn | None:
        """Not before what another Thread of the conversation asked earlier is answered; that one wakes this."""
        for waits in (True, False):
            if self._obtaining.winding_down:
                return None
            turn = await self._patiently(lambda: self._store.next(thread))
            if turn is None or not (turn.held or self._reachable(thread)):
                return None  # a platform that is not configured any more: its turns wait until it is again
            if not self.lanes.takes(turn):
                return None  # another node does; it is this Thread's next until then
            ahead = [one for one in self.beside.before(turn) if self._reachable(one)]
            if not ahead or turn.state is not State.ACCEPTED:
                if not self.crowd.lets_in(turn):
                    return None  # it is woken when it may
                self.beside.begins(thread)
                return turn
            if waits:
                self.beside.wait(thread, ahead)  # and look again: it may have been answered just now
        return None

    def _reachable(self, thread: Thread) -> bool:
        return thread.platform in self._platforms

    async def _persist(self, turn: Turn) -> None:
        with self._giving_up.at_work(turn):
            if why := await self._giving_up.too_often(turn):
                return await self._leave(turn, why)
            return await self._to_its_end(turn)

    async def _to_its_end(self, turn: Turn) -> None:
        patience, bugs = Patience(pause=self._pause), 0
        current: Turn | None = turn
        while current is not None and current.id == turn.id:
            try:
                if current.unwanted and current.state in SHOWING:
                    raise GivenUp
                return await self.answer(current)
            except Left:
                return logger.info("left as it stands: the next start goes on with it")
            except GivenUp as error:
                return await self._leave(current, error)
            except Undeliverable as error:
                return await self._give_up(turn, error.say(self._language(turn.question)))
            except BridgeError as error:
                logger.warning("not at its end, again in %.0f s: %s", patience.seconds, error)
            except Exception:
                logger.exception("not at its end, again in %.0f s", patience.seconds)
                if (bugs := bugs + 1) == TRIES_OF_A_BUG:
                    return await self._give_up(turn, say("not_shown", self._language(turn.question)))
            await patience.wait()
            current = await self._patiently(lambda: self._store.next(turn.thread))
        return None

    async def _leave(self, turn: Turn, why: GivenUp) -> None:
        await self._giving_up.tell(turn, why)
        await self._give_up(turn, why.say(self._language(turn.question)))

    async def _give_up(self, turn: Turn, reason: str) -> None:
        logger.error("gave up: %s", reason)
        if feed := self.callers.get(turn.question.key):
            feed.put(Failed(Remembered(reason=reason)))
            feed.close()
        await self._patiently(lambda: self._store.failed(turn.id, reason, given_up=True))
        await self._patiently(lambda: self._store.told(turn.id))

    async def _patiently(self, step: Callable[[], Awaitable[T]]) -> T:
        return await until_stored(step, self._pause)

    async def _show(self, turn: Turn, feed: Feed, afar: Caller | None) -> None:
        if afar is not None:
            return await afar.show(feed)
        if turn.held:
            return None  # the caller reads the feed; without one the answer is kept in the ledger
        return await self._platforms[turn.thread.platform].show(turn, feed)
