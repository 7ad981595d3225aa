"""discord.py's client, told what we need of Discord, and whether Discord lets us in.

Source: docs.discord.com "Gateway" (intents), seen 2026-08; discord.py 2.7, discord/client.py.
"""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import discord
from discord.http import Route
from discord.webhook.async_ import async_context

from bridge.errors import PlatformError, ShutOut
from bridge.texts import Phrase
from platforms.discord.connection.memory import Memory
from platforms.discord.connection.rest import Adapter, Rest
from platforms.discord.outbound import PAUSES
from platforms.discord.refusals import CallFailed, understood
from platforms.discord.settings import DiscordSettings
from platforms.door import Door
from platforms.showing.reply import Pauses
from platforms.trouble import NotNow

INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=True)

SILENT = discord.AllowedMentions.none()
"""Nobody is pinged by what a model writes."""

discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # we don't want to speak


Told = (
    discord.Message
    | discord.RawMessageUpdateEvent
    | discord.RawMessageDeleteEvent
    | discord.RawBulkMessageDeleteEvent
)
"""Something was said, edited or deleted."""


class Gaps(Protocol):
    """Who sees to what was not heard."""

    def began(self, shard: int) -> None:
        """A new session of this shard: what was said since the last one and was not heard is missed."""

    def there(self, server: int) -> None:
        """What was missed there can be read."""

    def unread(self, server: int) -> None:
        """Something that came from there could not be read; 0: nobody knows from where."""

    def let_in(self) -> None:
        """Discord answers our calls again."""


class NoGaps:
    """Nobody does."""

    def began(self, shard: int) -> None:
        """Nothing is done."""

    def there(self, server: int) -> None:
        """Nothing is done."""

    def unread(self, server: int) -> None:
        """Nothing is done."""

    def let_in(self) -> None:
        """Nothing is done."""


class Client(discord.Client):
    """Hands all that is told to `hear`, as soon as it comes and in its order, and what people press to `meet`."""

    def __init__(
        self,
        settings: DiscordSettings,
        hear: Callable[[Told], None],
        meet: Callable[[discord.Interaction], None],
        pauses: Pauses = PAUSES,
    ) -> None:
        self.gaps: Gaps = NoGaps()
        self.away: Callable[[PlatformError | None], None] = lambda why: None
        """Told when there is no line to Discord, and why; and with None when there is one."""
        super().__init__(intents=INTENTS, allowed_mentions=SILENT, max_messages=None)
        self.door = Door("Discord", self._look, pauses.looking)
        self.rest = Rest(self.loop, settings, self.door, pauses.minute / 60)
        self.http = self._connection.http = self.rest
        self._api_url = settings.api_url
        self._hear = hear
        self._meet = meet
        self.joined: Callable[[discord.Guild], None] = lambda guild: None
        """Told of a server that has taken the bot in."""
        self.was_in = False
        """Discord has greeted us at its gateway."""
        self._unread = False
        """Discord has taken the message-content intent from us."""

    async def on_message(self, message: discord.Message) -> None:
        if not hasattr(message, "author"):  # it could not be read, and discord.py does not say so
            return self.gaps.unread(message.guild.id if message.guild else 0)
        return self._hear(message)

    async def on_raw_message_edit(self, edit: discord.RawMessageUpdateEvent) -> None:
        self._hear(edit)

    async def on_raw_message_delete(self, deletion: discord.RawMessageDeleteEvent) -> None:
        self._hear(deletion)

    async def on_raw_bulk_message_delete(self, deletion: discord.RawBulkMessageDeleteEvent) -> None:
        self._hear(deletion)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        self._meet(interaction)

    def answer_there(self) -> None:
        """What this task, and those that it begins, say to commands and clicks goes to the settings' address."""
        if self._api_url != Route.BASE:
            async_context.set(Adapter(self._api_url))

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Whoever begins a session has waited until it may."""

    @property
    def memory(self) -> Memory:
        """What is known of servers and channels."""
        assert isinstance(self._connection, Memory)
        return self._connection

    def _get_state(self, **options: Any) -> Any:
        handlers: Mapping[str, Any] = {"handlers": self._handlers, "hooks": self._hooks, "http": self.http}
        return Memory(lambda server: self.gaps.unread(server), dispatch=self.dispatch, **handlers, **options)

    async def on_shard_connect(self, shard: int) -> None:
        self.was_in = True
        self.away(None)
        self.gaps.began(shard)

    async def on_shard_resumed(self, shard: int) -> None:
        self.away(None)

    async def on_guild_available(self, guild: discord.Guild) -> None:
        self.gaps.there(guild.id)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        self.gaps.there(guild.id)
        self.joined(guild)

    def refused(self, code: int) -> None:
        """The gateway has ended a connection for good though it had taken us before: somebody has to act."""
        self._unread = code == NO_INTENT
        sentence = "discord_no_intent" if self._unread else "discord_account"
        self.door.shut(ShutOut(what=Phrase(sentence, said=code)))

    async def _look(self) -> None:
        """Whether Discord lets us in, and lets us read; raises why not."""
        if self.rest.refused.too_many:
            raise NotNow("Discord has refused too many calls within ten minutes")
        try:
            await self.rest.request(Route("GET", "/users/@me"))
            if self._unread and not reads((await self.rest.application_info())["flags"]):
                raise ShutOut(what=Phrase("discord_no_intent", said=NO_INTENT))
        except CallFailed as error:
            raise understood(error) from error


NO_INTENT = 4014
"""The gateway's close code for an intent that is not switched on."""


def reads(flags: int) -> bool:
    """Whether an app with these flags may read messages, with Discord's review or without."""
    of_app = discord.ApplicationFlags._from_value(flags)
    return of_app.gateway_message_content or of_app.gateway_message_content_limited
