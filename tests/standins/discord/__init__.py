"""A stateful stand-in for Discord, for tests: it enforces what the documentation says, and what was seen.

async with StandInDiscord() as discord:
    general, ana = discord.channel("general"), discord.user("ana")
    asked = await ana.says(general, "why is the sky blue?")
    await discord.until(lambda: asked.thread.by(discord.bot))
    await ana.edits(asked, "why is the sea blue?")

```
state                                  what Discord keeps
world                                  all of it, its habits, the app
writing, threads                       every change of messages and threads, and what the app is told
objects/, cdn                          how it is written; where files lie
permissions, mentions, intents         who may what, who is pinged, who hears what
gateway, identifying, session, line    the gateway: what it says and remembers, socket by socket
rest/, limits                          the API: its door, its calls; how often they may be made
interactions/                          commands, buttons, menus, dialogs, and how an app answers
servers, person                        places, roles, people, and what they do
faults, snowflakes, story              what a test moves, and is told (with ..clock, ..changes)
```
"""

from tests.standins.clock import Clock
from tests.standins.faults import Dropped, ServerError, Slow

from .faults import ApiError, Fault, RateLimited
from .interactions.made import Interaction
from .interactions.typed import NotPossible
from .permissions import Permission
from .person import Person
from .rest.call import Call
from .standin import StandInDiscord
from .state import Attachment, Channel, Edit, Guild, Kind, Message, Role, Type, User

__all__ = [
    "ApiError",
    "Attachment",
    "Call",
    "Channel",
    "Clock",
    "Dropped",
    "Edit",
    "Fault",
    "Guild",
    "Interaction",
    "Kind",
    "Message",
    "NotPossible",
    "Permission",
    "Person",
    "RateLimited",
    "Role",
    "ServerError",
    "Slow",
    "StandInDiscord",
    "Type",
    "User",
]
