"""What somebody did, for as long as an app may answer it.

Source: docs.discord.com "Receiving and Responding" (three seconds for the first answer, 15 minutes for others),
seen 2026-09. What was not answered in time is shown to the person as failed, and answered no more.
"""

import asyncio
import secrets
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from tests.standins.clock import Clock
from tests.standins.discord.payloads import DiscordError, Payload
from tests.standins.discord.state import Channel, Flag, Guild, Message, User

from . import payloads

if TYPE_CHECKING:
    from tests.standins.discord.world import World

FIRST_ANSWER, LIVES = 3.0, 15 * 60.0


class Kind(IntEnum):
    COMMAND = 2
    COMPONENT = 3
    COMPLETION = 4
    DIALOG = 5


class Callback(IntEnum):
    """How an app answers at first."""

    MESSAGE = 4
    THINKING = 5
    """A message that says that there is one to come."""
    LATER = 6
    """Nothing to see; the message that was pressed may change."""
    CHANGE = 7
    """Of the message that was pressed."""
    CHOICES = 8
    DIALOG = 9


@dataclass(slots=True, eq=False)
class Interaction:
    """`failed` is what the person sees as "This interaction failed"."""

    id: int
    kind: Kind
    user: User
    channel: Channel = field(repr=False)
    data: Payload
    clock: Clock = field(repr=False)
    message: Message | None = None
    """Of which something was pressed, also before a dialog."""
    command: int = 0
    """The kind of the command that it began with."""
    token: str = field(default_factory=lambda: secrets.token_urlsafe(120), repr=False)
    at: float = 0.0
    callback: Callback | None = None
    original: Message | None = None
    """The first answer, where that is a message."""
    followups: list[Message] = field(default_factory=list)
    choices: list[Payload] = field(default_factory=list)
    """What is offered while somebody types."""
    dialog: Payload | None = None

    def __post_init__(self) -> None:
        self.at = self.clock.now()

    @property
    def acknowledged(self) -> bool:
        return self.callback is not None

    @property
    def failed(self) -> bool:
        return not self.acknowledged and self.clock.now() >= self.at + FIRST_ANSWER

    @property
    def over(self) -> bool:
        return self.clock.now() >= self.at + LIVES

    @property
    def answers(self) -> list[Message]:
        """What stands there as the answer, without what is still being thought about."""
        found = [*([self.original] if self.original else []), *self.followups]
        return [one for one in found if not one.deleted and not one.flags & Flag.LOADING]

    @property
    def texts(self) -> list[str]:
        return [one.content for one in self.answers]

    @property
    def thinks(self) -> bool:
        """The person sees that there is an answer to come."""
        one = self.original
        return one is not None and not one.deleted and bool(one.flags & Flag.LOADING)

    def first(self, id: str) -> Message:
        """The message that `@original`, or an id, means."""
        mine = [*([self.original] if self.original else []), *self.followups]
        if self.message is not None and self.callback in (Callback.LATER, Callback.CHANGE):
            mine.insert(0, self.message)
        if id == "@original" and mine:
            found: Message | None = mine[0]
        else:
            found = next((one for one in mine if str(one.id) == id), None)
        if found is None or found.deleted:
            raise DiscordError(10008)
        return found


class Interactions:
    """All of them."""

    def __init__(self, world: "World") -> None:
        self.made: list[Interaction] = []
        self._world = world
        self._deadlines: set[asyncio.Task[None]] = set()

    def begin(
        self,
        kind: Kind,
        user: User,
        where: Channel,
        data: Payload,
        *,
        message: Message | None = None,
        command: int = 0,
    ) -> Interaction:
        """The app is told, if it is there; nothing is told twice."""
        id, clock = self._world.snowflakes.new(), self._world.clock
        one = Interaction(id, kind, user, where, data, clock, message, command)
        self.made.append(one)
        guild: Guild | None = where.guild
        self._world.tell("INTERACTION_CREATE", payloads.created(one, self._world), None, guild)
        deadline = asyncio.create_task(self._ring_at(one.at + FIRST_ANSWER))
        self._deadlines.add(deadline)
        deadline.add_done_callback(self._deadlines.discard)
        return one

    def answered(self, id: int, token: str) -> Interaction:
        """The one that gets its first answer now."""
        for one in self.made:
            if (one.id, one.token) == (id, token):
                if one.acknowledged:
                    raise DiscordError(40060)
                if not one.failed:
                    return one
        raise DiscordError(10062)

    def by_token(self, token: str) -> Interaction:
        """The one that is answered once more."""
        one = next((one for one in self.made if one.token == token), None)
        if one is None or not one.acknowledged:
            raise DiscordError(10015)
        if one.over:
            raise DiscordError(50027)
        return one

    async def _ring_at(self, moment: float) -> None:
        await self._world.clock.sleep_until(moment)
        self._world.ring()

    async def close(self) -> None:
        deadlines = list(self._deadlines)
        for task in deadlines:
            task.cancel()
        await asyncio.gather(*deadlines, return_exceptions=True)
