"""People as tests move them: they say, edit, delete, react, open threads and forum posts."""

from collections.abc import Sequence

from . import threads, writing
from .interactions.acts import Acts
from .interactions.typed import NotPossible
from .state import Channel, Kind, Message, Type, User
from .world import World
from .writing import Draft

File = tuple[str, bytes, str]
"""A name, its bytes and their kind."""


class Person(Acts):
    """Somebody on Discord; with `bot` it is somebody else's bot."""

    def __init__(self, world: World, user: User) -> None:
        super().__init__(world, user)

    @property
    def id(self) -> int:
        return self.user.id

    @property
    def mention(self) -> str:
        return self.user.mention

    async def says(
        self,
        where: Channel,
        text: str = "",
        *,
        mention: "bool | Person" = False,
        answers: Message | None = None,
        pings: bool = True,
        files: Sequence[File] = (),
    ) -> Message:
        """The text is what a human types; `mention` puts the app's mention (or a person's) in front.

        A reply pings whom it answers, unless that was switched off.
        """
        if where.kind is Kind.FORUM:
            raise NotPossible("in a forum one opens a post")
        if where.is_thread and where.locked:
            raise NotPossible("the thread is locked")
        draft = self._draft(text, mention, files)
        draft.answers = answers
        if answers and not pings:
            draft.allowed = {"parse": ["users", "roles", "everyone"], "replied_user": False}
        return writing.post(self._world, where, self.user, draft)

    def _draft(self, text: str, mention: "bool | Person", files: Sequence[File]) -> Draft:
        whom = self._world.bot if mention is True else mention.user if mention else None
        content = f"{whom.mention} {text}" if whom else text
        return Draft(content, attachments=writing.upload(self._world, files))

    async def edits(self, message: Message, text: str) -> None:
        self._own(message)
        writing.edit(self._world, message, text)

    async def deletes(self, *messages: Message) -> None:
        """Several at once is what a moderator does."""
        if len(messages) == 1:
            self._own(messages[0])
        writing.delete(self._world, messages)

    def _own(self, message: Message) -> None:
        if message.author is not self.user:
            raise NotPossible("that is somebody else's message")

    async def reacts(self, message: Message, emoji: str) -> None:
        writing.react(self._world, message, self.user, emoji, added=True)

    async def unreacts(self, message: Message, emoji: str) -> None:
        writing.react(self._world, message, self.user, emoji, added=False)

    async def pins(self, message: Message) -> None:
        writing.pin(self._world, message, self.user)

    async def types(self, where: Channel) -> None:
        writing.types(self._world, where, self.user)

    async def opens_thread(self, on: Message | Channel, name: str, *, private: bool = False) -> Channel:
        """From a message, or in a channel without one."""
        if isinstance(on, Message):
            if on.has_thread:
                raise NotPossible("it has one")
            return threads.from_message(self._world, on, self.user, name)
        return threads.alone(self._world, on, self.user, name, private=private)

    async def posts(
        self, forum: Channel, name: str, text: str, *, mention: bool = False, files: Sequence[File] = ()
    ) -> Channel:
        """A post in a forum: a thread, whose first message has its id."""
        return threads.forum_post(self._world, forum, self.user, name, self._draft(text, mention, files))

    async def renames(self, channel: Channel, name: str) -> None:
        threads.rename(self._world, channel, self.user, name)

    async def archives(self, thread: Channel, *, locked: bool = False) -> None:
        threads.archive(self._world, thread, True, locked)

    async def unarchives(self, thread: Channel) -> None:
        threads.archive(self._world, thread, False, False)

    async def locks(self, thread: Channel) -> None:
        threads.archive(self._world, thread, thread.archived, True)

    async def calls_in_webhook(self, where: Channel, text: str, name: str = "webhook") -> Message:
        """What an integration posts that this person has set up."""
        id = self._world.snowflakes.new()
        return writing.post(self._world, where, User(id, name, bot=True), Draft(text, webhook_id=id))

    async def joins(self, where: Channel) -> Message:
        """The server greets a new member in this channel."""
        return writing.post(self._world, where, self.user, Draft(type=Type.JOINED))
