"""chat.*: posting, editing, deleting.

Source: docs.slack.dev method pages. Where Slack's answer is not documented, the
stricter one is chosen, so that a mistake of ours shows: chat.update counts the bytes of the escaped text
(gitlab-org/gitlab!258898), and a thread_ts that names no parent is refused.
"""

from tests.standins.slack.calls import Arguments
from tests.standins.slack.kit import checked
from tests.standins.slack.payloads import Payload, SlackError
from tests.standins.slack.state import Channel, Message
from tests.standins.slack.text import sent
from tests.standins.slack.workspace import Words, Workspace

from .common import Method, joined, known, message, writable

POST_CUT = 40_000
UPDATE_MOST = 4_000
MARKDOWN_MOST = 12_000
ATTACHMENTS_MOST = 100


def words(args: Arguments, *, default_parse: str | None = None) -> Words:
    """What is to be said, or the reason why it can't be."""
    text, markdown = args.text("text"), args.text("markdown_text")
    blocks = blocks_of(args)
    attachments = args.objects("attachments", "invalid_attachments")
    if len(attachments or []) > ATTACHMENTS_MOST:
        raise SlackError("too_many_attachments")
    if markdown and (text or blocks):
        raise SlackError("markdown_text_conflict")
    if not (text or markdown or blocks or attachments):
        raise SlackError("no_text")
    if len(markdown or "") > MARKDOWN_MOST:
        raise SlackError("msg_too_long")
    said = sent(text or markdown or "", args.text("parse") or default_parse)
    return Words(said, markdown, blocks, attachments, metadata_of(args))


def blocks_of(args: Arguments) -> list[Payload] | None:
    blocks = args.objects("blocks", "invalid_blocks_format")
    checked(blocks or [])
    return blocks


def metadata_of(args: Arguments) -> Payload | None:
    metadata = args.object("metadata", "invalid_metadata_format")
    if not metadata:
        return metadata
    event_type, payload = metadata.get("event_type"), metadata.get("event_payload")
    if not (event_type and isinstance(event_type, str) and isinstance(payload, dict)):
        raise SlackError("invalid_metadata_format")
    return {"event_type": event_type, "event_payload": payload}


def _place(workspace: Workspace, args: Arguments) -> Channel:
    """An id, a #name, or a person's id for the direct conversation with them."""
    named = args.required("channel", "channel_not_found")
    if named in workspace.users:
        return workspace.im([named])
    for channel in workspace.channels.values():
        if channel.name == named.removeprefix("#") and channel.kind in ("public", "private"):
            return writable(workspace, Arguments({"channel": channel.id}))
    return writable(workspace, args)


def thread_of(channel: Channel, args: Arguments) -> str | None:
    thread_ts = args.text("thread_ts")
    if not thread_ts:
        return None
    if message(channel, thread_ts, "thread_not_found").is_reply:
        raise SlackError("cannot_reply_to_message")
    return thread_ts


def post_message(workspace: Workspace, args: Arguments) -> Payload:
    channel = _place(workspace, args)
    said = words(args)
    cut = Words(said.text[:POST_CUT], said.markdown_text, said.blocks, said.attachments, said.metadata)
    posted = workspace.post(
        channel,
        workspace.bot,
        cut,
        thread_ts=thread_of(channel, args),
        broadcast=args.flag("reply_broadcast"),
    )
    shown = workspace.view(posted)
    return {"channel": channel.id, "ts": posted.ts, "message": with_metadata(shown, posted)}


def update(workspace: Workspace, args: Arguments) -> Payload:
    channel = joined(workspace, args)
    found = _own(workspace, channel, args.required("ts", "message_not_found"), "cant_update_message")
    if found.streaming:
        raise SlackError("streaming_state_conflict")
    said = words(args, default_parse="client")
    if said.markdown_text is None and len(said.text.encode()) > UPDATE_MOST:
        raise SlackError("msg_too_long")
    workspace.edit(found, workspace.bot, said)
    shown = workspace.view(found)
    return {"channel": channel.id, "ts": found.ts, "text": found.text, "message": with_metadata(shown, found)}


def _own(workspace: Workspace, channel: Channel, ts: str, error: str) -> Message:
    found = message(channel, ts)
    if found.user != workspace.bot.id:
        raise SlackError(error)
    return found


def with_metadata(shown: Payload, of: Message) -> Payload:
    return shown | ({"metadata": of.metadata} if of.metadata else {})


def delete(workspace: Workspace, args: Arguments) -> Payload:
    channel = joined(workspace, args)
    found = _own(workspace, channel, args.required("ts", "message_not_found"), "cant_delete_message")
    workspace.delete(found)
    return {"channel": channel.id, "ts": found.ts}


def permalink(workspace: Workspace, args: Arguments) -> Payload:
    channel = known(workspace, args)
    found = message(channel, args.required("message_ts", "message_not_found"))
    link = f"https://{workspace.domain}.slack.com/archives/{channel.id}/p{found.ts.replace('.', '')}"
    if found.is_reply:
        link += f"?thread_ts={found.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def post_ephemeral(workspace: Workspace, args: Arguments) -> Payload:
    channel = writable(workspace, args)
    user, said = args.required("user", "user_not_found"), words(args)
    if user not in channel.members:
        raise SlackError("user_not_in_channel")
    return {"message_ts": workspace.whisper(channel, user, said, thread_of(channel, args)).ts}


METHODS: dict[str, Method] = {
    "chat.postMessage": post_message,
    "chat.update": update,
    "chat.delete": delete,
    "chat.getPermalink": permalink,
    "chat.postEphemeral": post_ephemeral,
}
