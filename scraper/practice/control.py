"""`POST /practice/control` with `{"field": value, …}`: the settings of settings.py, changed from outside.

The names are those of the fields. Besides, `signed_in` and `wall`; a fault is `"handover"` or
`{"kind": "silent_s", "seconds": 2}`, a family of models
`{"id": …, "label": …, "slug": …, "efforts": […]}`. All or nothing: a bad value is answered with 400 and its reason,
and nothing has changed. The answer, as that of GET, is the whole state as JSON.
"""

from ipaddress import ip_address

from aiohttp import web
from pydantic import TypeAdapter

from scraper.practice.fault import Fault, Kind
from scraper.practice.json import Json
from scraper.practice.models import Family
from scraper.practice.replies import answer, body, refuse
from scraper.practice.settings import Enter, Newline, Settings, Transport, Wall
from scraper.practice.tab import Generation, Language, Picker, State
from scraper.practice.world import World

FIELDS: dict[str, TypeAdapter[object]] = {
    "generation": TypeAdapter(Generation),
    "language": TypeAdapter(Language),
    "states": TypeAdapter(set[State]),
    "faults": TypeAdapter(list[Fault | Kind]),
    "signed_in": TypeAdapter(bool),
    "wall": TypeAdapter(Wall),
    "seed": TypeAdapter(int),
    "hydration": TypeAdapter(float),
    "settle": TypeAdapter(float),
    "poll": TypeAdapter(float),
    "window": TypeAdapter(int | None),
    "code_lines": TypeAdapter(int | None),
    "escaping": TypeAdapter(bool),
    "enter": TypeAdapter(Enter),
    "picker": TypeAdapter(Picker),
    "largest_prompt": TypeAdapter(int | None),
    "renamed_selectors": TypeAdapter(bool),
    "newline": TypeAdapter(Newline | None),
    "transport": TypeAdapter(Transport),
    "models": TypeAdapter(tuple[Family, ...]),
    "answers_as": TypeAdapter(str | None),
    "longest_message": TypeAdapter(int),
    "upload_delay": TypeAdapter(float),
    "upload_fails": TypeAdapter(set[str]),
    "resets_after": TypeAdapter(str),
}


class Control:
    """Changes the settings of one world, for somebody on this machine."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/practice/control", self.show), web.post("/practice/control", self.change)]

    async def show(self, request: web.Request) -> web.Response:
        _local(request)
        return answer(state(self._world))

    async def change(self, request: web.Request) -> web.Response:
        _local(request)
        wanted = await body(request)
        if not isinstance(wanted, dict):
            return refuse(400, "The body is no JSON object.")
        try:
            values = {name: _value(name, value) for name, value in wanted.items()}
        except ValueError as error:
            return refuse(400, str(error))
        for name, value in values.items():
            setattr(self._world, name, value)
        return answer(state(self._world))


def state(settings: Settings) -> Json:
    """All settings, by name."""
    found: dict[str, Json] = {}
    for name, kind in FIELDS.items():
        value = getattr(settings, name)
        json = kind.dump_python(value, mode="json")
        found[name] = sorted(json) if isinstance(value, set) else json
    return found


def _value(name: str, value: object) -> object:
    if name not in FIELDS:
        raise ValueError(f"there is no field {name!r}; there are: {', '.join(FIELDS)}")
    found = FIELDS[name].validate_python(value)
    if name == "faults" and isinstance(found, list):
        return [each if isinstance(each, Fault) else Fault(each) for each in found]
    return found


def _local(request: web.Request) -> None:
    if not ip_address(request.remote or "0.0.0.0").is_loopback:  # noqa: S104, no address at all
        raise web.HTTPForbidden
