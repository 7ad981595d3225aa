"""What is told over the WebSocket, topic by topic, kept until it is known which topic is ours. Pure."""

from collections.abc import Iterable

from scraper.wire.push import Chain, Item


class Topics:
    """Each topic's items once and in their order, however they come."""

    def __init__(self) -> None:
        self._items: dict[str, list[Item]] = {}
        self._chains: dict[str, Chain] = {}

    @property
    def gap(self) -> bool:
        """Something is missing."""
        return any(chain.broken for chain in self._chains.values())

    @property
    def names(self) -> Iterable[str]:
        return self._items.keys()

    def put(self, items: Iterable[Item]) -> None:
        """They may come twice, and not in their order."""
        topics: dict[str, list[Item]] = {}
        for item in items:
            topics.setdefault(item.topic, []).append(item)
        for topic, told in topics.items():
            ready = self._chains.setdefault(topic, Chain()).take(told)
            self._items.setdefault(topic, []).extend(ready)

    def get(self, topic: str) -> list[Item]:
        """What has come since the last time."""
        items, self._items[topic] = self._items[topic], []
        return items
