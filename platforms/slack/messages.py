"""The messages of one answer in its thread: each call raises what `refusals` understands."""

from collections.abc import Mapping

from bridge.errors import Undeliverable
from bridge.types import File, Image, MessageId, Turn
from platforms.answer import Wanted
from platforms.draft import Budget
from platforms.reply import Messages
from platforms.slack.text import escape
from platforms.slack.workspace import Workspace, calling

PART = "threadbridge_part"
"""The event_type of the metadata by which a part is found again (docs.slack.dev "Message metadata")."""

PAGE = 200


class SlackMessages:
    """In one workspace."""

    def __init__(self, workspace: Workspace, turn: Turn) -> None:
        self._workspace = workspace
        self._rates = workspace.rates
        self._posts = self._rates.posts(turn.thread.channel)

    def busy(self, note: str) -> bool:
        return False

    def seen(self, wanted: Wanted) -> str:
        return wanted.markdown

    def budget(self, wanted: Wanted, message: MessageId | None) -> Budget:
        return self._posts if message is None else self._rates.of("chat.update")

    async def post(self, turn: Turn, wanted: Wanted) -> MessageId:
        """A new message in the turn's thread."""
        part = {"event_type": PART, "event_payload": {"turn": turn.id, "part": wanted.number}}
        with calling():
            posted = await self._workspace.client.chat_postMessage(
                channel=turn.thread.channel,
                thread_ts=turn.thread.thread,
                markdown_text=escape(wanted.markdown),
                metadata=part,
                parse="none",
                link_names=False,
                unfurl_links=False,
                unfurl_media=False,
            )
        return MessageId(posted["ts"])

    async def upload(self, turn: Turn, number: int, file: Image | File) -> MessageId:
        """A file in the turn's thread; known by the file's id, since Slack posts it a moment later."""
        if not file.content:
            raise Undeliverable(what="Slack takes no empty files.")
        await self._posts.turn()
        with calling():
            done = await self._workspace.client.files_upload_v2(
                filename=file.name,
                content=file.content,
                channel=turn.thread.channel,
                thread_ts=turn.thread.thread,
            )
        return MessageId(done["files"][0]["id"])

    async def edit(self, turn: Turn, message: MessageId, wanted: Wanted) -> None:
        """`parse` is sent because chat.update, unlike chat.postMessage, links and pings by default."""
        with calling():
            await self._workspace.client.chat_update(
                channel=turn.thread.channel,
                ts=message,
                markdown_text=escape(wanted.markdown),
                parse="none",
                link_names=False,
            )

    async def delete(self, turn: Turn, message: MessageId) -> None:
        await self._rates.of("chat.delete").turn()
        with calling():
            await self._workspace.client.chat_delete(channel=turn.thread.channel, ts=message)

    async def parts(self, turn: Turn, known: Mapping[int, MessageId]) -> Mapping[int, MessageId]:
        """The parts of this turn that stand in its thread, by number, with or without an answer to their post."""
        user, found = (await self._workspace.us()).user, {}
        with calling():
            pages = await self._workspace.client.conversations_replies(
                channel=turn.thread.channel,
                ts=turn.thread.thread,
                oldest=turn.question.message,
                include_all_metadata=True,
                limit=PAGE,
            )
            async for page in pages:
                for message in page["messages"]:
                    metadata = message.get("metadata") or {}
                    payload = metadata.get("event_payload") or {}
                    ours = message.get("user") == user and metadata.get("event_type") == PART
                    if ours and payload.get("turn") == turn.id:
                        found[int(payload["part"])] = MessageId(message["ts"])
        return found


_messages: type[Messages] = SlackMessages
