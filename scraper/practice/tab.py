"""What one tab sees: the site's own look, or the one its address asked for.

`?gen=A2&lang=ko&state=cookie_banner,model_menu_slow&picker=june` counts for that tab: `page/tab.js`, the first
script of both shells, keeps it in the tab's sessionStorage, and the page sends it along as the header
`X-Practice-State`. A state with a minus (`-guest`) takes one away that the site is in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args
from urllib.parse import parse_qs, urlencode

Language: TypeAlias = Literal["en", "ko"]
Generation: TypeAlias = Literal["B", "A2"]
Picker: TypeAlias = Literal["spring", "june", "august"]  # of generation A2, 2026; in September the one of spring

HEADER = "X-Practice-State"
NAMES = ("gen", "lang", "state", "picker")
State: TypeAlias = Literal[
    "ab_choice",
    "account_locked",
    "capacity",
    "challenge",
    "connection_lost",
    "connector_permission",
    "cookie_banner",
    "full",
    "guest",
    "login_flicker",
    "maintenance",
    "model_menu_slow",
    "onboarding",
    "rating",
    "session_expired",
    "stub_slow",
    "temporary_only",
    "too_long",
    "too_many_requests",
    "unknown_dialog",
    "upsell",
    "usage_cap",
    "usage_cap_stream",
    "weak_challenge",
    "work_mode",
]
STATES: frozenset[State] = frozenset(get_args(State))


def checked(name: str) -> State:
    """The state of that name; ValueError when there is none."""
    for state in STATES:
        if state == name:
            return state
    raise ValueError(f"there is no state {name!r}; there are: {', '.join(sorted(STATES))}")


@dataclass(frozen=True, slots=True)
class Tab:
    """The look of the site for one request."""

    generation: Generation
    language: Language
    states: frozenset[State]
    picker: Picker = "spring"
    asked: str = ""  # what the tab's own address asked for, as the header carries it

    def seen_with(self, wanted: Mapping[str, str]) -> "Tab":
        """The same with what this tab has asked for."""
        states = set(self.states)
        for name in filter(None, wanted.get("state", "").split(",")):
            if name.startswith("-"):
                states.discard(checked(name[1:]))
            else:
                states.add(checked(name))
        generation, language, picker = self.generation, self.language, self.picker
        match wanted.get("gen"):
            case "A2" | "B" as generation:
                pass
        match wanted.get("lang"):
            case "en" | "ko" as language:
                pass
        match wanted.get("picker"):
            case "spring" | "june" | "august" as picker:
                pass
        asked = urlencode({name: wanted[name] for name in NAMES if name in wanted})
        return Tab(generation, language, frozenset(states), picker, asked)


def wanted(query: Mapping[str, str], header: str | None) -> dict[str, str]:
    """What the address asks for; without that, what the tab has kept."""
    if here := {name: query[name] for name in NAMES if name in query}:
        return here
    return {name: values[-1] for name, values in parse_qs(header or "").items() if name in NAMES}
