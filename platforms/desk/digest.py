"""What was asked in a channel, as it is shown there; pure."""

from collections.abc import Iterator, Sequence

from bridge.texts import say
from bridge.types import Busy, Digest, Language
from platforms.desk.found import Line, Run
from platforms.showing.below import shortened

TITLE = 80

TAGS, PEOPLE = 10, 3
"""Of which most was asked."""


def lines(digest: Digest, language: Language, most: int) -> Iterator[Line]:
    """So many threads at most, and how many others there are; names of people are still ids."""
    heading = say("digest_heading", language, first=digest.first_day, last=digest.last_day)
    counts = say("digest_counts", language, questions=digest.questions, threads=digest.threads)
    yield [Run(heading, bold=True)]
    yield [Run(counts)]
    for busy, link in list(zip(digest.named, digest.links, strict=True))[:most]:
        yield _thread(busy, link)
    if more := digest.threads - min(most, len(digest.named)):
        yield [Run(say("digest_more", language, count=more))]
    if digest.tags:
        tags = (f"#{tag}{_times(count)}" for tag, count in list(digest.tags.items())[:TAGS])
        yield [Run(say("digest_tags", language, tags=" ".join(tags)))]
    if len(digest.people) > 1:
        yield list(_people(digest, say("digest_people", language)))


def text(these: Sequence[Line]) -> str:
    """Without what only looks better, for where nothing else can be shown."""
    return "\n".join("".join(run.text for run in line) for line in these)


def _thread(busy: Busy, link: str) -> Line:
    title = shortened(" ".join((busy.title or busy.text).split()) or "…", TITLE)
    tags = "".join(f" #{one}" for one in busy.tags)
    about = _times(busy.questions) + tags
    return [Run("• "), Run(title, link=link), *([Run(about)] if about else [])]


def _people(digest: Digest, heading: str) -> Iterator[Run]:
    for number, (person, count) in enumerate(list(digest.people.items())[:PEOPLE]):
        yield Run(", " if number else f"{heading} ")
        yield Run("", person=person)
        if count > 1:
            yield Run(_times(count))


def _times(count: int) -> str:
    return f" ×{count}" if count > 1 else ""
