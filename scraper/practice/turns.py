"""Asking, going on and stopping: the POST to f/conversation with its stream, and what belongs to it."""

import asyncio
from contextlib import suppress
from random import Random
from uuid import uuid4

from aiohttp import web

from scraper.practice import limits
from scraper.practice.asked import Asked, asked
from scraper.practice.brain import Cut
from scraper.practice.documents import human_check, seen_by
from scraper.practice.fault import Fault
from scraper.practice.generation import Generation
from scraper.practice.json import at, text_at
from scraper.practice.limits import Refusal
from scraper.practice.models import offers
from scraper.practice.questions import Nothing
from scraper.practice.replies import answer, body, refuse
from scraper.practice.sse import DONE, ENCODING, Entry, Frame, Handed, awkward
from scraper.practice.world import StillAnswering, World

LINGER = 10.0  # seconds the stream stays open after its end: it is the page that hangs up, by aborting
BREATHER = 0.001  # seconds between two writes, now and then, so that cuts arrive as cuts
BREATHERS = 0.1
ARRIVED = 0.05  # seconds until the page has what was sent: a reset connection may lose it
RETRY_AFTER = "120"  # seconds


class Turns:
    """Takes the questions of one world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        api = "/backend-api"
        return [
            web.post(f"{api}/f/conversation/prepare", self.prepare),
            web.post(f"{api}/f/conversation", self.converse),
            web.post(f"{api}/f/conversation/resume", self.resume),
            web.post(f"{api}/stop_conversation", self.stop),
            web.get(f"{api}/conversation/{{id}}/stream_status", self.status),
            web.post(f"{api}/conversation/{{id}}/async-status", self.status),
            web.post(f"{api}/conversation/{{id}}/permission", self.permit),
        ]

    async def prepare(self, _: web.Request) -> web.Response:
        return answer({"status": "ok", "conduit_token": uuid4().hex})

    async def status(self, request: web.Request) -> web.Response:
        found = self._world.find(request.match_info["id"])
        return answer({"status": "IS_STREAMING" if found.generating else "IDLE"})

    async def stop(self, request: web.Request) -> web.Response:
        conversation = text_at(await body(request), "conversation_id")
        if conversation is None:
            return refuse(422, "conversation_id is missing")
        await self._world.stop(conversation)
        return answer({"success": True})

    async def permit(self, request: web.Request) -> web.Response:
        """The person allows the connector (state `connector_permission`); the answer goes on."""
        self._world.permitted.add(self._world.find(request.match_info["id"]).id)
        return answer({"success": True})

    async def converse(self, request: web.Request) -> web.StreamResponse:
        question = asked(await body(request), seen_by(self._world, request))
        if question is None:
            return refuse(422, "messages[-1] is no user message with an id and a text")
        fault = self._world.fate(question)
        if (refused := self._refused(question, fault)) is not None:
            return refused
        try:
            generation = self._world.ask(question, fault)
        except StillAnswering:
            return refuse(409, "The conversation is still answering.")
        except Nothing:
            return refuse(404, "message_not_found")
        if fault is not None and fault.kind == "retry" and request.transport is not None:
            request.transport.abort()  # the hard form: it was taken, but the page doesn't know
            return web.Response()
        return await self._stream(request, generation, DONE)

    async def resume(self, request: web.Request) -> web.StreamResponse:
        """The rest of an answer: what was handed over, or everything, from the offset on."""
        wanted = await body(request)
        generation = self._world.answering(text_at(wanted, "conversation_id") or "")
        if generation is None or "resume_sse_endpoint" not in generation.by:
            return refuse(404, "Nothing to resume.")
        offset = at(wanted, "offset")
        skipped = (generation.log.handed or 0) + (offset if isinstance(offset, int) else 0)
        return await self._stream(request, generation, None, skipped)

    def _refused(self, question: Asked, fault: Fault | None) -> web.Response | None:
        if (refusal := self._refusal(question, fault)) is None:
            return None
        if refusal.code == "challenge":
            return human_check(self._world, question.tab)
        response = answer(refusal.json(), refusal.status)
        if refusal.status == 429:
            response.headers["Retry-After"] = RETRY_AFTER
        return response

    def _refusal(self, question: Asked, fault: Fault | None) -> Refusal | None:
        states, kind = question.tab.states, fault.kind if fault is not None else None
        if kind == "rate_429":
            return self._say(429, "rate_limited", "rate_429", question)
        if kind == "forbidden_403":
            return Refusal(403, "challenge", "")
        if fault is not None and kind == "retry" and not fault.hard:
            return Refusal(500, "internal_error", "Internal server error")
        if "usage_cap" in states:
            return self._say(429, "usage_limit_reached", "usage_cap", question)
        if "full" in states and question.conversation is not None:
            return self._say(400, "max_conversation_length", "full", question)
        if "too_long" in states and len(question.text) > self._world.longest_message:
            return self._say(413, "message_length_exceeds_limit", "too_long", question)
        if not offers(self._world.models, question.model):
            return Refusal(400, "model_not_found", f"There is no model {question.model}.")
        return None

    def _say(self, status: int, code: str, name: str, question: Asked) -> Refusal:
        return Refusal(status, code, limits.sentence(name, question.tab.language, self._world))

    async def _stream(
        self, request: web.Request, generation: Generation, end: Frame | None, start: int = 0
    ) -> web.StreamResponse:
        """Follows the answer; `end` is what stands where the rest goes another way."""
        random = Random(f"{self._world.seed}:{len(self._world.posts)}")  # noqa: S311, reproducible cuts
        newline = {"lf": b"\n", "crlf": b"\r\n"}[self._world.newline or random.choice(["lf", "crlf"])]
        response = web.StreamResponse(headers={"Cache-Control": "no-cache"})
        response.content_type = "text/event-stream"
        response.charset = "utf-8"
        await response.prepare(request)

        async def write(frame: Frame) -> None:
            for piece in awkward(frame.encode(newline), random):
                await response.write(piece)
                if random.random() < BREATHERS:
                    await asyncio.sleep(BREATHER)

        with suppress(ConnectionResetError):  # the page has hung up
            if start and not generation.delivers_whole:
                await write(ENCODING)
            async for entry in generation.log.follow(start):
                if isinstance(entry, Frame):
                    await write(entry)
                elif end is not None and await self._ends(entry, request):
                    if isinstance(entry, Cut):
                        return response
                    await write(end)
                    break
            await asyncio.sleep(LINGER)
        return response

    async def _ends(self, entry: Entry, request: web.Request) -> bool:
        """Whether the POST's own stream is over here."""
        if isinstance(entry, Handed):
            await asyncio.sleep(entry.seconds)
        elif isinstance(entry, Cut) and entry.hard and request.transport is not None:
            await asyncio.sleep(ARRIVED)
            request.transport.abort()
        return True
