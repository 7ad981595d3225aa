"""What a key may ask for: models by the names that GET /v1/models lists, and backends.

Where the backend of the key's own channel is not one that it may ask, the first that it may takes that place: a key
made for one backend is answered by that one, whatever answers the others.
"""

from collections.abc import Collection
from dataclasses import replace
from fnmatch import fnmatchcase

from bridge.bridge import Bridge
from bridge.types import Question, Thread
from platforms.http.doors.keys import Caller
from platforms.http.errors import ApiError

PERMISSION = "permission_error"


def permitted(caller: Caller, model: str, asked: Question, bridge: Bridge) -> Question:
    """The question, to a backend that the key may ask; ``model`` is the name that was sent. Raises ApiError 403."""
    if not may(caller.models, model):
        raise _refused(f"the model '{model}'", caller, caller.models, "model_not_allowed")
    if not caller.backends:
        return asked
    wanted = asked.model or bridge.rules(asked.thread.place).model
    named, _, rest = wanted.partition(":")
    if named not in bridge.backends:
        named, rest = own_backend(caller, bridge), asked.model
    if not may(caller.backends, named):
        raise _refused(f"the backend '{named}'", caller, caller.backends, "backend_not_allowed")
    return replace(asked, model=f"{named}:{rest}")


def may_name(caller: Caller, model: str, meant: str, bridge: Bridge) -> bool:
    """Whether it may ask for what is called so, and which ``meant`` says as we do."""
    backend = meant.partition(":")[0]
    return may(caller.models, model) and (backend not in bridge.backends or may(caller.backends, backend))


def is_alone(caller: Caller, asked: Question, bridge: Bridge) -> bool:
    """Whether the backend that answers for another one in its channel is none that it may ask."""
    return not may(caller.backends, bridge.rules(asked.thread.place).failover.partition(":")[0])


def own_backend(caller: Caller, bridge: Bridge) -> str:
    """Which backend answers where the model's name says none: that of the caller's channel, if it may be asked."""
    channels = bridge.controls.backend_of(Thread("http", "", caller.name, ""), caller.name)
    if may(caller.backends, channels):
        return channels
    allowed = (name for wanted in caller.backends for name in sorted(bridge.backends) if may((wanted,), name))
    return next(allowed, channels)


def may(patterns: Collection[str], name: str) -> bool:
    return not patterns or any(fnmatchcase(name, pattern) for pattern in patterns)


def _refused(what: str, caller: Caller, allowed: Collection[str], code: str) -> ApiError:
    said = f"The key '{caller.name}' may not ask {what}, only: {', '.join(allowed)}."
    return ApiError(403, said, type=PERMISSION, param="model", code=code)
