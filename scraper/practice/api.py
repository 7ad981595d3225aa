"""What the page reads under /api and /backend-api, in the shapes seen in 2026-08 and 09."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from aiohttp import web

from scraper.practice import limits
from scraper.practice.conversation import Conversation
from scraper.practice.documents import seen_by
from scraper.practice.json import Json, at, text_at
from scraper.practice.models import listing
from scraper.practice.replies import answer, body, number, refuse
from scraper.practice.tab import State
from scraper.practice.world import Unknown, World

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

OPEN = ("/backend-api/estuary/", "/backend-api/sentinel/")  # what an img or an iframe asks for, with no bearer


class Api:
    """Answers the page's own calls, for one world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        api = "/backend-api"
        return [
            web.get("/api/auth/session", self.session),
            web.get(f"{api}/me", self.me),
            web.get(f"{api}/models", self.models),
            web.get(f"{api}/accounts/check/v4-2023-04-27", self.accounts),
            web.post(f"{api}/conversation/init", self.init),
            web.get(f"{api}/conversations", self.listing),
            web.get(f"{api}/conversations/{{id}}", self.flat),
            web.get(f"{api}/conversations/{{id}}/messages", self.flat),
            web.post(f"{api}/conversations/batch", self.batch),
            web.get(f"{api}/conversation/{{id}}", self.tree),
            web.patch(f"{api}/conversation/{{id}}", self.change),
        ]

    @web.middleware
    async def guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """No bearer, no data: cookies alone are not enough. A limit answers everything but who you are."""
        states = seen_by(self._world, request).states
        response = self._barred(request, states)
        if response is None:
            try:
                response = await handler(request)
            except Unknown:
                response = refuse(404, "conversation_not_found")
        if not response.prepared:  # so that an open page hears of what has changed
            response.headers["X-Practice-States"] = ",".join(sorted(states))
        return response

    def _barred(self, request: web.Request, states: frozenset[State]) -> web.StreamResponse | None:
        if not request.path.startswith("/backend-api/") or request.path.startswith(OPEN):
            return None
        bearer = request.headers.get("Authorization") == f"Bearer {self._world.token}"
        if not bearer or states & {"guest", "session_expired"}:
            return refuse(401, "Unauthorized")
        if "account_locked" in states:
            return refuse(403, "Suspicious activity was detected on this account.")
        if "too_many_requests" in states:
            return refuse(429, "Too many requests")
        return None

    async def session(self, request: web.Request) -> web.Response:
        if "guest" in seen_by(self._world, request).states:
            return answer({})
        expires = (datetime.now(UTC) + timedelta(days=30)).isoformat()
        user: Json = {"id": "user-sample", "name": "Sample Person", "email": "person@example.com"}
        return answer({"user": user, "expires": expires, "accessToken": self._world.token})

    async def me(self, _: web.Request) -> web.Response:
        return answer(
            {"object": "user", "id": "user-sample", "name": "Sample Person", "email": "person@example.com"}
        )

    async def models(self, _: web.Request) -> web.Response:
        return answer(listing(self._world.models))

    async def accounts(self, _: web.Request) -> web.Response:
        account: Json = {"account": {"account_id": "sample", "plan_type": "plus", "is_deactivated": False}}
        return answer({"accounts": {"default": account}, "account_ordering": ["default"]})

    async def init(self, request: web.Request) -> web.Response:
        said = limits.detail(self._world, seen_by(self._world, request).states)
        return answer({"type": "conversation_detail_metadata"} | said)

    async def listing(self, request: web.Request) -> web.Response:
        offset, limit = number(request, "offset", 0), number(request, "limit", 28)
        rows = [c.row() for c in self._world.listed()]
        page: Json = rows[offset : offset + limit]
        return answer({"items": page, "total": len(rows), "limit": limit, "offset": offset})

    async def flat(self, request: web.Request) -> web.Response:
        found = self._found(request)
        if found.temporary:
            raise Unknown(found.id)  # a temporary chat can't be loaded again
        return answer(found.flat(number(request, "num_turns", 10), request.query.get("before")))

    async def batch(self, request: web.Request) -> web.Response:
        """Several at once, in the older shape (seen now and then, 2026-09)."""
        wanted = at(await body(request), "conversation_ids")
        ids = [each for each in wanted if isinstance(each, str)] if isinstance(wanted, list) else []
        return answer([self._world.find(each).tree() for each in ids])

    async def tree(self, request: web.Request) -> web.Response:
        return answer(self._found(request).tree())

    async def change(self, request: web.Request) -> web.Response:
        """A new title, or out of sight."""
        found, wanted = self._found(request), await body(request)
        title, visible = text_at(wanted, "title"), at(wanted, "is_visible")
        if title is None and not isinstance(visible, bool):
            return refuse(422, "title or is_visible is missing")
        if title is not None:
            self._world.rename(found.id, title)
        if isinstance(visible, bool):
            found.visible = visible
        return answer({"success": True})

    def _found(self, request: web.Request) -> Conversation:
        return self._world.find(request.match_info["id"])
