"""What every answer is obtained with."""

from collections.abc import Mapping
from dataclasses import dataclass

from bridge.answering.fetching import Fetching
from bridge.owner import Owner
from bridge.protocols import Backend, Store
from bridge.waiting.gate import Gate
from bridge.waiting.line import Line
from bridge.waiting.patience import Pause


@dataclass(frozen=True, slots=True)
class Means:
    """Of one bridge; backends, gates and lines by the backend's name."""

    store: Store
    backends: Mapping[str, Backend]
    gates: Mapping[str, Gate]
    lines: Mapping[str, Line]
    owner: Owner
    fetching: Fetching
    pause: Pause
