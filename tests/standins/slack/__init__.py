"""A stateful stand-in for Slack, for tests: it enforces what Slack's documentation says, and what was seen of it.

async with StandInSlack() as slack:
    general, ana = slack.channel("general"), slack.user("ana")
    ts = await ana.says(general, "why is the sky blue?")
    await slack.until(lambda: general.thread(ts)[1:])
    await ana.clicks(general.thread(ts)[1], "again")

```
state                                    what Slack keeps
workspace, installation                  every change of it, and what the app is told
events, objects, outbox, delivery        what is told: made, counted, tried again
sockets, signed                          the two ways by which it is told
api, calls, methods/                     the Web API: its door, its methods
app, manifest, scopes, limits            what the app may do and hear, and how often
kit/, markdown, text                     what a message may be made of, and what becomes of it
person, clicks, interactions, responses  people, what they press and type, and how it is answered
uploads                                  files, behind a token
team, oauth                              more workspaces, and how they take an app in
faults, world, story                     what a test moves, waits for and is told (with ..clock, ..changes)
screen/                                  all of it drawn, as a person sees it
```
"""

from tests.standins.clock import Clock
from tests.standins.faults import Dropped, ServerError, Slow

from .app import App
from .calls import Call
from .delivery import Attempt, Delivery
from .faults import ApiError, Fault, RateLimited
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
