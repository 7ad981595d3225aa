"""Events leave here: wrapped, under an event id of their own, and again when a test asks for that."""

import secrets
from typing import Literal

from . import events, scopes
from .delivery import Postman
from .payloads import Payload
from .state import Channel
from .workspace import Workspace


class Outbox:
    def __init__(self, postman: Postman) -> None:
        self._postman = postman

    def publish(self, workspace: Workspace, channel: Channel | None, event: Payload) -> None:
        if not workspace.revoked and scopes.hears(workspace, channel, event):
            self._send(workspace, event)

    def _send(self, workspace: Workspace, event: Payload) -> None:
        self._postman.send(_wrapped(workspace, event), workspace.app.carrier)

    def again(self, workspace: Workspace, ts: str, event_id: Literal["new", "same"], kind: str) -> None:
        carrier = workspace.app.carrier
        for one in self._postman.deliveries:
            if one.event.get("ts") == ts and one.event["type"] == kind:
                if event_id == "new":
                    return self._send(workspace, one.event)
                self._postman.send(one.payload, carrier, number=1, reason=carrier.late)
                return None
        raise LookupError(f"no {kind} event was sent for {ts}")


def _wrapped(workspace: Workspace, event: Payload) -> Payload:
    return events.wrapped(
        event,
        event_id=f"Ev0{secrets.token_hex(5).upper()}",
        team=workspace.team,
        app=workspace.app.id,
        bot=workspace.bot.id,
        token=workspace.app.verification_token,
        at=workspace.clock.now(),
    )
