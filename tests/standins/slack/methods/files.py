"""files.*: the three steps of an upload, and what is known of a file.

Source: docs.slack.dev "Working with files": an address for the bytes, the bytes, then the file's place.
Slack shares it a moment later; here that is done at once.
"""

import json

from tests.standins.slack.calls import Arguments
from tests.standins.slack.objects import file as shown
from tests.standins.slack.payloads import Payload, SlackError
from tests.standins.slack.text import sent
from tests.standins.slack.workspace import Words, Workspace

from .common import Method, joined, message


def upload_url(workspace: Workspace, args: Arguments) -> Payload:
    name = args.required("filename", "missing_argument")
    if int(args.required("length", "missing_argument")) < 1:
        raise SlackError("invalid_arguments")
    file = workspace.upload(name, workspace.bot.id)
    return {"file_id": file.id, "upload_url": f"{workspace.world.address}/upload/{file.id}"}


def complete(workspace: Workspace, args: Arguments) -> Payload:
    listed: list[Payload] = json.loads(args.required("files", "missing_argument"))
    files = [workspace.files.get(one["id"]) for one in listed]
    here = [file for file in files if file and file.content is not None]
    if len(here) != len(listed):
        raise SlackError("file_not_found")
    for file, one in zip(here, listed, strict=True):
        file.title = one.get("title") or file.name
    place = "channel_id" if args.text("channel_id") else "channels"
    if args.text(place):
        channel, thread = joined(workspace, args, place), args.text("thread_ts")
        if channel.archived:
            raise SlackError("is_archived")
        if thread:
            message(channel, thread, "thread_not_found")
        words = Words(sent(args.text("initial_comment") or "", None))
        workspace.post(channel, workspace.bot, words, thread_ts=thread, files=here)
    return {"files": [{"id": file.id, "title": file.title} for file in here]}


def info(workspace: Workspace, args: Arguments) -> Payload:
    file = workspace.files.get(args.required("file", "file_not_found"))
    if file is None or file.deleted:
        raise SlackError("file_deleted" if file else "file_not_found")
    return {"file": shown(file, workspace.team), "comments": [], "response_metadata": {"next_cursor": ""}}


METHODS: dict[str, Method] = {
    "files.getUploadURLExternal": upload_url,
    "files.completeUploadExternal": complete,
    "files.info": info,
}
