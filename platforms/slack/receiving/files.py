"""Files that come with questions: fetched from Slack's own hosts, and known to be what they are called.

Source: docs.slack.dev "File object", files.info, "Working with files": url_private with the bot token as a header.
Without files:read Slack answers a download with its sign-in page, as HTTP 200 (seen 2026-09).
"""

from collections.abc import Mapping
from typing import Any

from bridge.errors import FileUnread, PlatformError, Undeliverable
from bridge.texts import Phrase
from bridge.types import Attachment, File
from platforms.receiving.download import Depot
from platforms.receiving.files import check_content, check_size, named
from platforms.slack.workspace import Workspace, calling
from platforms.trouble import NotNow, NotThere

HOSTS = ("slack.com",)

NOT_THERE = {
    "tombstone": "file_gone",
    "hidden_by_limit": "file_hidden",
    "external": "file_external",
    "quip": "file_canvas",
    "canvas": "file_canvas",
    "list": "file_canvas",
    "space": "file_canvas",
    "post": "file_canvas",
}
"""What can't be downloaded, by the file's mode."""

GONE = ("file_not_found", "file_deleted", "channel_not_found", "access_denied")


def attachments(event: Mapping[str, Any]) -> tuple[Attachment, ...]:
    """The files of a message. Those of other organizations' channels come as an id and nothing else."""
    files = event.get("files") or ()
    return tuple(
        Attachment(
            name=str(file.get("name") or file.get("title") or file["id"]),
            source=file["id"],
            size=int(file.get("size") or 0),
            kind=str(file.get("mimetype") or ""),
        )
        for file in files
        if file.get("id")
    )


class Files:
    """Of one workspace; `largest` is in bytes."""

    def __init__(self, workspace: Workspace, largest: int) -> None:
        self._client = workspace.client
        self._most = largest
        session = workspace.client.session
        assert session is not None
        head = {"Authorization": f"Bearer {workspace.client.token}"}
        self._depot = Depot("Slack", session, workspace.client.base_url, HOSTS, head, "file_scope")

    async def fetch(self, attachment: Attachment) -> File:
        """FileUnread when it can't be had, PlatformError when it can't be had now."""
        info = await self._info(attachment)
        kind = str(info.get("mimetype") or attachment.kind)
        name = named(str(info.get("name") or info.get("title") or attachment.name), kind)
        mode = "external" if info.get("is_external") else str(info.get("mode"))
        if why := NOT_THERE.get(mode):
            raise FileUnread(name=name, what=Phrase(why))
        size = int(info.get("size") or 0)
        check_size(name, size, self._most)
        address = str(info.get("url_private_download") or info.get("url_private") or "")
        content, shown_as = await self._depot.load(name, address, self._most)
        if shown_as == "text/html" and not (kind == "text/html" and len(content) == size):
            raise FileUnread(name=name, what=Phrase("file_scope"))
        check_content(name, kind, content)
        return File(name, content)

    async def _info(self, attachment: Attachment) -> Mapping[str, Any]:
        """Asked for even where the event had it all: meanwhile it may be deleted, or hidden."""
        try:
            with calling():
                found: Mapping[str, Any] = (await self._client.files_info(file=attachment.source))["file"]
                return found
        except (NotNow, NotThere) as error:
            raise PlatformError(what=str(error)) from error
        except Undeliverable as error:
            raise FileUnread(name=named(attachment.name), what=_why(error)) from error


def _why(error: Undeliverable) -> Phrase | str:
    if error.code == "missing_scope":
        return Phrase("file_scope")
    return Phrase("file_gone") if error.code in GONE else str(error).rstrip(".")
