"""The seams: Platform, Backend, Store and Keyring, and how a package of somebody else's adds one of the first two.

platform   where people ask
backend    what answers
store      the ledger
keyring    who may ask over HTTP
plugin     what a package brings, and what it finds around it
"""

from bridge.protocols.backend import (
    Adopts,
    Backend,
    Forwarded,
    Forwards,
    Leaves,
    LeavesNoTrace,
    Links,
    Prices,
    Renames,
    Route,
)
from bridge.protocols.keyring import Keyring
from bridge.protocols.platform import Fetches, Hides, Names, Permalinks, Platform, Says, Tells, Titles
from bridge.protocols.plugin import Choice, Directory, HasAccounts, NamesBackends, Plugin, Site
from bridge.protocols.store import Prepare, Store

__all__ = [
    "Adopts",
    "Backend",
    "Choice",
    "Directory",
    "Fetches",
    "Forwarded",
    "Forwards",
    "HasAccounts",
    "Hides",
    "Keyring",
    "Leaves",
    "LeavesNoTrace",
    "Links",
    "Names",
    "NamesBackends",
    "Permalinks",
    "Platform",
    "Plugin",
    "Prepare",
    "Prices",
    "Renames",
    "Route",
    "Says",
    "Site",
    "Store",
    "Tells",
    "Titles",
]
