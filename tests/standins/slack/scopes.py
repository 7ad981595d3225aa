"""Which scope a method or an event needs.

Source: docs.slack.dev, "Required scopes" of each method and event page. Where a method takes any of several, the
kind of the conversation decides; users.conversations and conversations.list need those of all kinds asked for.
"""

from collections.abc import Iterable

from .calls import Arguments
from .installation import Installation
from .methods.common import TYPES
from .payloads import Payload, SlackError
from .state import Channel
from .workspace import Workspace

FAMILIES = {"public": "channels", "private": "groups", "im": "im", "mpim": "mpim"}

NEEDED = {
    "agents.sessions.rename": "chat:write",
    "agents.sessions.setStatus": "chat:write",
    "assistant.threads.setStatus": "chat:write",
    "assistant.threads.setSuggestedPrompts": "assistant:write",
    "assistant.threads.setTitle": "assistant:write",
    "bots.info": "users:read",
    "chat.appendStream": "chat:write",
    "chat.delete": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.postMessage": "chat:write",
    "chat.startStream": "chat:write",
    "chat.stopStream": "chat:write",
    "chat.update": "chat:write",
    "conversations.history": "{family}:history",
    "conversations.info": "{family}:read",
    "conversations.join": "channels:join",
    "conversations.members": "{family}:read",
    "conversations.replies": "{family}:history",
    "files.completeUploadExternal": "files:write",
    "files.getUploadURLExternal": "files:write",
    "files.info": "files:read",
    "reactions.add": "reactions:write",
    "reactions.get": "reactions:read",
    "reactions.remove": "reactions:write",
    "team.info": "team:read",
    "users.info": "users:read",
    "users.list": "users:read",
    "users.lookupByEmail": "users:read.email",
}


def check(workspace: Workspace, method: str, args: Arguments) -> None:
    """missing_scope, with the words `needed` and `provided`, when the app may not call this."""
    for needed in _needed(workspace, method, args):
        missing(workspace, needed.split(","))


def missing(workspace: Installation, any_of: list[str]) -> None:
    if not workspace.scopes.intersection(any_of):
        provided = ",".join(sorted(workspace.scopes))
        raise SlackError("missing_scope", needed=",".join(any_of), provided=provided)


def _needed(workspace: Workspace, method: str, args: Arguments) -> Iterable[str]:
    if method in ("conversations.list", "users.conversations"):
        kinds = [TYPES.get(one.strip(), "") for one in (args.text("types") or "public_channel").split(",")]
        return [f"{FAMILIES[kind]}:read" for kind in kinds if kind]
    if method == "conversations.open":
        return ["mpim:write" if "," in (args.text("users") or "") else "im:write"]
    needed = NEEDED.get(method)
    if needed is None:
        return []
    channel = workspace.channels.get(args.text("channel") or "")
    families = [FAMILIES[channel.kind]] if channel else FAMILIES.values()
    return [",".join(dict.fromkeys(needed.format(family=family) for family in families))]


def hears(workspace: Installation, channel: Channel | None, event: Payload) -> bool:
    """An event is sent only where it was subscribed to and its scope was granted."""
    declared = workspace.app.declared
    if declared and not declared.hears(event, channel.kind if channel else ""):
        return False
    family = FAMILIES[channel.kind] if channel else ""
    match event["type"]:
        case "message":
            needed = f"{family}:history"
        case "app_mention":
            needed = "app_mentions:read"
        case "reaction_added" | "reaction_removed":
            needed = "reactions:read"
        case "member_joined_channel" | "member_left_channel":
            needed = f"{family}:read"
        case _:
            return True
    return needed in workspace.scopes
