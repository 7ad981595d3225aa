"""chat.startStream, appendStream and stopStream: a message written piece by piece.

Source: docs.slack.dev method pages, "Sending and scheduling messages" (text streaming) and the chunk models of
slack_sdk. Seen 2026-08: a stream ends 300 s after its start however often it is fed, and a message holds about
12,000 characters. Assumed, strictly: an argument of a sibling method (metadata at the start) is refused.
"""

import json

from tests.standins.slack.calls import Arguments
from tests.standins.slack.payloads import Payload, SlackError
from tests.standins.slack.state import Channel, Message, Session, Stream
from tests.standins.slack.workspace import Words, Workspace

from .assistant import SESSION_STATES
from .chat import MARKDOWN_MOST, blocks_of, metadata_of, thread_of, with_metadata
from .common import Method, known, message, writable

WHOLE_MOST = 12_000
BLOCKS_LENGTH = 13_200  # of everything as JSON (bolt-js#2509)
CHUNKS = {
    "markdown_text": ({"text"}, {"text"}),
    "task_update": ({"id", "title", "status"}, {"id", "title", "status", "details", "output", "sources"}),
    "plan_update": ({"title"}, {"title"}),
    "blocks": ({"blocks"}, {"blocks"}),
}
TASK_STATES = ("pending", "in_progress", "complete", "error")


def start(workspace: Workspace, args: Arguments) -> Payload:
    _enabled(workspace)
    channel = _streamable(workspace, args)
    args.refuse("metadata", "blocks", "text", "ts")
    args.required("thread_ts")
    stream = Stream(workspace.clock, workspace.clock.now(), _recipient(workspace, channel, args))
    thread_ts, chunks = thread_of(channel, args), _chunks(args)
    posted = workspace.post(channel, workspace.bot, Words(""), thread_ts=thread_ts, stream=stream)
    _add(workspace, posted, stream, chunks)
    return {"channel": channel.id, "ts": posted.ts}


def append(workspace: Workspace, args: Arguments) -> Payload:
    _enabled(workspace)
    channel, found, stream = _open(workspace, args)
    args.refuse("metadata", "blocks", "text")
    if not (chunks := _chunks(args)):
        raise SlackError("no_text")
    _add(workspace, found, stream, chunks)
    return {"channel": channel.id, "ts": found.ts}


def stop(workspace: Workspace, args: Arguments) -> Payload:
    _enabled(workspace)
    channel, found, stream = _open(workspace, args, stopping=True)
    chunks, blocks, metadata = _chunks(args), blocks_of(args) or [], metadata_of(args)
    status = args.text("session_status")
    if status not in (None, *SESSION_STATES):
        raise SlackError("invalid_arguments")
    if not (stream.pieces or stream.tasks or stream.blocks or chunks or blocks):
        raise SlackError("no_text")
    _add(workspace, found, stream, chunks)
    workspace.finish(found, stream, blocks, metadata)
    if status and found.thread_ts:
        channel.sessions[found.thread_ts] = Session(status)
    return {"channel": channel.id, "ts": found.ts, "message": with_metadata(workspace.view(found), found)}


def _enabled(workspace: Workspace) -> None:
    streaming = workspace.habits.streaming
    if streaming is not True:
        raise SlackError(streaming or "feature_not_enabled")


def _streamable(workspace: Workspace, args: Arguments) -> Channel:
    channel = known(workspace, args)
    if workspace.bot.id not in channel.members:
        raise SlackError("channel_type_not_supported")
    return writable(workspace, args)


def _recipient(workspace: Workspace, channel: Channel, args: Arguments) -> str | None:
    """Whom it is for; to be named outside of direct messages."""
    user, team = args.text("recipient_user_id"), args.text("recipient_team_id")
    if channel.kind != "im":
        args.required("recipient_team_id", "missing_recipient_team_id")
        args.required("recipient_user_id", "missing_recipient_user_id")
    if user and user not in workspace.users:
        raise SlackError("user_not_found")
    if team and team != workspace.team:
        raise SlackError("team_not_found")
    return user


def _open(workspace: Workspace, args: Arguments, *, stopping: bool = False) -> tuple[Channel, Message, Stream]:
    channel = writable(workspace, args)
    found = message(channel, args.required("ts", "message_not_found"))
    if found.user != workspace.bot.id:
        raise SlackError("message_not_owned_by_app")
    stream = found.stream
    if stream and stream.ended == "by a person":
        if stopping and workspace.habits.ends_stopped:
            return channel, found, stream
        raise SlackError("message_not_in_streaming_state" if stopping else "stopped_by_user")
    if stream is None or not stream.open:
        raise SlackError("message_not_in_streaming_state")
    return channel, found, stream


def _chunks(args: Arguments) -> list[Payload]:
    """markdown_text counts as one chunk; both together are refused."""
    markdown, chunks = args.text("markdown_text"), args.objects("chunks", "invalid_chunks")
    if markdown and chunks:
        raise SlackError("invalid_arguments")
    chunks = [{"type": "markdown_text", "text": markdown}] if markdown else chunks or []
    for chunk in chunks:
        _check(chunk)
    if sum(len(chunk["text"]) for chunk in chunks if chunk["type"] == "markdown_text") > MARKDOWN_MOST:
        raise SlackError("msg_too_long")
    return chunks


def _check(chunk: Payload) -> None:
    needed, allowed = CHUNKS.get(str(chunk.get("type")), (None, set()))
    given = chunk.keys() - {"type"}
    if needed is None or not needed <= given <= allowed:
        raise SlackError("invalid_chunks")
    if chunk["type"] == "markdown_text" and not isinstance(chunk["text"], str):
        raise SlackError("invalid_chunks")
    if chunk["type"] == "task_update" and chunk["status"] not in TASK_STATES:
        raise SlackError("invalid_chunks")
    if chunk["type"] == "blocks":
        blocks_of(Arguments(chunk))


def _add(workspace: Workspace, to: Message, stream: Stream, chunks: list[Payload]) -> None:
    text = "".join(chunk["text"] for chunk in chunks if chunk["type"] == "markdown_text")
    room = WHOLE_MOST - len(stream.text)
    if len(text) > room and not workspace.habits.drops_overflow:
        raise SlackError("msg_too_long")
    others = [chunk for chunk in chunks if chunk["type"] != "markdown_text"]
    if others:
        _lay(stream, others, len(text[:room]))
    stream.dropped += text[room:]
    workspace.grow(to, stream, text[:room])


def _lay(stream: Stream, chunks: list[Payload], more_text: int) -> None:
    """Task cards and blocks; a task comes again under its id, and only its details add up (seen 2026-08)."""
    tasks, blocks, plan = dict(stream.tasks), list(stream.blocks), stream.plan
    for chunk in chunks:
        match chunk["type"]:
            case "task_update":
                before = tasks.get(chunk["id"], {})
                details = before.get("details", "") + chunk.get("details", "")
                tasks[chunk["id"]] = before | chunk | ({"details": details} if details else {})
            case "plan_update":
                plan = chunk["title"]
            case _:
                blocks += chunk["blocks"]
    if len(blocks) > 50:
        raise SlackError("msg_blocks_too_many")
    length = len(json.dumps([list(tasks.values()), blocks], ensure_ascii=False))
    if length + len(stream.text) + more_text > BLOCKS_LENGTH:
        raise SlackError("msg_blocks_too_long")
    stream.tasks, stream.blocks, stream.plan = tasks, blocks, plan


METHODS: dict[str, Method] = {
    "chat.startStream": start,
    "chat.appendStream": append,
    "chat.stopStream": stop,
}
