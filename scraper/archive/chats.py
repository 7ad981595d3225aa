"""A conversation of an export as the ledger takes it. Pure, but for asking the archive what it has."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from bridge.types import Anchor, Chat, ConversationId, Exchange, MessageId
from bridge.types.questions import carriable
from scraper.archive.files import Files
from scraper.archive.telling import answer, is_shown, words
from scraper.archive.tree import Pair, Raw, Tree

PROJECT = "g-p-"
"""What the ids of projects begin with; those of GPTs begin with ``g-``. Exports don't say what they are called."""

CUSTOM = "user_editable_context"
FENCE = "```"
OURS = "threadbridge"
"""Under this name our own export in ChatGPT's shape says what that has no word for."""

UNREAD = (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError)
"""What reading one raises that has another shape than any that was seen; the last two are of impossible times."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Of one archive."""

    files: Files
    projects: Mapping[str, str] = field(default_factory=dict)
    """What projects are called, by their ids."""

    def chat(self, raw: Raw) -> Chat:
        """Raises one of UNREAD where it is no conversation."""
        tree, title = Tree(raw), carriable(str(raw.get("title") or ""))
        id = raw.get("conversation_id") or raw.get("id") or raw["current_node"]
        if not isinstance(id, str):
            raise TypeError
        begun = float(raw.get("create_time") or 0.0)
        pairs, here = tree.pairs(), f".{id[-8:].lower()}"
        found = (self._exchange(pair, begun, here) for pair in pairs)
        exchanges = [one for one in found if one is not None]
        if exchanges and (custom := _custom(tree, pairs)):
            exchanges[0] = replace(exchanges[0], instructions=custom)
        channel = self._channel(raw, begun)
        return Chat(ConversationId(id.lower()), " ".join(title.split()), channel, tuple(exchanges))

    def _exchange(self, pair: Pair, begun: float, here: str) -> Exchange | None:
        question, said = pair.question, pair.said
        text, told = carriable(words(question)), carriable(answer(said))
        came, made = self.files.of(question), self.files.of(*filter(is_shown, said))
        if not (text.strip() or came or told or made):
            return None
        asked_at = question.message.created or begun
        spoke = [node.message for node in said if node.message.role == "assistant"]
        last = spoke[-1] if spoke else None
        again = "" if pair.first else f"~{said[-1].message.id}"
        ours = (question.raw.get("metadata") or {}).get(OURS) or {}
        return Exchange(
            message=MessageId(f"{question.message.id}{again}{here}"),
            anchor=Anchor(question.message.id),
            text=text,
            answer=told,
            branch=pair.branch,
            author=carriable(str(ours.get("author") or "")),
            instructions=carriable(str(ours.get("instructions") or "")),
            answered_by=next((one.model for one in reversed(spoke) if one.model), ""),
            asked_at=asked_at,
            answered_at=max([asked_at, *(one.created for one in spoke)]),
            stopped=not (told or made) or (last is not None and last.was_cut),
            cut=last is not None and last.at_length,
            came=came,
            made=made,
        )

    def _channel(self, raw: Raw, begun: float) -> str:
        for key in ("gizmo_id", "conversation_template_id"):
            if str(raw.get(key) or "").startswith(PROJECT):
                return self.projects.get(raw[key], raw[key])
        return f"{datetime.fromtimestamp(begun, UTC).astimezone():%Y-%m}"


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
