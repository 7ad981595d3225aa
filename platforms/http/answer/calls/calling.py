"""An answer that may call tools: whether each is there, and whether its arguments fit."""

import json
import secrets
import string
from dataclasses import dataclass

import orjson

from platforms.http.answer.calls.lenient import Wanted
from platforms.http.answer.calls.parser import Found, parse
from platforms.http.answer.parsed import Firm, Parsed, Reading
from platforms.http.request.schemas import misfit
from platforms.http.request.tools import Call, Toolbox

SHORT = 120
"""Characters of a broken call that are shown."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A call, and what is wrong with it."""

    call: Call
    wrong: str = ""
    mild: bool = False
    """It could be passed on all the same: OpenAI does not promise that arguments fit, unless ``strict``."""


class Calling:
    """By the tools of a request; what is no call is read as its form says."""

    def __init__(self, toolbox: Toolbox, form: Reading) -> None:
        self._toolbox, self._form = toolbox, form
        self._usable = toolbox.usable
        self._must = toolbox.choice == "required"
        self._known = ""
        """Has no calls in it, and of a text that goes on from it nothing before its end becomes one."""
        self.plain = form.plain

    def firm(self, text: str) -> Firm:
        """Where a call is a must, words are not told: they may be all that comes, and are asked for again."""
        found = self._heard(text, over=False)
        words = "" if self._must else self._form.firm(found.words).words
        return Firm(words, found.enough)

    def whole(self, text: str, *, cut: bool, again: bool) -> Parsed:
        found = self._heard(text, over=True)
        if not found.wanted and not found.broken:
            return self._without(text, cut, again)
        checked = [self._checked(wanted) for wanted in found.wanted]
        wrong = "; ".join([*map(_unreadable, found.broken), *(one.wrong for one in checked if one.wrong)])
        words = "" if self._must or not self._form.plain else found.words
        if cut:  # what was begun last is no call, and nobody has to mend it
            return Parsed(words, tuple(one.call for one in checked if not one.wrong or one.mild))
        if not wrong or (again and not found.broken and all(one.mild for one in checked if one.wrong)):
            return Parsed(words, tuple(one.call for one in checked))
        if again:
            return Parsed(declined=f"The model called a tool in a way that can't be carried out: {wrong}")
        return Parsed(words, problem=wrong)

    def _heard(self, text: str, *, over: bool) -> Found:
        known = len(self._known) if text.startswith(self._known) else 0
        found = parse(text, self._usable, parallel=self._toolbox.parallel, over=over, known=known)
        if not over:  # else more of it, as a second try may be, could still become a call
            self._known = text[: found.known]
        return found

    def _without(self, text: str, cut: bool, again: bool) -> Parsed:
        """No tool is called."""
        if not self._must or cut:
            return self._form.whole(text, cut=cut, again=again)
        if again:
            return Parsed(declined=text.strip() or "The model called no tool.")
        return Parsed(problem="no tool was called")

    def _checked(self, wanted: Wanted) -> Checked:
        call = Call(_id(), wanted.name, _written(wanted.arguments))
        tool = self._usable.get(wanted.name)
        if tool is None:
            there = ", ".join(self._usable)
            return Checked(call, f"there is no tool {wanted.name!r} that can be called now, only: {there}")
        if not isinstance(wanted.arguments, dict) or not call.arguments:
            return Checked(call, f"the arguments of {tool.name} are not an object")
        if wrong := misfit(wanted.arguments, tool.parameters):
            return Checked(call, f"the arguments of {tool.name} don't fit its schema: {wrong}", not tool.strict)
        return Checked(call)


def _unreadable(content: str) -> str:
    begins = " ".join(content.split())[:SHORT]
    return f"this is not a JSON object with a name and arguments: {begins}"


def _written(arguments: object) -> str:
    try:
        return orjson.dumps(arguments).decode()
    except TypeError:  # a number beyond 64 bits, half of a surrogate pair, or very deep
        pass
    try:
        return json.dumps(arguments)
    except RecursionError:
        return ""


def _id() -> str:
    letters = string.ascii_letters + string.digits
    return "call_" + "".join(secrets.choice(letters) for _ in range(24))


_reading: type[Reading] = Calling
