"""A value is of its kind, or the error says of which field it was and what is wanted."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from platforms.http.errors import ApiError

Object = dict[str, object]
Check = Callable[[str, object], bool]
T = TypeVar("T")

_NAMES: Mapping[type, str] = {dict: "an object", list: "an array", str: "a string", bool: "a boolean"}


def expect(kind: type[T], value: object, param: str) -> T:
    """The value, if it is of this kind."""
    if not isinstance(value, kind):
        raise refuse_type(param, _NAMES[kind])
    return value


def refuse_type(param: str, wanted: str) -> ApiError:
    what = f"Invalid type for '{param}': expected {wanted}."
    return ApiError(400, what, param=param, code="invalid_type")


def missing(param: str) -> ApiError:
    return ApiError(400, f"Missing required parameter: '{param}'.", param=param, code="missing_required_parameter")


def invalid(param: str, why: str) -> ApiError:
    return ApiError(400, f"Invalid value for '{param}': {why}.", param=param, code="invalid_value")


def unsupported(param: str, why: str) -> ApiError:
    return ApiError(400, f"Unsupported value for '{param}': {why}.", param=param, code="unsupported_value")


def unsupported_parameter(param: str) -> ApiError:
    what = f"Unsupported parameter: '{param}' is not supported with this model."
    return ApiError(400, what, param=param, code="unsupported_parameter")


def number_of(fields: Object, name: str) -> float | None:
    """Where it is one; the table of fields says what is wrong with it otherwise."""
    value = fields.get(name)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def whole(name: str, value: object) -> int:
    """JSON has one kind of number: 5.0 is a whole one, too."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise refuse_type(name, "an integer")
    return value
