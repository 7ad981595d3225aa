"""What people press and type, as payloads; pure.

Source: docs.slack.dev "block_actions payload", "message_action payload" (message shortcuts) and "Implementing slash
commands". The message of an ephemeral click is left out, as only its container is documented.
"""

from collections.abc import Iterator

from . import objects
from .payloads import Payload
from .state import Channel, Ephemeral, Message, User
from .workspace import Workspace

NAMES = {"im": "directmessage", "private": "privategroup"}


def named(channel: Channel) -> str:
    return NAMES.get(channel.kind, channel.name)


def _head(workspace: Workspace, who: User, channel: Channel) -> Payload:
    return {
        "user": {"id": who.id, "username": who.name, "name": who.name, "team_id": workspace.team},
        "team": {"id": workspace.team, "domain": workspace.domain},
        "channel": {"id": channel.id, "name": named(channel)},
        "api_app_id": workspace.app.id,
        "token": workspace.app.verification_token,
        "enterprise": None,
        "is_enterprise_install": False,
        "trigger_id": workspace.world.triggers.new(),
    }


def block_actions(workspace: Workspace, who: User, on: Message | Ephemeral, action: Payload, url: str) -> Payload:
    channel, seen = workspace.channels[on.channel], shown(workspace, on)
    container: Payload = {"type": "message", "message_ts": on.ts, "channel_id": on.channel}
    container["is_ephemeral"] = isinstance(on, Ephemeral)
    if on.thread_ts:
        container["thread_ts"] = on.thread_ts
    message = {} if isinstance(on, Ephemeral) else {"message": seen}
    payload = {"type": "block_actions", **_head(workspace, who, channel), "container": container, **message}
    return payload | {"state": {"values": _state(seen["blocks"])}, "response_url": url, "actions": [action]}


def shown(workspace: Workspace, what: Message | Ephemeral) -> Payload:
    if isinstance(what, Message):
        return workspace.view(what)
    return {"blocks": objects.identified(objects.settled(what.blocks), what.ts)}


def message_action(workspace: Workspace, who: User, on: Message, callback_id: str, url: str) -> Payload:
    return {
        "type": "message_action",
        **_head(workspace, who, workspace.channels[on.channel]),
        "action_ts": workspace.next_ts(),
        "callback_id": callback_id,
        "message_ts": on.ts,
        "message": workspace.view(on),
        "response_url": url,
    }


def view_submission(workspace: Workspace, who: User, view: Payload, words: str) -> Payload:
    """docs.slack.dev "view_submission payload": without a channel, and without a response_url."""
    fields = [block for block in view["blocks"] if block["type"] == "input"]
    values = {
        one["block_id"]: {one["element"]["action_id"]: {"type": one["element"]["type"], "value": words or None}}
        for one in fields
    }
    return {
        "type": "view_submission",
        "team": {"id": workspace.team, "domain": workspace.domain},
        "user": {"id": who.id, "username": who.name, "name": who.name, "team_id": workspace.team},
        "api_app_id": workspace.app.id,
        "token": workspace.app.verification_token,
        "trigger_id": workspace.world.triggers.new(),
        "view": {**view, "team_id": workspace.team, "state": {"values": values}},
        "response_urls": [],
    }


def command(workspace: Workspace, who: User, channel: Channel, name: str, text: str, url: str) -> Payload:
    return {
        "token": workspace.app.verification_token,
        "team_id": workspace.team,
        "team_domain": workspace.domain,
        "channel_id": channel.id,
        "channel_name": named(channel),
        "user_id": who.id,
        "user_name": who.name,
        "command": name,
        "text": text,
        "api_app_id": workspace.app.id,
        "is_enterprise_install": "false",
        "response_url": url,
        "trigger_id": workspace.world.triggers.new(),
    }


def elements(blocks: list[Payload]) -> Iterator[tuple[Payload, Payload]]:
    """Everything that can be pressed or chosen, with its block."""
    for block in blocks:
        for element in [*block.get("elements", []), block.get("accessory")]:
            if isinstance(element, dict) and "action_id" in element:
                yield block, element


def pressed(blocks: list[Payload], action_id: str, value: str | None, option: str | None, ts: str) -> Payload:
    """The action of this button, or of choosing this option; LookupError when nobody could do that."""
    for block, element in elements(blocks):
        if element["action_id"] != action_id or value not in (None, element.get("value")):
            continue
        action = {"type": element["type"], "action_id": action_id, "block_id": block["block_id"], "action_ts": ts}
        if option is None and element["type"] == "button":
            kept = ("text", "value", "style", "url", "confirm")
            return action | {name: element[name] for name in kept if name in element}
        for choice in options(element):
            if choice["value"] == option:
                shown = {"placeholder": element["placeholder"]} if "placeholder" in element else {}
                return action | {"selected_option": choice} | shown
    raise LookupError(f"nothing to press: {action_id} {value or option or ''}".rstrip())


def options(element: Payload) -> list[Payload]:
    groups = [group["options"] for group in element.get("option_groups", [])]
    return [*element.get("options", []), *(choice for group in groups for choice in group)]


def _state(blocks: list[Payload]) -> Payload:
    """What every select shows at this moment."""
    values: Payload = {}
    for block, element in elements(blocks):
        if element["type"] == "static_select":
            chosen = {"type": element["type"], "selected_option": element.get("initial_option")}
            values.setdefault(block["block_id"], {})[element["action_id"]] = chosen
    return values
