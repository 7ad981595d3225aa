"""One workspace as its bot token sees it: who we are, what things are called, and a word to one person."""

import logging
from collections import Counter, OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from pydantic import SecretStr
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bridge.errors import PlatformError, ShutOut, Undeliverable
from bridge.texts import Phrase
from bridge.types import File, MessageId, Thread, TurnId
from platforms.door import Door
from platforms.showing.newest import Newest
from platforms.showing.reply import Pauses
from platforms.slack.client import Client
from platforms.slack.means import Means
from platforms.slack.outbound import SAID, Bare, Rates
from platforms.slack.refusals import ALWAYS_NEEDED, CallFailed, understood
from platforms.slack.text import escape
from platforms.trouble import NotNow, NotThere

logger = logging.getLogger(__name__)

DIRECT = "D"
"""With what the ids of direct messages begin."""

PAGE, MOST_MESSAGES = 200, 1_000
"""Of a thread that is read."""

Blocks = Sequence[dict[str, Any]]
"""Of Block Kit, as JSON."""

NOT_THERE = frozenset(
    {"user_not_in_channel", "not_in_channel", "channel_not_found", "is_archived", "cannot_reply_to_message"}
)
"""Refusals of a whisper that a direct message does not meet."""

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

    def __init__(
        self,
        token: SecretStr,
        api_url: str,
        session: aiohttp.ClientSession,
        pauses: Pauses,
        us: Us | None = None,
    ) -> None:
        self.door = Door("Slack", self.look, pauses.looking)
        self.client = Client(token.get_secret_value(), api_url, session, self.door)
        self.scopes = ""
        """That the app was granted, as far as Slack has told."""
        self.rates = Rates(pauses)
        self.means = Means()
        self.newest = Newest[Bare]()
        self.stumbles: Counter[tuple[TurnId, int]] = Counter()
        """How often a turn's file could not be uploaded, though Slack took all else."""
        self._us = us
        self._names: dict[str, str] = {}
        self.titles: OrderedDict[Thread, str] = OrderedDict()
        """What threads are called in Slack, as far as we said it."""

    async def us(self) -> Us:
        """Who we are; asked once."""
        if self._us is None:
            seen = await self._who()
            self._us = Us(seen["team_id"], seen["user_id"], seen["bot_id"] or "", seen["user"])
        return self._us

    async def look(self) -> None:
        """Whether Slack lets us in, and lets us speak; raises why not."""
        await self._who()
        if self.scopes and ALWAYS_NEEDED not in self.scopes.split(","):
            raise ShutOut(what=Phrase("slack_scope", needed=ALWAYS_NEEDED, code="missing_scope"))

    async def _who(self) -> AsyncSlackResponse:
        with calling():
            seen = await self.client.auth_test()
        headers = {name.lower(): value for name, value in seen.headers.items()}
        self.scopes = str(headers.get("x-oauth-scopes", "")).replace(" ", "")
        return seen

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
        channel = await self.direct(person)
        with calling():
            await self.client.chat_postMessage(channel=channel, text=escape(text), parse="none", unfurl_links=False)
        if picture is None:
            return
        try:
            with calling():
                await self.client.files_upload_v2(channel=channel, file=str(picture), filename=picture.name)
        except (NotNow, NotThere, PlatformError) as error:
            logger.info("the owner got no picture: %s", error)

    async def upload(self, thread: Thread, file: File) -> None:
        """Into a thread, for everybody there."""
        with calling():
            await self.client.files_upload_v2(
                channel=thread.channel, thread_ts=thread.thread, content=file.content, filename=file.name
            )

    async def whisper_to(self, person: str, channel: str, thread: str, text: str, blocks: Blocks = ()) -> None:
        """Something that only this person sees, below a thread's root or in the channel itself.

        Where it can't be whispered it comes as a direct message, without what could be pressed.
        """
        try:
            await self._whisper(person, channel, thread, text, blocks)
        except Undeliverable as refused:
            if refused.code not in NOT_THERE or channel.startswith(DIRECT):
                raise
            await self.tell(person, text, None)

    async def _whisper(self, person: str, channel: str, thread: str, text: str, blocks: Blocks) -> None:
        with calling():
            await self.client.chat_postEphemeral(
                channel=channel,
                user=person,
                thread_ts=thread or None,
                text=escape(text),
                blocks=list(blocks) or None,
                link_names=False,
            )

    async def respond(self, url: str, text: str, blocks: Blocks = (), *, replace: bool = False) -> None:
        """By the address that came with a command or a click; also where the app is not a member.

        With `replace` it takes the place of the message in which somebody clicked. Good for half an hour.
        """
        webhook = AsyncWebhookClient(url, session=self.client.session, retry_handlers=[])
        with calling():
            answer = await webhook.send(
                text=escape(text),
                blocks=list(blocks) or None,
                response_type="ephemeral",
                replace_original=replace,
                unfurl_links=False,
                unfurl_media=False,
            )
        if answer.status_code != 200:
            raise Undeliverable(what=f"Slack does not take the answer (HTTP {answer.status_code}).")

    async def name_of(self, person: str) -> str:
        """What people call somebody; asked once. The id where it can't be known."""
        if person not in self._names:
            try:
                self._names[person] = await self.person_name(person)
            except (NotNow, NotThere, PlatformError) as error:
                logger.info("the name of %s is not known: %s", person, error)
                return person
        return self._names[person]

    async def person_name(self, person: str) -> str:
        """The same as it is now."""
        with calling():
            user = (await self.client.users_info(user=person))["user"]
        profile = user.get("profile") or {}
        return str(profile.get("display_name") or user.get("real_name") or user.get("name") or person)

    async def permalink(self, channel: str, message: str) -> str:
        """Where people find a message; empty where that can't be known."""
        try:
            with calling():
                return str((await self.client.chat_getPermalink(channel=channel, message_ts=message))["permalink"])
        except (NotNow, NotThere, PlatformError) as error:
            logger.info("no link to %s in %s: %s", message, channel, error)
            return ""

    async def say(self, channel: str, text: str, thread: str = "") -> MessageId:
        """A message of ours in a channel or a thread; what is not ours in `text` is escaped already."""
        with calling():
            posted = await self.client.chat_postMessage(
                channel=channel,
                thread_ts=thread or None,
                text=text,
                metadata={"event_type": SAID, "event_payload": {}},
                unfurl_links=False,
                unfurl_media=False,
                link_names=False,
            )
        return MessageId(posted["ts"])

    async def writes_in(self, channel: str) -> bool:
        """Whether we may write there."""
        try:
            with calling():
                info = (await self.client.conversations_info(channel=channel))["channel"]
        except (NotThere, Undeliverable):
            return False
        inside = any(info.get(mark) for mark in ("is_member", "is_im", "is_mpim"))
        return inside and not info.get("is_archived")

    async def thread(self, channel: str, root: str) -> list[Mapping[str, Any]]:
        """Its messages, oldest first."""
        found: list[Mapping[str, Any]] = []
        with calling():
            async for page in await self.client.conversations_replies(channel=channel, ts=root, limit=PAGE):
                found += page["messages"]
                if len(found) >= MOST_MESSAGES:
                    break
        return found

    async def message(self, channel: str, root: str, message: str) -> Mapping[str, Any] | None:
        """One message of a thread as it is now; None when it is gone."""
        with calling():
            page = await self.client.conversations_replies(
                channel=channel, ts=root, oldest=message, latest=message, inclusive=True
            )
        return next((one for one in page["messages"] if one["ts"] == message), None)

    async def open_dialog(self, trigger: str, view: dict[str, Any]) -> None:
        """For whoever gave us the trigger, three seconds ago at most."""
        with calling():
            await self.client.views_open(trigger_id=trigger, view=view)

    async def direct(self, person: str) -> str:
        """The conversation between us and this person."""
        with calling():
            return str((await self.client.conversations_open(users=person))["channel"]["id"])


@contextmanager
def calling() -> Iterator[None]:
    """Around a call of the Web API: what it raises, in the words of `refusals`."""
    try:
        yield
    except CallFailed as error:
        raise understood(error) from error
