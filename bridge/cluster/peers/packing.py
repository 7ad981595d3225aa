"""Words as JSON, and back.

Each piece of data says what it is, so that a node can leave out what only newer ones know: a field that is new is
not read, a kind that is new is Unknown.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING

import orjson

from bridge import errors, events, types
from bridge.cluster.peers import words
from bridge.commands import codes
from bridge.errors import BridgeError, Remembered
from bridge.texts import Phrase
from bridge.waiting import gate

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

KIND, BYTES, ERROR, PHRASE = "$", "$bytes", "$error", "$phrase"

BESIDE = ("here", "over_at", "unanswered", "code", "needs")
"""What an error has besides the words of its sentence. A report is a folder on the node that wrote it."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something that this version does not know."""

    kind: str


def packed(value: object) -> bytes:
    try:
        return orjson.dumps(_plain(value))
    except TypeError:  # half of a surrogate pair, which no JSON holds
        return orjson.dumps(_carriable(_plain(value)))


def unpacked(text: bytes | str) -> object:
    """Raises ValueError where it is none of ours."""
    return _data(orjson.loads(text))


def _plain(value: object) -> object:
    match value:
        case None | bool() | int() | float() | str():
            return value
        case bytes():
            return {BYTES: b64encode(value).decode()}
        case list() | tuple():
            return [_plain(one) for one in value]
        case BaseException():
            return _error(value)
        case Phrase():
            return {PHRASE: value.key, "values": {name: _plain(one) for name, one in value.values.items()}}
        case _ if is_dataclass(value) and not isinstance(value, type):
            own = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
            return {KIND: type(value).__name__, **own}
        case _:
            return str(value)


def _error(error: BaseException) -> object:
    if not isinstance(error, BridgeError):
        error = Remembered(reason=str(error))
    beside = {name: getattr(error, name) for name in BESIDE if getattr(error, name, None)}
    values = {name: _plain(one) for name, one in error.values.items()}
    return {ERROR: type(error).__name__, "values": values, "said": str(error), "beside": beside}


def _data(value: object) -> object:
    match value:
        case list():
            return tuple(_data(one) for one in value)
        case {"$bytes": str(coded)}:
            return b64decode(coded)
        case {"$phrase": str(key), "values": dict(values)}:
            return Phrase(key, **{str(name): _data(one) for name, one in values.items()})
        case {"$error": str(kind), "values": dict(values), "said": str(said), "beside": dict(beside)}:
            return _raised(kind, values, said, beside)
        case dict() if isinstance(value.get(KIND), str):
            return _made(str(value[KIND]), {str(name): one for name, one in value.items()})
        case _:
            return value


def _raised(kind: str, values: Mapping[str, object], said: str, beside: Mapping[str, object]) -> BridgeError:
    try:
        error = _errors()[kind](**{name: _data(one) for name, one in values.items()})
    except KeyError:  # one that is new, or says something new
        return Remembered(reason=said)
    for name, one in beside.items():
        if name in BESIDE and hasattr(error, name):
            setattr(error, name, one)
    return error


def _made(kind: str, value: Mapping[str, object]) -> object:
    known = _kinds().get(kind)
    if known is None:
        return Unknown(kind)
    own = {name: _data(value[name]) for name in (field.name for field in fields(known)) if name in value}
    try:
        made: object = known(**own)
    except TypeError:  # something that it can't be without is not there
        return Unknown(kind)
    return made


@cache
def _kinds() -> Mapping[str, "type[DataclassInstance]"]:
    return {kind.__name__: kind for module in (types, events, gate, codes, words) for kind in _of(module)}


def _of(module: ModuleType) -> Iterator["type[DataclassInstance]"]:
    for one in vars(module).values():
        if isinstance(one, type) and is_dataclass(one) and f"{one.__module__}.".startswith(f"{module.__name__}."):
            yield one


@cache
def _errors() -> Mapping[str, type[BridgeError]]:
    kinds = (one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, BridgeError))
    return {kind.__name__: kind for kind in kinds}


def _carriable(value: object) -> object:
    match value:
        case str():
            return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        case list():
            return [_carriable(one) for one in value]
        case dict():
            return {name: _carriable(one) for name, one in value.items()}
        case _:
            return value
