"""Which files belong to a message. Pure, but for asking the archive what it has."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from bridge.types import Attachment
from bridge.types.questions import carriable
from scraper.archive.opening import ASSET
from scraper.archive.telling import pictures
from scraper.archive.tree import Node


class Names(Protocol):
    """What an archive knows of the files in it."""

    def has(self, asset: str) -> bool: ...

    def name(self, asset: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Files:
    """Of one archive."""

    archive: Names
    wanted: bool = True
    """Not only by name."""

    def of(self, *nodes: Node) -> tuple[Attachment, ...]:
        """Each once; a picture stands in its message, and may be named beside it, too."""
        found: dict[str, Attachment] = {}
        for node in nodes:
            drawn = {_asset(one.asset): one for one in pictures(node)}
            for asset, one in self._named(node):
                found.setdefault(asset, one)
            for asset, picture in drawn.items():
                if asset and (asset not in found or not found[asset].kind):
                    name = found[asset].name if asset in found else self.archive.name(asset) or asset
                    found[asset] = Attachment(name, self._source(asset), picture.size, "image")
        return tuple(found.values())

    def _named(self, node: Node) -> Iterator[tuple[str, Attachment]]:
        for one in (node.raw.get("metadata") or {}).get("attachments") or ():
            if asset := _asset(str(one.get("id") or "")):
                name = carriable(str(one.get("name") or "")) or self.archive.name(asset) or asset
                size, kind = int(one.get("size") or 0), str(one.get("mime_type") or "")
                yield asset, Attachment(name, self._source(asset), size, kind)

    def _source(self, asset: str) -> str:
        return asset if self.wanted and self.archive.has(asset) else ""


def _asset(pointer: str) -> str:
    """The id in ``sediment://file_…`` or ``file-service://file-…``."""
    found = ASSET.search(pointer)
    return found[1] if found else ""
