"""What a message may be made of: the body of a call → a draft, or Discord's refusal.

Source: docs.discord.com "Message Resource" (Create Message, Embed Limits), "API Reference" (Uploading Files), seen
2026-08.
"""

from collections.abc import Sequence

from tests.standins.discord.interactions.components import checked
from tests.standins.discord.payloads import DiscordError, Payload, invalid, too_long
from tests.standins.discord.state import Attachment, Flag, Message
from tests.standins.discord.world import World
from tests.standins.discord.writing import Draft

from .call import Call

LONGEST = 2_000
NONCE = 25
EMBEDS, EMBED_CHARACTERS = 10, 6_000
FILES = 10
ALLOWED_FLAGS = Flag.SUPPRESS_EMBEDS | Flag.COMPONENTS_V2 | 1 << 12
"""1 << 12: a silent message."""


def draft(world: World, call: Call, body: Payload, allowed_flags: int = ALLOWED_FLAGS) -> Draft:
    """A new message; what it answers is the caller's to look up."""
    flags = int(body.get("flags") or 0)
    if flags & ~allowed_flags:
        raise invalid("flags", "BITFIELD_INVALID", "Message flags are not allowed here.")
    made = Draft(
        content(body) or "",
        embeds=embeds(body),
        components=checked(body.get("components"), new=bool(flags & Flag.COMPONENTS_V2)),
        attachments=attached(world, call, body),
        flags=flags,
        nonce=nonce(body),
        allowed=allowed(body),
    )
    _not_empty(made.content, made.embeds, made.components, made.attachments)
    if flags & Flag.COMPONENTS_V2 and (made.content or made.embeds):
        raise invalid("content", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", "content is not allowed")
    return made


def content(body: Payload) -> str | None:
    """None where it was not sent."""
    text = body.get("content")
    if text is None:
        return "" if "content" in body else None
    if not isinstance(text, str):
        raise invalid("content", "BASE_TYPE_STRING", "Must be a string.")
    if len(text) > LONGEST:
        raise too_long("content", LONGEST)
    return text


def nonce(body: Payload) -> str | int | None:
    given = body.get("nonce")
    if given is not None and len(str(given)) > NONCE:
        raise too_long("nonce", NONCE)
    return given if isinstance(given, str | int) else None


def allowed(body: Payload) -> Payload | None:
    given = body.get("allowed_mentions")
    return given if isinstance(given, dict) else None


def embeds(body: Payload) -> list[Payload]:
    given: list[Payload] = list(body.get("embeds") or [])
    if len(given) > EMBEDS:
        raise too_long("embeds", EMBEDS)
    if sum(_characters(one) for one in given) > EMBED_CHARACTERS:
        raise invalid("embeds", "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {EMBED_CHARACTERS}")
    return [{"type": "rich", **one} for one in given]


def _characters(embed: Payload) -> int:
    texts: list[str] = [embed.get("title") or "", embed.get("description") or ""]
    texts += [embed.get("footer", {}).get("text", ""), embed.get("author", {}).get("name", "")]
    texts += [one[key] for one in embed.get("fields", []) for key in ("name", "value")]
    return sum(map(len, texts))


def attached(world: World, call: Call, body: Payload, kept: Sequence[Attachment] = ()) -> list[Attachment]:
    """The files of the form, named by `attachments` where that is sent; of an edit also those that stay."""
    for file in call.files.values():
        if len(file.content) > world.habits.file_size:
            raise DiscordError(40005)
    described = {str(one["id"]): one for one in body.get("attachments") or []}
    staying = [one for one in kept if "attachments" not in body or str(one.id) in described]
    new = []
    for number, file in sorted(call.files.items()):
        about = described.get(str(number), {})
        name, words = about.get("filename") or file.name, about.get("description")
        new.append(Attachment(world.snowflakes.new(), name, file.content, file.kind, words))
    if len(staying) + len(new) > FILES:
        raise too_long("attachments", FILES)
    return [*staying, *new]


def _not_empty(*parts: object) -> None:
    text, *others = parts
    if not str(text).strip() and not any(others):
        raise DiscordError(50006)


def change(world: World, call: Call, body: Payload, message: Message) -> None:
    """Everything of an edit but its text, which has to be right as well."""
    text = content(body)
    made = embeds(body) if "embeds" in body else message.embeds
    components = message.components
    if "components" in body:
        components = checked(body["components"], new=bool(message.flags & Flag.COMPONENTS_V2))
    files = attached(world, call, body, message.attachments)
    _not_empty(message.content if text is None else text, made, components, files)
    message.embeds, message.components, message.attachments = made, components, files
    if body.get("flags") is not None:
        settable = Flag.SUPPRESS_EMBEDS | Flag.COMPONENTS_V2
        message.flags = message.flags & ~Flag.SUPPRESS_EMBEDS | int(body["flags"]) & settable
