"""All of one Discord: its time, habits and address, and everybody and everything there is in it."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.standins.clock import Clock

from .payloads import DiscordError, Payload
from .permissions import INVITED, USUAL, Permission, permissions
from .snowflakes import Snowflakes
from .state import Channel, Guild, Kind, Member, Message, Overwrite, Role, User

if TYPE_CHECKING:
    from .interactions.made import Interactions
    from .interactions.registry import Registry

GATEWAY_MESSAGE_CONTENT_LIMITED = 1 << 19


@dataclass(slots=True)
class Habits:
    """Ways in which one Discord differs from another; a test may change them while it runs."""

    limits: bool = True
    """Calls beyond their bucket are refused; without, a test may post as fast as it likes."""
    invalid_requests: int = 10_000
    """So many answers of 401, 403 and 429 in ten minutes, and Cloudflare lets nobody through any more."""
    nonce_lives: float = 300.0
    """Seconds in which the same nonce is the same message ("a few minutes")."""
    old_edits: int = 5
    """Edits that a message older than an hour bears in an hour (assumed; Discord does not tell)."""
    active_threads: int = 1_000
    file_size: int = 10 * 1024 * 1024
    heartbeat: float = 41.25
    gateway_away: bool = False
    """Nobody can connect to the gateway; the API answers."""
    acks: bool = True
    """Heartbeats are acknowledged."""
    session_lives: float = 45.0
    """Seconds after which a session without a connection can't be resumed (as reported, 2026-08)."""
    resume_url: str = ""
    """What READY names as the address for resuming, if not the gateway's own."""
    identifies_a_day: int = 1_000
    paced: bool = False
    """One Identify per five seconds (max_concurrency); off, so that a test may restart a bot at once."""
    shards: int = 1
    """What GET /gateway/bot recommends."""
    guilds_per_shard: int = 2_500


@dataclass(slots=True)
class Application:
    """An app as its page shows it."""

    id: int
    owner_id: int
    token: str = field(default_factory=lambda: ".".join(secrets.token_urlsafe(n) for n in (18, 4, 28)), repr=False)
    message_content: bool = True
    """The switch "Message Content Intent"."""
    public: bool = True
    """The switch "Public Bot"."""
    code_grant: bool = False
    """The switch "Requires OAuth2 Code Grant"."""
    endpoint: str | None = None
    """Its "Interactions Endpoint URL"; with one, the gateway brings no interactions."""
    members: bool = False
    """The switch "Server Members Intent"."""
    presences: bool = False
    verify_key: str = field(default_factory=lambda: secrets.token_hex(32))

    @property
    def flags(self) -> int:
        return GATEWAY_MESSAGE_CONTENT_LIMITED if self.message_content else 0

    def reset(self) -> None:
        """Discord, or somebody, has made a new token; the old one is refused."""
        self.token = ".".join(secrets.token_urlsafe(n) for n in (18, 4, 28))


Tell = Callable[[str, Payload, "Channel | None", "Guild | None"], None]


class World:
    commands: "Registry"
    interactions: "Interactions"
    """Both come with the stand-in."""

    def __init__(self, clock: Clock, habits: Habits, ring: Callable[[], None]) -> None:
        self.clock = clock
        self.habits = habits
        self.ring = ring
        self.address = ""
        """Scheme, host and port, once it is up."""
        self.snowflakes = Snowflakes(clock)
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        """All of them: threads and direct ones too."""
        self.bot = self.add_user("threadbridge", bot=True)
        self.app = Application(self.bot.id, self.add_user("owner").id)
        self.tell: Tell = lambda event, payload, where, guild: None
        """Tells the app by the gateway; `where` decides what it may see."""
        self.identifies_left: Callable[[], int] = lambda: habits.identifies_a_day

    @property
    def gateway_url(self) -> str:
        return self.address.replace("http", "ws", 1) + "/gateway/"

    # ---- looking

    def sees(self, channel: Channel) -> bool:
        """The bot does."""
        return bool(permissions(self.bot, channel) & Permission.VIEW_CHANNEL)

    def channel(self, id: int) -> Channel:
        if found := self.channels.get(id):
            return found
        raise DiscordError(10003)

    def message(self, channel: Channel, id: int) -> Message:
        if found := channel.find(id):
            return found
        raise DiscordError(10008)

    # ---- people, servers, channels

    def add_user(self, name: str, *, bot: bool = False) -> User:
        user = User(self.snowflakes.new(), name, bot)
        self.users[user.id] = user
        return user

    def add_guild(self, name: str, everyone: Permission = USUAL, invited: Permission = INVITED) -> Guild:
        """A server with the bot in it, whose role is granted what its invite asked for."""
        guild = Guild(self.snowflakes.new(), name, self.app.owner_id)
        guild.roles[guild.id] = Role(guild.id, "@everyone", everyone, 0)
        ours = self.add_role(guild, self.bot.name, invited, managed=True)
        self.guilds[guild.id] = guild
        self.add_member(guild, self.users[self.app.owner_id])
        self.add_member(guild, self.bot, ours)
        return guild

    def add_role(self, guild: Guild, name: str, allows: Permission, *, managed: bool = False) -> Role:
        role = Role(self.snowflakes.new(), name, allows, len(guild.roles), managed)
        guild.roles[role.id] = role
        return role

    def add_member(self, guild: Guild, user: User, *roles: Role) -> Member:
        member = Member(user, list(roles), self.clock.now())
        guild.members[user.id] = member
        return member

    def bot_role(self, guild: Guild) -> Role:
        return guild.members[self.bot.id].roles[0]

    def add_channel(self, guild: Guild, name: str, kind: Kind) -> Channel:
        channel = Channel(self.snowflakes.new(), kind, name, guild)
        guild.channels[channel.id] = self.channels[channel.id] = channel
        return channel

    def direct(self, user: User) -> Channel:
        """The bot's direct message channel with this person; there is one."""
        for channel in self.channels.values():
            if channel.kind is Kind.DM and user in channel.recipients:
                return channel
        channel = Channel(self.snowflakes.new(), Kind.DM, "", recipients=[user, self.bot])
        self.channels[channel.id] = channel
        return channel

    def overwrite(self, channel: Channel, whom: Role | User, allow: Permission, deny: Permission) -> None:
        """What is allowed here is denied no longer, and the other way round."""
        known = channel.overwrites.get(whom.id, Overwrite())
        channel.overwrites[whom.id] = Overwrite(
            known.allow & ~deny | allow, known.deny & ~allow | deny, isinstance(whom, User)
        )
