"""What was found, in Discord's Markdown; pure.

Its words show these very characters: nothing in them is a mention, a link or a style.

Source: docs.discord.com "Message Formatting", seen 2026-08. `<@…>` is a name; whom a message calls is said with it,
and ours call nobody.
"""

import re

from bridge.commands.words import Answered, Page
from bridge.texts import say
from bridge.types import Language
from platforms.desk.found import Line, Run, lines
from platforms.discord.text import plain, size
from platforms.showing.split import split

LONGEST = 1_900
"""Of the 2,000 that a message may have, as Discord counts."""

AROUND = (160, 100, 50, 0)
"""Characters around the words; with fewer it may fit into one message, which can be turned as one."""

_SCHEME = re.compile(r"https?://")
"""Discord makes no link of words with an address in them."""


def messages(said: Answered, language: Language) -> list[str]:
    """What is said, in as many messages as it needs."""
    text = markdown(said.page, language) if said.page else plain(said.text)
    return [piece.text for piece in split(text, LONGEST, size)]


def markdown(page: Page, language: Language) -> str:
    """With less around the words where there is much on the page."""
    found = (_page(page, most, say("find_conversation", language)) for most in AROUND)
    last = ""
    for last in found:
        if size(last) <= LONGEST:
            break
    return last


def _page(page: Page, most: int, conversation: str) -> str:
    said = [plain(page.heading)]
    for number, hit in enumerate(page.hits, page.skip + 1):
        titled, about, *around = lines(hit, number, conversation)
        these = (titled, about, *(_shortened(one, most) for one in around))
        said += ["", *(shown(line) for line in these if line)]
    return "\n".join([*said, *(["", plain(page.ending)] if page.ending else [])])


def _shortened(line: Line, most: int) -> Line:
    kept: list[Run] = []
    for run in line:
        if len(run.text) > most:
            return [*kept, Run(run.text[:most] + "…", run.bold)] if most else kept
        most -= len(run.text)
        kept.append(run)
    return kept


def shown(line: Line) -> str:
    """What it says, in Markdown that shows these very characters."""
    return "".join(map(_run, line))


def _run(run: Run) -> str:
    if run.person:
        return f"<@{run.person}>" if run.person.isdigit() else plain(run.person)
    shown = plain(_SCHEME.sub("", run.text) if run.link else run.text)
    shown = f"**{shown}**" if run.bold else shown
    return f"[{shown}](<{run.link}>)" if run.link else shown
