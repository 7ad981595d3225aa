"""What one answer needs to know of the site: who answers, how it gets to the page, and what happens around it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from scraper.practice.fault import Fault
from scraper.practice.files import Files
from scraper.practice.json import Json
from scraper.practice.message import Answering
from scraper.practice.settings import Transport
from scraper.practice.sse import Handed

RESUME, SOCKET = "resume_sse_endpoint", "subscribe_ws_topic"


@dataclass(frozen=True, slots=True)
class Delivery:
    """How an answer gets to the page."""

    handed: Handed | None = None  # the POST ends early, the rest goes another way
    by: tuple[str, ...] = (RESUME, SOCKET)  # … by one of these
    whole: bool = False  # whole frames instead of deltas
    ends: bool = True  # False: the last events never come


@dataclass(slots=True)
class Surroundings:
    """For an answer on its own there are the defaults."""

    answering: Answering = field(default_factory=Answering)
    delivery: Delivery = field(default_factory=Delivery)
    files: Files = field(default_factory=Files)
    limits: dict[str, Json] = field(default_factory=dict)
    permitted: Callable[[], Awaitable[None]] | None = None  # waits for a person's permission
    two: bool = False  # two answers, of which the person has to choose one
    done: Callable[[], None] = lambda: None


def delivery(fault: Fault | None, transport: Transport) -> Delivery:
    """The way of an answer with this fault."""
    kind = fault.kind if fault is not None else ""
    handed = Handed(fault.seconds if fault is not None and kind.startswith("handover") else 0.0)
    match kind:
        case "handover_resume":
            return Delivery(handed, (RESUME,))
        case "handover_silent":
            return Delivery(handed, ())
        case _:
            elsewhere = kind == "handover" or transport == "ws"
            return Delivery(handed if elsewhere else None, ends=kind != "no_done", whole=kind == "legacy")
