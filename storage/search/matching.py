"""What is sought, in FTS5's language; pure."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from hashlib import blake2s

from bridge.finding.meaning import Form, Sought
from bridge.types import Query, Seen
from storage.search.packing import ABOUT

CODE, FILE = f"{ABOUT}code", f"{ABOUT}file"

CHANNELS = 100
"""With more of them it is quicker to look everywhere."""

MONTHS = 36
"""More of them are looked for by their years."""


def channel(name: str) -> str:
    return _named("n", name)


def author(name: str) -> str:
    return _named("a", name)


def platform(name: str) -> str:
    return _named("o", name)


def model(name: str) -> str:
    """Its letters stay, since it is looked for by its beginning."""
    return f"{ABOUT}v" + "".join(one for one in name.lower() if one.isalnum() and one.isascii())


def times(at: float) -> tuple[str, str]:
    """The month and the year of a moment."""
    then = time.gmtime(max(0.0, at))
    return f"{ABOUT}m{then.tm_year}x{then.tm_mon}", f"{ABOUT}y{then.tm_year}"


def all_of(sought: Iterable[Sought], sign: str = "") -> str:
    """Everything of it; ``sign``: of which field."""
    return " AND ".join(filter(None, (any_of(one, sign) for one in sought)))


def any_of(sought: Sought, sign: str = "") -> str:
    """In one of its forms."""
    kept = _widest(form for form in sought.forms if form.tokens or form.ends)
    return f"({' OR '.join(_form(form, sign) for form in kept)})" if kept else ""


def _form(form: Form, sign: str) -> str:
    parts = [_word(sign + token) for token in form.tokens]
    if form.ends:
        parts.append(f"({' OR '.join(_word(sign + token) for token in form.ends)})")
    return f"({' AND '.join(parts)})"


def none_of(unwanted: Iterable[Sought]) -> str:
    """Where one word says all; what is longer is looked for in the texts."""
    single = [form.tokens[0] for one in unwanted for form in one.forms if len(form.tokens) == 1]
    return " OR ".join(_word(token) for token in single if not _is_part(token))


def in_parts(sought: Sought) -> Sought:
    """In the forms that the parts of an answer know; they have no syllables alone."""
    kept = tuple(form for form in sought.forms if not any(len(one) == 1 and _is_part(one) for one in form.tokens))
    return replace(sought, forms=kept)


def scope(seen: Seen) -> str:
    """Where somebody may find everything, and what they asked; nothing: anywhere."""
    return "" if len(seen.channels) > CHANNELS else theirs(seen)


def theirs(seen: Seen) -> str:
    """The same, of however many channels; nothing only where that is everything, or nothing at all."""
    if seen.everything:
        return ""
    words = [channel(one.channel) for one in seen.channels]
    words += [author(seen.person.name)] if seen.person else []
    return f"({' OR '.join(_word(one) for one in sorted(set(words)))})" if words else ""


def narrowed(query: Query, now: float) -> Iterator[str]:
    """What is told of a search besides its words."""
    for name, wanted in ((channel, query.places), (author, query.people), (platform, query.platforms)):
        words = [name(one) for one in wanted]
        words += [channel(one.channel) for one in query.channels] if name is channel and wanted else []
        if words:
            yield f"({' OR '.join(map(_word, words))})"
    if query.models:
        yield f"({' OR '.join(_word(model(one) + '*') for one in query.models)})"
    if query.code:
        yield _word(CODE)
    if query.file:
        yield _word(FILE)
    if (query.since or query.before) and (words := list(_between(query.since, query.before or now))):
        yield f"({' OR '.join(map(_word, words))})"


def _between(since: float, before: float) -> Iterator[str]:
    """The months that may have something of this; of very long times nothing is said."""
    first, last = time.gmtime(max(0.0, since)), time.gmtime(max(0.0, before))
    begin, end = first.tm_year * 12 + first.tm_mon - 1, last.tm_year * 12 + last.tm_mon - 1
    if end - begin < MONTHS:
        yield from (f"{ABOUT}m{month // 12}x{month % 12 + 1}" for month in range(begin, end + 1))
    elif since:
        yield from (f"{ABOUT}y{year}" for year in range(first.tm_year, min(last.tm_year, 9999) + 1))


def _widest(forms: Iterable[Form]) -> list[Form]:
    """Without those that others find as well."""
    kept: list[Form] = []
    for form in sorted(forms, key=lambda form: len(form.tokens) + bool(form.ends)):
        if not any(_wider(other, form) for other in kept):
            kept.append(form)
    return kept


def _wider(other: Form, form: Form) -> bool:
    either = not other.ends or bool(form.ends and set(form.ends) <= set(other.ends))
    return either and set(other.tokens) <= set(form.tokens)


def _named(kind: str, name: str) -> str:
    return f"{ABOUT}{kind}{blake2s(name.lower().encode('utf-8', 'replace'), digest_size=5).hexdigest()}"


def _word(token: str) -> str:
    return f'"{token[:-1]}" *' if token.endswith("*") else f'"{token}"'


def _is_part(token: str) -> bool:
    """A pair of syllables may stand there in another word."""
    return not token.isascii()
