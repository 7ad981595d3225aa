"""What Slack takes of a manifest, and what it does not; pure.

Source: the schema 2.0.0 that Slack publishes (slackapi/manifest-schema), seen 2026-07.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Manifest = dict[str, Any]

TEXTS: Mapping[str, tuple[int, int]] = {
    "display_information.name": (1, 35),
    "display_information.description": (1, 140),
    "display_information.long_description": (175, 4000),
    "features.bot_user.display_name": (1, 80),
    "features.agent_view.agent_description": (0, 300),
    "features.slash_commands.*.command": (2, 32),
    "features.slash_commands.*.description": (1, 2000),
    "features.slash_commands.*.usage_hint": (1, 1000),
    "features.slash_commands.*.url": (1, 3000),
    "features.shortcuts.*.name": (1, 24),
    "features.shortcuts.*.callback_id": (1, 255),
    "features.shortcuts.*.description": (1, 150),
    "oauth_config.redirect_urls.*": (1, 2500),
    "oauth_config.scopes.bot.*": (1, 50),
    "settings.event_subscriptions.request_url": (1, 3500),
    "settings.event_subscriptions.bot_events.*": (1, 50),
    "settings.interactivity.request_url": (1, 3500),
}
"""The least and the most characters."""

LISTS: Mapping[str, int] = {
    "features.slash_commands": 50,
    "features.shortcuts": 10,
    "features.agent_view.suggested_prompts": 4,
    "oauth_config.redirect_urls": 1000,
    "oauth_config.scopes.bot": 255,
    "settings.event_subscriptions.bot_events": 100,
}
"""The most entries."""

ADDRESSES = (
    "features.slash_commands.*.url",
    "oauth_config.redirect_urls.*",
    "settings.event_subscriptions.request_url",
    "settings.interactivity.request_url",
)


def problems(made: Manifest) -> list[str]:
    """What Slack would not take, in words; empty when it would."""
    return [
        *_checked(made, TEXTS, _length),
        *_checked(
            made, LISTS, lambda most, found: f"{len(found)} entries, at most {most}" if len(found) > most else ""
        ),
        *_checked(made, dict.fromkeys(ADDRESSES, "https://"), _begins),
        *_ways(made),
    ]


def _length(limits: tuple[int, int], text: str) -> str:
    least, most = limits
    return "" if least <= len(text) <= most else f"{len(text)} characters, has to have {least} to {most}"


def _begins(start: str, address: str) -> str:
    return "" if address.startswith(start) else f'has to begin with "{start}"'


def _checked(made: Manifest, rules: Mapping[str, Any], check: Callable[[Any, Any], str]) -> list[str]:
    return [
        f"Slack does not take the manifest: {path}: {wrong}."
        for path, rule in rules.items()
        for found in _at(made, path.split("."))
        if (wrong := check(rule, found))
    ]


def _ways(made: Manifest) -> list[str]:
    """Events and clicks need an address or Socket Mode, and a message tab that is read-only takes no questions."""
    settings = made["settings"]
    needs = [settings["event_subscriptions"], settings["interactivity"]]
    if settings["socket_mode_enabled"] or all("request_url" in one for one in needs):
        return []
    return ["Slack does not take the manifest: settings: neither Socket Mode nor a request_url."]


def _at(value: Any, path: Sequence[str]) -> list[Any]:
    """Everything at a path; `*` is each entry of a list."""
    if not path:
        return [value]
    first, *rest = path
    if first == "*":
        return [found for one in value for found in _at(one, rest)]
    return _at(value[first], rest) if first in value else []
