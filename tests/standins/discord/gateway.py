"""The gateway: an app identifies or resumes, and is told what happens.

Source: docs.discord.com "Gateway", "Opcodes and Status Codes" (opcodes, close codes), seen 2026-08; discord.py 2.7.
"""

import asyncio
import json
from collections import deque
from collections.abc import Callable

from aiohttp import WSMsgType, web

from . import intents, objects, threads
from .identifying import BAD_TOKEN, Identifying
from .line import Line
from .payloads import Payload
from .session import Session
from .state import Channel, Guild
from .world import World

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, VOICE, RESUME, RECONNECT, MEMBERS, INVALID, HELLO, ACK = (
    *range(5),
    *range(6, 12),
)
BAD_OP, BAD_PAYLOAD, NOT_IDENTIFIED, AGAIN, TOO_FAST = 4001, 4002, 4003, 4005, 4008
LONGEST = 4_096
PAYLOADS, A_MINUTE = 120, 60.0
PATH = "/gateway/"


class Gateway:
    def __init__(self, world: World) -> None:
        self._world = world
        self.sessions: list[Session] = []
        """Those that could be resumed, or are connected."""
        self.lines: list[Line] = []
        """The sockets that are open."""
        self.identified: list[Payload] = []
        """What each Identify said, but for the token."""
        self.resumed: list[Payload] = []
        """What each Resume said, taken or not, but for the token."""
        self.closed: list[int | None] = []
        """The code with which each connection ended, whoever ended it; None or 1006: without a goodbye."""
        self.lost: list[str] = []
        """Events that nobody will ever be told."""
        self.loses_all = False
        self.silent = False
        """It takes what it is told, and says nothing after its hello."""
        self._identifying = Identifying(world)
        self.refusing = self._identifying.refusing
        self._ops: dict[int, Callable[[Line, Payload], None]] = {
            HEARTBEAT: self._beat,
            IDENTIFY: self._identify,
            RESUME: self._resume,
            MEMBERS: self._members,
            PRESENCE: lambda line, data: None,
            VOICE: lambda line, data: None,
        }

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if self._world.habits.gateway_away:
            return web.Response(status=503)
        socket = web.WebSocketResponse(max_msg_size=1 << 20)
        await socket.prepare(request)
        line, sent = Line(request, socket), deque[float]()
        writing = asyncio.create_task(line.write())
        self.lines.append(line)
        line.say(_frame(HELLO, {"heartbeat_interval": int(self._world.habits.heartbeat * 1000)}))
        try:
            async for message in socket:
                if message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
                    self._heard(line, message.data, sent)
        finally:
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)
            self._gone(line, socket.close_code)
        return socket

    # ---- what an app says

    def _heard(self, line: Line, data: str | bytes, sent: deque[float]) -> None:
        now = self._world.clock.now()
        while sent and sent[0] <= now - A_MINUTE:
            sent.popleft()
        sent.append(now)
        if len(sent) > PAYLOADS:
            return line.end(TOO_FAST)
        if len(data) > LONGEST:
            return line.end(BAD_PAYLOAD)
        try:
            said = json.loads(data)
            act = self._ops.get(said["op"])
        except (ValueError, KeyError, TypeError):
            return line.end(BAD_PAYLOAD)
        if act is None:
            return line.end(BAD_OP)
        act(line, said.get("d"))
        return self._world.ring()

    def _beat(self, line: Line, data: object) -> None:
        if (session := self._of(line)) and isinstance(data, int):
            session.heard = max(session.heard, data)
        if self._world.habits.acks:
            line.say(_frame(ACK))

    def _identify(self, line: Line, data: Payload) -> None:
        token = data.pop("token")
        self.identified.append(data)
        if self.silent:
            return None
        if self._of(line):
            return line.end(AGAIN)
        if code := self._identifying.refused(token, data):
            return line.end(code)
        if not self._identifying.in_budget():
            return line.say(_frame(INVALID, False))
        shard, shards = data.get("shard") or (0, 1)
        session = Session(data["intents"], (shard, shards), line)
        self.sessions.append(session)
        return self._greet(session)

    def _greet(self, session: Session) -> None:
        threads.age(self._world)
        guilds = [guild for guild in self._world.guilds.values() if session.serves(guild)]
        ready: Payload = {
            "v": 10,
            "user": objects.user(self._world.bot) | {"verified": True, "mfa_enabled": True, "flags": 0},
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "private_channels": [],
            "session_id": session.id,
            "resume_gateway_url": self._world.habits.resume_url or self._world.gateway_url,
            "session_type": "normal",
            "shard": list(session.shard),
            "application": {"id": str(self._world.app.id), "flags": self._world.app.flags},
        }
        session.tell("READY", ready)
        if session.intents & intents.GUILDS:
            for guild in (one for one in guilds if not one.unavailable):
                session.tell("GUILD_CREATE", objects.guild_created(guild, self._world))

    def _resume(self, line: Line, data: Payload) -> None:
        token = data.pop("token")
        self.resumed.append(data)
        if token != self._world.app.token:
            return line.end(BAD_TOKEN)
        session = next((one for one in self.sessions if one.id == data["session_id"]), None)
        now, lives = self._world.clock.now(), self._world.habits.session_lives
        if session is None or data["seq"] > session.seq or (session.parted and now - session.parted > lives):
            return line.say(_frame(INVALID, False))
        if session.line is not None:
            session.line.end(4000)
        session.parted = 0.0
        return session.replay(line, data["seq"])

    def _members(self, line: Line, data: Payload) -> None:
        if (session := self._of(line)) is None:
            return line.end(NOT_IDENTIFIED)
        guild = self._world.guilds[int(data["guild_id"])]
        wanted = {int(id) for id in data.get("user_ids") or []}
        found = [one for one in guild.members.values() if not wanted or one.user.id in wanted]
        chunk: Payload = {
            "guild_id": str(guild.id),
            "members": [objects.member(one) for one in found],
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": [str(id) for id in wanted - guild.members.keys()],
        }
        return session.tell("GUILD_MEMBERS_CHUNK", chunk | ({"nonce": data["nonce"]} if "nonce" in data else {}))

    def _of(self, line: Line) -> Session | None:
        return next((one for one in self.sessions if one.line is line), None)

    def _gone(self, line: Line, code: int | None) -> None:
        """1000 and 1001 end the session; after anything else it can be resumed for a while."""
        self.lines.remove(line)
        self.closed.append(line.closed_by_us or code)
        if session := self._of(line):
            session.line, session.parted = None, self._world.clock.now()
            if not line.closed_by_us and code in (1000, 1001):
                self.sessions.remove(session)
        self._world.ring()

    # ---- what an app is told

    def tell(self, event: str, payload: Payload, where: Channel | None, guild: Guild | None) -> None:
        """To every session that serves the server and has the intent, where the bot may see it."""
        if where is None or self._world.sees(where):
            away = where is not None and guild is not None and guild.unavailable
            if self.loses_all or away or not self.sessions:
                self.lost.append(event)
            else:
                self._dispatch(event, payload, where, guild)
        self._world.ring()

    def _dispatch(self, event: str, payload: Payload, where: Channel | None, guild: Guild | None) -> None:
        direct = where is not None and where.guild is None
        for session in self.sessions:
            if not session.serves(guild) or not intents.hears(session.intents, event, direct=direct):
                continue
            told = payload
            if event in ("MESSAGE_CREATE", "MESSAGE_UPDATE") and not session.intents & intents.MESSAGE_CONTENT:
                told = intents.without_content(payload, self._world.bot.id)
            session.tell(event, told)

    # ---- what a test moves

    @property
    def connected(self) -> list[Session]:
        return [session for session in self.sessions if session.line is not None]

    def dispatch(self, event: str, payload: Payload) -> None:
        """Exactly this, however malformed, to every session."""
        for session in self.sessions:
            session.tell(event, payload)

    def ask_for_reconnect(self) -> None:
        """Op 7: Discord wants the app to connect again, and to resume."""
        for line in self.lines:
            line.say(_frame(RECONNECT))

    def invalidate(self, *, resumable: bool = False) -> None:
        """Op 9: the session is over; resumable, it may be tried again."""
        if not resumable:
            self.forget()
        for line in self.lines:
            line.say(_frame(INVALID, resumable))

    def forget(self) -> None:
        """No session can be resumed any more; who is connected is told nothing more."""
        self.sessions.clear()

    def close(self, code: int = 4000) -> None:
        """A goodbye to everybody who is connected."""
        for line in self.lines:
            line.end(code)

    def cut(self) -> None:
        """The connections break without a goodbye."""
        for line in self.lines:
            line.cut()

    def told(self) -> list[tuple[Session, int]]:
        """Who is connected, and how much each was told so far."""
        return [(session, session.seq) for session in self.connected]

    def heard(self, told: list[tuple[Session, int]]) -> bool:
        """That much has been taken in by those who are still connected; who has not said so is asked.

        Op 1: each answers at once with the number of what it heard last.
        """
        waiting = [(one, seq) for one, seq in told if one.line is not None and one.heard < seq]
        for session, seq in waiting:
            if session.line is not None and session.asked != (session.line, seq):
                session.asked = session.line, seq
                session.line.say(_frame(HEARTBEAT))
        return not waiting


def _frame(op: int, data: object = None) -> str:
    return json.dumps({"op": op, "d": data, "s": None, "t": None})
