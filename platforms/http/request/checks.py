"""Every field that is looked at although nothing is done with it: in range, or refused, or ignored.

A check returns whether the value asks for no more than what is done anyway; otherwise the field is ignored, and
named in a header of the answer. It raises ApiError for what is out of range and for what would change the answer's
shape.
"""

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


def between(low: float, high: float) -> Check:
    """A number that nothing is done with."""

    def check(name: str, value: object) -> bool:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise refuse_type(name, "a number")
        if not low <= value <= high:
            raise invalid(name, f"it has to be between {low:g} and {high:g}")
        return False

    return check


def whole(name: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise refuse_type(name, "an integer")
    return value


def _one_choice(name: str, value: object) -> bool:
    if not 1 <= whole(name, value) <= 128:
        raise invalid(name, "it has to be between 1 and 128")
    if value != 1:
        raise unsupported(name, "one answer is given to one question; ask again for another")
    return True


def _no_logprobs(name: str, value: object) -> bool:
    if expect(bool, value, name):
        raise unsupported_parameter(name)
    return True


def _no_top_logprobs(name: str, value: object) -> bool:
    if whole(name, value) != 0:
        raise unsupported_parameter(name)
    return True


def _no_audio(name: str, value: object) -> bool:
    raise unsupported_parameter(name)


def _text_only(name: str, value: object) -> bool:
    if any(one != "text" for one in expect(list, value, name)):
        raise unsupported(name, "answers are text")
    return True


def _plain_format(name: str, value: object) -> bool:
    if expect(dict, value, name).get("type") != "text":
        raise unsupported(name, "only {'type': 'text'} can be promised so far")
    return True


def _tools(name: str, value: object) -> bool:
    return not expect(list, value, name)


def _free_to_choose(name: str, value: object) -> bool:
    if value not in ("none", "auto"):
        raise unsupported(name, "tools are not called so far, only 'auto' and 'none' can be kept")
    return value == "none"


CHECKS: Mapping[str, Check] = {
    "n": _one_choice,
    "logprobs": _no_logprobs,
    "top_logprobs": _no_top_logprobs,
    "audio": _no_audio,
    "modalities": _text_only,
    "response_format": _plain_format,
    "temperature": between(0, 2),
    "top_p": between(0, 1),
    "presence_penalty": between(-2, 2),
    "frequency_penalty": between(-2, 2),
    "tools": _tools,
    "functions": _tools,
    "tool_choice": _free_to_choose,
    "function_call": _free_to_choose,
}
