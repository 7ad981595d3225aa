"""The seam to the keys that were made with ``threadbridge keys``."""

from collections.abc import Sequence
from typing import Protocol

from bridge.types import ApiKey


class Keyring(Protocol):
    """The keys by which programs are let in, beside those of config.toml.

    One that was revoked stays known by its name: a server that once had keys is never open to everybody again.
    """

    async def keys(self) -> Sequence[ApiKey]:
        """All that were ever made, by name. What another process changes is seen by the next call."""

    async def add_key(self, key: ApiKey) -> bool:
        """Keep a new one, or one in the place of a revoked one; False when there is a good one of this name."""

    async def revoke_key(self, name: str) -> bool:
        """It lets nobody in any more; False when there is no good one of this name."""
