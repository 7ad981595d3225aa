"""The section ``[cluster]``."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import Field

from bridge.section import Section

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]


class ClusterSettings(Section):
    """Where it is there, this process is one of several that share a ledger."""

    node: str = ""
    """What this one is called; empty: as its computer is."""
    takes: Sequence[str] = ()
    """The slots that it may hold; none: all."""
    slots: Mapping[Name, Sequence[str]] = {}
    """The backends of each; none: one slot for all of them."""
