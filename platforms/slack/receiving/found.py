"""What was found, in Slack's blocks; pure.

Rich text shows words to the letter: nothing in them is a mention, a link or a style.

Source: docs.slack.dev "Rich text block", "Static select menu" (option 75 characters, value 150), "Button" (value
2,000), seen 2026-09. Nobody is notified by a name in an ephemeral message.
"""

from typing import Any

from bridge.commands.words import Page
from bridge.texts import say
from bridge.types import Language
from platforms.desk.found import Line, Run, choices, lines, turns
from platforms.showing.below import shortened

LABEL = 75

LONGEST_LINK = 3_000

LABELS = {"back": "find_previous", "on": "find_next"}

Block = dict[str, Any]


def blocks(page: Page, language: Language) -> list[Block]:
    """A block for each of them, then what can be pressed."""
    conversation = say("find_conversation", language)
    hits = [rich(*lines(hit, number, conversation)) for number, hit in enumerate(page.hits, page.skip + 1)]
    ending = [rich([Run(page.ending)])] if page.ending else []
    elements = [_button(what, value, language) for what, value in turns(page)]
    if options := choices(page):
        elements.append(_menu(options, language))
    below = [{"type": "actions", "elements": elements}] if elements else []
    return [rich([Run(page.heading)]), *hits, *ending, *below]


def rich(*these: Line) -> Block:
    """Lines one below the other, in one block."""
    runs = [run for line in these for run in (Run("\n"), *line)][1:]
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [_element(run) for run in runs]}],
    }


def _element(run: Run) -> Block:
    if run.person:
        return {"type": "user", "user_id": run.person}
    style = {"style": {"bold": True}} if run.bold else {}
    if run.link and len(run.link) <= LONGEST_LINK:
        return {"type": "link", "url": run.link, "text": run.text, **style}
    return {"type": "text", "text": run.text, **style}


def _button(what: str, value: str, language: Language) -> Block:
    return {
        "type": "button",
        "action_id": f"tb_{what}",
        "text": _plain(say(LABELS[what], language)),
        "value": value,
    }


def _menu(options: list[tuple[str, str]], language: Language) -> Block:
    return {
        "type": "static_select",
        "action_id": "tb_here",
        "placeholder": _plain(say("find_goes_on", language)),
        "options": [{"text": _plain(label), "value": value} for label, value in options],
    }


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": shortened(text, LABEL), "emoji": False}
