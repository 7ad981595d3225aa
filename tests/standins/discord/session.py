"""What the gateway remembers of one connection, so that it can be taken up again where it broke.

Source: docs.discord.com "Gateway" (Resuming), seen 2026-08.
"""

import json
import secrets
from dataclasses import dataclass, field

from .line import Line
from .payloads import Payload
from .state import Guild


@dataclass(slots=True, eq=False)
class Session:
    intents: int
    shard: tuple[int, int]
    line: Line | None
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    seq: int = 0
    heard: int = 0
    """The last sequence number that its heartbeats told."""
    asked: tuple[Line, int] | None = None
    """On which line it was asked what it has heard, and up to which number."""
    parted: float = 0.0
    """When its connection broke."""
    frames: list[tuple[int, str]] = field(default_factory=list, repr=False)
    """All that it was told, with the numbers."""

    def tell(self, event: str, payload: Payload) -> None:
        """Now, or when it is resumed."""
        self.seq += 1
        frame = json.dumps({"op": 0, "s": self.seq, "t": event, "d": payload})
        self.frames.append((self.seq, frame))
        if self.line is not None:
            self.line.say(frame)

    def replay(self, line: Line, seq: int) -> None:
        """All that came after this number; RESUMED ends it."""
        self.line = line
        for number, frame in self.frames:
            if number > seq:
                line.say(frame)
        self.tell("RESUMED", {"_trace": []})

    def serves(self, guild: Guild | None) -> bool:
        """Of several shards each has its servers; the first one has the direct messages."""
        shard, shards = self.shard
        return shard == (0 if guild is None else (guild.id >> 22) % shards)
