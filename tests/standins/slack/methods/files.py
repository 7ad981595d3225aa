"""files.*: the three steps of an upload.

Source: docs.slack.dev "Working with files": an address for the bytes, the bytes, then the file's place.
Slack shares it a moment later; here that is done at once.
"""

import json

from tests.standins.slack.calls import Arguments
from tests.standins.slack.payloads import Payload, SlackError
from tests.standins.slack.workspace import Words, Workspace

from .common import Method, joined, message


def upload_url(workspace: Workspace, args: Arguments) -> Payload:
    file = workspace.expect(args.required("filename", "missing_argument"))
    if int(args.required("length", "missing_argument")) < 1:
        raise SlackError("invalid_arguments")
    return {"file_id": file, "upload_url": f"{workspace.world.address}/upload/{file}"}


def complete(workspace: Workspace, args: Arguments) -> Payload:
    listed = args.required("files", "missing_argument")
    files = [one["id"] for one in json.loads(listed)]
    if any(file not in workspace.files or workspace.files[file].content is None for file in files):
        raise SlackError("file_not_found")
    channel, thread = joined(workspace, args, "channel_id"), args.text("thread_ts")
    if thread:
        message(channel, thread, "thread_not_found")
    posted = workspace.post(channel, workspace.bot, Words("", None, None, None, None), thread_ts=thread)
    posted.files = [workspace.files[file] for file in files]
    return {"files": [{"id": file} for file in files]}


METHODS: dict[str, Method] = {"files.getUploadURLExternal": upload_url, "files.completeUploadExternal": complete}
