"""The seams: Platform, Backend, Store, Scheduler, Peers and smaller ones, and how others' packages add to them.

platform   where people ask
backend    what answers
store      the ledger
scheduler  what brings Threads to their turn
peers      the other processes that share the ledger
keyring    who may ask over HTTP
visits     who is signed in to the web page
wishes     what the command line wishes of the bridge at work
encoder    what says what a text means
plugin     what a package brings, and what it finds around it
"""

from bridge.protocols.backend import (
    Adopts,
    AtOnce,
    Backend,
    Deletes,
    Forwarded,
    Forwards,
    Leaves,
    LeavesNoTrace,
    Links,
    Prices,
    Renames,
    Route,
)
from bridge.protocols.encoder import Encoder, Vector
from bridge.protocols.keyring import Keyring
from bridge.protocols.peers import Caller, Peers
from bridge.protocols.platform import (
    Admits,
    Digests,
    Fetches,
    Hides,
    Introduces,
    Names,
    Permalinks,
    Platform,
    Says,
    Suggests,
    Tells,
    TellsAskers,
    Titles,
)
from bridge.protocols.plugin import Choice, Directory, HasAccounts, NamesBackends, Plugin, Site
from bridge.protocols.scheduler import Scheduler, Work
from bridge.protocols.store import Join, Prepare, Store
from bridge.protocols.visits import Visits
from bridge.protocols.wishes import Wishes

__all__ = [
    "Admits",
    "Adopts",
    "AtOnce",
    "Backend",
    "Caller",
    "Choice",
    "Deletes",
    "Digests",
    "Directory",
    "Encoder",
    "Fetches",
    "Forwarded",
    "Forwards",
    "HasAccounts",
    "Hides",
    "Introduces",
    "Join",
    "Keyring",
    "Leaves",
    "LeavesNoTrace",
    "Links",
    "Names",
    "NamesBackends",
    "Peers",
    "Permalinks",
    "Platform",
    "Plugin",
    "Prepare",
    "Prices",
    "Renames",
    "Route",
    "Says",
    "Scheduler",
    "Site",
    "Store",
    "Suggests",
    "Tells",
    "TellsAskers",
    "Titles",
    "Vector",
    "Visits",
    "Wishes",
    "Work",
]
