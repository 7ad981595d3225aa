"""Files on their way: up in three steps (announce, PUT, confirm), down by an address that needs no bearer."""

import asyncio
from urllib.parse import quote

from aiohttp import web

from scraper.practice.files import Kept
from scraper.practice.json import Json, dumps, text_at
from scraper.practice.questions import Upload
from scraper.practice.replies import answer, body, refuse
from scraper.practice.world import World


class Transfers:
    """Takes and gives the files of one world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        api = "/backend-api"
        return [
            web.post(f"{api}/files", self.announce),
            web.put("/upload/{id}", self.put),
            web.post(f"{api}/files/{{id}}/uploaded", self.uploaded),
            web.post(f"{api}/files/process_upload_stream", self.process),
            web.get(f"{api}/files/download/{{id}}", self.download),
            web.get(f"{api}/conversation/{{id}}/interpreter/download", self.sandbox),
            web.get(f"{api}/estuary/content", self.content),
        ]

    async def announce(self, request: web.Request) -> web.Response:
        name = text_at(await body(request), "file_name")
        if not name:
            return refuse(422, "file_name is missing")
        kept = self._world.files.announced(name)
        address = f"{request.url.origin()}/upload/{kept.id}?sig={kept.secret}"
        return answer({"status": "success", "upload_url": address, "file_id": kept.id})

    async def put(self, request: web.Request) -> web.Response:
        kept = self._signed(request, request.match_info["id"])
        data = await request.read()
        await asyncio.sleep(self._world.upload_delay)
        if kept.name in self._world.upload_fails:
            return refuse(500, "The file could not be stored.")
        kept.data = data
        self._world.uploads.append(Upload(kept.name, data))
        return web.Response(status=201)

    async def uploaded(self, request: web.Request) -> web.Response:
        return answer(self._known(request.match_info["id"]).download())

    async def process(self, request: web.Request) -> web.Response:
        """The other form of the third step: its progress, a line of JSON each."""
        kept = self._known(text_at(await body(request), "file_id") or "")
        events = ("file.processing.started", "file.processing.completed")
        lines: list[Json] = [{"file_id": kept.id, "event": event, "message": event} for event in events]
        text = b"".join(dumps(line) + b"\n" for line in lines)
        return web.Response(body=text, content_type="application/x-ndjson")

    async def download(self, request: web.Request) -> web.Response:
        return answer(self._known(request.match_info["id"]).download())

    async def sandbox(self, request: web.Request) -> web.Response:
        kept = self._world.files.at(request.match_info["id"], request.query.get("sandbox_path", ""))
        return refuse(404, "file_not_found") if kept is None else answer(kept.download())

    async def content(self, request: web.Request) -> web.Response:
        kept = self._signed(request, request.query.get("id", ""))
        shown = "inline" if kept.kind.startswith("image/") else "attachment"
        headers = {"Content-Disposition": f"{shown}; filename*=UTF-8''{quote(kept.name)}"}
        return web.Response(body=kept.data, content_type=kept.kind, headers=headers)

    def _known(self, id_: str) -> Kept:
        """A file that has arrived."""
        kept = self._world.files.find(id_)
        if kept is None or kept.data is None:
            raise web.HTTPNotFound
        return kept

    def _signed(self, request: web.Request, id_: str) -> Kept:
        """The file whose address this is."""
        kept = self._world.files.find(id_)
        if kept is None or request.query.get("sig") != kept.secret:
            raise web.HTTPForbidden
        return kept
