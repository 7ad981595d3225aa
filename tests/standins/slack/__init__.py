"""A stateful stand-in for Slack, for tests: it enforces what Slack's documentation says, and what was seen of it.

async with StandInSlack() as slack:
    general, ana = slack.channel("general"), slack.user("ana")
    ts = await ana.says(general, "why is the sky blue?")
    await slack.until(lambda: general.thread(ts)[1:])
    await ana.clicks(general.thread(ts)[1], "again")

```
state       what Slack keeps                      workspace   every change of it, and what is told of it
installation  the app in a workspace: token,      app, manifest, scopes   what the app may do and hear
              scopes, what it hears               oauth, team  more workspaces, and how they take an app in
api, calls  the Web API's door                    methods/    its methods, a room per family
kit/        the rules of Block Kit                markdown, text   what becomes of what is written
limits      tiers and rates                       faults      what a test makes go wrong
events, objects, outbox, delivery  what is told: made, counted, tried again
sockets, signed   the two ways by which it is told
person, clicks, interactions, responses   people, what they press and type, and how it is answered
uploads     files, behind a token                 world, clock, changes   habits, time, waiting
```
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
