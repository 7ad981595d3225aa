"""Who asks: the name of the key that was shown, and what it may do.

Keys are in config.toml, or were made with ``threadbridge keys`` and may change while we run: the keyring is read
again when what is known of it is a second old, and before a key is called wrong. Where there never was a key,
everybody on this machine is let in; the last one revoked leaves the door shut.
"""

import asyncio
import hmac
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from bridge.protocols import Keyring
from platforms.http.errors import ApiError
from platforms.http.settings import NOBODY_IN_PARTICULAR, Key

BEARER = {"www-authenticate": "Bearer"}

FRESH = 1.0
"""Seconds for which the keyring is believed; so long a revoked key may still let somebody in."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever showed a key, and what it may do."""

    name: str
    rate: int = 0
    models: tuple[str, ...] = ()
    backends: tuple[str, ...] = ()


class _Known(NamedTuple):
    hash: bytes
    caller: Caller


class Keys:
    """Compares in constant time: every key is looked at, by its hash, whatever the others said."""

    def __init__(
        self,
        keys: Mapping[str, Key],
        keyring: Keyring | None = None,
        clock: Callable[[], float] = time.monotonic,
        *,
        alone: bool = True,
    ) -> None:
        """``alone``: only this machine can reach us, so that nobody needs a key where there is none."""
        self._of_file = [
            _Known(_hash(key.secret.get_secret_value()), Caller(name, key.rate, key.models, key.backends))
            for name, key in keys.items()
        ]
        self._kept: list[_Known] = []
        self._keyring, self._clock = keyring, clock
        self._any = bool(keys) or not alone
        self._read_at = float("-inf")
        self._reading = asyncio.Lock()

    async def open(self) -> bool:
        """Whether nobody needs a key."""
        await self._read_since(self._clock() - FRESH)
        return not self._any

    async def caller(self, headers: Mapping[str, str]) -> Caller:
        """Who it is; ApiError 401 when there has to be a key and none fits."""
        if await self.open():
            return Caller(NOBODY_IN_PARTICULAR)
        shown = _shown(headers)
        if not shown:
            what = "You didn't provide an API key. Send it as the header Authorization: Bearer YOUR_KEY."
            raise ApiError(401, what, headers=BEARER)
        digest = _hash(shown)
        if (caller := self._fitting(digest)) is None:
            await self._read_since(self._clock())  # it may have been made just now
            caller = self._fitting(digest)
        if caller is None:
            raise ApiError(401, "Incorrect API key provided.", code="invalid_api_key", headers=BEARER)
        return caller

    def _fitting(self, digest: bytes) -> Caller | None:
        known: Iterable[_Known] = (*self._of_file, *self._kept)
        fitting = [one.caller for one in known if hmac.compare_digest(one.hash, digest)]
        return fitting[0] if fitting else None

    async def _read_since(self, moment: float) -> None:
        """Know the keyring as it was at this moment or later; those who wait for it share one look."""
        if self._keyring is None or self._read_at >= moment:
            return
        async with self._reading:
            if self._read_at >= moment:
                return
            began = self._clock()
            kept = await self._keyring.keys()
            self._read_at = began
            self._any = self._any or bool(kept)  # and so it stays, even if somebody empties the database
            self._kept = [
                _Known(bytes.fromhex(key.hash), Caller(key.name, key.rate, key.models, key.backends))
                for key in kept
                if not key.revoked_at
            ]


def _shown(headers: Mapping[str, str]) -> str:
    scheme, _, token = headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else headers.get("x-api-key", "")


def _hash(secret: str) -> bytes:
    return sha256(secret.encode("utf-8", "surrogateescape")).digest()
