"""A workspace as a test sees it: its people and places, and the app that is installed there."""

from .interactions import Interactions
from .person import Person
from .responses import Responses
from .state import Channel, User
from .workspace import Workspace

STATUS_FADES = 120.0


class Team:
    def __init__(self, workspace: Workspace, interactions: Interactions, responses: Responses) -> None:
        self.workspace = workspace
        self._interactions = interactions
        self._responses = responses

    @property
    def team(self) -> str:
        return self.workspace.team

    @property
    def bot_token(self) -> str:
        return self.workspace.bot_token

    @property
    def bot_user(self) -> str:
        return self.workspace.bot.id

    @property
    def bot_id(self) -> str:
        return self.workspace.bot.bot_id or ""

    def channel(self, name: str, *, private: bool = False, bot: bool = True) -> Channel:
        """A new channel; the app is a member unless told otherwise. `archived` can be set on it."""
        members = [self.bot_user] if bot else []
        return self.workspace.add_channel(name, "private" if private else "public", members)

    def dm(self, *people: Person) -> Channel:
        """The direct conversation of the app with one person, or a group one with several."""
        return self.workspace.im([person.id for person in people])

    def user(self, name: str) -> Person:
        return self._person(self.workspace.add_user(name))

    def other_bot(self, name: str) -> Person:
        """Somebody else's app: what it says carries its bot_id."""
        return self._person(self.workspace.add_user(name, bot=True))

    def _person(self, user: User) -> Person:
        return Person(self.workspace, user, self._interactions, self._responses)

    def bot_joins(self, channel: Channel) -> None:
        self.workspace.join(channel, self.workspace.bot)

    def bot_leaves(self, channel: Channel) -> None:
        """Somebody removes the app from the channel."""
        self.workspace.leave(channel, self.workspace.bot)

    def status(self, channel: Channel, thread_ts: str) -> str:
        """The status line as a person sees it now: it fades after two minutes."""
        status = channel.statuses.get(thread_ts)
        return status.text if status and self.workspace.clock.now() - status.at < STATUS_FADES else ""

    def revoke(self, error: str = "token_revoked") -> None:
        """Somebody removes the app: events say so, and its token is refused from now on."""
        self.workspace.revoke(error)
