"""How long to think, as the model can be told: programs know OpenAI's words, and a model may not have all of them.

Only a list of models that somebody has looked at is gone by; where there is none the backend says what it can't do.
"""

from collections.abc import Sequence
from dataclasses import replace

from bridge.bridge import Bridge
from bridge.types import Model, Question

WORDS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
"""From short to long. Any other word is the backend's own."""


def offered(asked: Question, bridge: Bridge) -> Question:
    """The same question with the nearest effort that there is."""
    if asked.effort not in WORDS:
        return asked
    backend, model = bridge.accepting.destination(asked.thread.place, asked.author, asked.model)
    return replace(asked, effort=nearest(asked.effort, _efforts(model, bridge.controls.known_models(backend))))


def nearest(effort: str, offered: Sequence[str]) -> str:
    """Of two that are equally near the shorter one."""
    known = [WORDS.index(one) for one in offered if one in WORDS]
    wanted = WORDS.index(effort)
    return WORDS[min(known, key=lambda place: (abs(place - wanted), place))] if known else effort


def _efforts(model: str, models: Sequence[Model]) -> Sequence[str]:
    """Of this model; of all where it is not known which one answers."""
    meant = [one.efforts for one in models if one.id == model and one.efforts]
    return [effort for efforts in meant or [one.efforts for one in models] for effort in efforts]
