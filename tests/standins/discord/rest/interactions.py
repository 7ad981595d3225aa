"""Answers to interactions: the first one, and those that follow by the interaction's token.

Source: docs.discord.com "Receiving and Responding" (Interaction Callback, Followup Messages), seen 2026-09. That an
answer to a press or another message of the same answer refers to what stands before it is assumed.
"""

from typing import Any

from tests.standins.discord import objects, writing
from tests.standins.discord.interactions import declared, dialogs, payloads
from tests.standins.discord.interactions.made import Callback, Interaction, Kind
from tests.standins.discord.payloads import DiscordError, Payload, invalid, too_long
from tests.standins.discord.state import Flag, Message, Type
from tests.standins.discord.world import World
from tests.standins.discord.writing import Draft

from . import forms
from .call import Call

ALLOWED = forms.ALLOWED_FLAGS | Flag.EPHEMERAL
MESSAGES = (Callback.MESSAGE, Callback.THINKING)
POSSIBLE = {
    Kind.COMMAND: (*MESSAGES, Callback.DIALOG),
    Kind.COMPONENT: (*MESSAGES, Callback.LATER, Callback.CHANGE, Callback.DIALOG),
    Kind.COMPLETION: (Callback.CHOICES,),
    Kind.DIALOG: (*MESSAGES, Callback.LATER, Callback.CHANGE),
}


def respond(world: World, call: Call) -> Any:
    """Once; without `with_response` there is nothing to say."""
    one = world.interactions.answered(call.id("interaction"), call.params["token"])
    kind = _possible(one, call.body.get("type"))
    data: Payload = call.body.get("data") or {}
    message = _done(world, call, one, kind, data)
    one.callback = kind
    world.ring()
    if not call.flag("with_response"):
        return None
    return _told(world, one, kind, message)


def _possible(one: Interaction, given: object) -> Callback:
    pressed = one.message is not None
    possible = POSSIBLE[one.kind]
    for kind in possible:
        if kind == given and (pressed or kind not in (Callback.LATER, Callback.CHANGE)):
            return kind
    raise invalid(
        "type", "INTERACTION_RESPONSE_TYPE_INVALID", f"Value must be one of {[int(one) for one in possible]}"
    )


def _done(world: World, call: Call, one: Interaction, kind: Callback, data: Payload) -> Message | None:
    match kind:
        case Callback.MESSAGE:
            one.original = _say(world, call, one, data)
            return one.original
        case Callback.THINKING:
            one.original = _think(world, one, data)
            return one.original
        case Callback.LATER:
            return None
        case Callback.CHANGE:
            assert one.message is not None
            _change(world, call, data, one.message)
            return one.message
        case Callback.CHOICES:
            one.choices = _choices(data)
            return None
        case Callback.DIALOG:
            one.dialog = dialogs.checked(data)
            return None


def _told(world: World, one: Interaction, kind: Callback, message: Message | None) -> Payload:
    told: Payload = {"id": str(one.id), "type": int(one.kind)}
    if message is None:
        return {"interaction": told, "resource": {"type": int(kind)}}
    told |= {
        "response_message_id": str(message.id),
        "response_message_loading": bool(message.flags & Flag.LOADING),
        "response_message_ephemeral": bool(message.flags & Flag.EPHEMERAL),
    }
    return {"interaction": told, "resource": {"type": int(kind), "message": objects.message(message, world)}}


def _choices(data: Payload) -> list[Payload]:
    given = data.get("choices") or []
    if len(given) > declared.CHOICES:
        raise too_long("data.choices", declared.CHOICES)
    return [declared.choice(one, f"data.choices.{number}.") for number, one in enumerate(given)]


def _say(world: World, call: Call, one: Interaction, data: Payload, after: Message | None = None) -> Message:
    draft = forms.draft(world, call, data, ALLOWED)
    for file in draft.attachments:
        file.ephemeral = bool(draft.flags & Flag.EPHEMERAL)
    return _post(world, one, draft, after)


def _think(world: World, one: Interaction, data: Payload) -> Message:
    return _post(world, one, Draft(flags=int(data.get("flags") or 0) & Flag.EPHEMERAL | Flag.LOADING), None)


def _post(world: World, one: Interaction, draft: Draft, after: Message | None) -> Message:
    """The app need not be allowed to write here, nor even see the channel."""
    draft.webhook_id, draft.interaction = world.app.id, payloads.metadata(one)
    draft.only_for = one.user.id if draft.flags & Flag.EPHEMERAL else None
    before = after or (one.message if one.kind is Kind.COMPONENT else None)
    if before is not None:
        draft.type, draft.reference = Type.REPLY, writing.refers(before)
    elif one.command:
        draft.type = Type.COMMAND if one.command == declared.Kind.TYPED else Type.CONTEXT_COMMAND
    return writing.post(world, one.channel, world.bot, draft)


def _change(world: World, call: Call, body: Payload, message: Message) -> None:
    forms.change(world, call, body, message)
    message.flags &= ~Flag.LOADING
    writing.edit(world, message, forms.content(body), forms.allowed(body))


def follow(world: World, call: Call) -> Payload:
    """Behind "is thinking" it takes the place of that, which was whispered or not from the beginning."""
    one = _live(world, call)
    if one.thinks:
        assert one.original is not None
        _change(world, call, call.body, one.original)
        return objects.message(one.original, world)
    before = one.original if one.original and not one.original.deleted else None
    said = _say(world, call, one, call.body, before)
    one.followups.append(said)
    return objects.message(said, world)


def read(world: World, call: Call) -> Payload:
    return objects.message(_live(world, call).first(call.params["message"]), world)


def edit(world: World, call: Call) -> Payload:
    message = _live(world, call).first(call.params["message"])
    _change(world, call, call.body, message)
    return objects.message(message, world)


def delete(world: World, call: Call) -> None:
    writing.delete(world, [_live(world, call).first(call.params["message"])])


def _live(world: World, call: Call) -> Interaction:
    if call.id("app") != world.app.id:
        raise DiscordError(10015)
    return world.interactions.by_token(call.params["token"])


WEBHOOK = "/webhooks/{app}/{token}"
ROUTES = {
    "POST /interactions/{interaction}/{token}/callback": respond,
    f"POST {WEBHOOK}": follow,
    f"GET {WEBHOOK}/messages/{{message}}": read,
    f"PATCH {WEBHOOK}/messages/{{message}}": edit,
    f"DELETE {WEBHOOK}/messages/{{message}}": delete,
}
