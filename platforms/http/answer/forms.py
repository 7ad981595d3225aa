"""An answer that has to be JSON: found in what the model wrote, and proven before anything of it is told. Pure."""

import json
import re
from collections.abc import Iterator
from typing import NoReturn

import orjson

from platforms.http.answer.parsed import Firm, Parsed, Reading
from platforms.http.request.form import AnyJson, Form, Plain, Schema
from platforms.http.request.schemas import misfit

_FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})[^\n`]*\n(.*?)(?:^[ \t]*\1[`~]*[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
_OPENING = re.compile(r"\A\s*(?:`{3,}|~{3,})[^\n`]*\n")

NO_JSON = "there is no JSON in it"
NO_OBJECT = "it is not one JSON object"


class Proven:
    """JSON of a form. Whatever stands around it (a code block, a sentence) is left out."""

    plain = False

    def __init__(self, form: AnyJson | Schema) -> None:
        self._form = form

    def firm(self, text: str) -> Firm:
        """Nothing is proven before the end."""
        return Firm("")

    def whole(self, text: str, *, cut: bool, again: bool) -> Parsed:
        wrong = ""
        for found in _candidates(text):
            if (parsed := _parsed(found)) is None:
                continue
            written, value = parsed
            reason = self._problem(value)
            if not reason:
                return Parsed(written)
            wrong = wrong or reason
        if cut:  # as much as there is; whoever limits an answer gets a part of it
            return Parsed(_OPENING.sub("", text))
        wrong = wrong or NO_JSON
        if not again:
            return Parsed(problem=wrong)
        why = text.strip() if wrong is NO_JSON else f"The answer does not have the form that was asked for: {wrong}"
        return Parsed(declined=why or NO_JSON)

    def _problem(self, value: object) -> str:
        match self._form:
            case AnyJson():
                return "" if isinstance(value, dict) else NO_OBJECT
            case Schema(schema=schema):
                return misfit(value, schema)


def in_form(form: Form) -> Reading | None:
    """How such an answer is read; None: as it is."""
    return None if isinstance(form, Plain) else Proven(form)


def _candidates(text: str) -> Iterator[str]:
    """Where the JSON may stand: all of it, code blocks from the last to the first, from the first bracket on."""
    yield text.strip()
    yield from (found[2].strip() for found in reversed(list(_FENCE.finditer(text))))
    begins = {text.find(opening): closing for opening, closing in ("{}", "[]")}
    yield from (text[at : text.rfind(closing) + 1] for at, closing in sorted(begins.items()) if at >= 0)


def _parsed(text: str) -> tuple[str, object] | None:
    """As it is written and what it is; mended where only a line break in a string is wrong."""
    try:
        return text, orjson.loads(text)
    except ValueError:
        pass
    try:
        mended = orjson.dumps(json.loads(text, strict=False, parse_constant=_no_constant))
        return mended.decode(), orjson.loads(mended)
    except (ValueError, TypeError, RecursionError):
        return None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
