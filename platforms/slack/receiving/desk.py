"""Where everything arrives that Slack sends: what it is, and who sees to it."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from bridge.errors import PlatformError, StorageError
from bridge.types import Channel, Thread
from platforms.desk.around import Sender
from platforms.desk.clicks import Clicks
from platforms.desk.edits import Edits
from platforms.receiving.catchup import CatchUp
from platforms.receiving.hearing import Said
from platforms.receiving.lateness import Ears
from platforms.slack.inbound import said
from platforms.slack.receiving import agent
from platforms.slack.receiving.agent import begun, opened_tab, stopped, suggest
from platforms.slack.receiving.clicks import clicked
from platforms.slack.receiving.commands import SlashCommands
from platforms.slack.receiving.edits import deleted, edited
from platforms.slack.receiving.here import Here
from platforms.slack.receiving.shortcuts import Menus
from platforms.slack.workspace import Us
from platforms.trouble import NotNow, NotThere

logger = logging.getLogger(__name__)

QUIET = 2
"""Minutes without Slack's saying again that it leaves out events."""

TRIED_FOR = 7
"""Minutes after which Slack tries an event no more that was not acknowledged (seen 2026-09: 0, 1 and 5)."""

REVOKED = frozenset({"tokens_revoked", "app_uninstalled"})


class Desk:
    """Of one workspace."""

    def __init__(self, here: Here, catching_up: Callable[[Ears], CatchUp]) -> None:
        self.catch_up = catching_up(self)
        """With what was said while nobody was here."""
        self._here = here
        self._around = here.around
        self._edits = Edits(here.around, self._editor, here.messages.reworded)
        self._commands = SlashCommands(here)
        self._clicks = Clicks(here.around, self._edits.ask_as_edited, self._begin)
        self._menus = Menus(here)

    @property
    def us(self) -> Us:
        """Who we are there."""
        return self._here.us

    async def take(self, body: Mapping[str, Any]) -> None:
        """Returns when what must not be lost is in the ledger; only then may it be acknowledged."""
        event, kind = body.get("event"), body.get("type")
        if kind == "app_rate_limited":
            self._hears_less()
        if isinstance(event, Mapping):
            with self._heard(event):
                await self._event(event)
        elif "command" in body:
            self._commands.take(body)
        elif kind == "block_actions":
            if click := clicked(body, self._here.us.team, self._here.sender):
                await self._clicks.take(click)
        elif kind == "message_action":
            self._menus.take(body)
        elif kind == "view_submission":
            self._menus.submitted(body)

    def _hears_less(self) -> None:
        """Slack sends no more of the events than 30,000 an hour; the others are read when that is over."""
        if self.catch_up.again_after(QUIET * self._here.workspace.rates.pauses.minute):
            logger.warning("Slack leaves out events for now: there were too many in the last hour")

    @contextmanager
    def _heard(self, event: Mapping[str, Any]) -> Iterator[None]:
        """Whatever is said in a channel shows how far it has been heard."""
        channel, ts = event.get("channel"), event.get("ts")
        if event.get("type") != "message" or not isinstance(channel, str) or not isinstance(ts, str):
            yield
            return
        try:
            with self.catch_up.marks.hearing(channel, ts):
                yield
        except StorageError:
            self.catch_up.again_after(TRIED_FOR * self._here.workspace.rates.pauses.minute)
            raise

    async def _event(self, event: Mapping[str, Any]) -> None:
        us = self._here.us
        if event.get("type") in REVOKED:
            self._around.errands.begin(self._is_it_true())
        if heard := said(event, us.team, us.user):
            await self.hear(heard)
        elif edit := edited(event, us.team, us.user):
            await self._edits.edited(edit)
        elif deletion := deleted(event, us.team):
            await self._edits.deleted(deletion)
        elif stop := stopped(event, us.team):
            await agent.stop(self._around.bridge, *stop)
        elif channel := opened_tab(event):
            rules = self._around.site.rules(Channel("slack", us.team, channel))
            if rules.mode != "off":
                self._around.errands.begin(suggest(self._here.workspace, channel, rules.language))

    async def hear(self, heard: Said) -> bool:
        """What somebody said, now or while nobody was here; True when it is a new question."""
        asked = await self._around.hearing.hear(heard)
        if heard.direct and not heard.reply:
            thread, store = heard.question.thread, self._around.site.store
            self._around.errands.begin(begun(self._here.workspace, store, thread, heard.question.text))
        return asked

    async def pass_over(self, heard: Said, sentence: str, **values: object) -> bool:
        """A question that is too old; True when that is said now."""
        return await self._around.hearing.pass_over(heard, sentence, **values)

    async def _begin(self, place: Thread, text: str) -> Thread:
        thread, _ = await self._here.messages.begin(place, text)
        return thread

    def _editor(self, person: str, thread: Thread, message: str) -> Sender:
        return self._here.sender(person, thread)

    async def _is_it_true(self) -> None:
        """The event may be about another token than ours; Slack's answer to a call is not."""
        try:
            await self._here.workspace.look()
        except (NotNow, NotThere, PlatformError) as error:
            logger.warning("the app's token was revoked: %s", error)
