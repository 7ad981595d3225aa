"""The menu of a message, and the dialog that it opens.

Source: docs.slack.dev "Shortcuts", "message_action payload".
"""

from collections.abc import Mapping
from typing import Any

from bridge.types import Thread
from platforms.desk.around import Sender
from platforms.desk.shortcuts import Chosen, Shortcuts
from platforms.slack.receiving.dialog import CALLBACK, dialog, submitted
from platforms.slack.receiving.here import Here

ABOUT, SUMMARY = CALLBACK, "summarise_thread"


class Menus:
    """Of one workspace."""

    def __init__(self, here: Here) -> None:
        self._here = here
        self._shortcuts = Shortcuts(here.around, here.messages, here.messages)

    def take(self, body: Mapping[str, Any]) -> None:
        """Seen to behind the acknowledgement, as Slack has to be asked for more."""
        if body.get("callback_id") not in (ABOUT, SUMMARY):
            return None
        chosen = Chosen(self._sender(body), body["message"]["ts"], str(body.get("trigger_id") or ""))
        if not self._shortcuts.lets_in(chosen):
            return None
        if body["callback_id"] == ABOUT:
            return self._here.around.begin(chosen.sender, self._about(chosen, body))
        return self._here.around.begin(chosen.sender, self._shortcuts.summarise(chosen))

    def submitted(self, body: Mapping[str, Any]) -> None:
        """The dialog closes by its acknowledgement."""
        if wanted := submitted(body, self._here.us.team, self._here.sender):
            self._here.around.begin(wanted.sender, self._shortcuts.asked(wanted))

    async def _about(self, chosen: Chosen, body: Mapping[str, Any]) -> None:
        here, thread = self._here, chosen.sender.thread
        message = await here.messages.read(body["message"])
        url = str(body.get("response_url") or "")
        view = dialog(thread, chosen.message, message.words, here.around.language(thread), url)
        await self._shortcuts.about(chosen, message, lambda: here.workspace.open_dialog(chosen.once, view))

    def _sender(self, body: Mapping[str, Any]) -> Sender:
        message = body["message"]
        root = message.get("thread_ts") or message["ts"]
        thread = Thread("slack", self._here.us.team, body["channel"]["id"], root)
        return self._here.sender(body["user"]["id"], thread, str(body.get("response_url") or ""))
