"""A conversation of an export as the ledger takes it. Pure, but for asking the archive what it has."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Protocol

from bridge.types import Anchor, Attachment, Chat, ConversationId, Exchange, MessageId
from bridge.types.questions import carriable
from scraper.archive.opening import ASSET
from scraper.archive.telling import Picture, answer, is_shown, pictures, words
from scraper.archive.tree import Node, Pair, Raw, Tree

PROJECT = "g-p-"
"""What the ids of projects begin with; those of GPTs begin with ``g-``. Exports don't say what they are called."""

CUSTOM = "user_editable_context"
FENCE = "```"


UNREAD = (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError)
"""What reading one raises that has another shape than any that was seen; the last two are of impossible times."""


class Names(Protocol):
    """What an archive knows of the files in it."""

    def has(self, asset: str) -> bool: ...

    def name(self, asset: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Reader:
    """Of one archive."""

    archive: Names
    projects: Mapping[str, str] = field(default_factory=dict)
    """What projects are called, by their ids."""
    files: bool = True
    """Whether anybody wants those that are in the archive."""

    def chat(self, raw: Raw) -> Chat:
        """Raises one of UNREAD where it is no conversation."""
        tree, title = Tree(raw), carriable(str(raw.get("title") or ""))
        id = str(raw.get("conversation_id") or raw.get("id") or raw["current_node"])
        begun = float(raw.get("create_time") or 0.0)
        pairs, here = tree.pairs(), f".{id[-8:].lower()}"
        custom = _custom(tree, pairs)
        exchanges = list[Exchange]()
        for pair in pairs:
            one = self._exchange(pair, begun, here)
            if one is not None:
                exchanges.append(one if exchanges else replace(one, instructions=custom))
        channel = self._channel(raw, begun)
        return Chat(ConversationId(id.lower()), " ".join(title.split()), channel, tuple(exchanges))

    def _exchange(self, pair: Pair, begun: float, here: str) -> Exchange | None:
        question, said = pair.question, pair.said
        text, told = carriable(words(question)), carriable(answer(said))
        came = tuple(self._came(question))
        if not (text.strip() or came or told):
            return None
        asked_at = question.message.created or begun
        spoke = [node.message for node in said if node.message.role == "assistant"]
        last = spoke[-1] if spoke else None
        again = "" if pair.first else f"~{said[-1].message.id}"
        return Exchange(
            message=MessageId(f"{question.message.id}{again}{here}"),
            anchor=Anchor(question.message.id),
            text=text,
            answer=told,
            branch=pair.branch,
            answered_by=next((one.model for one in reversed(spoke) if one.model), ""),
            asked_at=asked_at,
            answered_at=max([asked_at, *(one.created for one in spoke)]),
            stopped=not told or (last is not None and last.was_cut),
            cut=last is not None and last.at_length,
            came=came,
            made=tuple(self._made(said)),
        )

    def _channel(self, raw: Raw, begun: float) -> str:
        for key in ("gizmo_id", "conversation_template_id"):
            if str(raw.get(key) or "").startswith(PROJECT):
                return self.projects.get(raw[key], raw[key])
        return f"{datetime.fromtimestamp(begun, UTC).astimezone():%Y-%m}"

    def _came(self, question: Node) -> Iterator[Attachment]:
        """What was uploaded with a question; a picture stands in it, and is named beside it, too."""
        known = set[str]()
        for one in (question.raw.get("metadata") or {}).get("attachments") or ():
            asset = _asset(str(one.get("id") or ""))
            if asset and asset not in known:
                known.add(asset)
                name = carriable(str(one.get("name") or "")) or self.archive.name(asset) or asset
                yield Attachment(
                    name, self._source(asset), int(one.get("size") or 0), str(one.get("mime_type") or "")
                )
        for picture in pictures(question):
            if (asset := _asset(picture.asset)) and asset not in known:
                known.add(asset)
                yield self._picture(picture, asset)

    def _made(self, said: Sequence[Node]) -> Iterator[Attachment]:
        known = set[str]()
        for node in filter(is_shown, said):
            for picture in pictures(node):
                if (asset := _asset(picture.asset)) and asset not in known:
                    known.add(asset)
                    yield self._picture(picture, asset)

    def _picture(self, picture: Picture, asset: str) -> Attachment:
        return Attachment(self.archive.name(asset) or asset, self._source(asset), picture.size, "image")

    def _source(self, asset: str) -> str:
        return asset if self.files and self.archive.has(asset) else ""


def _asset(pointer: str) -> str:
    """The id in ``sediment://file_…`` or ``file-service://file-…``."""
    found = ASSET.search(pointer)
    return found[1] if found else ""


def _custom(tree: Tree, pairs: Sequence[Pair]) -> str:
    """What somebody had told ChatGPT of themselves, before the first question (seen 2023-08 to 2025-10)."""
    for node in tree.before(pairs[0].question.message.id) if pairs else ():
        content, metadata = node.raw.get("content") or {}, node.raw.get("metadata") or {}
        told = metadata.get("user_context_message_data") or {}
        texts = [told.get("about_user_message"), told.get("about_model_message")]
        if not any(texts) and node.message.content_type == CUSTOM:
            texts = [_inside(content.get("user_profile")), _inside(content.get("user_instructions"))]
        if any(texts):
            return carriable("\n\n".join(str(text).strip() for text in texts if text))
    return ""


def _inside(text: object) -> str:
    """What a person wrote; ChatGPT puts it between fences, behind words of its own."""
    whole = str(text or "")
    found = re.search(f"{FENCE}(.*){FENCE}", whole, re.DOTALL)
    return (found[1] if found else whole).strip()
