"""A stream that another node tells piece by piece: each event once and in its order."""

from dataclasses import dataclass, field

from bridge.answering.feed import Feed
from bridge.cluster.peers.words import Again, Heard, Number, Told
from bridge.types import File, Image


@dataclass(slots=True)
class Arriving:
    """What comes of it goes into the feed."""

    name: str
    node: Number
    feed: Feed
    next: int = 1
    over: bool = False
    early: dict[int, Told] = field(default_factory=dict)
    """Pieces that came before one that is missing."""
    made: set[Image | File] = field(default_factory=set)
    """What was told of what came with the answer."""

    @property
    def again(self) -> Again:
        """What is said where something may be missing."""
        return Again(self.name, self.next)

    def take(self, told: Told) -> Again | Heard | None:
        """What is said to that, if anything."""
        if told.number < self.next:
            return Heard(self.name) if self.over else None
        missing = told.number > self.next and not self.early
        self.early[told.number] = told
        while (piece := self.early.pop(self.next, None)) is not None:
            self.next += 1
            for event in piece.events:
                self.feed.put(event)
                if isinstance(event, Image | File):
                    self.made.add(event)
            if piece.over:
                self.over = True
                self.feed.close()
                return Heard(self.name)
        return self.again if missing else None
