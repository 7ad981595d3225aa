"""PostgreSQL as the ledger: what is particular to it."""

from storage.database import opened
from tests.storage.test_database import differences


async def test_the_migrations_make_what_the_models_say(postgres_url: str) -> None:
    """On PostgreSQL, too; and the second start finds it done."""
    for _ in range(2):
        async with opened(postgres_url) as database:
            assert differences(database) == []
