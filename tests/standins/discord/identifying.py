"""Who may connect: what an Identify has to be like, and how often there may be one.

Source: docs.discord.com "Gateway" (Identifying, Sharding, Session Start Limit), "Opcodes and Status Codes" (close
codes), seen 2026-08.
"""

from collections import deque

from . import intents
from .payloads import Payload
from .world import World

BAD_TOKEN, BAD_SHARD, TOO_FEW_SHARDS, BAD_INTENTS, NOT_ALLOWED = 4004, 4010, 4011, 4013, 4014
A_DAY, PACE = 24 * 3600.0, 5.0


class Identifying:
    def __init__(self, world: World) -> None:
        self._world = world
        self.refusing: deque[int] = deque()
        """Close codes for the next that identify."""
        self._made: deque[float] = deque()
        world.identifies_left = lambda: max(0, world.habits.identifies_a_day - len(self._made))

    def refused(self, token: str, data: Payload) -> int:
        """The close code with which it is refused, or 0."""
        if self.refusing:
            return self.refusing.popleft()
        shard, shards = data.get("shard") or (0, 1)
        wanted, guilds = data["intents"], self._world.guilds.values()
        served = [guild for guild in guilds if (guild.id >> 22) % max(shards, 1) == shard]
        wrong = {
            BAD_TOKEN: token != self._world.app.token,
            BAD_SHARD: not 0 <= shard < shards,
            TOO_FEW_SHARDS: len(served) > self._world.habits.guilds_per_shard,
            BAD_INTENTS: wanted & ~intents.KNOWN,
            NOT_ALLOWED: wanted & self._switched_off,
        }
        return next((code for code, it_is in wrong.items() if it_is), 0)

    @property
    def _switched_off(self) -> int:
        app = self._world.app
        switches = {
            intents.MESSAGE_CONTENT: app.message_content,
            intents.MEMBERS: app.members,
            intents.PRESENCES: app.presences,
        }
        return sum(intent for intent, on in switches.items() if not on)

    def in_budget(self) -> bool:
        """1,000 in a day, else the token is reset; where paced, one in five seconds."""
        now, habits = self._world.clock.now(), self._world.habits
        while self._made and self._made[0] <= now - A_DAY:
            self._made.popleft()
        if habits.paced and self._made and self._made[-1] > now - PACE:
            return False
        self._made.append(now)
        if len(self._made) > habits.identifies_a_day:
            self._world.app.reset()
            return False
        return True
