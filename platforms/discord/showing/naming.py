"""What a thread is called: by the question's first words until its conversation has a title.

Only a thread that we began, only once it has a title, and only if nobody has called it something else.

Source: docs.discord.com "Threads" (who began one may rename it); a channel's name can be changed twice in ten
minutes, which the headers do not say (seen 2026-09).
"""

import logging
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from bridge.errors import BridgeError
from bridge.protocols import Store
from bridge.types import MessageId, Thread
from platforms.discord.text import thread_name
from platforms.discord.web import Web, calling
from platforms.errands import Errands
from platforms.showing.draft import Budget
from platforms.trouble import NotNow, NotThere

logger = logging.getLogger(__name__)

RENAMES, WITHIN = 2, 600.0 * 1.05
"""So many within so many seconds, and a little more; discord.py would wait with other calls behind it."""

REMEMBERED = 1_000
"""Threads that were named by us."""


@dataclass(slots=True)
class _Named:
    budget: Budget
    name: str = ""
    """That we gave it last; empty: the question's words."""
    wanted: str = ""
    """What it is to be called; empty: no change is under way."""


class Naming:
    """Of one bot. `second` is how long Discord's is; 0: it does not count."""

    def __init__(self, web: Web, store: Store, errands: Errands, second: float) -> None:
        self._web = web
        self._store = store
        self._errands = errands
        self._within = WITHIN * second
        self._threads: OrderedDict[Thread, _Named] = OrderedDict()

    def titled(self, thread: Thread, title: str) -> None:
        """Its conversation has this title now; of several the last one counts."""
        if not thread.workspace or not title.strip():
            return  # a direct message has no name
        known = self._threads.pop(thread, None) or _Named(Budget(RENAMES, self._within))
        self._threads[thread] = known
        if len(self._threads) > REMEMBERED:
            self._threads.popitem(last=False)
        begun, known.wanted = bool(known.wanted), thread_name(title)
        if not begun:
            self._errands.begin(self._rename(thread, known))

    async def _rename(self, thread: Thread, known: _Named) -> None:
        """A courtesy, so it may fail."""
        name = ""
        try:
            while name != known.wanted:  # another title may have come meanwhile
                await known.budget.turn()
                name = known.wanted
                if await self._has_our_name(thread, known, name):
                    with calling():
                        await self._web.http.edit_channel(int(thread.thread), name=name)
                    known.name = name
        except (NotNow, NotThere, BridgeError) as error:
            logger.info("%s keeps its name: %s", thread, error)
        finally:
            known.wanted = ""

    async def _has_our_name(self, thread: Thread, known: _Named, other: str) -> bool:
        """It is ours, can be renamed, and is called what we have called it, and not that already."""
        ours = known.name or await self._first(thread)
        if not ours or ours == other:
            return False
        with calling():
            found = cast(Mapping[str, Any], await self._web.http.get_channel(int(thread.thread)))
        archived = found.get("thread_metadata", {}).get("archived", True)
        return found.get("owner_id") == str(self._web.us.id) and found.get("name") == ours and not archived

    async def _first(self, thread: Thread) -> str:
        """What we called it when we began it; empty where no question of ours began it."""
        turn = await self._store.turn_of(thread, MessageId(thread.thread))
        return thread_name(turn.question.text) if turn else ""
