"""The calls of Slack's Web API that we make, in our words; each raises what `refusals` understands.

The client has no retry handlers: slack-sdk's own would post again after a lost answer (seen with 3.47),
and would sleep through a 429 with a text that is old by then.
"""

import logging
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bridge.errors import Undeliverable
from bridge.types import File, Image, MessageId, Question, Turn
from platforms.reply import Messages
from platforms.slack.refusals import CallFailed, understood
from platforms.slack.settings import SlackSettings
from platforms.slack.text import escape
from platforms.trouble import NotNow, NotThere

logger = logging.getLogger(__name__)

PART = "threadbridge_part"
"""The event_type of the metadata by which a part is found again (docs.slack.dev "Message metadata")."""

TIMEOUT = aiohttp.ClientTimeout(total=30)
PAGE = 200


@dataclass(frozen=True, slots=True)
class Us:
    """Who we are in the workspace."""

    team: str
    user: str
    bot: str
    name: str


class Web:
    """The workspace as its bot token sees it."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._us: Us | None = None

    async def us(self) -> Us:
        """Who we are; asked once."""
        if self._us is None:
            with _failing():
                seen = await self._client.auth_test()
            self._us = Us(seen["team_id"], seen["user_id"], seen["bot_id"] or "", seen["user"])
        return self._us

    async def channel_name(self, channel: str) -> str:
        with _failing():
            info = await self._client.conversations_info(channel=channel)
        return str(info["channel"].get("name") or channel)

    async def socket(self, app_token: str) -> str:
        """The address of a new Socket Mode connection."""
        with _failing():
            return str((await self._client.apps_connections_open(app_token=app_token))["url"])

    async def post(self, turn: Turn, number: int, markdown: str) -> MessageId:
        """A new message in the turn's thread; `markdown` is escaped already."""
        part = {"event_type": PART, "event_payload": {"turn": turn.id, "part": number}}
        with _failing():
            posted = await self._client.chat_postMessage(
                channel=turn.thread.channel,
                thread_ts=turn.thread.thread,
                markdown_text=markdown,
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
        with _failing():
            done = await self._client.files_upload_v2(
                filename=file.name,
                content=file.content,
                channel=turn.thread.channel,
                thread_ts=turn.thread.thread,
            )
        return MessageId(done["files"][0]["id"])

    async def tell(self, person: str, text: str, picture: Path | None) -> None:
        """A direct message, with the picture where the app may upload files."""
        with _failing():
            opened = await self._client.conversations_open(users=person)
            channel = opened["channel"]["id"]
            await self._client.chat_postMessage(
                channel=channel, text=escape(text), parse="none", unfurl_links=False
            )
        if picture is None:
            return
        try:
            with _failing():
                await self._client.files_upload_v2(channel=channel, file=str(picture), filename=picture.name)
        except (NotNow, NotThere, Undeliverable) as error:
            logger.info("the owner got no picture: %s", error)

    async def edit(self, turn: Turn, message: MessageId, markdown: str) -> None:
        """`parse` is sent because chat.update, unlike chat.postMessage, links and pings by default."""
        with _failing():
            await self._client.chat_update(
                channel=turn.thread.channel,
                ts=message,
                markdown_text=markdown,
                parse="none",
                link_names=False,
            )

    async def delete(self, turn: Turn, message: MessageId) -> None:
        with _failing():
            await self._client.chat_delete(channel=turn.thread.channel, ts=message)

    async def parts(self, turn: Turn, known: Mapping[int, MessageId]) -> Mapping[int, MessageId]:
        """The parts of this turn that stand in its thread, by number, with or without an answer to their post."""
        user, found = (await self.us()).user, {}
        with _failing():
            pages = await self._client.conversations_replies(
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

    async def whisper(self, question: Question, text: str) -> None:
        """Something that only the asker sees."""
        thread = question.thread
        with _failing():
            await self._client.chat_postEphemeral(
                channel=thread.channel,
                user=question.author,
                thread_ts=thread.thread if thread.thread != question.message else None,
                text=text,
            )


@asynccontextmanager
async def connected(settings: SlackSettings) -> AsyncIterator[Web]:
    """The Web API over one pool of connections."""
    async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
        yield Web(
            AsyncWebClient(
                token=settings.bot_token.get_secret_value(),
                base_url=settings.api_url,
                session=session,
                retry_handlers=[],
            )
        )


@contextmanager
def _failing() -> Iterator[None]:
    try:
        yield
    except CallFailed as error:
        raise understood(error) from error


_messages: type[Messages] = Web
