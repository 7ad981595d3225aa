"""One workspace as its bot token sees it: who we are, what things are called, and a word to one person.

The client has no retry handlers: slack-sdk's own would post again after a lost answer (seen with 3.47),
and would sleep through a 429 with a text that is old by then.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from pydantic import SecretStr
from slack_sdk.web.async_client import AsyncWebClient

from bridge.commands import Answered
from bridge.errors import PlatformError
from bridge.types import Question
from platforms.reply import Pauses
from platforms.slack.means import Means
from platforms.slack.newest import Newest
from platforms.slack.outbound import Rates
from platforms.slack.refusals import CallFailed, understood
from platforms.slack.text import escape
from platforms.trouble import NotNow, NotThere

logger = logging.getLogger(__name__)

TIMEOUT = aiohttp.ClientTimeout(total=30)


@dataclass(frozen=True, slots=True)
class Us:
    """Who we are in the workspace."""

    team: str
    user: str
    bot: str
    name: str


class Workspace:
    """A workspace; what is limited in it is limited for all of its threads together."""

    def __init__(self, token: SecretStr, api_url: str, session: aiohttp.ClientSession, pauses: Pauses) -> None:
        self.client = AsyncWebClient(
            token=token.get_secret_value(), base_url=api_url, session=session, retry_handlers=[]
        )
        self.rates = Rates(pauses)
        self.means = Means()
        self.newest = Newest()
        self._us: Us | None = None

    async def us(self) -> Us:
        """Who we are; asked once."""
        if self._us is None:
            with calling():
                seen = await self.client.auth_test()
            self._us = Us(seen["team_id"], seen["user_id"], seen["bot_id"] or "", seen["user"])
        return self._us

    async def channel_name(self, channel: str) -> str:
        with calling():
            info = await self.client.conversations_info(channel=channel)
        return str(info["channel"].get("name") or channel)

    async def socket(self, app_token: str) -> str:
        """The address of a new Socket Mode connection."""
        with calling():
            return str((await self.client.apps_connections_open(app_token=app_token))["url"])

    async def tell(self, person: str, text: str, picture: Path | None) -> None:
        """A direct message, with the picture where the app may upload files."""
        with calling():
            opened = await self.client.conversations_open(users=person)
            channel = opened["channel"]["id"]
            await self.client.chat_postMessage(channel=channel, text=escape(text), parse="none", unfurl_links=False)
        if picture is None:
            return
        try:
            with calling():
                await self.client.files_upload_v2(channel=channel, file=str(picture), filename=picture.name)
        except (NotNow, NotThere, PlatformError) as error:
            logger.info("the owner got no picture: %s", error)

    async def whisper(self, question: Question, said: Answered) -> None:
        """Something that only the asker sees; a file can't be whispered, so it stands in the thread."""
        thread = question.thread
        with calling():
            await self.client.chat_postEphemeral(
                channel=thread.channel,
                user=question.author,
                thread_ts=thread.thread if thread.thread != question.message else None,
                text=escape(said.text),
            )
            if file := said.file:
                await self.client.files_upload_v2(
                    channel=thread.channel, thread_ts=thread.thread, content=file.content, filename=file.name
                )


@contextmanager
def calling() -> Iterator[None]:
    """Around a call of the Web API: what it raises, in the words of `refusals`."""
    try:
        yield
    except CallFailed as error:
        raise understood(error) from error
