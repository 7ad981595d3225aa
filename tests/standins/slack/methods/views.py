"""views.open and views.publish: what a person sees in a dialog or in the app's home.

Source: docs.slack.dev method pages. Only that a trigger is fresh and unused and the view well-formed is checked.
"""

from tests.standins.slack.app import new_id
from tests.standins.slack.calls import Arguments
from tests.standins.slack.payloads import Payload, SlackError
from tests.standins.slack.workspace import Workspace

from .common import Method

BLOCKS_MOST = 100
TITLE_MOST = 24


def _view(args: Arguments, kind: str) -> Payload:
    view = args.object("view", "invalid_arguments")
    if not view or view.get("type") != kind or len(view.get("blocks", [])) > BLOCKS_MOST:
        raise SlackError("invalid_arguments")
    if kind == "modal" and not 0 < len(view.get("title", {}).get("text", "")) <= TITLE_MOST:
        raise SlackError("invalid_arguments")
    return {"id": new_id("V"), **view}


def open_view(workspace: Workspace, args: Arguments) -> Payload:
    view = _view(args, "modal")
    workspace.world.triggers.exchange(args.required("trigger_id", "invalid_trigger_id"))
    workspace.views.append(view)
    return {"view": view}


def publish(workspace: Workspace, args: Arguments) -> Payload:
    view, user = _view(args, "home"), args.required("user_id", "user_not_found")
    if user not in workspace.users:
        raise SlackError("user_not_found")
    workspace.homes[user] = view
    return {"view": view}


METHODS: dict[str, Method] = {"views.open": open_view, "views.publish": publish}
