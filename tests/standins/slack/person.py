"""People as tests move them: they say, edit, delete, react, join; press buttons and type commands."""

from collections.abc import Sequence
from typing import Literal

from . import clicks, events
from .interactions import Interaction, Interactions
from .manifest import Declared
from .responses import Responses
from .state import Channel, Ephemeral, Message, User
from .text import typed
from .workspace import Words, Workspace


class NotPossible(Exception):
    """Slack itself tells the person that this can't be done; the app hears nothing."""


class Person:
    """Somebody in the workspace; with a bot_id it is somebody else's bot."""

    def __init__(self, workspace: Workspace, user: User, interactions: Interactions, responses: Responses) -> None:
        self._workspace = workspace
        self.user = user
        self._interactions = interactions
        self._responses = responses

    @property
    def id(self) -> str:
        return self.user.id

    @property
    def _declared(self) -> Declared | None:
        return self._workspace.app.declared

    @property
    def mention(self) -> str:
        return self.user.mention

    async def says(
        self,
        where: Channel,
        text: str,
        *,
        thread: str | None = None,
        mention: "bool | Person" = False,
        broadcast: bool = False,
        subtype: Literal["file_share", "me_message", "bot_message"] | None = None,
        files: Sequence[tuple[str, bytes, str]] = (),
        looking_at: Channel | None = None,
    ) -> str:
        """The ts. The text is what a human types; `mention` puts the app's mention (or a person's) in front.

        A file is a name, its bytes and their kind. In the agent view the app is told what channel is open besides.
        """
        whom = self._workspace.bot if mention is True else mention.user if mention else None
        if thread and not where.find(thread):
            raise LookupError(f"no message {thread} in #{where.name} to reply to")
        if self.id not in where.members:
            where.members.append(self.id)
        words = Words(f"{whom.mention} {typed(text)}" if whom else typed(text))
        posted = self._workspace.post(
            where,
            self.user,
            words,
            thread_ts=thread,
            broadcast=broadcast,
            subtype=subtype,
            files=[self._workspace.upload(name, self.id, kind, content) for name, content, kind in files],
            context=events.on_screen(looking_at, self._workspace.team) if looking_at else None,
        )
        return posted.ts

    async def edits(self, ts: str, text: str) -> None:
        self._workspace.edit(self._workspace.find(ts), self.user, Words(typed(text)))

    async def deletes(self, ts: str) -> None:
        self._workspace.delete(self._workspace.find(ts))

    async def reacts(self, ts: str, name: str) -> None:
        self._workspace.react(self._workspace.find(ts), self.user, name, added=True)

    async def unreacts(self, ts: str, name: str) -> None:
        self._workspace.react(self._workspace.find(ts), self.user, name, added=False)

    async def leaves(self, where: Channel) -> None:
        self._workspace.leave(where, self.user)

    async def opens_app(self, tab: str = "messages", looking_at: Channel | None = None) -> Channel:
        """The app's home, as its own place in Slack or beside the channel looked at; its direct conversation."""
        direct, context = self._workspace.im([self.id]), events.on_screen(looking_at, self._workspace.team)
        opened = events.home_opened(self.id, direct, tab, context, self._workspace.next_ts())
        self._workspace.tell(direct, opened)
        return direct

    async def stops(self, message: Message | str) -> None:
        """Slack's own stop button, in a thread where the app is streaming or said that it is at work."""
        self._workspace.stop(self._found(message), self.user)

    async def clicks(
        self,
        message: Message | Ephemeral | str,
        action_id: str,
        *,
        value: str | None = None,
        option: str | None = None,
    ) -> Interaction:
        """Press a button (the one of this value, where there are several), or choose an option by its value."""
        on = self._workspace.find(message) if isinstance(message, str) else message
        if self._declared and not self._declared.interactive:
            raise NotPossible("This app is not configured to handle interactive responses.")
        if isinstance(on, Ephemeral) and on.user != self.id:
            raise LookupError(f"{self.user.name} does not see that message")
        seen, ts = clicks.shown(self._workspace, on)["blocks"], self._workspace.next_ts()
        action = clicks.pressed(seen, action_id, value, option, ts)
        url, response = self._responses.new(self._workspace, self._workspace.channels[on.channel], self.id, on)
        payload = clicks.block_actions(self._workspace, self.user, on, action, url)
        return self._interactions.send(self._workspace, "interactive", payload, response)

    async def uses_shortcut(self, callback_id: str, message: Message | str) -> Interaction:
        """A message shortcut, from the menu of any message the person sees."""
        on = self._found(message)
        if self._declared and callback_id not in self._declared.shortcuts:
            raise NotPossible(f"no shortcut {callback_id}")
        url, response = self._responses.new(self._workspace, self._workspace.channels[on.channel], self.id, on)
        payload = clicks.message_action(self._workspace, self.user, on, callback_id, url)
        return self._interactions.send(self._workspace, "interactive", payload, response)

    async def submits(self, words: str) -> Interaction:
        """The last dialog that was opened, with these words in each of its fields."""
        payload = clicks.view_submission(self._workspace, self.user, self._workspace.views.pop(), words)
        _, response = self._responses.new(
            self._workspace, next(iter(self._workspace.channels.values())), self.id, None
        )
        return self._interactions.send(self._workspace, "interactive", payload, response)

    async def command(self, name: str, text: str, channel: Channel, *, thread: str | None = None) -> Interaction:
        """A slash command, in a channel the app need not be in; Slack refuses them in threads (seen 2026-08)."""
        if thread:
            raise NotPossible(f"{name} is not supported in threads. Sorry!")
        if self._declared and name not in self._declared.commands:
            raise NotPossible(f"{name} is not a valid command.")
        url, response = self._responses.new(self._workspace, channel, self.id, None)
        payload = clicks.command(self._workspace, self.user, channel, name, typed(text), url)
        return self._interactions.send(self._workspace, "slash_commands", payload, response)

    def _found(self, message: Message | str) -> Message:
        return self._workspace.find(message) if isinstance(message, str) else message

    async def joins(self, where: Channel) -> None:
        self._workspace.join(where, self.user)
