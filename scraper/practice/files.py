"""The files of the practice site: those that a person uploads, and those that an answer makes."""

import mimetypes
import struct
import zlib
from dataclasses import dataclass, field
from uuid import uuid4

from scraper.practice.json import Json

SANDBOX = "/mnt/data/"


@dataclass(slots=True)
class Kept:
    """One file; while it is being uploaded it has no data."""

    name: str
    conversation: str | None = None
    data: bytes | None = None
    id: str = field(default_factory=lambda: f"file_{uuid4().hex}")
    secret: str = field(default_factory=lambda: uuid4().hex)  # an address with it needs no bearer

    @property
    def kind(self) -> str:
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    @property
    def address(self) -> str:
        return f"/backend-api/estuary/content?id={self.id}&sig={self.secret}"

    def download(self) -> Json:
        return {
            "status": "success",
            "download_url": self.address,
            "file_name": self.name,
            "mime_type": self.kind,
            "file_size_bytes": len(self.data or b""),
        }


class Files:
    """All of them, by id, and those of an answer by the path that the answer gives."""

    def __init__(self) -> None:
        self._kept: dict[str, Kept] = {}

    def announced(self, name: str) -> Kept:
        """A file that is about to be uploaded."""
        return self._keep(Kept(name))

    def made(self, conversation: str, name: str, data: bytes) -> Kept:
        """A file that an answer has made."""
        return self._keep(Kept(name, conversation, data))

    def find(self, id_: str) -> Kept | None:
        return self._kept.get(id_)

    def at(self, conversation: str, path: str) -> Kept | None:
        """The newest file of that conversation under `/mnt/data/NAME`."""
        name = path.removeprefix("sandbox:").removeprefix(SANDBOX)
        made = (k for k in reversed(self._kept.values()) if k.conversation == conversation and k.name == name)
        return next(made, None)

    def _keep(self, kept: Kept) -> Kept:
        self._kept[kept.id] = kept
        return kept


def png(width: int, height: int, red: int, green: int, blue: int) -> bytes:
    """A picture of one colour."""
    row = b"\0" + bytes([red, green, blue]) * width

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    size = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(row * height)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body
