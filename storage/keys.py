"""The keys that were made on the command line: by another process, so what was read once is not kept."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, select, update

from bridge.types import ApiKey
from storage.ledger import Ledger
from storage.models import keys
from storage.upsert import insert

BY_NAME = select(keys).order_by(keys.c.name)


class Keys(Ledger):
    """The room of the Keyring."""

    async def keys(self) -> Sequence[ApiKey]:
        async with self._reading() as read:
            return [_key_from(row) for row in await read(BY_NAME)]

    async def add_key(self, key: ApiKey) -> bool:
        values = {
            "hash": key.hash,
            "rate": key.rate,
            "models": "\n".join(key.models),
            "backends": "\n".join(key.backends),
            "created_at": self._now(),
            "revoked_at": 0.0,
        }
        # In the place of a revoked one; a good one is left as it is.
        statement = insert(keys).values(name=key.name, **values)
        statement = statement.on_conflict_do_update(
            index_elements=["name"], set_=values, where=keys.c.revoked_at != 0.0
        )

        def write(connection: Connection) -> bool:
            return connection.execute(statement).rowcount > 0

        return await self._together(write)

    async def revoke_key(self, name: str) -> bool:
        good = (keys.c.name == name, keys.c.revoked_at == 0.0)
        statement = update(keys).where(*good).values(revoked_at=self._now())

        def write(connection: Connection) -> bool:
            return connection.execute(statement).rowcount > 0

        return await self._together(write)


def _key_from(row: Row[Any]) -> ApiKey:
    return ApiKey(
        row.name,
        row.hash,
        row.rate,
        tuple(filter(None, row.models.split("\n"))),
        tuple(filter(None, row.backends.split("\n"))),
        row.created_at,
        row.revoked_at,
    )
