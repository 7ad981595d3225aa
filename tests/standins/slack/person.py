"""People as tests move them: they say, edit, delete, react, join."""

from typing import Literal

from .state import Channel, Message, User
from .text import typed
from .workspace import Words, Workspace


class Person:
    """Somebody in the workspace; with a bot_id it is somebody else's bot."""

    def __init__(self, workspace: Workspace, user: User) -> None:
        self._workspace = workspace
        self.user = user

    @property
    def id(self) -> str:
        return self.user.id

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
    ) -> str:
        """The ts. The text is what a human types; `mention` puts the app's mention (or a person's) in front."""
        whom = self._workspace.bot if mention is True else mention.user if mention else None
        if thread and not where.find(thread):
            raise LookupError(f"no message {thread} in #{where.name} to reply to")
        if self.id not in where.members:
            where.members.append(self.id)
        words = Words(f"{whom.mention} {typed(text)}" if whom else typed(text))
        posted = self._workspace.post(
            where, self.user, words, thread_ts=thread, broadcast=broadcast, subtype=subtype
        )
        return posted.ts

    async def edits(self, ts: str, text: str) -> None:
        self._workspace.edit(self._workspace.find(ts), self.user, Words(typed(text)))

    async def deletes(self, ts: str) -> None:
        self._workspace.delete(self._workspace.find(ts))

    async def reacts(self, ts: str, name: str) -> None:
        self._workspace.react(self._workspace.find(ts), self.user, name, added=True)

    async def stops(self, message: Message | str) -> None:
        """Slack's own stop button, beside a message that is being streamed."""
        self._workspace.stop(self._found(message))

    def _found(self, message: Message | str) -> Message:
        return self._workspace.find(message) if isinstance(message, str) else message

    async def joins(self, where: Channel) -> None:
        self._workspace.join(where, self.user)
