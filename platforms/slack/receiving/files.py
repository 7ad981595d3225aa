"""Files that come with questions: fetched from Slack's own hosts, and known to be what they are called.

Source: docs.slack.dev "File object", files.info, "Working with files": url_private with the bot token as a header.
Without files:read Slack answers a download with its sign-in page, as HTTP 200 (seen 2026-09).
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urljoin

import aiohttp
from yarl import URL

from bridge.errors import FileUnread, PlatformError, Undeliverable
from bridge.texts import Phrase
from bridge.types import Attachment, File
from platforms.files import check_content, check_size, named
from platforms.slack.workspace import Workspace, calling
from platforms.trouble import NotNow, NotThere

TIMEOUT = aiohttp.ClientTimeout(total=300, sock_read=30)
REDIRECTS = 3
CHUNK = 65_536

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
        content, shown_as = await self._download(name, address)
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

    async def _download(self, name: str, address: str) -> tuple[bytes, str]:
        """The bytes and the media type that they were sent as."""
        try:
            async with self._opened(name, address) as answer:
                check_size(name, answer.content_length or 0, self._most)
                content = bytearray()
                async for chunk in answer.content.iter_chunked(CHUNK):
                    content += chunk
                    check_size(name, len(content), self._most)
                return bytes(content), answer.content_type
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise PlatformError(what=f"Slack's files can't be reached ({type(error).__name__})") from error

    @asynccontextmanager
    async def _opened(self, name: str, address: str) -> AsyncIterator[aiohttp.ClientResponse]:
        """Redirects are followed by hand, for the token goes to Slack's own hosts only."""
        session = self._client.session
        assert session is not None
        head = {"Authorization": f"Bearer {self._client.token}"}
        for _ in range(REDIRECTS + 1):
            if not self._is_slacks(address):
                raise FileUnread(name=name, what=Phrase("file_elsewhere"))
            async with session.get(address, headers=head, allow_redirects=False, timeout=TIMEOUT) as answer:
                if not 300 <= answer.status < 400:
                    _check_status(name, answer.status)
                    yield answer
                    return
                address = urljoin(address, answer.headers.get("Location", ""))
        raise FileUnread(name=name, what=Phrase("file_elsewhere"))

    def _is_slacks(self, address: str) -> bool:
        """Slack's own hosts, or where we were told that its Web API is."""
        try:
            to, api = URL(address), URL(self._client.base_url)
            if to.origin() == api.origin():
                return True
        except ValueError:
            return False
        host = to.host or ""
        return (
            to.scheme == "https" and to.is_default_port() and (host == "slack.com" or host.endswith(".slack.com"))
        )


def _check_status(name: str, status: int) -> None:
    if status == 429 or status >= 500:
        raise PlatformError(what=f"Slack does not give the file {name} at the moment (HTTP {status})")
    if status in (401, 403):
        raise FileUnread(name=name, what=Phrase("file_scope"))
    if status != 200:
        raise FileUnread(name=name, what=Phrase("file_gone"))


def _why(error: Undeliverable) -> Phrase | str:
    if error.code == "missing_scope":
        return Phrase("file_scope")
    return Phrase("file_gone") if error.code in GONE else str(error).rstrip(".")
