"""The same request once more: a client that lost its connection, or its patience, sends it again by itself.

The SDKs say so in a header (``x-stainless-retry-count``, openai-python 3.54), on the first try with a 0. Asked
again it would be typed again. So what came of a request is remembered for a while, in memory: an answer is given
once more, and of a question that may have been typed its caller is told that it was. What was never asked is asked
now.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from typing import Protocol

import orjson

from platforms.http.answer.pieces import Piece, Whole
from platforms.http.errors import NEVER_AGAIN, ApiError
from platforms.http.headers import THREADS

COUNT = "x-stainless-retry-count"

TURN = "x-codex-turn-metadata"
"""Codex (0.169) counts no tries and minds no x-should-retry: after a 502 it sends a request thirty times, after a
stream that failed six times. The id of its turn is in the body, so what says the same is the same request."""

REMEMBERED = 200
"""Requests."""
LARGEST = 100_000
"""Characters of an answer that is kept for that; of a longer one its caller is told that there was one."""
LONG = 900.0
"""Seconds. They try again after eight at most, but may have waited for the first answer for long."""

ASKED_BEFORE = (
    "This request was sent before, and its question may have been asked then, so it is not asked again by itself. "
    "What came of it is in the conversation that it belongs to; send a new request to ask again."
)


@dataclass(frozen=True, slots=True)
class Sent:
    """A request as it came."""

    caller: str
    path: str
    body: bytes
    headers: Mapping[str, str]

    @property
    def may_repeat(self) -> bool:
        """It may be another try."""
        return self.headers.get(COUNT, "0") != "0" or TURN in self.headers

    @property
    def is_followed(self) -> bool:
        """Other tries of it can be told."""
        return COUNT in self.headers or TURN in self.headers

    @property
    def refusal(self) -> int:
        """The status at which its client gives up: Codex comes again after a conflict, too."""
        return 400 if TURN in self.headers else 409

    @property
    def key(self) -> bytes:
        """Of all that are the same, said in the same conversation."""
        places = (self.headers.get(name, "") for name in THREADS)
        words = (self.caller, self.path, *places)
        body = _sorted(self.body) if TURN in self.headers else self.body
        said = [*(word.encode("utf-8", "surrogateescape") for word in words), body]
        return blake2b(b"\n".join(said), digest_size=20).digest()


def _sorted(body: bytes) -> bytes:
    """The order of the fields says nothing; Codex writes them in another one each time."""
    try:
        return orjson.dumps(orjson.loads(body), option=orjson.OPT_SORT_KEYS)
    except (ValueError, TypeError):
        return body


class Asks(Protocol):
    """A question of which is known whether it was asked."""

    @property
    def in_doubt(self) -> bool:
        """It may have been, or may be yet."""

    async def never_asked(self) -> bool:
        """It was not, nor will be; looked up, for its caller is gone."""


class Attempt:
    """One request, and what came of it."""

    def __init__(self, key: bytes, id: str) -> None:
        self.key, self.id = key, id
        self.answer: Whole | None = None
        self.asked: Asks | None = None
        """None: it never came to a question."""
        self.ended = asyncio.Event()
        self.at = time.monotonic()

    def answered(self, whole: Whole) -> None:
        """Its caller may hear of it now, or never."""
        if len(whole.text) <= LARGEST:
            self.answer = whole

    async def again(self) -> AsyncGenerator[Piece, None]:
        """The answer once more."""
        for piece in self.answer.pieces() if self.answer else ():
            yield piece


class Repeats:
    """Of one server."""

    def __init__(self) -> None:
        self._attempts: OrderedDict[str, Attempt] = OrderedDict()

    async def made(self, sent: Sent) -> Attempt | None:
        """The attempt that this one repeats and that has an answer; None: this one is to be made.

        Raises ApiError where its question may have been asked.
        """
        if not sent.may_repeat:
            return None
        key = sent.key
        while made := self._last(key):
            await made.ended.wait()
            if made.answer is not None:
                return made
            if made.asked is not None and made.asked.in_doubt and not await made.asked.never_asked():
                raise ApiError(sent.refusal, ASKED_BEFORE, code="asked_before", headers=NEVER_AGAIN)
            self._attempts.pop(made.id, None)
        return None

    @contextmanager
    def attempt(self, sent: Sent, id: str) -> Iterator[Attempt]:
        """One that is made now; it is over when the block is left."""
        attempt = Attempt(sent.key if sent.is_followed else b"", id)
        if attempt.key:
            self._forget_old()
            self._attempts[id] = attempt
        try:
            yield attempt
        finally:
            attempt.ended.set()
            if attempt.answer is None and not (attempt.asked and attempt.asked.in_doubt):
                self._attempts.pop(id, None)

    def _last(self, key: bytes) -> Attempt | None:
        """Of several that are the same first one that got no answer: its caller is who asks again."""
        made = [one for one in reversed(self._attempts.values()) if one.key == key]
        without = [one for one in made if one.ended.is_set() and one.answer is None]
        return next(iter([*without, *made]), None)

    def _forget_old(self) -> None:
        before = time.monotonic() - LONG
        while self._attempts:
            oldest = next(iter(self._attempts.values()))
            if len(self._attempts) < REMEMBERED and (oldest.at > before or not oldest.ended.is_set()):
                return
            del self._attempts[oldest.id]
