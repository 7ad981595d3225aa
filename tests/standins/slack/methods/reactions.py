"""reactions.*; the names of emoji are not checked."""

from tests.standins.slack.calls import Arguments
from tests.standins.slack.objects import reactions as listed
from tests.standins.slack.payloads import Payload, SlackError
from tests.standins.slack.state import Message
from tests.standins.slack.workspace import Workspace

from .common import Method, joined, message


def _target(workspace: Workspace, args: Arguments) -> Message:
    return message(joined(workspace, args), args.required("timestamp", "no_item_specified"))


def add(workspace: Workspace, args: Arguments) -> Payload:
    on, name = _target(workspace, args), args.required("name", "invalid_name")
    if workspace.bot.id in on.reactions.get(name, []):
        raise SlackError("already_reacted")
    workspace.react(on, workspace.bot, name, added=True)
    return {}


def remove(workspace: Workspace, args: Arguments) -> Payload:
    on, name = _target(workspace, args), args.required("name", "invalid_name")
    if workspace.bot.id not in on.reactions.get(name, []):
        raise SlackError("no_reaction")
    workspace.react(on, workspace.bot, name, added=False)
    return {}


def get(workspace: Workspace, args: Arguments) -> Payload:
    on = _target(workspace, args)
    seen = workspace.view(on) | {"reactions": listed(on)}
    return {"type": "message", "channel": on.channel, "message": seen}


METHODS: dict[str, Method] = {"reactions.add": add, "reactions.remove": remove, "reactions.get": get}
