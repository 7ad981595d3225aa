"""What teams that installed the app leave behind: their tokens, in files that only their owner can read."""

import time
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from slack_sdk.oauth.installation_store import FileInstallationStore
from slack_sdk.oauth.installation_store.models.bot import Bot
from slack_sdk.oauth.state_store import FileOAuthStateStore

PLACE = "slack"
"""In the data folder."""

NONE = "none"
"""What slack-sdk writes for an id that there isn't."""

PENDING = 10 * 60
"""Seconds that somebody has to install the app, once they have begun (docs.slack.dev: so long lives a code)."""

MOST_PENDING = 1000
"""Installations that are begun and not ended; anybody can begin one."""


class Installations:
    """Of one app."""

    def __init__(self, folder: Path, client_id: str) -> None:
        self._folder = private(folder) / client_id
        self._store = FileInstallationStore(
            base_dir=str(folder), historical_data_enabled=False, client_id=client_id
        )

    @classmethod
    def under(cls, data: Path, client_id: str) -> Self:
        return cls(data / PLACE / "installations", client_id)

    async def all(self) -> Sequence[Bot]:
        """Each team's bot, with its token."""
        found = []
        for place in sorted(self._folder.glob("*-*")):
            enterprise, _, team = place.name.partition("-")
            bot = await self._store.async_find_bot(
                enterprise_id=None if enterprise == NONE else enterprise, team_id=team
            )
            found += [bot] if bot else []
        return found

    async def save(self, bot: Bot) -> None:
        await self._store.async_save_bot(bot)
        for file in self._folder.glob("*/*"):
            file.chmod(0o600)

    async def remove(self, team: str) -> None:
        for bot in await self.all():
            if bot.team_id == team:
                await self._store.async_delete_bot(enterprise_id=bot.enterprise_id, team_id=team)


class States:
    """What makes sure that who comes back from Slack is who went there: good once, and not for long."""

    def __init__(self, folder: Path, seconds: int = PENDING) -> None:
        self._folder = private(folder)
        self._seconds = seconds
        self._store = FileOAuthStateStore(expiration_seconds=seconds, base_dir=str(folder))

    async def issue(self) -> str | None:
        """A new one; None when too many are pending."""
        self._sweep()
        if sum(1 for _ in self._folder.iterdir()) >= MOST_PENDING:
            return None
        return str(await self._store.async_issue())

    async def consume(self, state: str) -> bool:
        """Whether it was one of ours; slack-sdk takes it for the name of a file, so it may be nothing else."""
        try:
            ours = str(uuid.UUID(state)) == state
        except ValueError:
            ours = False
        return ours and bool(await self._store.async_consume(state))

    def _sweep(self) -> None:
        """Whoever began an installation need not end it."""
        for file in self._folder.iterdir():
            if time.time() - file.stat().st_mtime > self._seconds:
                file.unlink(missing_ok=True)


def private(folder: Path) -> Path:
    """Made, and closed to everybody else."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder
