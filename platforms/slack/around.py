"""What whoever handles something that came from Slack finds around it."""

from dataclasses import dataclass

from bridge.bridge import Bridge
from bridge.protocols import Site
from platforms.errands import Errands
from platforms.hearing import Hearing
from platforms.slack.workspace import Us, Workspace


@dataclass(frozen=True, slots=True)
class Around:
    """In one workspace."""

    bridge: Bridge
    site: Site
    workspace: Workspace
    us: Us
    hearing: Hearing
    errands: Errands
