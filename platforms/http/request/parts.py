"""What a message is made of: a text, or parts that are texts, pictures and files. Pure.

Source: openapi.yaml 2.3.0 (content parts of chat completions and of responses); a bare string as image_url, as text
part and base64 without a data URL are sent by clients all the same, seen 2026-10.
"""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from bridge.errors import FileUnread
from bridge.types import File
from platforms.http.errors import ApiError
from platforms.http.request.checks import Object, expect, invalid, missing, refuse_type, unsupported
from platforms.receiving.files import check_content, named, picture

TEXTS = {"text": "text", "input_text": "text", "output_text": "text", "refusal": "refusal"}
"""The parts that are text, and where in them it stands."""

PICTURES = "PNG, JPEG, GIF or WebP"

_STARTS: Mapping[str, Callable[[bytes], bool]] = {
    ".pdf": lambda content: b"%PDF-" in content[:1024],
    **dict.fromkeys((".docx", ".xlsx", ".pptx", ".zip"), lambda content: content.startswith(b"PK")),
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".gif", ".webp"), lambda content: bool(picture(content))),
}
"""By which first bytes a file is what its name says, where that can be told."""


@dataclass(frozen=True, slots=True)
class Remote:
    """A file that is to be fetched."""

    url: str
    name: str = "file"
    is_picture: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """What a message holds."""

    text: str = ""
    files: tuple[File | Remote, ...] = ()


def content(value: object, param: str) -> Content:
    """Raises ApiError naming the ``param``, for example ``messages[3].content[1].image_url``."""
    if value is None:
        return Content()
    if isinstance(value, str):
        return Content(value)
    if not isinstance(value, list):
        raise refuse_type(param, "a string or an array of parts")
    parts = [_part(part, f"{param}[{number}]") for number, part in enumerate(value)]
    texts = [part for part in parts if isinstance(part, str)]
    return Content("\n".join(texts), tuple(part for part in parts if not isinstance(part, str)))


def _part(part: object, param: str) -> str | File | Remote:
    if isinstance(part, str):
        return part
    fields = expect(dict, part, param)
    kind = expect(str, fields.get("type", "text"), f"{param}.type")
    match kind:
        case "text" | "input_text" | "output_text" | "refusal":
            return expect(str, fields.get(TEXTS[kind]), f"{param}.{TEXTS[kind]}")
        case "image_url" | "input_image":
            return _picture(fields, param)
        case "file":
            return _file(expect(dict, fields.get("file"), f"{param}.file"), f"{param}.file")
        case "input_file":
            return _file(fields, param)
        case "input_audio" | "audio" | "input_video" | "video_url":
            raise unsupported(f"{param}.type", f"{kind!r} can't be asked; send text, pictures or files")
        case _:
            raise unsupported(
                f"{param}.type", f"{kind!r} is no part that can be asked; send text, pictures or files"
            )


def _picture(fields: Object, param: str) -> File | Remote:
    value, place = fields.get("image_url"), f"{param}.image_url"
    if value is None and fields.get("file_id") is not None:
        raise _no_file_id(f"{param}.file_id")
    if isinstance(value, dict):
        value, place = value.get("url"), f"{place}.url"
    url = expect(str, value, place).strip()
    if not _is_data(url):
        return _remote(url, place, is_picture=True)
    _, data = _unpacked(url, place)
    if not (kind := picture(data)):
        what = f"The picture in '{place}' is none that can be read: it has to be {PICTURES}."
        raise ApiError(400, what, param=place, code="invalid_image_format")
    return File(f"picture.{'jpg' if kind == 'jpeg' else kind}", data)


def _file(fields: Object, param: str) -> File | Remote:
    value, name = fields.get("file_data"), fields.get("filename")
    wanted = expect(str, name, f"{param}.filename") if name is not None else ""
    if value is not None:
        place = f"{param}.file_data"
        data = expect(str, value, place).strip()
        kind, content = _unpacked(data, place) if _is_data(data) else ("", _from_base64(data, place))
        return _checked(named(wanted, kind), kind, content, place)
    if fields.get("file_url") is not None:
        place = f"{param}.file_url"
        remote = _remote(expect(str, fields["file_url"], place), place, is_picture=False)
        return Remote(remote.url, named(wanted)) if wanted else remote
    if fields.get("file_id") is not None:
        raise _no_file_id(f"{param}.file_id")
    raise missing(f"{param}.file_data")


def _checked(name: str, kind: str, content: bytes, param: str) -> File:
    if not content:
        raise invalid(param, "the file is empty")
    try:
        check_content(name, kind, content)
    except FileUnread as error:
        raise ApiError(400, str(error), param=param, code="invalid_value") from error
    if not fits_its_name(name, content):
        raise invalid(param, f"the file is not what its name {name!r} says")
    return File(name, content)


def fits_its_name(name: str, content: bytes) -> bool:
    fits = _STARTS.get(PurePosixPath(name).suffix.lower())
    return fits is None or fits(content)


def _remote(url: str, param: str, *, is_picture: bool) -> Remote:
    try:
        address = urlsplit(url)
    except ValueError:
        raise invalid(param, "it is no URL") from None
    if address.scheme.lower() != "https" or not address.hostname:
        raise invalid(param, "it has to be a data: URL with base64, or an address that begins with https://")
    last = unquote(PurePosixPath(address.path).name)
    return Remote(url, named(last or ("picture" if is_picture else "file")), is_picture)


def _is_data(url: str) -> bool:
    return url[:5].lower() == "data:"


def _unpacked(url: str, param: str) -> tuple[str, bytes]:
    """The media type of a data URL, and what is in it."""
    head, comma, data = url[5:].partition(",")
    if not comma:
        raise invalid(param, "it is no data: URL, for it has no comma")
    kind, *options = [part.strip().lower() for part in head.split(";")]
    return kind, _from_base64(data, param) if "base64" in options else unquote_to_bytes(data)


def _from_base64(data: str, param: str) -> bytes:
    try:
        return base64.b64decode(data, validate=True)
    except ValueError:
        pass
    # wrapped in lines, escaped for a URL, in the alphabet for URLs, or without its padding
    plain = "".join(unquote(data).split()).replace("-", "+").replace("_", "/").rstrip("=")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except ValueError:
        raise ApiError(
            400, f"Invalid value for '{param}': it is not base64.", param=param, code="invalid_base64"
        ) from None


def _no_file_id(param: str) -> ApiError:
    return unsupported(param, "no files are kept here; send the file itself, as file_data or as a data: URL")
