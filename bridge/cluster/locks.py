"""What a holder has locked in the database for as long as its connection lives: a slot, and the accounts in it.

Two nodes may have been told different slots. One account is one browser all the same, so it has a lock of its own.
"""

import logging
from collections.abc import Collection, Mapping
from typing import LiteralString

from bridge.cluster.line import Connection

logger = logging.getLogger(__name__)

LOCK: LiteralString = "SELECT pg_try_advisory_lock(hashtextextended('threadbridge ' || %s, 0))"
UNLOCK: LiteralString = "SELECT pg_advisory_unlock(hashtextextended('threadbridge ' || %s, 0))"


class Locks:
    """Of a node, which has those of one slot at most."""

    def __init__(self, accounts: Mapping[str, Collection[str]]) -> None:
        self.slots = tuple(accounts)
        """That it may hold."""
        self._accounts = {slot: [f"account {name}" for name in sorted(names)] for slot, names in accounts.items()}
        self._said: str | None = None

    def take(self, there: Connection, slot: str) -> bool:
        """All that the slot needs, or nothing."""
        taken: list[str] = []
        for name in (slot, *self._accounts[slot]):
            if not yes(there, LOCK, name):
                self._free(there, taken)
                if taken:
                    self._say(slot, name)
                return False
            taken.append(name)
        self._said = None
        return True

    def free(self, there: Connection, slot: str) -> None:
        self._free(there, (slot, *self._accounts[slot]))

    def _free(self, there: Connection, names: Collection[str]) -> None:
        for name in names:
            there.execute(UNLOCK, (name,))

    def _say(self, slot: str, name: str) -> None:
        said = f'the slot "{slot}" is free, but another node uses its {name}: are all [cluster.slots] the same?'
        if said != self._said:
            logger.warning(said)
        self._said = said


def yes(there: Connection, question: LiteralString, *values: object) -> bool:
    """What the database answers to a question of one column."""
    row = there.execute(question, values).fetchone()
    return bool(row and row[0])
