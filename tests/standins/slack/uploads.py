"""Where the bytes of files come in, and where they are read.

Source: docs.slack.dev "Working with files", "File object": url_private asks for a token that may read files, as a
bearer. Seen 2026-08: without it there is no 401 but the page to sign in, HTML with status 200.
"""

from aiohttp import hdrs, web

from .state import Upload
from .workspace import Workspace
from .world import World

LOGIN = "<!DOCTYPE html><html><head><title>Sign in | Slack</title></head><body>Sign in to Slack</body></html>"


class Uploads:
    def __init__(self, world: World, workspaces: list[Workspace]) -> None:
        self.redirected = 0
        self._world = world
        self._workspaces = workspaces

    def routes(self) -> list[web.RouteDef]:
        place = "/files-pri/{team}-{file}/"
        return [
            web.post("/upload/{file}", self.write),
            web.get(place + "{name}", self.read),
            web.get(place + "download/{name}", self.read),
        ]

    def _find(self, id: str) -> tuple[Workspace, Upload]:
        for workspace in self._workspaces:
            if id in workspace.files:
                return workspace, workspace.files[id]
        raise web.HTTPNotFound

    async def write(self, request: web.Request) -> web.Response:
        _, file = self._find(request.match_info["file"])
        file.content = await request.read()
        return web.Response(text="OK")

    async def read(self, request: web.Request) -> web.Response:
        workspace, file = self._find(request.match_info["file"])
        if self._world.habits.files_elsewhere:
            self.redirected += 1
            raise web.HTTPFound(self._world.habits.files_elsewhere)
        token = request.headers.get(hdrs.AUTHORIZATION, "").removeprefix("Bearer ")
        if token != workspace.bot_token or workspace.revoked or "files:read" not in workspace.scopes:
            return web.Response(text=LOGIN, content_type="text/html")
        if file.deleted:
            raise web.HTTPNotFound
        return web.Response(body=file.content, content_type=file.kind)
