"""An app as its settings page shows it: ids and secrets; and the way by which it hears."""

import secrets
from dataclasses import dataclass, field

from .delivery import Carrier
from .manifest import Declared
from .sockets import Sockets

# What our manifest asks for; no more, so that a missing one shows.
GRANTED = """
    app_mentions:read assistant:write channels:history channels:read chat:write commands files:read files:write
    groups:history groups:read im:history im:read im:write mpim:history mpim:read reactions:read reactions:write
    users:read
"""
SCOPES = frozenset(GRANTED.split())


def new_id(kind: str) -> str:
    return kind + "0" + secrets.token_hex(5).upper()


def _secret() -> str:
    return secrets.token_hex(16)


@dataclass(slots=True, eq=False)
class App:
    id: str
    sockets: Sockets
    name: str = "threadbridge"
    scopes: frozenset[str] = SCOPES
    """Those that an installation is granted."""
    declared: Declared | None = None
    """What its manifest says; None: everything there is."""
    app_token: str = field(init=False, repr=False)
    carrier: Carrier = field(init=False)
    """The sockets, until there is an address for requests."""
    signing_secret: str = field(default_factory=_secret, repr=False)
    verification_token: str = field(default_factory=_secret, repr=False)
    client_id: str = field(default_factory=lambda: f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}")
    client_secret: str = field(default_factory=_secret, repr=False)

    def __post_init__(self) -> None:
        self.app_token = f"xapp-1-{self.id}-{_secret()}"
        self.carrier = self.sockets
