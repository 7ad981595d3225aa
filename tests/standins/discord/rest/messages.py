"""Messages over the API: written, edited, deleted, read; reactions and typing.

Source: docs.discord.com "Message Resource", seen 2026-08.
"""

from urllib.parse import unquote

from tests.standins.discord import objects, writing
from tests.standins.discord.intents import without_content
from tests.standins.discord.payloads import DiscordError, Payload, invalid
from tests.standins.discord.permissions import Permission
from tests.standins.discord.snowflakes import moment
from tests.standins.discord.state import PEOPLES, Channel, Message
from tests.standins.discord.world import World
from tests.standins.discord.writing import Draft

from . import access, forms
from .call import Call, snowflake

AN_HOUR = 3600.0
PAGE, LARGEST_PAGE = 50, 100


def create(world: World, call: Call) -> Payload:
    """The same nonce again within a few minutes, where that is enforced, gives back the first message."""
    channel = access.seen(world, call)
    access.writable(world, channel)
    draft = forms.draft(world, call, call.body)
    draft.answers = _answered(world, channel, call.body)
    if draft.attachments:
        access.need(world, channel, Permission.ATTACH_FILES)
    if draft.embeds:
        access.need(world, channel, Permission.EMBED_LINKS)
    if call.body.get("enforce_nonce") and (first := _posted(world, channel, draft)):
        return objects.message(first, world)
    return objects.message(writing.post(world, channel, world.bot, draft), world)


def _posted(world: World, channel: Channel, draft: Draft) -> Message | None:
    """Also when somebody has deleted it since (assumed)."""
    since = world.clock.now() - world.habits.nonce_lives
    found = (
        one
        for one in [*channel.messages, *channel.gone]
        if one.author is world.bot and one.nonce is not None and one.at >= since
    )
    return next((one for one in found if str(one.nonce) == str(draft.nonce)), None)


def _answered(world: World, channel: Channel, body: Payload) -> Message | None:
    if not (reference := body.get("message_reference")):
        return None
    if not access.may(world, channel, Permission.READ_MESSAGE_HISTORY):
        raise DiscordError(160002)
    found = channel.find(snowflake(reference["message_id"], "message_reference.message_id"))
    if found is None and reference.get("fail_if_not_exists", True):
        raise invalid("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
    if found is not None and found.type not in PEOPLES:
        raise invalid("message_reference", "REPLIES_CANNOT_REPLY_TO_SYSTEM_MESSAGE", "Cannot reply to it")
    return found


def edit(world: World, call: Call) -> Payload:
    channel = access.seen(world, call)
    message = access.message(world, call, channel)
    access.awake(channel)
    access.unlocked(world, channel)
    if message.author is not world.bot:
        raise DiscordError(50005)
    if message.type not in PEOPLES:
        raise DiscordError(50021)
    _young_enough(world, message)
    forms.change(world, call, call.body, message)
    writing.edit(world, message, forms.content(call.body), forms.allowed(call.body))
    return objects.message(message, world)


def _young_enough(world: World, message: Message) -> None:
    """Refused as HTTP 429 with a time to wait, so discord.py waits and tries again (seen 2023-03, discord.py 2)."""
    now = world.clock.now()
    if now - moment(message.id) < AN_HOUR:
        return
    recent = [edit.at for edit in message.edits if edit.at > now - AN_HOUR and edit.at - message.at >= AN_HOUR]
    if len(recent) >= world.habits.old_edits:
        wait = round(min(recent) + AN_HOUR - now, 3)
        raise DiscordError(30046, retry_after=wait)


def delete(world: World, call: Call) -> None:
    channel = access.seen(world, call)
    message = access.message(world, call, channel)
    access.awake(channel)
    if message.author is not world.bot:
        access.need(world, channel, Permission.MANAGE_MESSAGES)
    writing.delete(world, [message])


def delete_many(world: World, call: Call) -> None:
    channel = access.seen(world, call)
    access.need(world, channel, Permission.MANAGE_MESSAGES)
    wanted = {int(id) for id in call.body["messages"]}
    if found := [one for one in channel.messages if one.id in wanted]:
        writing.delete(world, found)


def history(world: World, call: Call) -> list[Payload]:
    """Newest first, whichever way was asked for; nothing where the bot may not read history."""
    channel = access.seen(world, call)
    limit = call.whole("limit", PAGE, LARGEST_PAGE)
    if not access.may(world, channel, Permission.READ_MESSAGE_HISTORY):
        return []
    page = _page(channel.messages, call.query, limit)
    return [_read(one, world) for one in sorted(page, key=lambda one: one.id, reverse=True)]


def _page(messages: list[Message], query: dict[str, str], limit: int) -> list[Message]:
    if "around" in query:
        middle = snowflake(query["around"], "around")
        older = [one for one in messages if one.id < middle][-(limit // 2) :]
        return [*older, *(one for one in messages if one.id >= middle)][:limit]
    if "after" in query:
        after = snowflake(query["after"], "after")
        return sorted((one for one in messages if one.id > after), key=lambda one: one.id)[:limit]
    if "before" in query:
        before = snowflake(query["before"], "before")
        messages = [one for one in messages if one.id < before]
    return sorted(messages, key=lambda one: one.id)[-limit:]


def read(world: World, call: Call) -> Payload:
    channel = access.seen(world, call)
    access.need(world, channel, Permission.READ_MESSAGE_HISTORY)
    return _read(access.message(world, call, channel), world)


def _read(message: Message, world: World) -> Payload:
    """What people wrote is not told to an app whose switch for message content is off."""
    payload = objects.message(message, world)
    if world.app.message_content or message.channel.guild is None:
        return payload
    return without_content(payload | {"guild_id": ""}, world.bot.id)


def react(world: World, call: Call) -> None:
    channel = access.seen(world, call)
    message, emoji = access.message(world, call, channel), unquote(call.params["emoji"])
    access.awake(channel)
    access.need(world, channel, Permission.READ_MESSAGE_HISTORY)
    if emoji.isascii() and ":" not in emoji:
        raise DiscordError(10014)
    if emoji not in message.reactions:
        access.need(world, channel, Permission.ADD_REACTIONS)
    writing.react(world, message, world.bot, emoji, added=True)


def unreact(world: World, call: Call) -> None:
    channel = access.seen(world, call)
    message, emoji = access.message(world, call, channel), unquote(call.params["emoji"])
    access.awake(channel)
    writing.react(world, message, world.bot, emoji, added=False)


def type_(world: World, call: Call) -> None:
    channel = access.seen(world, call)
    access.awake(channel)
    access.writable(world, channel)
    writing.types(world, channel, world.bot)


CHANNEL = "/channels/{channel}"
MESSAGE = CHANNEL + "/messages/{message}"
ROUTES = {
    f"POST {CHANNEL}/messages": create,
    f"GET {CHANNEL}/messages": history,
    f"POST {CHANNEL}/messages/bulk-delete": delete_many,
    f"GET {MESSAGE}": read,
    f"PATCH {MESSAGE}": edit,
    f"DELETE {MESSAGE}": delete,
    f"PUT {MESSAGE}/reactions/{{emoji}}/@me": react,
    f"DELETE {MESSAGE}/reactions/{{emoji}}/@me": unreact,
    f"POST {CHANNEL}/typing": type_,
}
