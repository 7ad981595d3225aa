"""What came with questions and answers, and the page's own files."""

from urllib.parse import quote

from aiohttp import web

from bridge.types import TurnId
from platforms.web.pages.frame import STATIC, VERSIONS
from platforms.web.pages.house import House

KINDS = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}
"""What is shown as a picture: by its bytes, for a name says nothing. All else is only saved."""

OWN = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
FOR_EVER = "max-age=31536000, immutable"
"""The address has the version in it."""


async def enclosed(request: web.Request, house: House) -> web.Response:
    info = request.match_info
    file = await house.store.enclosure(TurnId(int(info["turn"])), int(info["number"]), asked=info["side"] == "q")
    if file is None:
        raise web.HTTPNotFound
    kind = _kind(file.content)
    how = "inline" if kind else "attachment"
    headers = {
        "content-disposition": f"{how}; filename*=UTF-8''{quote(file.name, safe='')}",
        "content-security-policy": "default-src 'none'; sandbox",
        "cache-control": "private, max-age=3600",
    }
    return web.Response(body=file.content, content_type=kind or "application/octet-stream", headers=headers)


async def own(request: web.Request) -> web.Response:
    name = request.match_info["name"]
    if VERSIONS.get(name) != request.match_info["version"]:
        raise web.HTTPNotFound
    body, kind = STATIC.joinpath(name).read_bytes(), OWN[name.rpartition(".")[2]]
    return web.Response(body=body, content_type=kind, charset="utf-8", headers={"cache-control": FOR_EVER})


def _kind(content: bytes) -> str:
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for magic, kind in KINDS.items() if content.startswith(magic)), "")
