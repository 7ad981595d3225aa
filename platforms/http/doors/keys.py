"""Who asks: the name of the key that was shown."""

import hmac
from collections.abc import Mapping
from hashlib import sha256

from platforms.http.errors import ApiError
from platforms.http.settings import NOBODY_IN_PARTICULAR, Key

BEARER = {"www-authenticate": "Bearer"}


class Keys:
    """Compares in constant time: every key is looked at, by its hash, whatever the others said."""

    def __init__(self, keys: Mapping[str, Key]) -> None:
        self._hashes = {name: _hash(key.secret.get_secret_value()) for name, key in keys.items()}

    def caller(self, headers: Mapping[str, str]) -> str:
        """The key's name; ApiError 401 when there has to be a key and none fits."""
        if not self._hashes:
            return NOBODY_IN_PARTICULAR
        shown = _shown(headers)
        if not shown:
            what = "You didn't provide an API key. Send it as the header Authorization: Bearer YOUR_KEY."
            raise ApiError(401, what, headers=BEARER)
        digest = _hash(shown)
        fitting = [name for name, known in self._hashes.items() if hmac.compare_digest(known, digest)]
        if not fitting:
            raise ApiError(401, "Incorrect API key provided.", code="invalid_api_key", headers=BEARER)
        return fitting[0]


def _shown(headers: Mapping[str, str]) -> str:
    scheme, _, token = headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else headers.get("x-api-key", "")


def _hash(secret: str) -> bytes:
    return sha256(secret.encode("utf-8", "surrogateescape")).digest()
