"""Codes with which a Thread's conversation is gone on with in another Thread.

They are kept in memory and nowhere else: what opens a conversation to whoever has it is in no database, backup or
log, and a restart costs nothing but asking for another one.
"""

import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from bridge.types import Thread

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without the letters that are taken for others."""

LENGTH, GROUP = 10, 5
"""Fifty bits: within its minutes nobody comes upon one by trying."""

MINUTES = 15
"""For so long one is good."""

MOST = 1000
"""So many are remembered; then the oldest go."""

_TAKEN_FOR = str.maketrans("OIL", "011")


def read(text: str) -> str:
    """The code as it is kept, however it was typed; empty where it can be none, as words without a digit can't."""
    bare = re.sub(r"[\s\-–`]", "", text).upper()
    kept = bare.translate(_TAKEN_FOR)
    return kept if len(kept) == LENGTH and set(kept) <= set(ALPHABET) and re.search("[0-9]", bare) else ""


def hashed(code: str) -> str:
    """What may be said of it where others read along."""
    return sha256(code.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Given:
    """A code that was given out."""

    thread: Thread
    until: float


class Codes:
    """Each is good once, and for a while."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._now = clock
        self._given: OrderedDict[str, Given] = OrderedDict()

    def give(self, thread: Thread) -> str:
        """A new one, as people read it."""
        code = ""
        while not read(code):
            code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        self._given[code] = Given(thread, self._now() + MINUTES * 60)
        while len(self._given) > MOST:
            self._given.popitem(last=False)
        return f"{code[:GROUP]}-{code[GROUP:]}"

    def of_hash(self, hash: str) -> str:
        """The one that somebody elsewhere was told, who says no more of it; empty where it is none of these."""
        return next((code for code in self._given if hashed(code) == hash), "")

    def good(self, typed: str) -> bool:
        """Whether it can be taken."""
        given = self._given.get(read(typed))
        return given is not None and self._now() < given.until

    def take(self, typed: str) -> Given:
        """What a good one is good for; from now on it is good for nothing."""
        return self._given.pop(read(typed))

    def give_back(self, typed: str, given: Given) -> None:
        """It could not be used where it was written; elsewhere it still can."""
        self._given[read(typed)] = given
