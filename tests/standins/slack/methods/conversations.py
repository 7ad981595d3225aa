"""conversations.*: reading back, and opening direct conversations.

Source: docs.slack.dev method pages. history is newest first and without replies (broadcasts excepted), replies
oldest first with the parent always in front of the first page; metadata comes only when asked for.
"""

from collections.abc import Callable, Iterable

from tests.standins.slack.calls import Arguments
from tests.standins.slack.payloads import Payload, SlackError
from tests.standins.slack.state import Channel, Message
from tests.standins.slack.workspace import Workspace

from .chat import with_metadata
from .common import TYPES, Method, joined, known, message, page


def _between(messages: Iterable[Message], args: Arguments) -> list[Message]:
    oldest, latest = args.text("oldest"), args.text("latest")
    inclusive = args.flag("inclusive")

    def inside(ts: str) -> bool:
        if inclusive and ts in (oldest, latest):
            return True
        return (not oldest or _moment(ts) > _moment(oldest)) and (not latest or _moment(ts) < _moment(latest))

    return [one for one in messages if inside(one.ts)]


def _moment(ts: str) -> tuple[int, int]:
    """Compared exactly: as a float the last digits would be lost."""
    seconds, _, fraction = ts.partition(".")
    if not (seconds.isdigit() and (fraction or "0").isdigit()):
        raise SlackError("invalid_ts_oldest")
    return int(seconds), int((fraction or "0").ljust(6, "0")[:6])


def _listed(workspace: Workspace, messages: Iterable[Message], args: Arguments) -> list[Payload]:
    everything = args.flag("include_all_metadata")
    shown = [(workspace.view(one), one) for one in messages]
    return [with_metadata(seen, one) if everything else seen for seen, one in shown]


def history(workspace: Workspace, args: Arguments) -> Payload:
    channel = joined(workspace, args)
    newest_first = _between(reversed(channel.top()), args)
    chosen, metadata = page(newest_first, args, default=100, most=999)
    more = bool(metadata["next_cursor"])
    answer = {"messages": _listed(workspace, chosen, args), "has_more": more, "pin_count": 0}
    return answer | ({"response_metadata": metadata} if more else {})


def replies(workspace: Workspace, args: Arguments) -> Payload:
    channel = joined(workspace, args)
    first = message(channel, args.required("ts", "thread_not_found"), "thread_not_found")
    chosen, metadata = page([first, *_between(first.replies, args)], args, default=1000)
    more = bool(metadata["next_cursor"])
    answer = {"messages": _listed(workspace, chosen, args), "has_more": more}
    return answer | ({"response_metadata": metadata} if more else {})


def shown(workspace: Workspace, channel: Channel) -> Payload:
    seen: Payload = {
        "id": channel.id,
        "created": int(channel.created),
        "is_archived": channel.archived,
        "is_channel": channel.kind == "public",
        "is_group": channel.kind == "private",
        "is_im": channel.kind == "im",
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.kind != "public",
        "is_member": workspace.bot.id in channel.members,
        "context_team_id": workspace.team,
    }
    if channel.kind == "im":
        return seen | {"user": next(one for one in channel.members if one != workspace.bot.id), "is_open": True}
    empty = {"value": "", "creator": "", "last_set": 0}
    return seen | {"name": channel.name, "name_normalized": channel.name, "topic": empty, "purpose": empty}


def info(workspace: Workspace, args: Arguments) -> Payload:
    channel = known(workspace, args)
    count = {"num_members": len(channel.members)} if args.flag("include_num_members") else {}
    return {"channel": shown(workspace, channel) | count}


def listing(workspace: Workspace, args: Arguments) -> Payload:
    return _listing(workspace, args, lambda channel: channel.kind == "public")


def users_conversations(workspace: Workspace, args: Arguments) -> Payload:
    """Those of the app itself, or those it shares with somebody."""
    who = args.text("user") or workspace.bot.id
    return _listing(workspace, args, lambda channel: False, who)


def _listing(
    workspace: Workspace, args: Arguments, open_to_all: Callable[[Channel], bool], who: str | None = None
) -> Payload:
    asked = (args.text("types") or "public_channel").split(",")
    if unknown := [one for one in asked if one.strip() not in TYPES]:
        raise SlackError("invalid_types", types=unknown)
    kinds = {TYPES[one.strip()] for one in asked}
    seen = [
        channel
        for channel in workspace.channels.values()
        if channel.kind in kinds
        and (open_to_all(channel) or workspace.bot.id in channel.members)
        and (who is None or who in channel.members)
        and not (channel.archived and args.flag("exclude_archived"))
    ]
    chosen, metadata = page(seen, args, default=100)
    return {"channels": [shown(workspace, channel) for channel in chosen], "response_metadata": metadata}


def members(workspace: Workspace, args: Arguments) -> Payload:
    chosen, metadata = page(known(workspace, args).members, args, default=100)
    return {"members": list(chosen), "response_metadata": metadata}


def open_direct(workspace: Workspace, args: Arguments) -> Payload:
    if args.text("channel"):
        channel = known(workspace, args)
    else:
        people = [one.strip() for one in args.required("users", "users_list_not_supplied").split(",")]
        if any(one not in workspace.users for one in people):
            raise SlackError("user_not_found")
        channel = workspace.im(people)
    return {"channel": shown(workspace, channel) if args.flag("return_im") else {"id": channel.id}}


def join(workspace: Workspace, args: Arguments) -> Payload:
    channel = known(workspace, args)
    if channel.kind != "public":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.archived:
        raise SlackError("is_archived")
    if workspace.bot.id in channel.members:
        return {"channel": shown(workspace, channel), "warning": "already_in_channel"}
    workspace.join(channel, workspace.bot)
    return {"channel": shown(workspace, channel)}


METHODS: dict[str, Method] = {
    "conversations.history": history,
    "conversations.replies": replies,
    "conversations.info": info,
    "conversations.list": listing,
    "conversations.members": members,
    "conversations.open": open_direct,
    "conversations.join": join,
    "users.conversations": users_conversations,
}
