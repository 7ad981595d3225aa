"""How much work a schema can make of one value. Pure.

A ``$ref`` to what holds two of them, and so on, is short to write and endless to check: 40 such steps are a million
million places to look at. What refers to itself is left out of the count; that ends with the value.
"""

from collections.abc import Mapping
from urllib.parse import unquote

MOST_ANCHORS = 40
"""References that are no paths can't be followed here; so few of them can't make much of anything."""
ENDLESS = 1e30


def weight(schema: Mapping[str, object]) -> float:
    """In how many places a value may have to be looked at."""
    weighing = _Weighing(schema)
    try:
        whole = weighing.of(schema)
    except RecursionError:
        return ENDLESS
    return ENDLESS if weighing.anchors > MOST_ANCHORS else whole


class _Weighing:
    def __init__(self, root: object) -> None:
        self._root = root
        self._known: dict[int, float] = {}
        """By the identity of a part; 0 while it is being weighed."""
        self.anchors = 0

    def of(self, value: object) -> float:
        if not isinstance(value, dict | list):
            return 0
        if id(value) not in self._known:
            self._known[id(value)] = 0
            parts = value.values() if isinstance(value, dict) else value
            whole = 1 + sum(map(self.of, parts)) + (self._referred(value) if isinstance(value, dict) else 0)
            self._known[id(value)] = min(whole, ENDLESS)
        return self._known[id(value)]

    def _referred(self, value: Mapping[str, object]) -> float:
        total = 0.0
        for name in ("$ref", "$dynamicRef", "$recursiveRef"):
            if isinstance(way := value.get(name), str):
                if way == "#" or way.startswith("#/"):
                    total += self.of(self._at(way))
                else:
                    self.anchors += 1
        return total

    def _at(self, way: str) -> object:
        found = self._root
        for step in unquote(way).split("/")[1:]:
            step = step.replace("~1", "/").replace("~0", "~")
            if isinstance(found, list) and step.isdecimal() and int(step) < len(found):
                found = found[int(step)]
            else:
                found = found.get(step) if isinstance(found, dict) else None
        return found
