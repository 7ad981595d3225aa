"""Clicks, shortcuts and commands on their way to the app: sent once, to be acknowledged within three seconds.

Source: docs.slack.dev "Handling user interaction", "Implementing slash commands" (text in the acknowledgement is
shown, to the one who typed unless response_type says otherwise). Nothing is sent again.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from .delivery import Attempt, Kind, Unheard
from .payloads import Payload, SlackError
from .responses import Response
from .workspace import Workspace


@dataclass(slots=True, eq=False)
class Interaction:
    """What a person did; `failure` is why Slack shows them a warning sign."""

    kind: Kind
    payload: Payload
    state: Literal["under way", "acknowledged", "failed"] = "under way"
    answer: Payload | None = None
    failure: str = ""

    @property
    def acknowledged(self) -> bool:
        return self.state == "acknowledged"

    @property
    def trigger_id(self) -> str:
        return str(self.payload["trigger_id"])

    @property
    def response_url(self) -> str:
        return str(self.payload["response_url"])


class Interactions:
    def __init__(self, ring: Callable[[], None]) -> None:
        self.made: list[Interaction] = []
        self._ring = ring
        self._tasks: set[asyncio.Task[None]] = set()

    def send(self, workspace: Workspace, kind: Kind, payload: Payload, response: Response) -> Interaction:
        interaction = Interaction(kind, payload)
        self.made.append(interaction)
        task = asyncio.create_task(self._send(workspace, interaction, response))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self._ring()
        return interaction

    async def _send(self, workspace: Workspace, interaction: Interaction, response: Response) -> None:
        attempt = Attempt(0, "", workspace.clock.now())
        try:
            answer = await workspace.app.carrier.carry(interaction.payload, attempt, interaction.kind)
        except Unheard as unheard:
            interaction.failure, interaction.state = unheard.reason, "failed"
        else:
            interaction.answer, interaction.state = answer, "acknowledged"
            if answer and interaction.kind == "slash_commands":
                self._show(interaction, response, answer)
        self._ring()

    def _show(self, interaction: Interaction, response: Response, answer: Payload) -> None:
        try:
            response.say(answer)
        except SlackError as refusal:
            interaction.failure = refusal.code

    async def close(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
