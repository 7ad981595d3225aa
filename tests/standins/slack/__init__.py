"""A stateful stand-in for Slack, for tests.

async with StandInSlack() as slack:
    general, ana = slack.channel("general"), slack.user("ana")
    ts = await ana.says(general, "why is the sky blue?")
    await slack.until(lambda: general.thread(ts)[1:])
"""

from .app import App
from .calls import Call
from .clock import Clock
from .delivery import Attempt, Delivery
from .faults import ApiError, Dropped, Fault, RateLimited, ServerError, Slow
from .interactions import Interaction
from .person import NotPossible, Person
from .sockets import Ack
from .standin import StandInSlack
from .state import Channel, Edit, Ephemeral, Message, Session, Status, Stream
from .team import Team

__all__ = [
    "Ack",
    "ApiError",
    "App",
    "Attempt",
    "Call",
    "Channel",
    "Clock",
    "Delivery",
    "Dropped",
    "Edit",
    "Ephemeral",
    "Fault",
    "Interaction",
    "Message",
    "NotPossible",
    "Person",
    "RateLimited",
    "ServerError",
    "Session",
    "Slow",
    "StandInSlack",
    "Status",
    "Stream",
    "Team",
]
