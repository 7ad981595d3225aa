"""`threadbridge doctor discord`: what holds of the bot and of its servers, line by line, and what to do otherwise.

It only reads; with `--test` it posts a message, waits for its event, and deletes it. A Threadbridge may be running
meanwhile: each connection of a bot gets all events.
"""

import asyncio
from collections.abc import Collection
from contextlib import suppress

import discord
from discord.http import Route

from bridge.errors import BridgeError
from bridge.lines import Lines, Words
from platforms.discord.connection.client import Client, Told, reads
from platforms.discord.settings import DiscordSettings
from platforms.discord.setup.invite import link
from platforms.discord.setup.offered import differing, offers
from platforms.discord.setup.registering import Application, Registers
from platforms.discord.setup.servers import Server
from platforms.discord.setup.trial import there_and_back
from platforms.discord.web import Web, calling
from platforms.trouble import NotNow, NotThere

PATIENCE = 10.0
"""Seconds for an event to come back."""

SERVERS = 20
"""That are examined; a bot may be in thousands."""

FEW = 100
"""Connections left of a day's thousand; when none is, Discord takes the token back."""

Refusal = (NotNow, NotThere, BridgeError)
"""What a call may raise."""


async def examine(
    settings: DiscordSettings,
    lines: Lines,
    *,
    server: str = "",
    test: str = "",
    named: Collection[str] = (),
    patience: float = PATIENCE,
) -> bool:
    """The bot and its servers, or the one with this id; whether all is well. `named` are config.toml's channels."""
    told: asyncio.Queue[Told] = asyncio.Queue()
    client = Client(settings, told.put_nowait, lambda interaction: None)
    doctor = Doctor(client, settings, lines, named)
    try:
        if await doctor.bot():
            channels = await doctor.servers(server)
            await doctor.commands(Application(client))
            await doctor.owners()
            if test:
                await there_and_back(client, told, lines, test, channels, patience)
            else:
                doctor.note("discord_events")
    finally:
        await client.door.close()
        await client.close()
    return lines.end()


class Doctor(Words):
    """Of one bot."""

    def __init__(self, client: Client, settings: DiscordSettings, lines: Lines, named: Collection[str]) -> None:
        super().__init__(lines)
        self._client = client
        self._settings = settings
        self._named = named

    async def bot(self) -> bool:
        """Its token, its app, and the way to the gateway; False when nothing else can be looked at."""
        try:
            await Web(self._client).log_in(self._settings.token.get_secret_value())
        except Refusal as error:
            self.bad("discord_no_token", what=self.why(error))
            return False
        assert self._client.user is not None
        assert self._client.application is not None
        self.good("discord_token", name=self._client.user.name, id=self._client.user.id)
        self._app(self._client.application)
        await self._gateway()
        return True

    def _app(self, app: discord.AppInfo) -> None:
        """The switches of its pages."""
        if reads(app.flags.value):
            self.good("discord_intent")
        else:
            self.bad("discord_intent_off")
        if app.interactions_endpoint_url:
            self.bad("discord_endpoint", address=app.interactions_endpoint_url)
        if app.bot_require_code_grant:
            self.bad("discord_code_grant")
        self.note("discord_public" if app.bot_public else "discord_private")

    async def _gateway(self) -> None:
        try:
            with calling():
                seen = await self._client.http.request(Route("GET", "/gateway/bot"))
        except Refusal as error:
            return self.bad("discord_no_gateway", what=self.why(error))
        left, total = seen["session_start_limit"]["remaining"], seen["session_start_limit"]["total"]
        tell = self.good if left > min(FEW, total // 10) else self.bad
        return tell("discord_gateway", left=left, total=total, shards=seen["shards"])

    async def servers(self, only: str = "") -> dict[str, str]:
        """Each of them; the names of all channels that the bot sees, by id."""
        app = self._client.application_id
        assert app is not None
        found: dict[str, str] = {}
        try:
            with calling():
                guilds = [one async for one in self._client.fetch_guilds(limit=None, with_counts=False)]
        except Refusal as error:
            self.bad("discord_no_servers_seen", what=self.why(error))
            return found
        if not guilds:
            self.bad("discord_no_servers", link=link(str(app)))
            return found
        chosen = [one for one in guilds if not only or str(one.id) == only]
        if not chosen:
            known = ", ".join(f"{one.name} ({one.id})" for one in guilds[:SERVERS])
            self.bad("discord_not_there", server=only, servers=known)
        for guild in chosen[:SERVERS]:
            found |= await self._server(guild, app)
        if len(chosen) > SERVERS:
            self.note("discord_more_servers", count=len(chosen) - SERVERS)
        if len(chosen) == len(guilds) <= SERVERS:
            await self._named_elsewhere(found)
        return found

    async def _server(self, guild: discord.Guild, app: int) -> dict[str, str]:
        assert self._client.user is not None
        try:
            with calling():
                whole = await self._client.fetch_guild(guild.id, with_counts=False)
            server = Server(whole, app, self._lines, self._named, self._settings)
            return dict(await server.examine(self._client.user, self._client.http))
        except (*Refusal, discord.InvalidData) as error:  # a kind of channel that discord.py does not know yet
            self.bad("discord_server_unseen", server=guild.name, what=self.why(error))
            return {}

    async def _named_elsewhere(self, found: Collection[str]) -> None:
        """Channels of config.toml that are none of those that were seen, or of another kind."""
        for channel in sorted(set(self._named) - set(found)):
            try:
                with calling():
                    other = await self._client.http.get_channel(int(channel))
            except Refusal as error:
                self.bad("discord_channel_missing", channel=channel, what=self.why(error))
            except ValueError:
                self.bad("discord_channel_no_id", channel=channel)
            else:
                self.note("discord_channel_other", channel=other.get("name") or channel)

    async def commands(self, there: Registers) -> None:
        """Whether Discord knows them as they are now; a server that allows none is found there."""
        try:
            changed = differing(await there.commands())
        except Refusal as error:
            return self.bad("discord_no_commands", what=self.why(error))
        if changed:
            return self.note("discord_commands_missing", names=", ".join(changed))
        return self.good("discord_commands_there", count=len(offers()))

    async def owners(self) -> None:
        if not self._settings.owners:
            self.note("discord_owners_none")
        for person in self._settings.owners:
            try:
                with calling():
                    user = await self._client.fetch_user(int(person))
                    if user.bot:
                        self.bad("discord_owner_bot", person=person)
                        continue
                    await user.create_dm()
                shared = await self._shares_a_server(user.id)
            except ValueError:
                self.bad("discord_owner_no_id", person=person)
            except Refusal as error:
                self.bad("discord_no_owner", person=person, what=self.why(error))
            else:
                tell, key = (self.good, "discord_owner") if shared else (self.bad, "discord_owner_elsewhere")
                tell(key, person=person, name=user.name)

    async def _shares_a_server(self, person: int) -> bool:
        """Without one Discord takes no direct message to somebody."""
        with calling():
            async for guild in self._client.fetch_guilds(limit=SERVERS, with_counts=False):
                with suppress(discord.NotFound):
                    await self._client.http.get_member(guild.id, person)
                    return True
        return False
