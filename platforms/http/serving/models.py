"""The models that a caller may ask for: what leaves the choice to us, aliases, and what the backends offer."""

import logging
import time
from dataclasses import dataclass, field, replace

from bridge.bridge import Bridge
from bridge.errors import BackendError, NotConfigured
from bridge.types import Model
from platforms.http.doors.allowed import may, may_name, own_backend
from platforms.http.doors.keys import Caller
from platforms.http.errors import ApiError
from platforms.http.request.checks import Object
from platforms.http.settings import DEFAULT_MODEL, HttpSettings

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Offered:
    """Of one server."""

    bridge: Bridge
    settings: HttpSettings
    since: int = field(default_factory=lambda: int(time.time()))
    """Unix seconds; of its start, for nobody knows when a model was made."""

    async def listed(self, caller: Caller) -> Object:
        """GET /v1/models"""
        return {"object": "list", "data": [self._described(model) for model in await self._models(caller)]}

    async def one(self, caller: Caller, id: str) -> Object:
        """GET /v1/models/{id}"""
        for model in await self._models(caller):
            if model.id == id:
                return self._described(model)
        raise ApiError(404, f"The model '{id}' does not exist. GET /v1/models lists them.", code="model_not_found")

    async def _models(self, caller: Caller) -> list[Model]:
        """First what leaves the choice to us, then what the caller's own backend has, then the others."""
        own = own_backend(caller, self.bridge)
        if own not in self.bridge.backends:
            raise NotConfigured(backend=own)
        models = [Model(name, "threadbridge") for name in (DEFAULT_MODEL, *self.settings.aliases)]
        allowed = [name for name in self.bridge.backends if may(caller.backends, name)]
        for name in sorted(allowed, key=lambda name: (name != own, name)):
            before = "" if name == own else f"{name}:"
            try:
                models += [replace(one, id=before + one.id) for one in await self.bridge.controls.models(name)]
            except BackendError as error:
                logger.warning("the models of %s are not known: %s", name, error)
        listed = dict[str, Model]()
        for model in models:
            if may_name(caller, model.id, self.settings.meant(model.id), self.bridge):
                listed.setdefault(model.id, model)  # an alias hides what has its name
        return [*listed.values()]

    def _described(self, model: Model) -> Object:
        return {"id": model.id, "object": "model", "created": self.since, "owned_by": model.owner}
