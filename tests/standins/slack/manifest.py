"""What an app's manifest declares: nothing else is sent to it.

Source: docs.slack.dev "App manifest reference"; an undeclared command or shortcut is in nobody's menu.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from .payloads import Payload

KINDS = {"public": "message.channels", "private": "message.groups", "im": "message.im", "mpim": "message.mpim"}


@dataclass(frozen=True, slots=True)
class Declared:
    scopes: frozenset[str]
    events: frozenset[str]
    commands: frozenset[str]
    shortcuts: frozenset[str]
    interactive: bool

    @classmethod
    def read(cls, manifest: Mapping[str, Any]) -> Self:
        features, settings = manifest.get("features", {}), manifest.get("settings", {})
        return cls(
            frozenset(manifest["oauth_config"]["scopes"]["bot"]),
            frozenset(settings.get("event_subscriptions", {}).get("bot_events", [])),
            frozenset(one["command"] for one in features.get("slash_commands", [])),
            frozenset(one["callback_id"] for one in features.get("shortcuts", [])),
            bool(settings.get("interactivity", {}).get("is_enabled")),
        )

    def hears(self, event: Payload, kind: str) -> bool:
        """Messages are subscribed to by the kind of their conversation."""
        return (KINDS.get(kind, "") if event["type"] == "message" else event["type"]) in self.events
