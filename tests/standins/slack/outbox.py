"""Events leave here: wrapped, under an event id of their own, and again when a test asks for that."""

import secrets
from collections import defaultdict, deque
from typing import Literal

from . import events, scopes
from .delivery import Postman
from .installation import Installation
from .payloads import Payload
from .state import Channel

HOUR = 3600.0


class Outbox:
    """At most so many events an hour and workspace; a message says when there were more, in each such minute.

    Source: docs.slack.dev "The Events API", "Rate limiting".
    """

    def __init__(self, postman: Postman) -> None:
        self._postman = postman
        self._sent: defaultdict[str, deque[float]] = defaultdict(deque)
        self._said: set[tuple[str, int]] = set()

    def publish(self, workspace: Installation, channel: Channel | None, event: Payload) -> None:
        if workspace.revoked or not scopes.hears(workspace, channel, event):
            return None
        sent, now = self._sent[workspace.team], workspace.clock.now()
        while sent and sent[0] <= now - HOUR:
            sent.popleft()
        if len(sent) < workspace.habits.events_an_hour:
            sent.append(now)
            return self._send(workspace, event)
        return self._too_many(workspace, int(now // 60 * 60))

    def _too_many(self, workspace: Installation, minute: int) -> None:
        if (workspace.team, minute) not in self._said:
            self._said.add((workspace.team, minute))
            said: Payload = {
                "type": "app_rate_limited",
                "token": workspace.app.verification_token,
                "team_id": workspace.team,
                "api_app_id": workspace.app.id,
                "minute_rate_limited": minute,
            }
            self._postman.send(said, workspace.app.carrier)

    def _send(self, workspace: Installation, event: Payload) -> None:
        self._postman.send(_wrapped(workspace, event), workspace.app.carrier)

    def again(self, workspace: Installation, ts: str, event_id: Literal["new", "same"], kind: str) -> None:
        carrier = workspace.app.carrier
        for one in self._postman.deliveries:
            if one.event.get("ts") == ts and one.event["type"] == kind:
                if event_id == "new":
                    return self._send(workspace, one.event)
                self._postman.send(one.payload, carrier, number=1, reason=carrier.late)
                return None
        raise LookupError(f"no {kind} event was sent for {ts}")


def _wrapped(workspace: Installation, event: Payload) -> Payload:
    return events.wrapped(
        event,
        event_id=f"Ev0{secrets.token_hex(5).upper()}",
        team=workspace.team,
        app=workspace.app.id,
        bot=workspace.bot.id,
        token=workspace.app.verification_token,
        at=workspace.clock.now(),
    )
