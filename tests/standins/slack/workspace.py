"""The workspace: every change of the state goes through here and tells the app what real Slack would tell."""

import mimetypes
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace

from . import events, objects
from .app import App, new_id
from .installation import Installation, Publish
from .payloads import Payload
from .state import Channel, Edit, Ephemeral, Message, Stream, Upload, User
from .text import sent
from .world import World

TOMBSTONE = "This message was deleted."  # what is left of a deleted parent that has replies


@dataclass(frozen=True, slots=True)
class Words:
    """What a post or an edit says. None in an edit: that part stays; blocks stay only where no text is given."""

    text: str
    markdown_text: str | None = None
    blocks: list[Payload] | None = None
    attachments: list[Payload] | None = None
    metadata: Payload | None = None


class Workspace(Installation):
    def __init__(self, world: World, app: App, publish: Publish, name: str = "Practice") -> None:
        super().__init__(world, app, publish)
        self.name, self.domain = name, self.team.lower()
        self.users: dict[str, User] = {self.bot.id: self.bot}
        self.channels: dict[str, Channel] = {}
        self.files: dict[str, Upload] = {}
        self.views: list[Payload] = []
        self.homes: dict[str, Payload] = {}

    @property
    def bots(self) -> dict[str, User]:
        return {user.bot_id: user for user in self.users.values() if user.bot_id}

    def add_user(self, name: str, *, bot: bool = False) -> User:
        user = User(new_id("U"), name, *((new_id("B"), new_id("A")) if bot else ()))
        self.users[user.id] = user
        return user

    def add_channel(self, name: str, kind: str, members: list[str]) -> Channel:
        prefix = "D" if kind == "im" else "G" if kind == "mpim" else "C"
        channel = Channel(new_id(prefix), name, kind, members, created=self.clock.now())
        self.channels[channel.id] = channel
        return channel

    def upload(self, name: str, user: str, kind: str | None = None, content: bytes | None = None) -> Upload:
        """A file whose bytes are here or still to come."""
        kind = kind or mimetypes.guess_type(name)[0] or "application/octet-stream"
        id = new_id("F")
        place = f"{self.world.address}/files-pri/{self.team}-{id}"
        self.files[id] = file = Upload(id, name, user, self.clock.now(), place, kind=kind, content=content)
        return file

    def im(self, people: list[str]) -> Channel:
        """The direct conversation between the app and these people, opened where there is none yet."""
        members = [self.bot.id, *people]
        kind = "im" if len(people) == 1 else "mpim"
        for channel in self.channels.values():
            if channel.kind == kind and set(channel.members) == set(members):
                return channel
        return self.add_channel("mpdm-" + "--".join(people), kind, members)

    def view(self, of: Message, *, counts: bool = True) -> Payload:
        return objects.message(of, self.channels[of.channel], self.team, self.bots, counts=counts)

    def find(self, ts: str) -> Message:
        """By ts alone, for tests: here a ts is unique in the whole workspace."""
        for channel in self.channels.values():
            if found := channel.find(ts):
                return found
        raise LookupError(f"no message {ts}")

    def post(
        self,
        channel: Channel,
        by: User,
        words: Words,
        *,
        thread_ts: str | None = None,
        broadcast: bool = False,
        subtype: str | None = None,
        stream: Stream | None = None,
        files: Sequence[Upload] = (),
        context: Payload | None = None,
    ) -> Message:
        message = Message(
            channel=channel.id,
            ts=self.next_ts(),
            user=by.id,
            text=words.text,
            at=self.clock.now(),
            markdown_text=words.markdown_text,
            thread_ts=thread_ts,
            subtype="thread_broadcast" if broadcast else "file_share" if files else subtype,
            bot_id=by.bot_id,
            app_id=by.app_id,
            client_msg_id=None if by.bot_id or subtype else self._uuid(),
            blocks=words.blocks or [],
            attachments=words.attachments or [],
            metadata=words.metadata,
            broadcast=broadcast,
            stream=stream,
            files=list(files),
            context=context,
        )
        channel.messages.append(message)
        if thread_ts and (parent := channel.find(thread_ts)):
            parent.replies.append(message)
        if by is self.bot:
            channel.statuses.pop(thread_ts or "", None)
        seen = self.view(message, counts=False)
        self.tell(channel, events.posted(seen, channel))
        if self._is_mention(message, channel):
            self.tell(channel, events.mentioned(seen, channel))
        return message

    def whisper(self, channel: Channel, user: str, words: Words, thread_ts: str | None) -> Ephemeral:
        text, markdown = words.text, words.markdown_text
        shown = Ephemeral(
            channel.id, self.next_ts(), user, text, markdown, thread_ts, words.blocks or [], self.clock.now()
        )
        channel.ephemerals.append(shown)
        return shown

    def _is_mention(self, message: Message, channel: Channel) -> bool:
        """Not in direct messages (docs.slack.dev, app_mention), and not when somebody joins."""
        spoken = message.subtype in (None, "file_share", "thread_broadcast")
        others = message.user != self.bot.id and channel.kind != "im"
        return spoken and others and self.bot.mention in message.text

    @staticmethod
    def _uuid() -> str:
        raw = secrets.token_hex(16)
        return "-".join([raw[:8], raw[8:12], raw[12:16], raw[16:20], raw[20:]])

    def edit(self, message: Message, by: User, words: Words) -> None:
        channel, before = self.channels[message.channel], self.view(message)
        message.edits.append(Edit(message.text, message.markdown_text, self.clock.now()))
        if words.text or words.blocks is not None:
            message.text, message.markdown_text = words.text, words.markdown_text
            message.blocks = words.blocks or []
        message.attachments = words.attachments if words.attachments is not None else message.attachments
        message.metadata = (words.metadata or None) if words.metadata is not None else message.metadata
        message.editor, message.edited_ts = by.id, self.next_ts()
        self.tell(channel, events.changed(self.view(message), before, channel, message.edited_ts))

    def grow(self, message: Message, stream: Stream, text: str) -> None:
        """A piece more of a streamed message; the app that writes it hears nothing of it (assumed)."""
        if self.habits.trims_pieces and stream.pieces:
            text = text.lstrip()
        if text:
            message.edits.append(Edit(message.text, message.markdown_text, self.clock.now()))
            stream.pieces.append(text)
            message.markdown_text = stream.text
            message.text = sent(stream.text, None)

    def finish(self, message: Message, stream: Stream, blocks: list[Payload], metadata: Payload | None) -> None:
        channel, before = self.channels[message.channel], self.view(message)
        stream.ended = "by the app"
        message.blocks, message.metadata = blocks, metadata
        self.tell(channel, events.changed(self.view(message), before, channel, self.next_ts()))

    def stop(self, message: Message, by: User) -> None:
        """Somebody presses Slack's own stop in a thread: every stream in it ends, and the app is told."""
        channel, root = self.channels[message.channel], message.thread_ts or message.ts
        streams = [one.stream for one in channel.thread(root) if one.stream and one.stream.open]
        session = channel.sessions.get(root)
        at_work = session is not None and session.status == "processing" and not self.unstoppable
        if not streams and not at_work:
            raise LookupError(f"there is no stop button in the thread {root}")
        stopped = [one.ts for one in channel.thread(root) if one.streaming]
        for stream in streams:
            stream.ended = "by a person"
        self.tell(channel, events.session_stopped(by.id, message, stopped, self.next_ts()))

    def unfurl(self, message: Message, attachment: Payload) -> None:
        """Slack shows what is behind a link: message_changed with the same text."""
        channel, before = self.channels[message.channel], self.view(message)
        message.attachments = [*message.attachments, attachment]
        self.tell(channel, events.changed(self.view(message), before, channel, self.next_ts()))

    def echo(self, message: Message) -> None:
        """message_changed with nothing changed, as an unfurl or a new reply brings it."""
        channel, seen = self.channels[message.channel], self.view(message)
        self.tell(channel, events.changed(seen, seen, channel, self.next_ts()))

    def delete(self, message: Message) -> None:
        channel, before = self.channels[message.channel], self.view(message)
        if message.replies:
            buried = replace(message, text=TOMBSTONE, subtype="tombstone", user="USLACKBOT", blocks=[], files=[])
            channel.messages[channel.messages.index(message)] = buried
            self.tell(channel, events.changed(self.view(buried), before, channel, self.next_ts()))
            return
        channel.messages.remove(message)
        if message.is_reply and (parent := channel.find(message.thread_ts or "")):
            parent.replies.remove(message)
        self.tell(channel, events.deleted(before, channel, self.next_ts()))

    def react(self, message: Message, by: User, name: str, *, added: bool) -> None:
        users = message.reactions.setdefault(name, [])
        users.append(by.id) if added else users.remove(by.id)
        event = events.reacted(added, by.id, name, message, self.next_ts())
        self.tell(self.channels[message.channel], event)

    def join(self, channel: Channel, who: User) -> None:
        channel.members.append(who.id)
        self.tell(channel, events.came_or_went(True, who.id, channel, self.team, self.next_ts()))
        self.post(channel, who, Words(f"{who.mention} has joined the channel"), subtype="channel_join")

    def leave(self, channel: Channel, who: User) -> None:
        """Of its own leaving an app hears channel_left, and nothing of that channel from then on."""
        channel.members.remove(who.id)
        ts = self.next_ts()
        if who is self.bot:
            kind = "channel_left" if channel.kind == "public" else "group_left"
            return self.announce({"type": kind, "channel": channel.id, "actor_id": who.id, "event_ts": ts})
        self.post(channel, who, Words(f"{who.mention} has left the channel"), subtype="channel_leave")
        return self.tell(channel, events.came_or_went(False, who.id, channel, self.team, ts))
