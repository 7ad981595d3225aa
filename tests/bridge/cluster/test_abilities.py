"""Whatever a backend can do besides answering, it can do in a cluster."""

import bridge.protocols.backend as seam
from bridge.cluster.guarded import ABILITIES

OF_APIS = {"Forwards", "LeavesNoTrace", "Prices"}
"""What keeps nothing has no guard before it."""

NOT_BACKENDS = {"Backend", "Forwarded"}


def test_no_ability_is_forgotten() -> None:
    """One that is new stands in the table of guards, or among those of backends that have none."""
    known = {name for name, one in vars(seam).items() if getattr(one, "_is_protocol", False)}
    own = {name for name in known if vars(seam)[name].__module__ == seam.__name__}
    guarded = {ability.__name__ for ability, _ in ABILITIES}
    assert own - NOT_BACKENDS == guarded | OF_APIS
