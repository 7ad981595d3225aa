"""An app as its settings page shows it: ids and secrets; and the way by which it hears."""

import secrets
from dataclasses import dataclass, field

from .delivery import Carrier


def new_id(kind: str) -> str:
    return kind + "0" + secrets.token_hex(5).upper()


def _secret() -> str:
    return secrets.token_hex(16)


@dataclass(slots=True, eq=False)
class App:
    id: str
    app_token: str
    carrier: Carrier
    name: str = "threadbridge"
    signing_secret: str = field(default_factory=_secret, repr=False)
    verification_token: str = field(default_factory=_secret, repr=False)
