"""Events leave here: wrapped, under an event id of their own, and again when a test asks for that."""

import secrets
from typing import Literal

from . import events
from .delivery import Carrier, Postman
from .payloads import Payload
from .workspace import Workspace


class Outbox:
    def __init__(self, workspace: Workspace, postman: Postman, carrier: Carrier, token: str) -> None:
        self.carrier = carrier
        self._workspace = workspace
        self._postman = postman
        self._token = token

    def publish(self, event: Payload) -> None:
        self._postman.send(self._wrapped(event), self.carrier)

    def _wrapped(self, event: Payload) -> Payload:
        return events.wrapped(
            event,
            event_id=f"Ev0{secrets.token_hex(5).upper()}",
            team=self._workspace.team,
            app=self._workspace.app_id,
            bot=self._workspace.bot.id,
            token=self._token,
            at=self._workspace.clock.now(),
        )

    def again(self, ts: str, event_id: Literal["new", "same"], kind: str) -> None:
        for one in self._postman.deliveries:
            if one.event.get("ts") == ts and one.event["type"] == kind:
                if event_id == "new":
                    return self.publish(one.event)
                self._postman.send(one.payload, self.carrier, number=1, reason=self.carrier.late)
                return None
        raise LookupError(f"no {kind} event was sent for {ts}")
