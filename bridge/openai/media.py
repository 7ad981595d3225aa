"""A file as an API takes it: a picture as one, text as text; the rest as it is. Pure."""

import base64
import binascii
from dataclasses import dataclass
from mimetypes import guess_type

from bridge.data_urls import data_url
from bridge.types import File


@dataclass(frozen=True, slots=True)
class Picture:
    """Something to look at."""

    kind: str
    content: bytes

    @property
    def address(self) -> str:
        return data_url(self.kind, self.content)


@dataclass(frozen=True, slots=True)
class Words:
    """Something to read, behind its name."""

    text: str


@dataclass(frozen=True, slots=True)
class Other:
    """Something that the API has to open itself."""

    name: str
    kind: str
    content: bytes

    @property
    def address(self) -> str:
        return data_url(self.kind, self.content)


def medium(file: File) -> Picture | Words | Other:
    """What this file is."""
    kind = guess_type(file.name)[0] or "application/octet-stream"
    if kind.startswith("image/") and kind != "image/svg+xml":
        return Picture(kind, file.content)
    if (text := _text(file.content)) is not None:
        return Words(f"{file.name}:\n\n{text}")
    return Other(file.name, kind, file.content)


def content_of(address: str) -> bytes | None:
    """What a data URL holds; None where it is none. Nothing is fetched."""
    head, comma, data = address.partition(",")
    if not (comma and head.startswith("data:") and head.endswith(";base64")):
        return None
    return decoded(data)


def decoded(data: str) -> bytes | None:
    """What this base64 holds; None where it is none."""
    try:
        return base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        return None


def _text(content: bytes) -> str | None:
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text
