"""Who this process is among the nodes, and how it connects to the database that they share."""

import socket
import uuid
from dataclasses import dataclass, field

from psycopg.conninfo import make_conninfo
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from bridge.errors import BadConfig

KEEPALIVES = {
    "keepalives_idle": "2",
    "keepalives_interval": "1",
    "keepalives_count": "3",
    "tcp_user_timeout": "4000",
}
"""A connection whose other end is gone is noticed within seconds."""


@dataclass(frozen=True, slots=True)
class Node:
    """One life of one process: after a restart it is another one."""

    name: str
    """For people; two nodes may have the same."""
    life: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def application(self) -> str:
        """What PostgreSQL calls its sessions."""
        return sessions_of(self.life)


def sessions_of(life: str) -> str:
    """The ``application_name`` of all sessions of a node, by which others find and end them."""
    return f"threadbridge {life}"


def this_node(name: str) -> Node:
    return Node(name or socket.gethostname())


def marked(url: str, node: Node) -> URL:
    """The ledger's address with the node's name on its sessions. Raises BadConfig where it is not PostgreSQL's."""
    try:
        known: URL | None = make_url(url)
    except (ArgumentError, ValueError):  # its own message repeats the url, which may hold a password
        known = None
    if known is None or known.get_backend_name() not in ("postgres", "postgresql"):
        raise BadConfig(
            what="[cluster] needs a ledger that all nodes can reach. Set the url of [storage] to a PostgreSQL "
            "database: postgresql://user:password@host/database."
        )
    mine = {**KEEPALIVES, "application_name": node.application, "connect_timeout": "3"}
    return known.set(drivername="postgresql+psycopg").update_query_dict(mine)


def conninfo(address: URL) -> str:
    """The same as psycopg takes it."""
    _, own = address.get_dialect(_is_async=False)().create_connect_args(address)
    return make_conninfo(**own)
