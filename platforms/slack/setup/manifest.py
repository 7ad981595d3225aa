"""The app's manifest: everything that Slack has to know of the app, to be pasted or opened as a link; pure.

Source: docs.slack.dev "App manifest reference".
"""

import json
from dataclasses import dataclass
from urllib.parse import quote

from bridge.errors import BadConfig
from bridge.texts import say
from bridge.types import Language
from platforms.slack.settings import APPS, REDIRECT, SlackSettings, page, path_of
from platforms.slack.settings import NAME as NAME_OF_WORKSPACE
from platforms.slack.setup.manifest_limits import Manifest, problems

NAME = "Threadbridge"
COMMAND = "/threadbridge"
SHORTCUTS = ("ask_about_this", "summarise_thread")
PROMPTS = 4

SCOPES = (
    "app_mentions:read",
    "assistant:write",
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "mpim:history",
    "mpim:read",
    "reactions:write",
    "users:read",
)
"""Of the bot. What each is for stands in bridge/texts, under `scope_` and its name."""

EVENTS = (
    "agent_session_stopped",
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "message.channels",
    "message.groups",
    "message.im",
    "message.mpim",
    "tokens_revoked",
)
"""agent_session_stopped is Slack's own Stop: its button is there only for apps that listen to it. By
app_uninstalled and tokens_revoked we know at once that the app was taken out."""


@dataclass(frozen=True, slots=True)
class Way:
    """How events come in: at an address of ours, or, without one, by Socket Mode."""

    events: str = ""
    """``https://…/slack/events``."""
    redirect: str = ""
    """Where Slack sends people back to, where teams install the app themselves."""

    @property
    def by_socket(self) -> bool:
        return not self.events


def way_of(settings: SlackSettings | None, workspace: str, http: str) -> Way:
    """As the configuration says it, or at an address of one's own; Socket Mode where neither does.

    BadConfig when no workspace can be called that.
    """
    if workspace and not NAME_OF_WORKSPACE.fullmatch(workspace):
        raise BadConfig(what=f'"{workspace}" is no name for a workspace; use a to z, 0 to 9, - and _')
    oauth = settings.oauth if settings and not workspace else None
    address = http or (oauth.address if oauth else "")
    if not address:
        return Way()
    path = settings.path if settings else str(SlackSettings.model_fields["path"].default)
    if workspace:
        path = path_of(path, workspace)
    return Way(address + path, address + page(path, REDIRECT) if oauth else "")


def manifest(name: str = NAME, language: Language = "en", way: Way = Way()) -> Manifest:
    """The whole of it. BadConfig when Slack would not take it, a name that is too long for example."""
    made = {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": name,
            "description": say("manifest_description", language),
            "long_description": say("manifest_long_description", language),
        },
        "features": _features(name, language, way),
        "oauth_config": {
            "scopes": {"bot": list(SCOPES)},
            **({"redirect_urls": [way.redirect]} if way.redirect else {}),
        },
        "settings": _settings(way),
    }
    if wrong := problems(made):
        raise BadConfig(what="\n".join(wrong))
    return made


def _features(name: str, language: Language, way: Way) -> Manifest:
    prompts = [
        {key: say(f"manifest_prompt_{number}_{key}", language) for key in ("title", "message")}
        for number in range(1, PROMPTS + 1)
    ]
    command = {
        "command": COMMAND,
        "description": say("manifest_command", language),
        "usage_hint": say("manifest_usage", language),
        "should_escape": True,
    }
    return {
        "bot_user": {"display_name": name, "always_online": True},
        "app_home": {
            "home_tab_enabled": False,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "agent_view": {"agent_description": say("manifest_agent", language), "suggested_prompts": prompts},
        "slash_commands": [command if way.by_socket else command | {"url": way.events}],
        "shortcuts": [
            {
                "name": say(f"manifest_{shortcut}", language),
                "type": "message",
                "callback_id": shortcut,
                "description": say(f"manifest_{shortcut}_description", language),
            }
            for shortcut in SHORTCUTS
        ],
    }


def _settings(way: Way) -> Manifest:
    at = {} if way.by_socket else {"request_url": way.events}
    return {
        "event_subscriptions": {**at, "bot_events": list(EVENTS)},
        "interactivity": {"is_enabled": True, **at},
        "org_deploy_enabled": False,
        "socket_mode_enabled": way.by_socket,
        "token_rotation_enabled": False,
    }


def link(made: Manifest) -> str:
    """Opens Slack's page for a new app with everything filled in."""
    packed = json.dumps(made, ensure_ascii=False, separators=(",", ":"))
    return f"{APPS}?new_app=1&manifest_json={quote(packed, safe='')}"
