"""An app in a workspace: its token and scopes, and what it hears."""

import secrets
from collections.abc import Callable

from .app import App, new_id
from .payloads import Payload
from .state import Channel, User
from .world import World

Publish = Callable[["Installation", Channel | None, Payload], None]


class Installation:
    def __init__(self, world: World, app: App, publish: Publish) -> None:
        self.world, self.clock, self.habits = world, world.clock, world.habits
        self.next_ts = world.next_ts
        self.app = app
        self.scopes: frozenset[str] = app.scopes
        self.team = new_id("T")
        self.bot = User(new_id("U"), app.name, new_id("B"), app.id)
        self.bot_token = f"xoxb-{secrets.token_hex(12)}"
        self.revoked = ""
        """With which error the token is refused, once it was revoked."""
        self._publish = publish

    @property
    def unstoppable(self) -> bool:
        """While the app does not subscribe to it, people see that it is at work, without a button."""
        return self.app.declared is not None and "agent_session_stopped" not in self.app.declared.events

    def tell(self, channel: Channel, event: Payload) -> None:
        """Apps hear only from conversations they are in."""
        if self.bot.id in channel.members:
            self._publish(self, channel, event)

    def announce(self, event: Payload) -> None:
        """What concerns no conversation."""
        self._publish(self, None, event)

    def install(self, scopes: frozenset[str]) -> str:
        """The app is there with these scopes; its token: a new one if the last was revoked."""
        if self.revoked:
            self.bot_token, self.revoked = f"xoxb-{secrets.token_hex(12)}", ""
        self.scopes = scopes
        return self.bot_token

    def revoke(self, error: str) -> None:
        """The app is taken out: it is told so, and hears and may do nothing more."""
        ts = self.next_ts()
        tokens = {"oauth": [], "bot": [self.bot.id]}
        self.announce({"type": "tokens_revoked", "tokens": tokens, "event_ts": ts})
        self.announce({"type": "app_uninstalled", "event_ts": ts})
        self.revoked = error
