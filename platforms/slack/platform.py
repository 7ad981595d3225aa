"""Slack as a Platform."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import aiohttp

from bridge.before.told import told
from bridge.bridge import Bridge
from bridge.errors import BridgeError, PlatformError, Undeliverable
from bridge.events import Shown
from bridge.protocols import (
    Admits,
    Digests,
    Fetches,
    Introduces,
    Names,
    Permalinks,
    Platform,
    Says,
    Site,
    Suggests,
    Tells,
    TellsAskers,
    Titles,
)
from bridge.types import Attachment, Channel, Digest, Earlier, File, MessageId, Person, Thread, Turn
from platforms.errands import Errands
from platforms.ids import message_of
from platforms.showing.answer import Answer
from platforms.showing.offering import Offering
from platforms.showing.reply import Pauses, Reply
from platforms.slack.app import Shared, SlackApp
from platforms.slack.installed import InstalledApp
from platforms.slack.outbound import FORM, PAUSES
from platforms.slack.receiving import agent
from platforms.slack.receiving.files import Files
from platforms.slack.receiving.members import channels_of
from platforms.slack.receiving.server import Server
from platforms.slack.receiving.whispers import Whispers
from platforms.slack.settings import SlackSettings
from platforms.slack.showing.digest import post as post_digest
from platforms.slack.showing.messages import SlackMessages
from platforms.slack.text import escape
from platforms.slack.workspace import DIRECT, TIMEOUT, Workspace
from platforms.slack.workspaces import Workspaces
from platforms.telling import tell_asker
from platforms.trouble import NotNow, NotThere

logger = logging.getLogger(__name__)


@asynccontextmanager
async def opened(
    settings: SlackSettings, site: Site, pauses: Pauses = PAUSES, clock: Callable[[], float] = time.time
) -> AsyncIterator["SlackPlatform"]:
    async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
        shared = Shared(site, session, pauses, Workspaces(settings.apps), Errands(), clock)
        apps = [(InstalledApp if one.oauth else SlackApp)(name, one, shared) for name, one in settings.apps.items()]
        yield SlackPlatform(settings, apps, shared)


class SlackPlatform:
    """Receives questions of its workspaces and writes answers into their threads."""

    def __init__(self, settings: SlackSettings, apps: list[SlackApp], shared: Shared) -> None:
        self.apps = {app.name: app for app in apps}
        self.errands = shared.errands
        """What is done after the acknowledgement."""
        self._settings = settings
        self._site = shared.site
        self._workspaces = shared.workspaces
        self._bridge: Bridge | None = None
        self._offering = Offering(shared.errands)

    @property
    def ready(self) -> asyncio.Future[str]:
        """How the first app's events come in."""
        return self.apps["slack"].ready

    async def run(self, bridge: Bridge) -> None:
        """Receive until cancelled. BadConfig when no app can."""
        self._bridge = self._offering.bridge = bridge
        server = Server(self._settings.host, self._settings.port)
        for app in self.apps.values():
            app.serve(server)
        try:
            async with self.errands:
                if len(self.apps) == 1:
                    return await self.apps["slack"].run(bridge, server)
                ends = [self._run_apart(app, bridge, server) for app in self.apps.values()]
                raise (await asyncio.gather(*ends, return_exceptions=True))[
                    0
                ]  # cancelled, it waits for all of them
        finally:
            await server.close()

    async def show(self, turn: Turn, events: AsyncIterator[Shown]) -> None:
        """Write the answer into the question's thread, once its workspace is known."""
        workspace = await self._workspaces.of(turn.thread.workspace)
        await workspace.door.opened()
        language = self._site.rules(turn.thread.place).language
        answer = Answer(FORM, language, turn.parts, turn.question.model)
        stop, models = partial(self._stop, turn), partial(self._offering.of, turn.backend)
        try:
            async with SlackMessages(workspace, turn, language, self._site.store, stop, models) as messages:
                await Reply(turn, answer, messages, self._site.store, workspace.rates.pauses).show(events)
                await messages.finish()
        except Undeliverable as error:
            if not turn.thread.channel.startswith(DIRECT):  # there the one place for it is the one that refuses it
                await tell_asker(workspace, turn.question, error, language)
            raise
        self._offering.learn(turn.backend)

    async def tell_asker(self, turn: Turn, why: BridgeError) -> None:
        """In a direct message; where they asked in one, it is the place that takes nothing."""
        workspace = self._workspaces.at(turn.thread.workspace)
        if workspace is not None and not turn.thread.channel.startswith(DIRECT):
            await tell_asker(workspace, turn.question, why, self._site.rules(turn.thread.place).language)

    async def titled(self, thread: Thread, title: str) -> None:
        """In the app's own tab threads have titles."""
        if workspace := self._workspaces.at(thread.workspace):
            self.errands.begin(agent.titled(workspace, thread, title))

    async def fetch(self, thread: Thread, attachment: Attachment) -> File:
        """A file that came with a question."""
        workspace = await self._workspaces.of(thread.workspace)
        return await Files(workspace, self._settings.largest_file).fetch(attachment)

    async def permalink(self, thread: Thread, message: MessageId) -> str:
        workspace = self._workspaces.at(thread.workspace)
        return await workspace.permalink(thread.channel, message_of(message)) if workspace else ""

    async def say(self, thread: Thread, text: str) -> None:
        """Something that is no answer, for everybody in the thread."""
        workspace = self._workspaces.at(thread.workspace)
        if workspace is None:
            raise PlatformError(what=f"The workspace {thread.workspace} is not known.")
        try:
            await workspace.say(thread.channel, escape(text), thread.thread)
        except (NotNow, NotThere) as error:
            raise PlatformError(what=str(error)) from error

    async def digest(self, place: Channel, digest: Digest) -> None:
        """In the channel itself."""
        workspace = self._workspaces.at(place.workspace)
        if workspace is None:
            raise PlatformError(what=f"The workspace {place.workspace} is not known.")
        try:
            await post_digest(workspace, place.channel, digest, self._site.rules(place).language)
        except (NotNow, NotThere) as error:
            raise PlatformError(what=str(error)) from error

    async def suggest(self, turn: Turn, earlier: Sequence[Earlier]) -> MessageId:
        """Nobody else sees anything of it."""
        workspace = await self._workspaces.of(turn.thread.workspace)
        rules = self._site.rules(turn.thread.place)
        said = told(turn, earlier, rules.asked_before, rules.language)
        try:
            await Whispers(workspace, self._site).answer(turn.question, said)
        except (NotNow, NotThere) as error:
            raise PlatformError(what=str(error)) from error
        return MessageId("")

    async def suggested(self, turn: Turn, message: MessageId) -> None:
        """What they pressed took its place; else Slack lets nobody take it away."""

    def _stop(self, turn: Turn) -> None:
        """Somebody has pressed Slack's own Stop."""
        if self._bridge is not None:
            self._bridge.stop_here(turn.thread, turn.question.message)  # who shows an answer gets it

    async def channel_name(self, place: Channel) -> str:
        return await self._name(place.workspace, place.channel, Workspace.channel_name)

    async def person_name(self, person: Person) -> str:
        return await self._name(person.workspace, person.name, Workspace.person_name)

    async def _name(self, team: str, id: str, ask: Callable[[Workspace, str], Awaitable[str]]) -> str:
        workspace = self._workspaces.at(team)
        try:
            return await ask(workspace, id) if workspace else id
        except (NotNow, NotThere, PlatformError) as error:
            logger.info("the name of %s is not known: %s", id, error)
            return id

    async def admits(self, person: Person, workspaces: Collection[str]) -> Collection[Channel] | None:
        """As Slack lists them for somebody: channels, private ones and direct messages that they share with us."""
        team = person.workspace  # elsewhere this is nobody's name
        workspace = self._workspaces.at(team)
        if workspace is None:
            return None
        try:
            return [Channel("slack", team, one) for one in await channels_of(workspace, person.name)]
        except (NotNow, NotThere, PlatformError) as error:
            logger.info("in which channels %s is is not known: %s", person.name, error)
            return None

    async def tell_owner(self, text: str, picture: Path | None) -> None:
        """In a direct message to each of the ``owners``; PlatformError when none of them could be reached."""
        reached = [await app.tell_owners(text, picture) for app in self.apps.values()]
        if not any(reached) and any(app.settings.owners for app in self.apps.values()):
            raise PlatformError(what="None of the owners could be reached in Slack.")

    async def _run_apart(self, app: SlackApp, bridge: Bridge, server: Server) -> Exception:
        """One app's trouble is not the others'; its owner hears of it."""
        try:
            await app.run(bridge, server)
        except Exception as error:
            if not isinstance(error, BridgeError):
                logger.exception("[%s] ended by a bug", app.name)
            bridge.owner.without(app.name, error)
            return error
        raise AssertionError("an app receives until it is cancelled")


_platform: type[Platform] = SlackPlatform
_names: type[Names] = SlackPlatform
_introduces: type[Introduces] = SlackPlatform
_admits: type[Admits] = SlackPlatform
_tells: type[Tells] = SlackPlatform
_fetches: type[Fetches] = SlackPlatform
_permalinks: type[Permalinks] = SlackPlatform
_titles: type[Titles] = SlackPlatform
_says: type[Says] = SlackPlatform
_suggests: type[Suggests] = SlackPlatform
_digests: type[Digests] = SlackPlatform
_tells_askers: type[TellsAskers] = SlackPlatform
